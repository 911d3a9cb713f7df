#include "channels/url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "base/text.h"

namespace crier::channels {

std::optional<std::uint16_t> port_of(const boost::urls::url_view& url) {
  const auto text = std::string(url.port());
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::optional<std::string> http_url_fault(std::string_view text) {
  constexpr std::size_t longest = 4096;
  if (text.empty()) return "is empty";
  if (text.size() > longest) return "is longer than 4096 bytes";
  if (text.find(':') == std::string_view::npos) return "does not begin with http:// or https://";
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url) return "is no URL (characters other than ASCII, and blanks, are percent-encoded in one)";
  const auto scheme = to_lower_ascii(std::string(url->scheme()));
  if (scheme != "http" && scheme != "https") return "is no http:// or https:// URL";
  if (url->encoded_host().empty()) return "names no host";
  if (url->has_userinfo()) return "has a user or password in it";
  if (url->has_fragment()) return "has a fragment (#…), which is never sent";
  if (url->has_port() && !port_of(*url)) return "has no usable port";
  return std::nullopt;
}

}  // namespace crier::channels
