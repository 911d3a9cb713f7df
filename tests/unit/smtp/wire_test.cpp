#include "channels/smtp/wire.h"

#include <gtest/gtest.h>

#include "channels/smtp/address.h"

namespace crier::channels::smtp {
namespace {

std::string encoded(std::string_view body, std::size_t piece) {
  BodyEncoder encoder;
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += piece) encoder.encode(body.substr(at, piece), out);
  encoder.finish(out);
  return out;
}

TEST(BodyEncoder, stuffs_dots_and_writes_only_whole_line_ends_wherever_it_is_cut) {
  struct Row {
    std::string_view body, wire;
  };
  const Row rows[] = {
      {"", ".\r\n"},
      {"a", "a\r\n.\r\n"},
      {"a\r\n", "a\r\n.\r\n"},
      {".", "..\r\n.\r\n"},
      {".\r\n", "..\r\n.\r\n"},
      {"..a\r\n.b\r\n", "...a\r\n..b\r\n.\r\n"},
      {"a.b\r\nc.\r\n", "a.b\r\nc.\r\n.\r\n"},
      {"a\nb", "a\r\nb\r\n.\r\n"},
      {"a\rb", "a\r\nb\r\n.\r\n"},
      {"a\r", "a\r\n.\r\n"},
      {"a\r\r\nb", "a\r\n\r\nb\r\n.\r\n"},
      {"\n\n", "\r\n\r\n.\r\n"},
      // The forms of SMTP smuggling (CVE-2023-51764 and its kin): each stays inside the one mail.
      {"x\n.\r\nMAIL FROM:<a@b>\r\n", "x\r\n..\r\nMAIL FROM:<a@b>\r\n.\r\n"},
      {"x\r\n.\nMAIL FROM:<a@b>\r\n", "x\r\n..\r\nMAIL FROM:<a@b>\r\n.\r\n"},
      {"x\n.\nRSET", "x\r\n..\r\nRSET\r\n.\r\n"},
      {"x\r.\rRSET", "x\r\n..\r\nRSET\r\n.\r\n"},
      {"x\r\n.\rRSET", "x\r\n..\r\nRSET\r\n.\r\n"},
      {"x\r.\r\nRSET", "x\r\n..\r\nRSET\r\n.\r\n"},
  };
  for (const Row& row : rows) {
    for (std::size_t piece = 1; piece <= row.body.size() + 1; ++piece)
      EXPECT_EQ(encoded(row.body, piece), row.wire) << row.body << " in pieces of " << piece;
  }
}

TEST(Extensions, are_read_in_any_case_and_odd_ones_are_passed_over) {
  const Extensions found = read_extensions(
      "mail.example STARTTLS\npipelining\nSize 10485760\n8bitMIME\nSMTPUTF8\nDSN\nAUTH=LOGIN\nauth GSSAPI plain XOAUTH2\nX-UNKNOWN "
      "stuff\n");

  EXPECT_FALSE(found.starttls) << "the first line is a name";
  EXPECT_TRUE(found.pipelining && found.eight_bit && found.smtputf8 && found.dsn && found.size);
  EXPECT_EQ(found.size_limit, 10485760U);
  EXPECT_TRUE(found.auth_plain && found.auth_login && found.auth_xoauth2);
  EXPECT_EQ(read_extensions("x\nSIZE").size_limit, 0U);
  EXPECT_TRUE(read_extensions("x\nSIZE many").size);
  EXPECT_EQ(read_extensions("x\nSIZE 99999999999999999999999").size_limit, 0U);
  EXPECT_FALSE(read_extensions("x\nXPIPELINING\nSTARTTLSX").pipelining);
}

TEST(Wire, lets_no_path_out_that_could_end_the_command) {
  for (const std::string_view path : {"a@b", "\"a.b\"@c", "\xC3\xA9@b"}) EXPECT_TRUE(is_safe_path(path)) << path;
  using namespace std::string_view_literals;
  for (const std::string_view path :
       {""sv, "a b@c"sv, "a\r\nRCPT TO:<x@y>"sv, "a\n@b"sv, "a\r@b"sv, "a\0@b"sv, "a@b>"sv, "<a@b"sv, "a\t@b"sv, "a\x7F@b"sv}) {
    EXPECT_FALSE(is_safe_path(path)) << path;
  }
  EXPECT_FALSE(is_safe_path(std::string(400, 'a')));
}

TEST(Wire, checks_the_name_that_ehlo_says) {
  for (const std::string_view name : {"mail.example.com", "localhost", "[127.0.0.1]", "[IPv6:::1]", "host_1"})
    EXPECT_TRUE(is_hello_name(name)) << name;
  for (const std::string_view name : {"", "a b", "a\r\nMAIL", "-a", "a-", "a<b>", "[]", "[a\r]", "caf\xC3\xA9"})
    EXPECT_FALSE(is_hello_name(name)) << name;
}

TEST(Wire, adds_only_the_parameters_that_the_server_knows) {
  MailSubmission mail;
  mail.from = "status@example.com";
  mail.to = "a+b=c@example.org";
  mail.data = "12345";
  mail.envelope_id = "d12-34";
  Extensions all;
  all.size = all.eight_bit = all.smtputf8 = all.dsn = true;

  std::string bare, full;
  append_mail(bare, mail, Extensions{}, true);
  append_rcpt(bare, mail, Extensions{});
  append_mail(full, mail, all, true);
  append_rcpt(full, mail, all);

  EXPECT_EQ(bare, "MAIL FROM:<status@example.com>\r\nRCPT TO:<a+b=c@example.org>\r\n");
  EXPECT_EQ(full,
            "MAIL FROM:<status@example.com> SIZE=5 BODY=8BITMIME RET=HDRS ENVID=d12-34\r\n"
            "RCPT TO:<a+b=c@example.org> NOTIFY=FAILURE ORCPT=rfc822;a+2Bb+3Dc@example.org\r\n");

  mail.smtputf8 = true;
  mail.to = "\xC3\xA9@example.org";
  std::string wide;
  append_mail(wide, mail, all, false);
  append_rcpt(wide, mail, all);
  EXPECT_EQ(wide,
            "MAIL FROM:<status@example.com> SIZE=5 SMTPUTF8 RET=HDRS ENVID=d12-34\r\nRCPT TO:<\xC3\xA9@example.org> NOTIFY=FAILURE\r\n");
}

TEST(Wire, writes_xtext_without_line_ends) { EXPECT_EQ(xtext("a b\r\n+=\xC3~"), "a+20b+0D+0A+2B+3D+C3~"); }

TEST(MailAddress, takes_what_servers_take) {
  struct Row {
    std::string_view text, wire;
    bool smtputf8;
  };
  std::string longest(64, 'a');
  longest.append("@example.com");
  const Row rows[] = {
      {"ops@example.com", "ops@example.com", false},
      {"First.Last+tag@Example.COM", "First.Last+tag@example.com", false},
      {"o'neil!#$%&*/=?^_`{|}~-@example.com", "o'neil!#$%&*/=?^_`{|}~-@example.com", false},
      {"root@localhost", "root@localhost", false},
      {"a@xn--bcher-kva.example", "a@xn--bcher-kva.example", false},
      {"a@b\xC3\xBC"
       "cher.example",
       "a@xn--bcher-kva.example", false},
      {"a@B\xC3\x9C"
       "CHER.example",
       "a@xn--bcher-kva.example", false},
      {"a@fa\xC3\x9F.de", "a@xn--fa-hia.de", false},  // IDNA2008 keeps the sharp s
      {"j\xC3\xBCrgen@example.com", "j\xC3\xBCrgen@example.com", true},
      {"\"a..b\"@example.com", "\"a..b\"@example.com", false},
      {"\"a@b\"@example.com", "\"a@b\"@example.com", false},
      {"\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com", false},
      {"a@[127.0.0.1]", "a@[127.0.0.1]", false},
      {"a@[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]", false},
      {longest, longest, false},
  };
  for (const Row& row : rows) {
    const Result<MailAddress> address = parse_address(row.text);

    ASSERT_TRUE(address) << row.text << ": " << address.error().text;
    EXPECT_EQ(address->text(), row.wire);
    EXPECT_EQ(address->smtputf8, row.smtputf8) << row.text;
  }
}

TEST(MailAddress, refuses_the_rest) {
  using namespace std::string_view_literals;
  std::string local65(65, 'a'), label64(64, 'b');
  local65.append("@example.com");
  label64.insert(0, "a@").append(".com");
  const std::string_view rows[] = {
      ""sv,
      "@"sv,
      "a"sv,
      "a@"sv,
      "@b.com"sv,
      "a@b@c.com"sv,
      "a b@c.com"sv,
      "<a@b.com>"sv,
      "Ops <a@b.com>"sv,
      ".a@b.com"sv,
      "a.@b.com"sv,
      "a..b@c.com"sv,
      "a@b..com"sv,
      "a@.com"sv,
      "a@com."sv,
      "a@-b.com"sv,
      "a@b-.com"sv,
      "a@b_c.com"sv,
      "a@127.0.0.1"sv,
      "a@[127.0.0]"sv,
      "a@[IPv6:zz]"sv,
      "a@[]"sv,
      "a\r\nb@c.com"sv,
      "a@b.com\r\nRCPT TO:<x@y>"sv,
      "a@b.com\n"sv,
      "a\0@b.com"sv,
      "a@b.com\0"sv,
      "a\t@b.com"sv,
      "a,b@c.com"sv,
      "a;b@c.com"sv,
      "a:b@c.com"sv,
      "a(b)@c.com"sv,
      "\"a@c.com"sv,
      "\"\"@c.com"sv,
      "\"a\\\"@c.com"sv,
      "\"a\"b\"@c.com"sv,
      "\xFF@c.com"sv,
      "a@\xFF.com"sv,
      "a@\xE2\x80\x8B.com"sv,
      "a\xC2\x85@b.com"sv,
      "a\xE2\x80\xA8@b.com"sv,
      "|/bin/sh@"sv,
      "a@b.com>"sv,
      "a@b.com> SIZE=1"sv,
      local65,
      label64,
  };
  for (const std::string_view row : rows) EXPECT_FALSE(parse_address(row)) << row;
}

}  // namespace
}  // namespace crier::channels::smtp
