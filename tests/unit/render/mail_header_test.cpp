#include "render/mail_header.h"

#include <gmime/gmime.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "unit/render/shared_json.h"

namespace crier::render {
namespace {

std::string text_header(const std::string& value) {
  std::string out;
  append_text_header(out, "Subject", value);
  return out;
}

/// What a receiver sees, by GMime: unfolded and decoded.
std::string decoded(const std::string& header) {
  g_mime_init();
  std::string value = header.substr(header.find(':') + 1);
  for (auto at = value.find("\r\n"); at != std::string::npos; at = value.find("\r\n")) value.erase(at, 2);
  if (value.starts_with(' ')) value.erase(0, 1);
  char* text = g_mime_utils_header_decode_text(nullptr, value.c_str());
  std::string out = text;
  g_free(text);
  return out;
}

/// RFC 2047 section 2: 7 bit, lines of at most 76, encoded-words of at most 75; RFC 5322: CRLF, folded lines begin with a blank.
void expect_well_formed(const std::string& header) {
  ASSERT_TRUE(header.ends_with("\r\n"));
  bool is_first = true;
  for (const auto line : split(std::string_view(header).substr(0, header.size() - 1), '\n')) {
    const std::string_view shown = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    EXPECT_LE(shown.size(), 76U) << header;
    EXPECT_TRUE(is_first || (shown.starts_with(' ') && !trim(shown).empty())) << header;
    is_first = false;
    for (const char c : shown) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << header;
    for (const auto word : split(shown, ' ')) {
      if (word.starts_with("=?")) {
        EXPECT_LE(word.size(), 75U) << header;
        EXPECT_TRUE(word.ends_with("?=")) << header;
      }
    }
  }
}

/// Each encoded-word alone must be whole characters (RFC 2047 section 5).
void expect_whole_characters(const std::string& header) {
  for (auto at = header.find("=?utf-8?"); at != std::string::npos; at = header.find("=?utf-8?", at + 1)) {
    const std::string word = header.substr(at, header.find("?=", at + 10) + 2 - at);
    EXPECT_TRUE(is_utf8(decoded("X: " + word))) << word;
    EXPECT_EQ(decoded("X: " + word).find("\xEF\xBF\xBD"), std::string::npos) << word;
  }
}

TEST(MailHeader, decodes_back_to_every_sample_of_rfc_2047) {
  const auto samples = shared_json("email-headers/rfc2047.json");
  if (!samples) GTEST_SKIP() << kNoShared;
  int compared = 0;
  for (const auto& sample : samples->as_array()) {
    const std::string wanted(sample.at("decoded").as_string());
    // Controls are what a header never carries, U+FFFD what some samples use for bytes that were none.
    if (escape_control(wanted) != wanted || wanted.find("\xEF\xBF\xBD") != std::string::npos) continue;
    const std::string header = text_header(wanted);

    EXPECT_EQ(decoded(header), wanted) << header;
    expect_well_formed(header);
    expect_whole_characters(header);
    ++compared;
  }
  EXPECT_GT(compared, 20);
}

TEST(MailHeader, decodes_back_to_texts_of_every_shape) {
  std::string crowd;
  for (int i = 0; i < 60; ++i) crowd += "\xF0\x9F\x94\xA5";
  const std::string cases[] = {
      "",
      "[Critical] Checkout unavailable",
      "Zahlungen in München gestört",
      "Störung",
      "a  double blank",
      " leading and trailing ",
      "looks like =?utf-8?Q?x?= a word",
      "=?",
      "日本語のタイトルはとても長いので何行にも折り返されなければなりませんし文字は分割されてはいけません",
      crowd,
      std::string(200, 'x'),
      "many plain words that together are certainly longer than one line of a header may be, so that it is folded twice or more, all plain",
      "ü plain words behind it that go on and on until the line is full and must be folded again somewhere here",
      "plain words before it that go on and on until the line is full and must be folded again somewhere ü",
      "quotes \" and (parentheses), commas; and <angles> _ ? =",
      "e\xCC\x81 combining",
  };
  for (const auto& text : cases) {
    const std::string header = text_header(text);

    EXPECT_EQ(decoded(header), text) << header;
    expect_well_formed(header);
    expect_whole_characters(header);
  }
}

TEST(MailHeader, no_text_can_begin_a_header_of_its_own) {
  const std::string hostile[] = {"x\r\nBcc: evil@example.com",
                                 "x\nBcc: evil@example.com",
                                 "x\rBcc: evil@example.com",
                                 std::string("x\0\r\n\r\nbody", 11),
                                 "x\r\n\r\n<html>",
                                 "ü\r\nBcc: evil@example.com",
                                 "\xFF\xFE\r\n x"};
  for (const auto& text : hostile) {
    std::string mailbox;
    append_mailbox_header(mailbox, "To", text, "a@example.com");

    expect_well_formed(text_header(text));
    expect_well_formed(mailbox);
    EXPECT_EQ(text_header(text).find("\r\nBcc"), std::string::npos);
    EXPECT_EQ(mailbox.find("\r\nBcc"), std::string::npos);
  }
}

TEST(MailHeader, display_names_come_back_with_their_address) {
  const std::string names[] = {"",
                               "Ops",
                               "Example Status",
                               "Müller, Jürgen",
                               "Doe, John",
                               "a \"quoted\" name",
                               "back\\slash",
                               "evil <evil@example.com>",
                               "x@y.example",
                               "=?utf-8?Q?x?=",
                               "two  blanks",
                               "(comment)",
                               "日本語の表示名はとても長いので何行にも折り返されなければなりません",
                               "a very long display name that goes on beyond what one line of a header may hold, with a comma"};
  for (const auto& name : names) {
    std::string header;
    append_mailbox_header(header, "To", name, "ops@customer.example");

    expect_well_formed(header);
    g_mime_init();
    InternetAddressList* list = internet_address_list_parse(nullptr, header.substr(4).c_str());
    ASSERT_NE(list, nullptr) << header;
    ASSERT_EQ(internet_address_list_length(list), 1) << header;
    InternetAddress* one = internet_address_list_get_address(list, 0);
    EXPECT_STREQ(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)), "ops@customer.example") << header;
    const char* back = internet_address_get_name(one);
    EXPECT_EQ(std::string(back == nullptr ? "" : back), name) << header;
    g_object_unref(list);
  }
}

