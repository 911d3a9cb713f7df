#include <curl/curl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <random>
#include <set>

#include "process/house.h"

namespace crier::process {
namespace {

/// Printed, and taken from CRIER_TEST_SEED to run the same dice again.
std::uint64_t seed() {
  const char* const given = std::getenv("CRIER_TEST_SEED");
  const std::uint64_t value = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("CRIER_TEST_SEED=%llu\n", static_cast<unsigned long long>(value));
  return value;
}

/// One update to one recipient.
using Letter = std::tuple<std::string, std::string, std::int64_t>;  // recipient's target, incident, number

/// What the receiver saw, request by request.
struct Seen {
  std::string target, incident, id, body;
  std::int64_t number = 0;
  bool accepted = false;
};

/// A receiver that keeps a diary and now and then refuses or cuts the connection.
class Diary {
 public:
  Diary(std::uint64_t seed, int refusals_of_100)
      : random_(seed), refusals_(refusals_of_100), receiver_([this](const Received& request) { return answer(request); }) {}

  [[nodiscard]] const Receiver& receiver() const { return receiver_; }
  [[nodiscard]] std::vector<Seen> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  Reply answer(const Received& request) {
    const std::lock_guard lock(mutex_);
    const auto die = static_cast<int>(random_() % 100);
    const bool accepted = die >= refusals_;
    seen_.push_back({request.target, text_at(request.body, "/data/incident/incident"), request.headers.at("webhook-id"), request.body,
                     number_at(request.body, "/data/update/number"), accepted});
    if (accepted) return {};
    return {503, "later", {}, die % 2 == 0};
  }

  mutable std::mutex mutex_;
  std::mt19937_64 random_;
  const int refusals_;
  std::vector<Seen> seen_;
  Receiver receiver_;
};

/// Posts events until told to end, each as often as it takes to be answered; counts what was answered 202.
class Poster {
 public:
  Poster(const Sandbox& sandbox, int most) : sandbox_(sandbox), most_(most), thread_([this] { run(); }) {}
  ~Poster() { finish(); }
  Poster(const Poster&) = delete;
  Poster& operator=(const Poster&) = delete;

  /// Ends after the incident under way.
  void finish() {
    ends_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] bool is_done() const { return done_; }
  /// Incident → its updates that were accepted. After finish().
  [[nodiscard]] const std::map<std::string, std::int64_t>& accepted() const { return accepted_; }
  /// Answers that were neither an acceptance nor "try again": there are none. After finish().
  [[nodiscard]] const std::vector<std::string>& refusals() const { return refusals_; }

 private:
  void run() {
    for (int i = 0; i < most_ && !ends_; ++i) {
      const std::string incident = "outage-" + std::to_string(i);
      post(incident, opening(incident, incident + "-open"));
      for (int n = 0; n < 2; ++n) {
        const std::string number = std::to_string(n);
        post(incident, updating(incident, "News " + number + ".", incident + "-news-" + number));
      }
    }
    done_ = true;
  }

  void post(const std::string& incident, const std::string& event) {
    for (int in_vain = 0; in_vain < kPatience;) {
      const Answer answer = sandbox_.request("POST", "/v1/events", event);
      if (answer.status == 202) {
        ++accepted_[incident];
        return;
      }
      if (answer.status != 0 && answer.status != 503) {
        refusals_.push_back(std::to_string(answer.status) + " " + answer.body);
        return;
      }
      if (ends_) ++in_vain;
      Sandbox::rest();
    }
    refusals_.push_back("no answer: " + event);
  }

  static constexpr int kPatience = 3000;  ///< tries after the end was ordered, for a daemon that does not come back
  const Sandbox& sandbox_;
  const int most_;
  std::atomic<bool> ends_{false};
  std::atomic<bool> done_{false};
  std::map<std::string, std::int64_t> accepted_;
  std::vector<std::string> refusals_;
  std::thread thread_;
};

/// Attempts whose outcome the daemon calls unknown, letter by letter, from its own records.
std::map<Letter, std::int64_t> unknown_attempts(const Sandbox& sandbox, const Receiver& receiver) {
  std::map<Letter, std::int64_t> unknown;
  for (std::string after;;) {
    const auto page = parsed(sandbox.request("GET", "/v1/deliveries?limit=1000" + after).body);
    if (!page.is_object()) return unknown;
    for (const auto& delivery : page.at("deliveries").as_array()) {
      const std::string to(delivery.at("recipient").as_string());
      EXPECT_EQ(delivery.at("state").as_string(), "delivered") << to;
      for (const auto& attempt : delivery.at("attempts").as_array()) {
        const auto& outcome = attempt.at("outcome");
        if (outcome.is_string() && outcome.as_string() == "unknown") {
          ++unknown[{to.substr(receiver.url("").size()), std::string(delivery.at("incident").as_string()),
                     delivery.at("update").as_int64()}];
        }
      }
    }
    if (!page.at("next").is_string()) return unknown;
    after = "&after=" + std::string(page.at("next").as_string());
  }
}

std::int64_t depth(const Sandbox& sandbox) { return number_at(sandbox.request("GET", "/v1/channels").body, "/channels/0/depth"); }

std::int64_t delivered(const Sandbox& sandbox) {
  return number_at(sandbox.request("GET", "/v1/channels").body, "/channels/0/deliveries/delivered");
}

/// A house of `recipients` whose daemon is killed at random moments while events come in, and what must be true afterwards.
class AHouse {
 public:
  AHouse(std::uint64_t seed, int recipients, int refusals_of_100) : random_(seed), diary_(seed + 1, refusals_of_100) {
    curl_global_init(CURL_GLOBAL_ALL);
    for (int i = 0; i < recipients; ++i) targets_.push_back("/customer/" + std::to_string(i));
    std::string list;
    for (const auto& target : targets_) list += diary_.receiver().url(target) + "\n";
    sandbox_.write("customers.csv", list);
    sandbox_.write("hook-secret", kHookSecret);
    sandbox_.configure(
        "channels:\n  hooks: {type: webhook, secret_file: hook-secret, allow_private: true, retry: {initial: 10ms, cap: 100ms}}\n"
        "audiences:\n  customers:\n    recipients:\n      - {channel: hooks, file: customers.csv}\n"
        "routes:\n  - {match: {}, audiences: [customers]}\n");
  }

