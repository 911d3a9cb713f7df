#include "channels/url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.h"

namespace crier::channels {

std::optional<std::string> http_url_fault(std::string_view text) {
  constexpr std::size_t longest = 4096;
  if (text.empty()) return "is empty";
  if (text.size() > longest) return "is longer than 4096 bytes";
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url) return "is no URL (characters other than ASCII, and blanks, are percent-encoded in one)";
  const auto scheme = to_lower_ascii(std::string(url->scheme()));
  if (scheme != "http" && scheme != "https") return "is no http:// or https:// URL";
  if (url->encoded_host().empty()) return "names no host";
  if (url->has_userinfo()) return "has a user or password in it";
  if (url->has_fragment()) return "has a fragment (#…), which is never sent";
  if (url->has_port() && url->port_number() == 0) return "has no usable port";
  return std::nullopt;
}

}  // namespace crier::channels
