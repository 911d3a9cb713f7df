#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <csignal>

#include "process/house.h"

namespace crier::process {
namespace {

constexpr int kExitIo = 74;
constexpr int kEvents = 40;

/// Which system call of crierd fails how, and which times, in the words of strace(1).
struct Fault {
  const char* call;
  const char* error;
  const char* when;
  bool ends;  ///< the daemon must end; else it must go on
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.call << ':' << fault.error << ':' << fault.when; }

class AFailingSystemCall : public testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    if (sandbox_.run({"strace", "-D", "-f", "-qq", "-o", "/dev/null", "true"}).code != 0)
      GTEST_SKIP() << "strace is not installed or may not trace";
    furnish(sandbox_, {.targets = {receiver_.url("/0"), receiver_.url("/1"), receiver_.url("/2")}});
    Program first = sandbox_.daemon();  // makes the store, so that the counted calls are those of a daemon at work
    first.signal(SIGTERM);
    ASSERT_EQ(first.wait(), 0);
  }

  /// The process is crierd itself: strace stands behind it (-D).
  [[nodiscard]] Program traced(const Fault& fault) const {
    const std::string call = fault.call;
    return Program({"strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e",
                    "inject=" + call + ":error=" + fault.error + ":when=" + fault.when, Sandbox::program("crierd"), "--config",
                    sandbox_.path("crier.yaml").string()},
                   sandbox_.path(""), "traced",
                   {.environment = {{"ASAN_OPTIONS", "detect_leaks=0"}}});  // leaks cannot be looked for under a tracer
  }

  /// Each event until it is accepted or the daemon has ended; all of them once more under the same ids if it has.
  void post_all(Program& daemon, int from = 0) {
    for (int i = from; i < kEvents && daemon.is_running();) {
      const std::string incident = "outage-" + std::to_string(i);
      const Answer answer = sandbox_.request("POST", "/v1/events", opening(incident, incident));
      EXPECT_TRUE(answer.status == 202 || answer.status == 503 || answer.status == 0) << answer.status << " " << answer.body;
      answer.status == 202 ? void(++i) : Sandbox::rest();
    }
  }

  /// Everything came, and nothing more often than an attempt of unknown outcome explains.
  void check() const {
    std::map<std::string, std::int64_t> often;
    for (const auto& request : receiver_.received()) ++often[receiver_.url(request.target) + " " + told(request)];
    EXPECT_EQ(often.size(), std::size_t{kEvents} * 3);
    const auto page = parsed(sandbox_.request("GET", "/v1/deliveries?limit=1000").body);
    ASSERT_TRUE(page.is_object());
    EXPECT_EQ(page.at("deliveries").as_array().size(), std::size_t{kEvents} * 3);
    for (const auto& delivery : page.at("deliveries").as_array()) {
      EXPECT_EQ(delivery.at("state").as_string(), "delivered");
      std::int64_t unknown = 0;
      for (const auto& attempt : delivery.at("attempts").as_array()) {
        const auto& outcome = attempt.at("outcome");
        if (outcome.is_string() && outcome.as_string() == "unknown") ++unknown;
      }
      const std::string letter = std::string(delivery.at("recipient").as_string()) + " " +
                                 std::string(delivery.at("incident").as_string()) + "#" + std::to_string(delivery.at("update").as_int64());
      EXPECT_GE(often[letter], 1) << letter;
      EXPECT_LE(often[letter] - 1, unknown) << letter << " came again although its outcome was known";
    }
  }

  Receiver receiver_;
  Sandbox sandbox_;
};

TEST_P(AFailingSystemCall, of_the_store_loses_nothing_and_doubles_nothing) {
  const Fault fault = GetParam();
  {
    Program daemon = traced(fault);
    static_cast<void>(sandbox_.wait_ready(daemon));
    post_all(daemon);
    if (fault.ends) {
      EXPECT_EQ(daemon.wait(), kExitIo) << daemon.errors();
    } else {
      EXPECT_TRUE(eventually([&] { return number_at(sandbox_.request("GET", "/v1/channels").body, "/channels/0/depth") == 0; }));
      daemon.signal(SIGTERM);
      EXPECT_EQ(daemon.wait(), 0) << daemon.errors();
    }
  }
  receiver_.wait_closed();
  Program daemon = sandbox_.daemon();
  post_all(daemon);
  ASSERT_TRUE(eventually(
      [&] { return number_at(sandbox_.request("GET", "/v1/channels").body, "/channels/0/deliveries/delivered") == kEvents * 3; }));
  check();
}

INSTANTIATE_TEST_SUITE_P(Faults, AFailingSystemCall,
                         testing::Values(Fault{"fdatasync", "EIO", "1", true}, Fault{"fdatasync", "EIO", "2", true},
                                         Fault{"fdatasync", "EIO", "5", true}, Fault{"fdatasync", "EIO", "8", true},
                                         Fault{"fdatasync", "EIO", "20+", true}, Fault{"pwrite64", "EIO", "5", true},
                                         Fault{"pwrite64", "EIO", "40", true}, Fault{"pwrite64", "EIO", "100", true},
                                         Fault{"pwrite64", "EIO", "200+", true}, Fault{"pwrite64", "ENOSPC", "40", false},
                                         Fault{"pwrite64", "ENOSPC", "100..160", false}, Fault{"fallocate", "ENOSPC", "1+", false}));

}  // namespace
}  // namespace crier::process
