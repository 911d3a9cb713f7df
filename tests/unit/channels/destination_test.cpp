#include <gtest/gtest.h>

#include "channels/adapter.h"

namespace crier::channels {
namespace {

TEST(Destination, is_scheme_host_and_port_of_a_url) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://example.com/hook", "https://example.com:443"},
      {"HTTPS://Example.COM/hook", "https://example.com:443"},
      {"http://example.com", "http://example.com:80"},
      {"http://example.com:8080/a?b=c", "http://example.com:8080"},
      {"https://example.com:443/", "https://example.com:443"},
      {"https://[2001:db8::1]/x", "https://[2001:db8::1]:443"},
      {"https://example.com:/x", "https://example.com:443"},
      {"no url", "no url"},
      {"", ""},
  };

  for (const auto& [url, destination] : cases) EXPECT_EQ(destination_of(url), destination) << url;
}

}  // namespace
}  // namespace crier::channels
