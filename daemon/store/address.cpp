#include "base/text.h"
#include "store/directory.h"

namespace crier::store {

// The store knows a channel's name, not its type: there the type is "" and what looks like a mailbox is taken for one. No other
// kind of address (a URL, a Slack conversation, an account) has an @ and neither a scheme nor a blank.
std::string canonical_address(const std::string& channel_type, const std::string& address) {
  const auto at = address.rfind('@');
  if (at == std::string::npos || at == 0) return address;
  const bool is_mailbox = channel_type == "smtp" ||
                          (channel_type.empty() && address.find("://") == std::string::npos && address.find(' ') == std::string::npos);
  if (!is_mailbox) return address;
  return address.substr(0, at + 1) + to_lower_ascii(std::string_view(address).substr(at + 1));
}

}  // namespace crier::store
