#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <random>
#include <set>

#include "process/false_time.h"
#include "process/house.h"

/// The clock in the running daemon: every occasion once, whatever is killed when, whatever the wall clock does (rules I).
namespace crier::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kHolding = "rhythm: {promise: {remind: 0s, holding: {times: 1}}}\n";

std::string open_with(const std::string& incident, const std::string& members) {
  return R"({"action": "open", "title": "Checkout unavailable", "impact": "major", "summary": "Customers cannot pay.", "incident": ")" +
         incident + "\", " + members + "}";
}

std::string utc(std::time_t time) {
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char text[32]{};
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string maintenance(const std::string& incident, std::time_t starts) {
  return R"({"action": "maintenance", "title": "New disks", "summary": "Checkout stays available.", "incident": ")" + incident +
         R"(", "starts": ")" + utc(starts) + R"(", "ends": ")" + utc(starts + 7200) + "\"}";
}

/// What the clock said to a target: of each incident (of a reminder: its name) and update, the ids under which it came.
std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> said(const Receiver& receiver, const std::string& target,
                                                                           const std::string& occasion) {
  std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> all;
  for (const auto& request : receiver.received()) {
    if (request.target != target || text_at(request.body, "/data/update/occasion") != occasion) continue;
    all[{text_at(request.body, "/data/incident/incident"), number_at(request.body, "/data/update/number")}].insert(
        request.headers.at("webhook-id"));
  }
  return all;
}

/// An incident that is opened and told of now shows that nothing else was still on its way.
void see_that_all_is_said(const Sandbox& sandbox, const Receiver& receiver, const std::string& incident) {
  ASSERT_EQ(sandbox.request("POST", "/v1/events", opening(incident)).status, 202);
  const auto is_told = [&] {
    const auto all = told(receiver.received());
    return std::find(all.begin(), all.end(), incident + "#1") != all.end();
  };
  ASSERT_TRUE(eventually(is_told));
}

/// Lets time go by; the daemon may be anywhere in it.
void live_for(milliseconds span) {
  const auto end = std::chrono::steady_clock::now() + span;
  while (std::chrono::steady_clock::now() < end) Sandbox::rest();
}

TEST(TheClock, says_once_that_work_goes_on_when_a_promise_is_broken_and_counts_it) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = kHolding});
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", open_with("db", R"("next_update": "2s")")).status, 202);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", open_with("kept", R"("next_update": "2s")")).status, 202);
  ASSERT_EQ(sandbox.request("POST", "/v1/events", updating("kept", "It is a disk.")).status, 202);

  ASSERT_TRUE(eventually([&] { return !said(receiver, "/a", "promise").empty(); })) << daemon.errors();

  see_that_all_is_said(sandbox, receiver, "after");
  const auto all = said(receiver, "/a", "promise");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.begin()->first, std::pair(std::string("db"), std::int64_t{2}));
  EXPECT_EQ(metric(sandbox, R"(crier_promises_total{result="broken"})"), 1);
  EXPECT_EQ(metric(sandbox, R"(crier_promises_total{result="kept"})"), 1);
  EXPECT_EQ(metric(sandbox, R"(crier_occasions_total{occasion="promise",result="done"})"), 2)
      << "the deadline and the word that work goes on";
}