  /// Starts, waits a random while, kills; some starts are killed before they are ready.
  void kill_in_rounds(int rounds, int longest_ms) {
    for (int round = 0; round < rounds; ++round) {
      Program daemon = sandbox_.start_daemon();
      const bool at_work = random_() % 5 == 0 || sandbox_.wait_ready(daemon);
      ASSERT_TRUE(at_work) << "round " << round << "\n" << daemon.errors();
      const auto moment = std::chrono::microseconds(random_() % (static_cast<std::uint64_t>(longest_ms) * 1000U));
      std::this_thread::sleep_for(moment);
      ASSERT_TRUE(daemon.is_running()) << "round " << round << "\n" << daemon.errors();
      daemon.kill();
      diary_.receiver().wait_closed();
    }
  }

  void end_in_order(Poster& poster) {
    Program daemon = sandbox_.daemon();
    poster.finish();
    std::int64_t letters = 0;
    for (const auto& [incident, updates] : poster.accepted()) letters += updates * static_cast<std::int64_t>(targets_.size());
    // Nothing is in the queue yet while the list of recipients is being read.
    const auto is_done = [&] { return delivered(sandbox_) >= letters && depth(sandbox_) == 0; };
    ASSERT_TRUE(eventually(is_done, std::chrono::seconds{120})) << delivered(sandbox_) << " of " << letters;
    unknown_ = unknown_attempts(sandbox_, diary_.receiver());
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
  }

  void check(const Poster& poster) {
    EXPECT_TRUE(poster.refusals().empty()) << poster.refusals().front();
    std::map<Letter, std::int64_t> deliveries;
    std::map<Letter, std::string> ids;
    std::map<std::string, Letter> owners;
    std::map<std::pair<std::string, std::string>, std::int64_t> newest;
    std::int64_t repeats = 0;
    for (const auto& one : diary_.seen()) {
      const Letter letter{one.target, one.incident, one.number};
      auto& last = newest[{one.target, one.incident}];
      EXPECT_GE(one.number, last) << one.target << " heard of " << one.incident << " out of order";
      last = std::max(last, one.number);
      EXPECT_EQ(ids.emplace(letter, one.id).first->second, one.id) << "a repeat has the identity of the first";
      EXPECT_EQ(owners.emplace(one.id, letter).first->second, letter) << "an identity is of one letter";
      if (one.accepted && ++deliveries[letter] > 1) ++repeats;
    }
    std::int64_t letters = 0;
    for (const auto& [incident, updates] : poster.accepted()) {
      for (const auto& target : targets_) {
        for (std::int64_t number = 1; number <= updates; ++number, ++letters) {
          const auto times = deliveries[{target, incident, number}];
          EXPECT_GE(times, 1) << target << " was not told of " << incident << "#" << number;
          EXPECT_LE(times - 1, (unknown_[{target, incident, number}]))
              << "sent again although it was not unknown: " << incident << "#" << number;
        }
      }
    }
    EXPECT_EQ(static_cast<std::int64_t>(deliveries.size()), letters) << "nobody was told what was not accepted";
    std::printf("%lld letters of %zu incidents, %lld repeats\n", static_cast<long long>(letters), poster.accepted().size(),
                static_cast<long long>(repeats));
    EXPECT_GT(letters, 0);
  }

  [[nodiscard]] const Sandbox& sandbox() const { return sandbox_; }

 private:
  std::mt19937_64 random_;
  Sandbox sandbox_;
  Diary diary_;
  std::vector<std::string> targets_;
  std::map<Letter, std::int64_t> unknown_;
};

TEST(KilledAgainAndAgain, the_daemon_loses_nothing_that_it_accepted_and_keeps_the_order) {
  AHouse house(seed(), 5, 6);
  Poster poster(house.sandbox(), 1'000'000);
  house.kill_in_rounds(60, 250);
  house.end_in_order(poster);
  house.check(poster);
}

TEST(KilledInTheMiddleOfALongList, the_daemon_tells_everybody_on_it) {
  AHouse house(seed(), 3000, 0);
  Poster poster(house.sandbox(), 1);
  house.kill_in_rounds(12, 400);
  house.end_in_order(poster);
  house.check(poster);
}

}  // namespace
}  // namespace crier::process
