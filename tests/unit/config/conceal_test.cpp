#include "config/reader/conceal.h"

#include <gtest/gtest.h>

#include <string>

namespace crier::reader {
namespace {

TEST(Conceal, lines_end_where_a_secret_begins) {
  const struct {
    std::string line, shown;
  } cases[] = {
      {"  password: hunter2", "  password:"},
      {"  \"password\" : hunter2", "  \"password\" :"},
      {"  password_file: smtp-password", "  password_file: smtp-password"},
      {"  - {channel: hooks, secret: whsec_abc}", "  - {channel: hooks, secret:"},
      {"  secret_file: whsec_MfKQ9r8G", "  secret_file: "},
      {"  token: abc", "  token:"},
      {"    tokens: [{name: a, file: f}]", "    tokens: [{name: a, file: f}]"},
      {"store: postgresql://user:pass@host/crier", "store: postgresql://"},
      {"store: postgresql://user@host/crier", "store: postgresql://user@host/crier"},
      {"  url: smtp://me:you@mail", "  url: smtp://"},
      {"  x: xoxb-1-2", "  x: "},
      {"  api_key: 12", "  api_key:"},
      {"  match: {key: db}", "  match: {key: db}"},
      {"  to: https://a.example/x?at=12:30@noon", "  to: https://a.example/x?at=12:30@noon"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(c.line.substr(0, secret_begin(c.line)), c.shown) << c.line;
}

}  // namespace
}  // namespace crier::reader
