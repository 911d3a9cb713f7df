#include "render/slack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "unit/render/samples.h"

namespace crier::render {
namespace {

namespace json = boost::json;

json::object payload_of(const SlackText& post) { return json::parse(slack_payload(post, post, std::nullopt, "Shortened.")).as_object(); }

std::string section(const json::value& block) { return std::string(block.at("text").at("text").as_string()); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

/// protocols.md 3.2: header 150, section 3,000, 50 blocks, 13,000 in all, text 4,000 for chat.update; all after escaping.
void expect_within_limits(const json::object& payload) {
  const auto& blocks = payload.at("blocks").as_array();
  EXPECT_LE(characters(payload.at("text").as_string()), 4000U);
  EXPECT_LE(blocks.size(), 50U);
  std::size_t total = 0;
  for (const auto& block : blocks) {
    const auto type = block.at("type").as_string();
    if (type == "context") continue;
    const std::string text = section(block);
    EXPECT_FALSE(text.empty());
    EXPECT_LE(characters(text), type == "header" ? 150U : 3000U);
    total += characters(text);
  }
  EXPECT_LE(total, 13000U);
}

TEST(Slack, posts_a_header_sections_and_a_context) {
  const json::object payload = json::parse(full_opening().in(Form::slack).payload).as_object();
  const auto& blocks = payload.at("blocks").as_array();

  expect_within_limits(payload);
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[0],
            json::parse(R"({"type":"header","text":{"type":"plain_text","text":"[Critical] Checkout unavailable","emoji":false}})"));
  EXPECT_EQ(blocks[1].at("type").as_string(), "section");
  EXPECT_EQ(blocks[1].at("text").at("type").as_string(), "mrkdwn");
  EXPECT_TRUE(blocks[1].at("text").at("verbatim").as_bool());
  EXPECT_EQ(blocks[2].at("type").as_string(), "context");
  EXPECT_THAT(std::string(payload.at("text").as_string()),
              testing::StartsWith("[Critical] Checkout unavailable\nCustomers in Europe cannot pay"));
}

TEST(Slack, the_roots_header_says_the_current_state) {
  const json::object payload = json::parse(resolution().in(Form::slack).payload).as_object();
  const auto& header = payload.at("header").as_object();

  expect_within_limits(header);
  EXPECT_EQ(section(header.at("blocks").as_array()[0]), "[Resolved] Checkout unavailable");
  EXPECT_THAT(std::string(header.at("text").as_string()), testing::HasSubstr("Customers can pay again."));
}

TEST(Slack, hostile_fields_reach_nobody_but_the_reader) {
  const std::string hostile = "<!channel> <@U024BE7LH> <https://evil.example|https://bank.example> &lt;!here&gt; *bold* :fire:";
  Sample sample = full_opening();
  sample.update.title = sample.contact = sample.organisation = sample.incident.key = hostile;
  sample.service_names = {hostile};
  auto& event = sample.update.event;
  event.summary = event.consequences.now = event.consequences.expected = event.consequences.permanent = event.details = event.workaround =
      event.root_cause = hostile;
  event.actions = {{hostile}, {hostile}};

  const std::string payload = sample.in(Form::slack).payload;

  for (const char* forbidden : {"<!", "<@", "<#", "<https://evil.example|"})
    EXPECT_EQ(payload.find(forbidden), std::string::npos) << forbidden;
  expect_within_limits(json::parse(payload).as_object());
}

TEST(Slack, a_long_body_is_cut_at_paragraphs_into_sections) {
  std::string body;
  for (int i = 0; i < 12; ++i) body += "Paragraph " + std::to_string(i) + " " + std::string(500, 'x') + "\n\n";

  const json::object payload = payload_of({"Title", body, ""});
  const auto& blocks = payload.at("blocks").as_array();

  expect_within_limits(payload);
  ASSERT_GE(blocks.size(), 4U);
  for (std::size_t i = 1; i < blocks.size(); ++i) EXPECT_THAT(section(blocks[i]), testing::StartsWith("Paragraph"));
  EXPECT_THAT(section(blocks.back()), testing::HasSubstr("Paragraph 11"));
}

TEST(Slack, a_body_that_is_too_long_says_that_it_was_shortened) {
  std::string body;
  for (int i = 0; i < 4000; ++i) body += "w\xC3\xB6rter ";

  const json::object payload = payload_of({"Title", body, ""});

  expect_within_limits(payload);
  EXPECT_EQ(section(payload.at("blocks").as_array().back()), "_Shortened._");
}

TEST(Slack, limits_hold_for_text_without_any_place_to_cut) {
  std::string fire;
  for (int i = 0; i < 6000; ++i) fire += "\xF0\x9F\x94\xA5";
  for (const std::string& body : {fire, std::string(20000, 'x'), [] {
                                    std::string entities;
                                    for (int i = 0; i < 4000; ++i) entities += "&amp;";
                                    return entities;
                                  }()}) {
    const json::object payload = payload_of({body, body, body});
    expect_within_limits(payload);
    for (const auto& block : payload.at("blocks").as_array()) {
      if (block.at("type").as_string() != "section") continue;
      const std::string text = section(block);
      EXPECT_TRUE(is_utf8(text));
      const bool whole_entities = text.starts_with("&amp;") && text.ends_with("&amp;");
      EXPECT_TRUE(body.front() != '&' || whole_entities || text == "_Shortened._") << text.substr(0, 20);
    }
  }
}

TEST(Slack, a_link_is_never_cut) {
  std::string body(2670, 'x');
  body += " <https://example.com/" + std::string(60, 'y') + "|label> tail";

  const auto payload = payload_of({"T", body, ""});
  const auto& blocks = payload.at("blocks").as_array();

  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(section(blocks[2]), "<https://example.com/" + std::string(60, 'y') + "|label> tail");
}

TEST(Slack, code_that_is_cut_goes_on_as_code) {
  std::string body = "```\n";
  for (int i = 0; i < 400; ++i) body += "line " + std::to_string(i) + "\n";
  body += "```";

  const auto payload = payload_of({"T", body, ""});
  const auto& blocks = payload.at("blocks").as_array();

  ASSERT_GE(blocks.size(), 3U);
  for (std::size_t i = 1; i < blocks.size(); ++i) {
    EXPECT_THAT(section(blocks[i]), testing::StartsWith("```\n"));
    EXPECT_THAT(section(blocks[i]), testing::EndsWith("\n```"));
  }
}

TEST(Slack, the_header_is_escaped_and_shortened_as_a_whole) {
  const auto payload = payload_of({"A & B <c> " + std::string(300, 'x'), "body", ""});
  const std::string header = section(payload.at("blocks").as_array()[0]);

  EXPECT_THAT(header, testing::StartsWith("A &amp; B &lt;c&gt;"));
  EXPECT_LE(characters(header), 150U);
}

}  // namespace
}  // namespace crier::render