TEST(MailHeader, addresses_that_could_end_their_line_or_name_others_are_refused) {
  for (const char* good : {"a@example.com", "\"a b\"@example.com", "o'brien+x@example.com", "\xC3\xBC@example.com"})
    EXPECT_TRUE(is_header_address(good)) << good;
  for (const char* bad : {"", "a@example.com\r\nBcc: b@example.com", "a@example.com\n", "a@example.com, b@example.com", "a@example.com;b",
                          "<a@example.com>", "a b@example.com", "\"a@example.com", "a@exa\tmple.com"}) {
    EXPECT_FALSE(is_header_address(bad)) << bad;
  }
  EXPECT_FALSE(is_header_address(std::string_view("a@b\0c", 5)));
}

TEST(MailHeader, a_configured_mailbox_is_taken_apart) {
  struct Case {
    const char* text;
    const char* display;
    const char* address;
  };
  for (const Case& c : {Case{"status@example.com", "", "status@example.com"},
                        {"Example Status <status@example.com>", "Example Status", "status@example.com"},
                        {"\"Status, Example \\\"x\\\"\" <status@example.com>", "Status, Example \"x\"", "status@example.com"},
                        {" <status@example.com> ", "", "status@example.com"}}) {
    const Mailbox mailbox = parse_mailbox(c.text);
    EXPECT_EQ(mailbox.display, c.display);
    EXPECT_EQ(mailbox.address, c.address);
  }
}

}  // namespace
}  // namespace crier::render
