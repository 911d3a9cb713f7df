#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include "process/house.h"

namespace crier::process {
namespace {

namespace json = boost::json;
using testing::Contains;
using testing::HasSubstr;

/// Texts that have broken senders of mail and posts before.
const std::vector<std::string>& texts() {
  static const std::vector<std::string> all{
      "Customers cannot pay.",
      "Zürich, Łódź und 東京: Zahlungen schlagen fehl – „alles“ steht. 👩‍👩‍👧‍👦 🇩🇪 e\u0301",
      "העסקאות נכשלות \u200f(بطيء) mixed with English.",
      "A < B && \"C\" > 'D'; <script>alert(1)</script> {{summary}} %s %n ${HOME} `id`",
      "See https://status.example.com/incidents/2026/11/a-very-long-path-that-counts-as-23-wherever-it-stands and example.org.",
      "=?utf-8?q?not_encoded?= .\n.\n..two dots\nFrom the beginning of a line\n-- \nlast",
      std::string(1200, 'x') + " is one word of 1200 letters.",
      "The first sentence is short. " +
          [] {
            std::string long_text;
            for (int i = 1; i <= 40; ++i)
              long_text += "Sentence number " + std::to_string(i) + " says that payments of region " + std::to_string(i) + " wait. ";
            return long_text;
          }(),
      "@everyone <!channel> #checkout $CASH @x",
  };
  return all;
}

/// Summaries of real status pages, where they lie.
std::vector<std::string> corpus() {
  std::vector<std::string> all;
  std::ifstream file(std::string(CRIER_SHARED) + "/samples/messages/corpus.jsonl");
  for (std::string line; std::getline(file, line);) all.push_back(text_at(line, "/text"));
  return all;
}

std::string missing() {
  if (::access("/usr/bin/node", X_OK) != 0) return "needs node (./dev servers)";
  if (::access((std::string(CRIER_VERIFY) + "/node_modules/mailparser").c_str(), R_OK) != 0)
    return "needs the packages of tests/verify (./dev servers)";
  return "";
}

/// What came of the texts at receivers that speak the real protocols, read by other people's programs.
class WhatWasReceived : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!missing().empty()) return;
    house_ = new House;
    house_->receive();
  }
  static void TearDownTestSuite() {
    delete house_;
    house_ = nullptr;
  }
  void SetUp() override {
    if (const auto why = missing(); !why.empty()) GTEST_SKIP() << why;
  }

  struct House {
    Sandbox sandbox;
    std::vector<std::string> summaries = texts();
    /// X refuses a part that it has seen, so the two share none.
    [[nodiscard]] std::string opening_of(std::size_t i) const { return summaries[i] + " (" + std::to_string(i) + ")"; }
    [[nodiscard]] static std::string resolution_of(std::size_t i) { return "All is well again, №" + std::to_string(i) + "."; }
    void receive();
    void configure();
  };

  /// One object for each message, as the script read it.
  static std::vector<json::object> read_by(const std::string& script, const std::vector<std::string>& more = {}) {
    std::vector<std::string> command{"node", std::string(CRIER_VERIFY) + "/" + script, house_->sandbox.path("received.jsonl").string()};
    command.insert(command.end(), more.begin(), more.end());
    const Ended ended = house_->sandbox.run(command);
    EXPECT_EQ(ended.code, 0) << ended.err;
    std::vector<json::object> found;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) found.push_back(parsed(line).as_object());
    return found;
  }

  static House* house_;
};

WhatWasReceived::House* WhatWasReceived::house_ = nullptr;

void WhatWasReceived::House::configure() {
  const auto port = [this](const char* name) { return std::to_string(sandbox.ports().at(name)); };
  sandbox.write("hook-secret", kHookSecret);
  for (const char* name : {"ck", "cs", "at", "as"}) sandbox.write(name, name);
  sandbox.configure(
      "organisation: {name: \"Exämple & Söhne GmbH\", contact: \"support@example.com, +49 30 1234567\", url: "
      "\"https://status.example.com\"}\n"
      "channels:\n"
      "  mail: {type: smtp, url: \"smtp://127.0.0.1:" +
      port("smtp") +
      "\", starttls: never, from: \"Exämple, Status <status@example.com>\", reply_to: support@example.com}\n"
      "  x: {type: x, api: \"http://127.0.0.1:" +
      port("x") +
      "\", consumer_key_file: ck, consumer_secret_file: cs, access_token_file: at, access_token_secret_file: as, backlog: all}\n"
      "  hooks: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
      "audiences:\n"
      "  customers:\n"
      "    recipients:\n"
      "      - {channel: mail, to: ops@customer.example, name: \"Zoë von der Ops\"}\n"
      "      - {channel: x}\n"
      "      - {channel: hooks, to: \"http://127.0.0.1:" +
      port("webhook") +
      "/customer/1\"}\n"
      "routes:\n  - {match: {}, audiences: [customers]}\n");
}

