#pragma once
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "ingest/facts.h"
#include "ingest/faults.h"
#include "ingest/json_tree.h"

namespace crier::ingest {

// Members of foreign objects: what is absent or null is not there, names that nobody asks for are passed over, and a wrong type is a
// fault with its pointer.

/// None if there is none, or null.
[[nodiscard]] const JsonNode* member(const JsonNode& object, std::string_view name);
/// "" if there is none.
[[nodiscard]] std::string_view text_member(const JsonNode& object, std::string_view name, const Path& path, Faults& faults);
/// Of that kind; none if there is none or a fault was added.
[[nodiscard]] const JsonNode* member_of(const JsonNode& object, std::string_view name, JsonNode::Kind kind, const Path& path,
                                        Faults& faults);
/// RFC 3339, also with an offset without colon; none if there is none.
[[nodiscard]] std::optional<UtcTime> time_member(const JsonNode& object, std::string_view name, const Path& path, Faults& faults);
/// An object of strings into `to`, where a name that is there already stays.
void texts_member(const JsonNode& object, std::string_view name, Facts::Texts& to, const Path& path, Faults& faults);
/// The members of an object that are strings or numbers, as texts.
void add_scalars(const JsonNode& object, Facts::Texts& to);
/// The text of that name, whatever the case of its letters; "" if there is none.
[[nodiscard]] std::string_view text_in(const Facts::Texts& texts, std::string_view name);

/// "+0200" at the end becomes "+02:00".
[[nodiscard]] std::optional<UtcTime> foreign_time(std::string_view text);
/// Seconds since 1970 as decimal digits.
[[nodiscard]] std::optional<UtcTime> epoch_time(std::string_view text);

}  // namespace crier::ingest
