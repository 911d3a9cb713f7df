#include "api/request_check.h"

#include <gtest/gtest.h>

namespace crier::api {
namespace {

TEST(RequestCheck, takes_the_path_of_an_absolute_target) {
  EXPECT_EQ(origin_form("/v1/events?x=http://y/z"), "/v1/events?x=http://y/z");
  EXPECT_EQ(origin_form("http://localhost:9797/v1/events"), "/v1/events");
  EXPECT_EQ(origin_form("http://localhost"), "/");
  EXPECT_EQ(origin_form("https://localhost/x"), "https://localhost/x");
}

TEST(RequestCheck, finds_folded_lines_and_bare_line_feeds) {
  EXPECT_FALSE(has_folded_line("GET / HTTP/1.1\r\nA: b\r\n\r\n"));
  EXPECT_TRUE(has_folded_line("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"));
  EXPECT_TRUE(has_folded_line("GET / HTTP/1.1\r\n\tA: b\r\n\r\n"));
  EXPECT_FALSE(has_bare_line_feed("a\r\nb\r\n", 0));
  EXPECT_TRUE(has_bare_line_feed("a\r\nb\n", 0));
  EXPECT_TRUE(has_bare_line_feed("\n", 0));
  EXPECT_FALSE(has_bare_line_feed("a\nb\r\n", 2));
}

TEST(RequestCheck, reads_the_bearer_token) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bEARER   abc "), "abc");
  EXPECT_EQ(bearer_token("Bearer"), std::nullopt);
  EXPECT_EQ(bearer_token("Bearer "), std::nullopt);
  EXPECT_EQ(bearer_token("Basic abc"), std::nullopt);
  EXPECT_EQ(bearer_token("Bearer a b"), std::nullopt);
  EXPECT_EQ(bearer_token(""), std::nullopt);
}

}  // namespace
}  // namespace crier::api