TEST(TheClock, says_everything_exactly_once_although_the_daemon_is_killed_before_at_and_after_the_time) {
  constexpr int kIncidents = 6;
  const std::uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}, .rest = kHolding});
  Program daemon = sandbox.daemon();
  const std::time_t begun = std::time(nullptr);
  for (int i = 0; i < kIncidents; ++i) {
    const std::string number = std::to_string(i);
    const std::string due = std::to_string(1500 + 150 * i) + "ms";
    ASSERT_EQ(sandbox.request("POST", "/v1/events", open_with("promise-" + number, R"("next_update": ")" + due + "\"")).status, 202);
    ASSERT_EQ(sandbox.request("POST", "/v1/events", maintenance("disks-" + number, begun + 3)).status, 202);
  }
  const auto end = std::chrono::steady_clock::now() + seconds{5};
  int kills = 0;
  for (; std::chrono::steady_clock::now() < end; ++kills) {
    live_for(milliseconds{random() % 250});
    daemon.kill();
    daemon = sandbox.daemon();
  }

  const auto is_all_said = [&] {
    return said(receiver, "/a", "promise").size() >= kIncidents && said(receiver, "/a", "maintenance").size() >= kIncidents;
  };
  ASSERT_TRUE(eventually(is_all_said)) << kills << " kills\n" << daemon.errors();

  daemon.kill();
  daemon = sandbox.daemon();
  see_that_all_is_said(sandbox, receiver, "after");
  for (const std::string occasion : {"promise", "maintenance"}) {
    const auto all = said(receiver, "/a", occasion);
    EXPECT_EQ(all.size(), static_cast<std::size_t>(kIncidents)) << occasion;
    for (const auto& [update, ids] : all) {
      EXPECT_EQ(update.second, 2) << update.first;
      EXPECT_EQ(ids.size(), 1U) << update.first << " was sent again under another id";
    }
  }
  for (int i = 0; i < kIncidents; ++i) {
    for (const std::string incident : {"promise-", "disks-"}) {
      const auto shown = sandbox.request("GET", "/v1/incidents/" + incident + std::to_string(i)).body;
      EXPECT_EQ(number_at(shown, "/updates/1/number"), 2);
      EXPECT_EQ(number_at(shown, "/updates/2/number"), -1) << shown;
    }
  }
}

TEST(TheClock, says_a_one_shot_reminder_once_and_forgets_it_although_the_daemon_is_killed_around_its_time) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/a")}});
  Program daemon = sandbox.daemon();
  const std::string at = utc(std::time(nullptr) + 2);
  const auto added = sandbox.request(
      "POST", "/v1/reminders", R"({"name": "stretch", "audiences": ["customers"], "summary": "Stretch your legs.", "at": ")" + at + "\"}");
  ASSERT_EQ(added.status, 201) << added.body;
  for (int i = 0; i < 12; ++i) {
    live_for(milliseconds{150});
    daemon.kill();
    daemon = sandbox.daemon();
  }

  ASSERT_TRUE(eventually([&] { return !said(receiver, "/a", "reminder").empty(); })) << daemon.errors();

  see_that_all_is_said(sandbox, receiver, "after");
  const auto all = said(receiver, "/a", "reminder");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.begin()->second.size(), 1U);
  EXPECT_EQ(sandbox.request("GET", "/v1/reminders").body, R"({"reminders":[]})");
}

/// An office that closes at the full minute after the next, in a zone where it is noon now.
struct Office {
  std::string zone, hours;
  std::time_t closes = 0;
};
Office office_that_closes_soon() {
  const std::time_t now = std::time(nullptr);
  const int ahead_of_utc = 12 - static_cast<int>(now / 3600 % 24);
  Office office;
  office.zone = std::string("Etc/GMT") + (ahead_of_utc > 0 ? "-" : "+") + std::to_string(std::abs(ahead_of_utc));
  office.closes = (now / 60 + 2) * 60;
  const std::string closing = utc(office.closes + ahead_of_utc * 3600).substr(11, 5);
  office.hours = "{mon-sun: \"00:00-" + closing + "\"}";
  return office;
}

