#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <set>

#include "process/house.h"

/// Drafts, the brake, the guard, corrections, the spool and rights, with the built programs (rules A3, C, D).
namespace crier::process {
namespace {

std::string event(const std::string& members) {
  return "{\"action\": \"open\", \"title\": \"T\", \"impact\": \"major\", \"summary\": \"S\", " + members + "}";
}

std::string result(const Answer& answer, const std::string& member) { return text_at(answer.body, "/results/0/" + member); }

TEST(InTheHandsOfPeople, a_draft_is_approved_corrected_and_shown_with_both_versions) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}});
  Program daemon = sandbox.daemon();
  const auto draft = sandbox.request("POST", "/v1/events", event(R"("incident": "db", "draft": true)"));
  ASSERT_EQ(draft.status, 202) << draft.body;
  EXPECT_EQ(result(draft, "state"), "draft");
  EXPECT_EQ(text_at(sandbox.request("GET", "/v1/updates?state=draft").body, "/updates/0/update_id"), result(draft, "update_id"));
  EXPECT_EQ(receiver.received().size(), 0U);

  const auto approved = sandbox.request("POST", "/v1/updates/" + result(draft, "update_id") + "/approve");
  EXPECT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(text_at(approved.body, "/state"), "announced");
  EXPECT_EQ(sandbox.request("POST", "/v1/updates/" + result(draft, "update_id") + "/approve").status, 409);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", R"({"action": "update", "incident": "db", "summary": "Right.", "corrects": 1})").status,
            202);
  ASSERT_TRUE(eventually([&] { return receiver.received().size() == 2; }));
  EXPECT_EQ(text_at(receiver.received()[0].body, "/type"), "incident.opened");
  EXPECT_EQ(text_at(receiver.received()[1].body, "/type"), "incident.corrected");
  const auto shown = sandbox.request("GET", "/v1/incidents/db").body;
  EXPECT_EQ(text_at(shown, "/updates/0/summary"), "S");
  EXPECT_EQ(number_at(shown, "/updates/0/corrected_by"), 2);
  EXPECT_EQ(text_at(shown, "/updates/1/summary"), "Right.");
  EXPECT_EQ(text_at(sandbox.request("GET", "/v1/log?incident=db").body, "/entries/1/command"), "approve");
}

TEST(InTheHandsOfPeople, what_waits_and_what_is_held_goes_out_by_itself_also_after_a_kill) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "guard: {hold: 2s}\n"});
  Program daemon = sandbox.daemon();
  const auto held = sandbox.request("POST", "/v1/events", event(R"("incident": "db")"));
  EXPECT_EQ(result(held, "state"), "held");
  daemon.kill();
  Program again = sandbox.daemon();
  EXPECT_TRUE(eventually([&] { return receiver.received().size() == 1; }));
  const auto stopped = sandbox.request("POST", "/v1/events", event(R"("incident": "mistake")"));
  EXPECT_EQ(sandbox.request("POST", "/v1/updates/" + result(stopped, "update_id") + "/stop").body,
            R"({"delivered":0,"sending":0,"cancelled":1})");
  EXPECT_EQ(text_at(sandbox.request("GET", "/v1/incidents/mistake").body, "/updates/0/state"), "stopped");
}

TEST(InTheHandsOfPeople, a_blast_that_is_stopped_after_its_first_thousand_sends_at_most_the_connections_worth_more) {
  constexpr std::size_t kRecipients = 100'000;
  constexpr std::size_t kConnections = 10;
  const Receiver receiver;
  Sandbox sandbox;
  std::string list;
  for (std::size_t i = 0; i < kRecipients; ++i) list += receiver.url("/" + std::to_string(i)) + "\n";
  sandbox.write("list.csv", list);
  sandbox.write("hook-secret", kHookSecret);
  sandbox.configure(
      "channels: {hooks: {type: webhook, secret_file: hook-secret, allow_private: true, connections: " + std::to_string(kConnections) +
      "}}\naudiences: {all: {recipients: [{channel: hooks, file: list.csv}]}}\nroutes: [{match: {}, audiences: [all]}]\n");
  Program daemon = sandbox.daemon();
  const auto opened = sandbox.request("POST", "/v1/events", event(R"("incident": "db")"));
  ASSERT_EQ(opened.status, 202) << opened.body;
  ASSERT_TRUE(eventually([&] { return receiver.received().size() >= 1000; })) << daemon.errors();
  const auto stopped = sandbox.request("POST", "/v1/updates/" + result(opened, "update_id") + "/stop");
  ASSERT_EQ(stopped.status, 200) << stopped.body;
  const auto delivered = static_cast<std::size_t>(number_at(stopped.body, "/delivered"));
  const auto sending = static_cast<std::size_t>(number_at(stopped.body, "/sending"));
  EXPECT_LE(sending, kConnections);
  EXPECT_EQ(delivered + sending + static_cast<std::size_t>(number_at(stopped.body, "/cancelled")), kRecipients);
  daemon.kill();
  Program again = sandbox.daemon();
  // Whatever was still to be sent would be sent now; another incident shows that sending goes on.
  ASSERT_EQ(sandbox.request("POST", "/v1/events", event(R"("incident": "after")")).status, 202);
  ASSERT_TRUE(eventually([&] {
    for (const auto& request : receiver.received()) {
      if (told(request).starts_with("after#")) return true;
    }
    return false;
  }));
  std::size_t of_the_blast = 0;
  for (const auto& request : receiver.received()) of_the_blast += told(request).starts_with("db#") ? 1 : 0;
  EXPECT_LE(of_the_blast, delivered + sending);
}

