#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "core/audience.h"

namespace crier::store {

/// Recipients live in the store (rules F1): each (audience, channel) is a group with generations. A generation is taken in by
/// begin, add in chunks, complete; a crash in between leaves the earlier one in force and the next begin goes on with the same
/// number. A broadcast accepted meanwhile expands only when the generation is complete.
/// Every call happens inside a group transaction of the writer. Thread: store writer. Errors: full, io.
class Directory {
 public:
  virtual ~Directory() = default;
  /// The fingerprint of the newest complete generation ("" if none): unchanged means nothing need be taken in.
  [[nodiscard]] virtual Result<std::string> fingerprint(const std::string& audience, const std::string& channel) = 0;
  /// Opens the next generation of the group.
  [[nodiscard]] virtual Result<void> begin(const std::string& audience, const std::string& channel) = 0;
  /// Adds recipients to the open generation. The same address again changes nothing (the first counts). Mail addresses compare
  /// with the domain in lower case. Returns how many were new to this generation.
  [[nodiscard]] virtual Result<std::int64_t> add(const std::string& audience, const std::string& channel,
                                                 const std::vector<core::Recipient>& recipients) = 0;
  /// Removes up to `limit` members that the open generation does not have; when none is left the generation is complete and
  /// true is returned. Broadcasts that waited for it have work now.
  [[nodiscard]] virtual Result<bool> complete(const std::string& audience, const std::string& channel, const std::string& fingerprint,
                                              std::size_t limit) = 0;
  /// Members of a group that no audience of the configuration has any more leave it at once (an empty generation).
  [[nodiscard]] virtual Result<std::vector<std::pair<std::string, std::string>>> groups() = 0;
  /// Takes the suppression of an address back; false if it was not suppressed.
  [[nodiscard]] virtual Result<bool> lift(const std::string& channel, const std::string& address) = 0;
};

/// The form in which an address is compared: mail with the domain case-folded, everything else as it is.
[[nodiscard]] std::string canonical_address(const std::string& channel_type, const std::string& address);

}  // namespace crier::store
