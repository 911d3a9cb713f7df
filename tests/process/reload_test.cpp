#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "process/house.h"

namespace crier::process {
namespace {

constexpr const char* kReloadMetric = "crier_config_reload_success";

/// Has the configuration read again and waits for what the daemon says of it.
void reload(Program& daemon, const std::string& line) {
  const auto before = count_of(line, daemon.errors());
  daemon.signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return count_of(line, daemon.errors()) > before; })) << daemon.errors();
}

constexpr const char* kDone = " reloaded: ";
constexpr const char* kRefused = " reload-refused: ";

struct Broken {
  const char* name;
  std::string text;  ///< the configuration's rest
};

class AReload : public testing::TestWithParam<Broken> {};

TEST_P(AReload, of_a_broken_file_changes_nothing) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/old")}});
  Program daemon = sandbox.daemon();
  EXPECT_EQ(metric(sandbox, kReloadMetric), 1);

  const std::string sound = sandbox.read("crier.yaml");
  sandbox.configure(GetParam().text);
  reload(daemon, kRefused);
  EXPECT_EQ(metric(sandbox, kReloadMetric), 0);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  EXPECT_EQ(receiver.received().at(0).target, "/old");

  sandbox.write("crier.yaml", sound);
  reload(daemon, kDone);
  EXPECT_EQ(metric(sandbox, kReloadMetric), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Files, AReload,
    testing::Values(
        Broken{"that_is_no_yaml", "channels: [\n"}, Broken{"with_an_unknown_key", "chanels: {}\n"},
        Broken{"with_a_missing_secret", "channels:\n  hooks: {type: webhook, secret_file: absent}\n"},
        Broken{"with_a_missing_list_of_recipients",
               "channels:\n  hooks: {type: webhook}\naudiences:\n  customers:\n    recipients: [{channel: hooks, file: absent.csv}]\n"}),
    [](const auto& broken) { return std::string(broken.param.name); });

TEST(AReloadOfABrokenTemplate, names_its_place_and_keeps_the_templates_that_are_in_use) {
  Sandbox sandbox;
  std::filesystem::create_directories(sandbox.path("house/mail"));
  sandbox.write("house/mail/update.text", "First: {{summary}}\n");
  sandbox.configure(
      "channels:\n  mail: {type: smtp, url: 'smtp://127.0.0.1:9', starttls: never, from: status@example.com}\n"
      "audiences:\n  customers: {recipients: [{channel: mail, to: ops@customer.example}]}\n"
      "routes:\n  - {match: {}, audiences: [customers]}\ntemplates: house\n");
  Program daemon = sandbox.daemon();
  const auto worded = [&] { return text_at(sandbox.request("POST", "/v1/preview", opening("db")).body, "/messages/0/text"); };
  EXPECT_EQ(worded(), "First: Customers cannot pay.");

  sandbox.write("house/mail/update.text", "Second:\n  {{sumary}}\n");
  reload(daemon, kRefused);
  const std::string place = sandbox.path("house/mail/update.text").string() + ":2:3: 'sumary' is no marker; did you mean 'summary'?";
  EXPECT_NE(daemon.errors().find(place), std::string::npos) << daemon.errors();
  EXPECT_EQ(metric(sandbox, kReloadMetric), 0);
  EXPECT_EQ(worded(), "First: Customers cannot pay.");

  sandbox.write("house/mail/update.text", "Second: {{summary}}\n");
  reload(daemon, kDone);
  EXPECT_EQ(worded(), "Second: Customers cannot pay.");
}

TEST(AReloadOfASoundFile, takes_effect_and_leaves_what_is_queued_alone) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/first")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/channels/hooks/pause").status, 200);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("queued")).status, 202);

  furnish(sandbox, {.targets = {receiver.url("/first"), receiver.url("/second")}});
  reload(daemon, kDone);
  EXPECT_EQ(deliveries(sandbox, "queued", "queued"), 1) << "a later recipient counts from the next update";
  ASSERT_EQ(sandbox.request("POST", "/v1/channels/hooks/resume").status, 200);
  ASSERT_TRUE(receiver.wait_for(1));
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("fresh")).status, 202);
  ASSERT_TRUE(receiver.wait_for(3));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "fresh", "delivered") == 2; }));
  EXPECT_EQ(deliveries(sandbox, "queued", "delivered"), 1);
  EXPECT_EQ(receiver.received().size(), 3U);
}