TEST(TheClock, follows_office_hours_that_a_reload_brings_and_says_it_once_over_a_further_reload_and_a_restart) {
  const Receiver receiver;
  Sandbox sandbox;
  sandbox.write("hook-secret", kHookSecret);
  const auto configure = [&](const std::string& zone, const std::string& hours, std::time_t lead) {
    sandbox.configure(
        "channels: {hooks: {type: webhook, secret_file: hook-secret, allow_private: true}}\naudiences: {customers: {timezone: " + zone +
        ", office_hours: " + hours + ", recipients: [{channel: hooks, to: \"" + receiver.url("/a") +
        "\"}]}}\nroutes: [{match: {}, audiences: [customers]}]\nrhythm: {office_close: {lead: " + std::to_string(lead) +
        "s, fresh: 1s, ask: 0s}}\n");
  };
  configure("UTC", "{mon-sun: \"00:00-24:00\"}", 60);
  Program daemon = sandbox.daemon();
  ASSERT_EQ(sandbox.request("POST", "/v1/events", open_with("db", R"("overnight": "continues")")).status, 202);
  ASSERT_TRUE(receiver.wait_for(1));

  const Office office = office_that_closes_soon();
  const auto reload = [&](const std::string& hours, std::time_t ahead) {
    configure(office.zone, hours, office.closes - std::time(nullptr) - ahead);
    const auto before = count_of(" reloaded: ", daemon.errors());
    daemon.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return count_of(" reloaded: ", daemon.errors()) > before; })) << daemon.errors();
  };
  reload(office.hours, 3);
  ASSERT_TRUE(eventually([&] { return !said(receiver, "/a", "office-close").empty(); })) << daemon.errors();
  reload(office.hours, 1);
  daemon.kill();
  daemon = sandbox.daemon();

  live_for(seconds{1});
  see_that_all_is_said(sandbox, receiver, "after");
  const auto all = said(receiver, "/a", "office-close");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.begin()->second.size(), 1U);
}

/// Each test has a daemon whose wall clock shows what the test wants.
class TheWallClock : public testing::Test {
 protected:
  /// Customers, and operators who hear what concerns occasions.
  void furnish_with(const std::string& rest) {
    sandbox_.write("hook-secret", kHookSecret);
    sandbox_.configure(
        "channels: {hooks: {type: webhook, secret_file: hook-secret, allow_private: true, retry: {initial: 50ms}}}\naudiences:\n"
        "  customers: {recipients: [{channel: hooks, to: \"" +
        receiver_.url("/a") + "\"}]}\n  duty: {internal: true, hears: [occasions], recipients: [{channel: hooks, to: \"" +
        receiver_.url("/duty") + "\"}]}\nroutes: [{match: {}, audiences: [customers]}]\n" + rest);
  }
  /// Messages, however often each had to be sent.
  [[nodiscard]] std::size_t came_to(const std::string& target) const {
    std::set<std::string> ids;
    for (const auto& request : receiver_.received()) {
      if (request.target == target) ids.insert(request.headers.at("webhook-id"));
    }
    return ids.size();
  }

  Receiver receiver_;
  Sandbox sandbox_;
  FalseTime time_{sandbox_.path("time")};
};

TEST_F(TheWallClock, was_not_seen_by_a_daemon_that_was_down_which_then_says_late_what_it_missed_once) {
  furnish_with("rhythm: {maintenance: {remind: [30m]}}\n");
  Program daemon = sandbox_.daemon(time_.surroundings());
  const std::time_t starts = std::time(nullptr) + 3600;
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", maintenance("disks", starts)).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "disks", "delivered") == 1; }));
  daemon.kill();

  time_.set(seconds{3600 + 300});
  daemon = sandbox_.daemon(time_.surroundings());
  ASSERT_TRUE(eventually([&] { return !said(receiver_, "/a", "maintenance").empty(); })) << daemon.errors();
  daemon.kill();
  daemon = sandbox_.daemon(time_.surroundings());

  see_that_all_is_said(sandbox_, receiver_, "after");
  const auto all = said(receiver_, "/a", "maintenance");
  ASSERT_EQ(all.size(), 1U) << "the reminder, too, or it twice";
  EXPECT_EQ(all.begin()->second.size(), 1U);
  const auto late = receiver_.received().at(1).body;
  EXPECT_EQ(text_at(late, "/type"), "maintenance.started");
  EXPECT_EQ(text_at(late, "/data/update/planned").substr(0, 19), utc(starts).substr(0, 19)) << late;
}