void WhatWasReceived::House::receive() {
  const auto real = corpus();
  summaries.insert(summaries.end(), real.begin(), real.end());
  Program sinks = sandbox.sinks({"--smtp", "0", "--x", "0", "--webhook", "0", "--webhook-secret", kHookSecret, "--x-consumer-key", "ck",
                                 "--x-consumer-secret", "cs", "--x-token", "at", "--x-token-secret", "as", "--x-limit", "0"});
  configure();
  Program daemon = sandbox.daemon();
  if (!daemon.is_running()) return;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    json::object opened{{"action", "open"}, {"incident", "i" + std::to_string(i)}, {"impact", "major"}, {"summary", opening_of(i)}};
    opened["title"] = "Störung №" + std::to_string(i) + ": Kasse, „Suche“ & 検索";
    opened["details"] = "**Bold**, `code`, [a link](https://example.com/?a=1&b=2).";
    const json::object resolved{{"action", "resolve"}, {"incident", "i" + std::to_string(i)}, {"summary", resolution_of(i)}};
    for (const auto& event : {opened, resolved}) {
      const auto answer = sandbox.request("POST", "/v1/events", json::serialize(event));
      EXPECT_EQ(answer.status, 202) << answer.body << "\n" << summaries[i];
    }
  }
  EXPECT_TRUE(eventually(
      [&] {
        const auto channels = sandbox.request("GET", "/v1/channels").body;
        return number_at(channels, "/channels/0/depth") + number_at(channels, "/channels/1/depth") +
                   number_at(channels, "/channels/2/depth") ==
               0;
      },
      std::chrono::seconds{120}))
      << sandbox.request("GET", "/v1/channels").body;
  const auto channels = sandbox.request("GET", "/v1/channels").body;
  for (const char* place : {"0", "1", "2"}) {
    EXPECT_EQ(number_at(channels, std::string("/channels/") + place + "/deliveries/delivered"),
              static_cast<std::int64_t>(2 * summaries.size()))
        << channels << sandbox.request("GET", "/v1/deliveries?state=failed").body;
  }
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  sinks.signal(SIGTERM);
  static_cast<void>(sinks.wait());
}

/// Blanks and line ends as one blank, for mails may wrap where the text does not.
std::string squeezed(const std::string& text) {
  std::istringstream words(text);
  std::string all;
  for (std::string word; words >> word;) all += word + " ";
  return all;
}

std::string text_of(const json::object& found, const char* member) { return std::string(found.at(member).as_string()); }

TEST_F(WhatWasReceived, as_mails_is_what_a_mail_reader_shows) {
  const auto mails = read_by("mails.js");
  ASSERT_EQ(mails.size(), 2 * house_->summaries.size());
  std::map<std::string, std::string> summaries;  ///< by incident and number
  for (std::size_t i = 0; i < house_->summaries.size(); ++i) {
    summaries["i" + std::to_string(i) + "#1"] = house_->opening_of(i);
    summaries["i" + std::to_string(i) + "#2"] = House::resolution_of(i);
  }
  std::map<std::string, std::string> ids;
  for (const auto& mail : mails) {
    const auto& headers = mail.at("headers").as_object();
    const std::string incident = text_of(headers, "x-crier-incident");
    const std::string number = text_of(headers, "x-crier-update");
    SCOPED_TRACE(incident + "#" + number);
    EXPECT_THAT(text_of(mail, "subject"), HasSubstr("Störung №" + incident.substr(1) + ": Kasse, „Suche“ & 検索"));
    EXPECT_EQ(text_of(mail.at("from").as_array().at(0).as_object(), "name"), "Exämple, Status");
    EXPECT_EQ(text_of(mail.at("from").as_array().at(0).as_object(), "address"), "status@example.com");
    ASSERT_EQ(mail.at("to").as_array().size(), 1U);
    EXPECT_EQ(text_of(mail.at("to").as_array().at(0).as_object(), "name"), "Zoë von der Ops");
    EXPECT_EQ(text_of(mail.at("to").as_array().at(0).as_object(), "address"), "ops@customer.example");
    const auto summary = summaries.extract(incident + "#" + number);
    ASSERT_FALSE(summary.empty()) << "a mail too many";
    EXPECT_THAT(squeezed(text_of(mail, "text")), HasSubstr(squeezed(summary.mapped())));
    EXPECT_THAT(text_of(mail, "html"), testing::Not(HasSubstr("<script")));
    EXPECT_EQ(mail.at("attachments").as_int64(), 0);
    EXPECT_EQ(text_of(headers, "auto-submitted"), "auto-generated");
    EXPECT_TRUE(mail.at("date").is_string());
    EXPECT_TRUE(ids.emplace(incident + "#" + number, text_of(mail, "message_id")).second);
  }
  EXPECT_TRUE(summaries.empty()) << summaries.begin()->first << " did not arrive";
  for (const auto& mail : mails) {
    const auto& headers = mail.at("headers").as_object();
    if (text_of(headers, "x-crier-update") != "2") continue;
    const std::string opening = ids.at(text_of(headers, "x-crier-incident") + "#1");
    EXPECT_EQ(text_of(mail, "in_reply_to"), opening);
    EXPECT_THAT(mail.at("references").as_array(), Contains(json::value(opening)));
  }
}

TEST_F(WhatWasReceived, as_webhooks_is_signed_as_the_standards_library_wants) {
  const auto webhooks = read_by("webhooks.js", {kHookSecret});
  ASSERT_EQ(webhooks.size(), 2 * house_->summaries.size());
  std::set<std::string> ids;
  for (const auto& webhook : webhooks) {
    EXPECT_TRUE(webhook.at("verified").as_bool());
    for (const char* change : {"changed_body", "changed_id", "changed_time", "other_secret"})
      EXPECT_FALSE(webhook.at(change).as_bool()) << change;
    ids.insert(text_of(webhook, "id"));
  }
  EXPECT_EQ(ids.size(), webhooks.size());
}

TEST_F(WhatWasReceived, as_posts_is_no_longer_than_x_counts) {
  const auto posts = read_by("posts.js");
  ASSERT_GE(posts.size(), 2 * house_->summaries.size());
  std::int64_t longest = 0;
  for (const auto& post : posts) {
    EXPECT_TRUE(post.at("valid").as_bool()) << text_of(post, "text");
    longest = std::max(longest, post.at("weighted_length").as_int64());
  }
  EXPECT_LE(longest, 280);
  EXPECT_GT(longest, 200) << "long texts use the room there is";
}

}  // namespace
}  // namespace crier::process
