#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "process/house.h"

/// The brake and the kill: what was stopped stays stopped, what was not stopped is told to everybody (rules D1).
namespace crier::process {
namespace {

constexpr int kRecipients = 400;
constexpr int kRounds = 10;

std::uint64_t seed() {
  const char* const given = std::getenv("CRIER_TEST_SEED");
  const std::uint64_t value = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("CRIER_TEST_SEED=%llu\n", static_cast<unsigned long long>(value));
  return value;
}

void furnish_many(const Sandbox& sandbox, const Receiver& receiver) {
  std::vector<std::string> targets;
  for (int i = 0; i < kRecipients; ++i) targets.push_back(receiver.url("/" + std::to_string(i)));
  furnish(sandbox, {.targets = targets, .hooks = "allow_private: true, retry: {initial: 10ms, cap: 100ms}"});
}

std::int64_t told_of(const Receiver& receiver, const std::string& incident) {
  std::int64_t count = 0;
  for (const auto& request : receiver.received()) count += told(request).starts_with(incident + "#") ? 1 : 0;
  return count;
}

std::string open(const Sandbox& sandbox, const std::string& incident) {
  const Answer answer = sandbox.request("POST", "/v1/events", opening(incident));
  EXPECT_EQ(answer.status, 202) << answer.body;
  return text_at(answer.body, "/results/0/update_id");
}

/// Everything older that is still to be sent would be sent before this is.
void tell_another(const Sandbox& sandbox, const std::string& incident) {
  open(sandbox, incident);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, incident, "delivered") == kRecipients; }));
}

TEST(KilledRightAfterAStop, the_daemon_sends_nothing_of_it_again_not_even_what_was_on_the_wire) {
  Receiver receiver;
  Sandbox sandbox;
  furnish_many(sandbox, receiver);
  Program daemon = sandbox.daemon();
  receiver.hold();
  const std::string update = open(sandbox, "db");
  ASSERT_TRUE(receiver.wait_for(1));

  const Answer stopped = sandbox.request("POST", "/v1/updates/" + update + "/stop");
  daemon.kill();
  receiver.release();
  receiver.wait_closed();

  ASSERT_EQ(stopped.status, 200) << stopped.body;
  const std::int64_t sending = number_at(stopped.body, "/sending");
  EXPECT_GE(sending, 1);
  EXPECT_EQ(number_at(stopped.body, "/delivered"), 0);
  EXPECT_EQ(number_at(stopped.body, "/cancelled"), kRecipients - sending);
  EXPECT_LE(told_of(receiver, "db"), sending);
  const std::int64_t before = told_of(receiver, "db");
  Program again = sandbox.daemon();
  tell_another(sandbox, "web");
  EXPECT_EQ(told_of(receiver, "db"), before);
  EXPECT_EQ(deliveries(sandbox, "db", "cancelled"), kRecipients);
  EXPECT_EQ(number_at(sandbox.request("POST", "/v1/updates/" + update + "/stop").body, "/cancelled"), kRecipients);
}

TEST(KilledWhileItStops, the_daemon_has_stopped_the_update_or_tells_everybody) {
  std::mt19937_64 random(seed());
  Receiver receiver;
  Sandbox sandbox;
  furnish_many(sandbox, receiver);
  int stops = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string incident = "outage-" + std::to_string(round);
    Program daemon = sandbox.daemon();
    receiver.hold();  // so that there is something to stop, however fast the rest is
    const std::string update = open(sandbox, incident);
    ASSERT_TRUE(eventually([&] { return told_of(receiver, incident) > 0; }));
    Answer answer;
    // The first dies before it is asked, the second after it has answered: either outcome is seen, whatever the speed of the machine.
    if (round == 0) daemon.kill();
    std::thread operator_stops([&] { answer = sandbox.request("POST", "/v1/updates/" + update + "/stop"); });
    if (round == 1) operator_stops.join();
    if (round > 1) std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
    if (round > 0) daemon.kill();
    if (round != 1) operator_stops.join();
    receiver.release();
    receiver.wait_closed();
    const std::int64_t before = told_of(receiver, incident);

    Program again = sandbox.daemon();
    const std::string state = text_at(sandbox.request("GET", "/v1/incidents/" + incident).body, "/updates/0/state");
    tell_another(sandbox, "after-" + std::to_string(round));
    if (state == "stopped") {
      ++stops;
      EXPECT_EQ(told_of(receiver, incident), before);
      EXPECT_EQ(deliveries(sandbox, incident, "delivered") + deliveries(sandbox, incident, "cancelled"), kRecipients);
    } else {
      EXPECT_EQ(answer.status, 0) << "what was answered is kept: " << answer.body;
      EXPECT_TRUE(eventually([&] { return deliveries(sandbox, incident, "delivered") == kRecipients; }));
    }
    again.signal(SIGTERM);
    EXPECT_EQ(again.wait(), 0);
  }
  std::printf("%d of %d were stopped\n", stops, kRounds);
  EXPECT_GE(stops, 1);
  EXPECT_LT(stops, kRounds);
}

}  // namespace
}  // namespace crier::process