TEST(AReloadOfASoundFile, keeps_the_pause_that_an_operator_ordered) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/channels/hooks/pause").status, 200);
  reload(daemon, kDone);
  EXPECT_EQ(text_at(sandbox.request("GET", "/v1/channels").body, "/channels/0/state"), "paused");
}

TEST(AReloadOfASoundFile, without_a_channel_keeps_its_deliveries_until_it_is_back) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  const std::string with_hooks = sandbox.read("crier.yaml");
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/channels/hooks/pause").status, 200);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);

  sandbox.configure("channels:\n  other: {type: webhook}\naudiences:\n  customers: {}\nroutes:\n  - {match: {}, audiences: [customers]}\n");
  reload(daemon, kDone);
  EXPECT_EQ(deliveries(sandbox, "db", "queued"), 1);
  const auto shown = sandbox.request("GET", "/v1/channels").body;
  EXPECT_NE(shown.find("not configured"), std::string::npos) << shown;

  sandbox.write("crier.yaml", with_hooks);
  reload(daemon, kDone);
  ASSERT_EQ(sandbox.request("POST", "/v1/channels/hooks/resume").status, 200);
  EXPECT_TRUE(receiver.wait_for(1));
}

TEST(AReloadOfASoundFile, changes_the_secret_that_signs) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  sandbox.write("hook-secret", std::string(kHookSecret) + "\nwhsec_" + std::string(32, 'A') + "\n");
  reload(daemon, kDone);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", updating("db", "It goes on.")).status, 202);
  ASSERT_TRUE(receiver.wait_for(2));
  const auto all = receiver.received();
  EXPECT_EQ(count_of("v1,", all.at(0).headers.at("webhook-signature")), 1U);
  EXPECT_EQ(count_of("v1,", all.at(1).headers.at("webhook-signature")), 2U) << "each line of the file signs";
}

struct Unmovable {
  const char* name;
  const char* from;
  const char* to;
};

class WhatAReloadCannotChange : public testing::TestWithParam<Unmovable> {};

TEST_P(WhatAReloadCannotChange, has_it_refused_whole) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/old")}});
  Program daemon = sandbox.daemon();
  furnish(sandbox, {.targets = {receiver.url("/new")}});
  std::string text = sandbox.read("crier.yaml");
  const auto at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  sandbox.write("crier.yaml", text.replace(at, std::string(GetParam().from).size(), GetParam().to));
  reload(daemon, kRefused);
  EXPECT_NE(daemon.errors().find("restart crierd"), std::string::npos);
  EXPECT_EQ(metric(sandbox, kReloadMetric), 0);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));
  EXPECT_EQ(receiver.received().at(0).target, "/old");
}

INSTANTIATE_TEST_SUITE_P(Keys, WhatAReloadCannotChange,
                         testing::Values(Unmovable{"listen", "crier.sock", "other.sock"}, Unmovable{"store", "crier.db", "other.db"},
                                         Unmovable{"mode", "crier.sock\n", "crier.sock\n    mode: \"0600\"\n"}),
                         [](const auto& key) { return std::string(key.param.name); });

TEST(SeveralReloadsAtOnce, end_with_the_newest_file) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/old")}});
  Program daemon = sandbox.daemon();
  furnish(sandbox, {.targets = {receiver.url("/new")}});
  for (int i = 0; i < 20; ++i) daemon.signal(SIGHUP);
  reload(daemon, kDone);
  ASSERT_TRUE(eventually([&] {
    static_cast<void>(sandbox.request("POST", "/v1/events", opening("db")));
    const auto all = receiver.received();
    return !all.empty() && all.back().target == "/new";
  }));
  EXPECT_TRUE(daemon.is_running());
}

}  // namespace
}  // namespace crier::process
