// Channels of type http in the configuration: presets, options, credentials and recipients, each fault with its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/load.h"
#include "config/recipients_csv.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using testing::HasSubstr;
using tests::Folder;

class HttpChannelsTest : public ::testing::Test {
 protected:
  HttpChannelsTest() {
    folder_.write("token", "secret-of-ours\n");
    folder_.write("hook", "https://hooks.example/secret-of-ours\n");
  }
  /// A file with one channel `c` of those keys and one recipient on it.
  Loaded loaded(const std::string& keys, const std::string& recipient = "{channel: c}") {
    const auto text = "organisation: {name: Example, url: 'https://status.example.com'}\nchannels:\n  c: {type: http, " + keys +
                      "}\naudiences: {a: {recipients: [" + recipient + "]}}\nroutes: [{match: {}, audiences: [a]}]\n";
    return load_text(text, folder_.path("crier.yaml"));
  }
  std::string report(const std::string& keys, const std::string& recipient = "{channel: c}") {
    const auto out = loaded(keys, recipient);
    return out.snapshot ? "" : out.report;
  }
  const Channel& channel(const Loaded& from) {
    if (!from.snapshot) ADD_FAILURE() << from.report;
    static const Channel none;
    return from.snapshot ? from.snapshot->channels.at("c") : none;
  }

  Folder folder_;
};

TEST_F(HttpChannelsTest, a_preset_gives_what_the_channel_leaves_open) {
  const auto telegram = loaded("preset: telegram, token_file: token", "{channel: c, to: '-100'}");
  EXPECT_EQ(channel(telegram).common.rate, 1.0);
  EXPECT_EQ(channel(telegram).common.backlog, core::Backlog::latest);
  EXPECT_TRUE(channel(telegram).traits.threads);
  ASSERT_TRUE(channel(telegram).adapter);
  const auto faster = loaded("preset: telegram, token_file: token, rate: 20/s, backlog: all", "{channel: c, to: '-100'}");
  EXPECT_EQ(channel(faster).common.rate, 20.0);
  EXPECT_EQ(channel(faster).common.backlog, core::Backlog::all);
  const auto session = loaded("preset: bluesky, username: a.example, password_file: token");
  EXPECT_EQ(channel(session).common.connections, 1);
}

TEST_F(HttpChannelsTest, a_webhook_is_the_channels_or_each_recipients) {
  EXPECT_TRUE(channel(loaded("preset: teams, url_file: hook")).traits.own_recipient);
  const auto own = loaded("preset: teams", "{channel: c, to: 'https://customer.example/x'}");
  EXPECT_TRUE(channel(own).traits.destination_from_address);
  EXPECT_THAT(report("preset: teams, url_file: hook", "{channel: c, to: 'https://customer.example/x'}"),
              HasSubstr(":4:47: channel 'c' posts to the place that its own settings name only, leave 'to' out"));
  EXPECT_THAT(report("preset: teams"), HasSubstr(":4:30: this has no address on channel 'c', expected 'to'"));
  EXPECT_THAT(report("preset: teams", "{channel: c, to: 'ops@customer.example'}"),
              HasSubstr(":4:47: the webhook's URL does not begin with"));
  EXPECT_THAT(loaded("preset: teams, url: 'https://a.example/x'").report, HasSubstr("a webhook's URL is a credential"));
}

TEST_F(HttpChannelsTest, an_unknown_preset_or_option_is_told_with_what_was_meant) {
  EXPECT_THAT(report("preset: telegran, token_file: token"), HasSubstr(":3:27: there is no preset 'telegran', did you mean 'telegram'?"));
  EXPECT_THAT(report("preset: discord, url_file: hook, options: {usrname: x}"),
              HasSubstr(":3:62: preset 'discord' has no option 'usrname', did you mean 'username'?"));
  EXPECT_THAT(report("preset: mastodon, url: 'https://m.example', token_file: token, options: {max_characters: many}"),
              HasSubstr("option 'max_characters' is no whole number, expected what the instance allows"));
}