TEST(InTheHandsOfPeople, the_guard_asks_by_number_and_a_monitors_event_becomes_a_draft) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a"), receiver.url("/b")}, .rest = "guard: {confirm_above: 1}\n"});
  Program daemon = sandbox.daemon();
  const auto asked = sandbox.request("POST", "/v1/events", event(R"("incident": "db", "id": "one")"));
  EXPECT_EQ(asked.status, 409);
  EXPECT_EQ(number_at(asked.body, "/confirm"), 2);
  EXPECT_EQ(number_at(asked.body, "/channels/hooks"), 2);
  EXPECT_EQ(sandbox.request("POST", "/v1/events", event(R"("incident": "db", "id": "one", "confirm": 2)")).status, 202);
  const auto monitors = sandbox.request("POST", "/v1/events", event(R"("incident": "disk", "source": "prometheus")"));
  EXPECT_EQ(result(monitors, "state"), "draft");
}

TEST(TheSpool, is_taken_up_at_the_start_and_what_makes_no_sense_is_kept_aside) {
  const Receiver receiver;
  Sandbox sandbox;
  std::filesystem::create_directory(sandbox.path("spool"));
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "spool: " + sandbox.path("spool").string() + "\n"});
  const Surroundings away{.environment = {{"CRIER_SPOOL", sandbox.path("spool").string()}}};
  Program client({Sandbox::program("crier"), "--socket", sandbox.path("crier.sock").string(), "open", "db", "--title", "T", "--impact",
                  "major", "--summary", "S", "--spool"},
                 sandbox.path(""), "crier", away);
  ASSERT_EQ(client.wait(), 0) << client.errors();
  sandbox.write("spool/9-late.json", R"({"id": "late", "action": "update", "incident": "nothing", "summary": "S"})");
  sandbox.write("spool/8-broken.json", "{");
  Program daemon = sandbox.daemon();
  EXPECT_TRUE(eventually([&] { return receiver.received().size() == 1; }));
  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(sandbox.path("spool/refused/9-late.json")); }));
  EXPECT_TRUE(std::filesystem::exists(sandbox.path("spool/refused/8-broken.json")));
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(sandbox.path("spool"))) left.insert(entry.path().filename().string());
  EXPECT_EQ(left, std::set<std::string>{"refused"});
}

TEST(TheSpool, keeps_what_the_guard_would_ask_about_as_a_draft) {
  const Receiver receiver;
  Sandbox sandbox;
  std::filesystem::create_directory(sandbox.path("spool"));
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "guard: {confirm_above: 0}\nspool: " + sandbox.path("spool").string() + "\n"});
  sandbox.write("spool/one.json", event(R"("incident": "db", "id": "one")"));
  Program daemon = sandbox.daemon();
  EXPECT_TRUE(eventually([&] { return text_at(sandbox.request("GET", "/v1/updates?state=draft").body, "/updates/0/incident") == "db"; }));
  EXPECT_EQ(receiver.received().size(), 0U);
}

TEST(TheSpool, is_taken_up_whole_before_the_daemon_answers_anybody) {
  constexpr int kEvents = 60;
  const Receiver receiver;
  Sandbox sandbox;
  std::filesystem::create_directory(sandbox.path("spool"));
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "spool: " + sandbox.path("spool").string() + "\n"});
  for (int i = 0; i < kEvents; ++i)
    sandbox.write("spool/" + std::to_string(i) + ".json", event(R"("incident": "db)" + std::to_string(i) + "\""));
  Program daemon = sandbox.daemon();
  EXPECT_TRUE(std::filesystem::is_empty(sandbox.path("spool")));
}

TEST(TheSpool, does_not_keep_the_daemon_from_ending_in_order_and_loses_nothing) {
  constexpr int kEvents = 400;
  const Receiver receiver;
  Sandbox sandbox;
  const auto spool = sandbox.path("spool");
  std::filesystem::create_directory(spool);
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "spool: " + spool.string() + "\n"});
  for (int i = 0; i < kEvents; ++i) {
    const std::string name = std::to_string(i);
    sandbox.write("spool/" + name + ".json", event(R"("incident": "db)" + name + R"(", "id": ")" + name + "\""));
  }
  Program daemon = sandbox.start_daemon();
  const auto left = [&] { return std::distance(std::filesystem::directory_iterator(spool), std::filesystem::directory_iterator()); };
  ASSERT_TRUE(eventually([&] { return left() < kEvents; })) << daemon.errors();
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0) << daemon.errors();
  Program again = sandbox.daemon();
  EXPECT_TRUE(std::filesystem::is_empty(spool));
  EXPECT_TRUE(eventually([&] { return receiver.received().size() == kEvents; })) << receiver.received().size();
}

TEST(TheSpool, makes_no_second_draft_where_a_crash_left_the_file) {
  const Receiver receiver;
  Sandbox sandbox;
  const auto spool = sandbox.path("spool");
  std::filesystem::create_directory(spool);
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = "guard: {confirm_above: 0}\nspool: " + spool.string() + "\n"});
  for (int start = 0; start < 2; ++start) {
    sandbox.write("spool/one.json", event(R"("incident": "db", "id": "one")"));
    Program daemon = sandbox.daemon();
    EXPECT_TRUE(std::filesystem::is_empty(spool));
    const auto drafts = sandbox.request("GET", "/v1/updates?state=draft").body;
    EXPECT_EQ(text_at(drafts, "/updates/0/incident"), "db");
    EXPECT_EQ(text_at(drafts, "/updates/1/incident"), "");
    daemon.kill();
  }
}

}  // namespace
}  // namespace crier::process
