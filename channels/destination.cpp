#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.h"
#include "channels/adapter.h"

namespace crier::channels {

std::string destination_of(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->encoded_host().empty()) return url;
  const auto scheme = to_lower_ascii(std::string(parsed->scheme()));
  const auto host = to_lower_ascii(std::string(parsed->encoded_host()));
  auto port = std::string(parsed->port());
  if (port.empty()) port = scheme == "https" ? "443" : "80";
  return scheme + "://" + host + ":" + port;
}

}  // namespace crier::channels
