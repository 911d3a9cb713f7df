#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace crier::channels::smtp {

/// A mailbox as it goes into an envelope (RFC 5321 section 4.1.2, RFC 6531).
/// Invariants: no control character, blank, '<' or '>' in it; the domain is ASCII (A-labels, lower case) or a literal.
struct MailAddress {
  std::string local;  ///< an atom with dots or a quoted string, as given
  std::string domain;
  bool smtputf8 = false;  ///< the local part is not ASCII
  [[nodiscard]] std::string text() const { return local + "@" + domain; }
};

/// Errors: invalid; the sentence says what is wrong and quotes nothing, so that it may stand in any log.
[[nodiscard]] Result<MailAddress> parse_address(std::string_view text);

}  // namespace crier::channels::smtp