TEST_F(HttpChannelsTest, credentials_are_those_that_the_preset_has_a_use_for) {
  EXPECT_THAT(report("preset: telegram", "{channel: c, to: x}"), HasSubstr(":3:3: 'token_file' is missing, preset 'telegram' needs it"));
  EXPECT_THAT(report("preset: gotify, token_file: token"), HasSubstr(":3:3: 'url' is missing, preset 'gotify' needs it"));
  EXPECT_THAT(report("preset: teams, url_file: hook, token_file: token"),
              HasSubstr(":3:50: preset 'teams' has no use for 'token_file', leave it out"));
  EXPECT_THAT(report("preset: teams, url_file: token"), HasSubstr("what the file of 'url_file' holds"));
  EXPECT_EQ(report("preset: teams, url_file: token").find("secret-of-ours"), std::string::npos);
  EXPECT_THAT(report("preset: teams, url_file: hook, url: 'https://a.example'"), HasSubstr("this channel has both 'url' and 'url_file'"));
}

TEST_F(HttpChannelsTest, addresses_are_what_the_preset_says) {
  const std::string twilio = "preset: twilio, username: AC1, password_file: token, options: {from: '+15550001'}";
  EXPECT_EQ(report(twilio, "{channel: c, to: '+49301234567'}"), "");
  EXPECT_THAT(report(twilio, "{channel: c, to: '030 1234567'}"), HasSubstr(":4:47: the number is none that can be called from everywhere"));
  const auto from = loaded(twilio, "{channel: c, to: '+49301234567'}");
  RecipientsCsv csv("c", "http", channel(from).traits.address_fault);
  EXPECT_TRUE(csv.line("+49301234567,Duty"));
  EXPECT_FALSE(csv.line("49301234567"));
}

TEST_F(HttpChannelsTest, a_preset_beside_the_configuration_is_taken_and_its_faults_are_told_in_its_own_file) {
  folder_.write(
      "mine.yaml",
      "help: ours\nneeds: [url]\noptions: {room: {help: the room, required: true}}\npost:\n  path: /say/{option.room}\n  json: {text: "
      "\"{subject}\"}\n");
  EXPECT_EQ(report("preset: mine.yaml, url: 'https://a.example', options: {room: ops}"), "");
  EXPECT_THAT(report("preset: mine.yaml, url: 'https://a.example'"),
              HasSubstr("option 'room' is missing, preset 'mine' needs it: the room"));
  folder_.write("wrong.yaml", "help: ours\npost:\n  json: {text: \"{subjct}\"}\n");
  const auto faults = report("preset: ./wrong.yaml");
  EXPECT_THAT(faults, HasSubstr("crier.yaml:3:27: the preset " + folder_.path("wrong.yaml") + " has faults"));
  EXPECT_THAT(faults, HasSubstr(folder_.path("wrong.yaml") + ":3:17: there is no placeholder 'subjct' here, did you mean 'subject'?"));
  EXPECT_THAT(report("preset: ./missing.yaml"), HasSubstr("the file " + folder_.path("missing.yaml") + " is missing"));
}

std::string page(const std::string& name) {
  std::ifstream file(CRIER_SOURCE "/docs/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The examples in YAML of a page.
std::vector<std::string> examples(const std::string& text) {
  const std::string begin = "```yaml\n";
  std::vector<std::string> out;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    const auto end = text.find("```", at);
    out.push_back(text.substr(at, end - at));
    at = end + 3;
  }
  return out;
}

TEST_F(HttpChannelsTest, the_lines_of_the_page_work) {
  Environment environment;
  environment.without_secrets = true;
  const auto all = examples(page("presets.md"));
  EXPECT_EQ(all.size(), 14U);
  for (const auto& text : all) {
    const auto name = text.substr(text.find("audiences:\n  ") + 13);
    const auto routes = "routes: [{match: {}, audiences: [" + name.substr(0, name.find(':')) + "]}]\n";
    const auto out = load_text(text + routes, folder_.path("crier.yaml"), environment);
    ASSERT_TRUE(out.snapshot) << text << out.report;
    EXPECT_EQ(out.report, "") << text;
    EXPECT_TRUE(out.snapshot->channels.begin()->second.adapter) << text;
  }
}

TEST_F(HttpChannelsTest, the_ten_lines_of_yaml_work) {
  const auto all = examples(page("new-channel.md"));
  ASSERT_GE(all.size(), 2U);
  std::filesystem::create_directory(folder_.path("presets"));
  folder_.write("presets/pigeon.yaml", all[0]);
  folder_.write("loft-token", "secret-of-ours");
  const auto out = load_text(all[1], folder_.path("crier.yaml"));
  ASSERT_TRUE(out.snapshot) << out.report;
  EXPECT_TRUE(out.snapshot->channels.at("pigeons").adapter);
}

}  // namespace
}  // namespace crier::config
