#include <gtest/gtest.h>

#include <csignal>

#include "process/house.h"

namespace crier::process {
namespace {

constexpr std::size_t kTargets = 60;
constexpr std::size_t kEvents = 10;

TEST(ADaemonWithFewDescriptors, delivers_everything_once_and_answers_at_its_door) {
  const Receiver receiver;
  Sandbox sandbox;
  if (sandbox.run({"prlimit", "--nofile=40:40", "true"}).code != 0) GTEST_SKIP() << "prlimit is not installed";
  std::vector<std::string> targets;
  for (std::size_t i = 0; i < kTargets; ++i) targets.push_back(receiver.url("/" + std::to_string(i)));
  furnish(sandbox, {.targets = targets, .hooks = "allow_private: true, connections: 50, retry: {initial: 50ms, cap: 200ms}"});
  Program daemon({"prlimit", "--nofile=40:40", Sandbox::program("crierd"), "--config", sandbox.path("crier.yaml").string()},
                 sandbox.path(""), "crierd");
  ASSERT_TRUE(sandbox.wait_ready(daemon)) << daemon.errors();

  for (std::size_t i = 0; i < kEvents; ++i)
    ASSERT_EQ(sandbox.request("POST", "/v1/events", opening("outage-" + std::to_string(i))).status, 202);
  EXPECT_TRUE(eventually([&] {
    return number_at(sandbox.request("GET", "/v1/channels").body, "/channels/0/deliveries/delivered") ==
           static_cast<std::int64_t>(kTargets * kEvents);
  })) << daemon.errors();
  EXPECT_EQ(receiver.received().size(), kTargets * kEvents);
  EXPECT_EQ(sandbox.request("GET", "/healthz").status, 200) << "connections that idle leave descriptors to the door";
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0) << daemon.errors();
}

}  // namespace
}  // namespace crier::process