TEST_F(TheWallClock, went_on_too_long_without_the_daemon_so_customers_are_told_nothing_and_operators_what_was_missed) {
  furnish_with(std::string("rhythm: {catch_up: 10m, promise: {remind: 0s, holding: {times: 1}}}\n"));
  Program daemon = sandbox_.daemon(time_.surroundings());
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", open_with("db", R"("next_update": "1h")")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 1; }));
  daemon.kill();

  time_.set(seconds{3600 + 1800});
  daemon = sandbox_.daemon(time_.surroundings());
  ASSERT_TRUE(eventually([&] { return came_to("/duty") > 0; })) << daemon.errors();
  daemon.kill();
  daemon = sandbox_.daemon(time_.surroundings());

  see_that_all_is_said(sandbox_, receiver_, "after");
  EXPECT_EQ(came_to("/a"), 2U);
  EXPECT_EQ(came_to("/duty"), 1U);
  std::string notice;
  for (const auto& request : receiver_.received()) {
    if (request.target == "/duty") notice = request.body;
  }
  EXPECT_NE(notice.find("missed"), std::string::npos) << notice;
  EXPECT_NE(notice.find("db"), std::string::npos) << notice;
}

TEST_F(TheWallClock, reaches_the_minute_of_a_cron_line_and_its_reminder_goes_out_once_although_the_daemon_is_killed_around_it) {
  furnish_with("reminders: [{name: every-minute, cron: \"* * * * *\", audiences: [customers], summary: Stretch your legs.}]\n");
  // Two seconds before a minute is full.
  time_.set(seconds{60 - std::time(nullptr) % 60 + 58});
  Program daemon = sandbox_.daemon(time_.surroundings());
  for (int i = 0; i < 15; ++i) {
    live_for(milliseconds{150});
    daemon.kill();
    daemon = sandbox_.daemon(time_.surroundings());
  }
  ASSERT_TRUE(eventually([&] { return !said(receiver_, "/a", "reminder").empty(); })) << daemon.errors();

  see_that_all_is_said(sandbox_, receiver_, "after");
  const auto all = said(receiver_, "/a", "reminder");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.begin()->second.size(), 1U);
}

TEST_F(TheWallClock, is_set_forth_and_back_and_forth_and_nothing_is_said_twice_or_never) {
  furnish_with("rhythm: {maintenance: {remind: [10m]}, promise: {remind: 0s, holding: {times: 1}}}\n");
  Program daemon = sandbox_.daemon(time_.surroundings());
  const std::time_t begun = std::time(nullptr);
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", maintenance("disks", begun + 3600)).status, 202);
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", open_with("db", R"("next_update": "30m")")).status, 202);
  ASSERT_TRUE(receiver_.wait_for(2));

  time_.set(seconds{2400});
  ASSERT_TRUE(eventually([&] { return !said(receiver_, "/a", "promise").empty(); })) << daemon.errors();
  time_.set(seconds{0});
  ASSERT_TRUE(eventually([&] { return count_of("clock-set-back", daemon.errors()) > 0; })) << daemon.errors();
  time_.set(seconds{3700});
  ASSERT_TRUE(eventually([&] { return !said(receiver_, "/a", "maintenance").empty(); })) << daemon.errors();

  see_that_all_is_said(sandbox_, receiver_, "after");
  for (const std::string occasion : {"promise", "maintenance"}) {
    const auto all = said(receiver_, "/a", occasion);
    EXPECT_EQ(all.size(), 1U) << occasion;
    for (const auto& [update, ids] : all) EXPECT_EQ(ids.size(), 1U) << update.first;
  }
}

}  // namespace
}  // namespace crier::process
