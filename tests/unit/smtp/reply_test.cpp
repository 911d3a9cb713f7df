#include "channels/smtp/reply.h"

#include <gtest/gtest.h>

namespace crier::channels::smtp {
namespace {

struct Read {
  std::vector<Reply> replies;
  bool broken = false;
};

Read read(std::string_view bytes, std::size_t piece) {
  Read result;
  ReplyParser parser;
  for (std::size_t at = 0; at < bytes.size() && !parser.is_broken(); at += piece) {
    std::string_view part = bytes.substr(at, piece);
    while (!part.empty() && !parser.is_broken()) {
      part.remove_prefix(parser.feed(part));
      if (parser.is_complete()) result.replies.push_back(parser.take());
    }
  }
  result.broken = parser.is_broken();
  return result;
}

TEST(ReplyParser, reads_the_same_wherever_the_bytes_are_cut) {
  const std::string_view bytes = "220 hello\r\n250-one\r\n250-SIZE 100\r\n250 three\r\n354\r\n451-a\n451 b\n503-x\r\n550 y\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    const Read result = read(bytes, piece);

    ASSERT_FALSE(result.broken) << piece;
    ASSERT_EQ(result.replies.size(), 5U) << piece;
    EXPECT_EQ(result.replies[0].text(), "hello");
    EXPECT_EQ(result.replies[1].lines, "one\nSIZE 100\nthree");
    EXPECT_EQ(result.replies[2].code, 354);
    EXPECT_EQ(result.replies[2].text(), "");
    EXPECT_EQ(result.replies[3].text(), "a b");
    EXPECT_EQ(result.replies[4].code, 550) << "the last line's code counts";
  }
}

TEST(ReplyParser, refuses_what_is_no_smtp_reply) {
  for (const std::string_view bytes : {"HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH\r\n", "25\r\n", "2500 x\r\n", "199 x\r\n",
                                       "600 x\r\n", "25x y\r\n", "250+x\r\n", "\r\n", " 250 ok\r\n"}) {
    EXPECT_TRUE(read(bytes, 1).broken) << bytes;
    EXPECT_TRUE(read(bytes, bytes.size()).broken) << bytes;
  }
}

TEST(ReplyParser, bounds_what_a_server_makes_us_keep) {
  EXPECT_TRUE(read("250 " + std::string(70000, 'x'), 1000).broken) << "an endless line";
  std::string lines;
  for (int i = 0; i < 600; ++i) lines += "250-x\r\n";
  EXPECT_TRUE(read(lines, 100).broken) << "endless lines";
  EXPECT_FALSE(read("250 " + std::string(2000, 'x') + "\r\n", 100).broken) << "longer than 512 octets, as some are";
}

TEST(Reply, says_a_repeated_enhanced_code_once) {
  struct Row {
    std::string lines, text;
  };
  const Row rows[] = {
      {"5.7.1 one\n5.7.1 two\n5.7.1  three", "5.7.1 one two three"},
      {"one\ntwo", "one two"},
      {"5.7.1 one\n5.7.2 two", "5.7.1 one 5.7.2 two"},
      {"5.1.1 ends here\n5.1.1", "5.1.1 ends here"},
      {"single", "single"},
      {"", ""},
  };
  for (const Row& row : rows) {
    Reply reply;
    reply.lines = row.lines;
    EXPECT_EQ(reply.text(), row.text);
  }
}

TEST(EnhancedCode, is_read_only_at_the_start) {
  struct Row {
    std::string_view text;
    std::optional<EnhancedCode> code;
  };
  const Row rows[] = {
      {"5.1.1 no such user", EnhancedCode{5, 1, 1}},
      {"4.7.28 slow down", EnhancedCode{4, 7, 28}},
      {"2.0.0", EnhancedCode{2, 0, 0}},
      {"5.1.10 null mx", EnhancedCode{5, 1, 10}},
      {"5.999.999 x", EnhancedCode{5, 999, 999}},
      {"#5.1.0 Address rejected", EnhancedCode{5, 1, 0}},
      {"no such user (#5.1.1)", std::nullopt},
      {"3.1.1 x", std::nullopt},
      {"5.1 x", std::nullopt},
      {"5.1.1234 x", std::nullopt},
      {"5.1.1.1 is an address", std::nullopt},
      {"55.1.1 x", std::nullopt},
      {"", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(enhanced_code(row.text), row.code) << row.text;
}

}  // namespace
}  // namespace crier::channels::smtp
