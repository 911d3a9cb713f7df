#include "net/wall_timer.h"

#include <gtest/gtest.h>
#include <sys/timex.h>

#include <cerrno>
#include <future>
#include <optional>
#include <vector>

namespace crier::net {
namespace {

UtcTime utc_now() { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

/// A loop with a timer on it; what a test does with the timer it does there.
class RunningTimer {
 public:
  RunningTimer() { loop_.start(); }
  ~RunningTimer() {
    on_loop([this] { timer_.reset(); });
    loop_.finish();
    loop_.join();
  }
  void on_loop(std::function<void()> work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  RealWallTimer& timer() { return *timer_; }
  IoLoop& loop() { return loop_; }
  void destroy() { timer_.reset(); }

 private:
  IoLoop loop_{"test"};
  std::optional<RealWallTimer> timer_{loop_};
};

/// The wall clock is set, by one nanosecond: the kernel tells of no less. False where the test may not. Each time with an order of its own,
/// since the kernel writes the time into what it is given.
bool set_the_clock() {
  timex offset{};
  offset.modes = ADJ_SETOFFSET | ADJ_NANO;
  offset.time.tv_usec = 1;
  return ::adjtimex(&offset) >= 0;
}

constexpr const char* kMayNot = "setting the clock needs CAP_SYS_TIME (root)";

TEST(WallTimer, wakes_on_the_loop_and_not_before_the_time) {
  RunningTimer running;
  std::promise<void> woken;
  const UtcTime wanted = utc_now() + Millis{30};
  // Somebody may set this machine's clock meanwhile, a test beside this one does: that wakes too.
  std::vector<UtcTime> wakes;
  std::function<void()> wish = [&] {
    running.timer().wake_at(wanted, [&] {
      EXPECT_TRUE(running.loop().is_here());
      wakes.push_back(utc_now());
      if (wakes.back() < wanted) return wish();
      woken.set_value();
    });
  };

  running.on_loop(wish);

  woken.get_future().wait();
  EXPECT_LT(wakes.size(), 30U);
}

TEST(WallTimer, wakes_at_once_for_what_is_past_whatever_it_is) {
  RunningTimer running;
  for (const UtcTime past : {utc_now() - Millis{1}, UtcTime{Millis{1}}, UtcTime{}, UtcTime{Millis{-1}}, UtcTime::min()}) {
    std::promise<void> woken;
    running.on_loop([&] { running.timer().wake_at(past, [&] { woken.set_value(); }); });
    woken.get_future().wait();
  }
}

TEST(WallTimer, never_fires_a_wish_that_was_replaced_although_its_time_had_come) {
  RunningTimer running;
  std::vector<std::string> order;
  std::promise<void> woken;

  running.on_loop([&] {
    running.timer().wake_at(UtcTime{}, [&] { order.emplace_back("first"); });
    running.timer().wake_at(UtcTime::max(), [&] { order.emplace_back("second"); });
    running.timer().wake_at(utc_now() + Millis{20}, [&] {
      order.emplace_back("third");
      woken.set_value();
    });
  });

  woken.get_future().wait();
  EXPECT_EQ(order, std::vector<std::string>{"third"});
}

TEST(WallTimer, never_fires_a_wish_that_was_cancelled_and_takes_another_after_it) {
  RunningTimer running;
  bool is_wrong = false;
  running.on_loop([&] {
    running.timer().wake_at(UtcTime{}, [&] { is_wrong = true; });
    running.timer().cancel();
  });

  std::promise<void> woken;
  running.on_loop([&] { running.timer().wake_at(UtcTime{}, [&] { woken.set_value(); }); });

  woken.get_future().wait();
  EXPECT_FALSE(is_wrong);
}

TEST(WallTimer, may_be_wished_of_again_by_the_task_that_it_runs) {
  RunningTimer running;
  int times = 0;
  std::promise<void> woken;
  std::function<void()> again = [&] {
    if (++times == 100) return woken.set_value();
    running.timer().wake_at(UtcTime{}, [&] { again(); });
  };

  running.on_loop(again);

  woken.get_future().wait();
  EXPECT_EQ(times, 100);
}

TEST(WallTimer, wakes_when_the_wall_clock_is_set_and_stays_usable) {
  RunningTimer running;
  for (int i = 0; i < 3; ++i) {
    std::promise<void> woken;
    running.on_loop([&] { running.timer().wake_at(utc_now() + std::chrono::hours{1}, [&] { woken.set_value(); }); });
    if (!set_the_clock()) GTEST_SKIP() << kMayNot;
    woken.get_future().wait();
  }
}

TEST(WallTimer, wakes_at_once_if_the_wall_clock_was_set_between_two_wishes) {
  RunningTimer running;
  std::promise<void> first;
  running.on_loop([&] { running.timer().wake_at(UtcTime{}, [&] { first.set_value(); }); });
  first.get_future().wait();
  if (!set_the_clock()) GTEST_SKIP() << kMayNot;

  std::promise<void> second;
  running.on_loop([&] { running.timer().wake_at(utc_now() + std::chrono::hours{1}, [&] { second.set_value(); }); });

  second.get_future().wait();
}

TEST(WallTimer, may_end_in_its_own_task_and_with_a_wish_that_stands) {
  RunningTimer running;
  std::promise<void> ended;

  running.on_loop([&] {
    running.timer().wake_at(UtcTime{}, [&] {
      running.timer().wake_at(utc_now() + std::chrono::hours{1}, [] {});
      running.destroy();
      ended.set_value();
    });
  });

  ended.get_future().wait();
}

}  // namespace
}  // namespace crier::net
