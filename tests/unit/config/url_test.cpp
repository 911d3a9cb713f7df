#include "channels/url.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "channels/slack/slack_settings.h"
#include "channels/smtp/smtp_settings.h"

namespace crier::channels {
namespace {

TEST(HttpUrl, good_ones_have_no_fault) {
  for (const auto* url : {"https://a.example", "http://a.example:8080/x?y=z", "HTTPS://A.example/", "https://[::1]:9/x",
                          "https://a.example/%20", "https://a.example/@x:y"}) {
    EXPECT_EQ(http_url_fault(url), std::nullopt) << url;
  }
}

TEST(HttpUrl, bad_ones_are_told_apart) {
  const struct {
    std::string url, fault;
  } cases[] = {
      {"", "is empty"},
      {"a.example/x", "does not begin with http:// or https://"},
      {"a.example:80/x", "is no http:// or https:// URL"},
      {"https://a.example/a b", "is no URL (characters other than ASCII, and blanks, are percent-encoded in one)"},
      {"https://a.example/\r\nX: y", "is no URL (characters other than ASCII, and blanks, are percent-encoded in one)"},
      {"https://bücher.example/", "is no URL (characters other than ASCII, and blanks, are percent-encoded in one)"},
      {"ftp://a.example/", "is no http:// or https:// URL"},
      {"mailto:a@a.example", "is no http:// or https:// URL"},
      {"https:///x", "names no host"},
      {"https://u:p@a.example/", "has a user or password in it"},
      {"https://@a.example/", "has a user or password in it"},
      {"https://a.example/#x", "has a fragment (#…), which is never sent"},
      {"https://a.example:0/", "has no usable port"},
      {"https://a.example:99999/", "has no usable port"},
      {"https://" + std::string(5000, 'a'), "is longer than 4096 bytes"},
  };
  for (const auto& c : cases) EXPECT_EQ(http_url_fault(c.url), c.fault) << c.url;
}

TEST(Mailbox, has_an_address_with_or_without_a_name) {
  EXPECT_EQ(smtp::address_of("a@x.example"), "a@x.example");
  EXPECT_EQ(smtp::address_of("Example Status <a@x.example>"), "a@x.example");
  EXPECT_EQ(smtp::address_of("\"Status, Example\" <a@x.example>"), "a@x.example");
  for (const auto* text : {"", "a", "A <a@x.example", "a@x.example>", "<a@x.example> b", "a@x.example, b@x.example", "A <B> <a@x.example>",
                           "a@x.example\r\nBcc: b@x.example"}) {
    EXPECT_EQ(smtp::address_of(text), std::nullopt) << text;
  }
}

TEST(Conversation, is_a_name_or_an_id) {
  for (const auto* text : {"#status", "C0123456789", "@alice", "U12", "#großes-haus"})
    EXPECT_EQ(slack::address_fault(text), std::nullopt) << text;
  for (const auto* text : {"", "#", "@", "#a b", "a,b", "<#C1>", "#a\n"}) EXPECT_NE(slack::address_fault(text), std::nullopt) << text;
}

}  // namespace
}  // namespace crier::channels
