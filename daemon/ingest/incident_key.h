#pragma once
#include <string>
#include <string_view>

namespace crier::ingest {

/// The incident key for a text that names a group of alerts: the text itself where it can be a key, else `lead` with what a key cannot have
/// as hyphens and a short hash of the text behind it, so that different groups have different keys and the same one always the same.
/// Never one that is kept for others (`operators`, `notice-…`). Requires: text is not empty.
[[nodiscard]] std::string incident_key(std::string_view text, std::string_view lead);

/// HOST/SERVICE, or HOST where there is no service: the text that is made a key of for a checked object. A host with a slash in its name
/// has a separator that no name has, so that no other host and service together read the same.
[[nodiscard]] std::string object_name(std::string_view host, std::string_view service);

inline constexpr char kSeparator = '\x1f';  ///< between parts of a text that is only hashed

/// Twelve hexadecimal digits of the text's SHA-256: 48 bits tell all groups of an installation apart.
[[nodiscard]] std::string short_hash(std::string_view text);

}  // namespace crier::ingest
