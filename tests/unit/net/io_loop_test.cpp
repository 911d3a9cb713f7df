#include "net/io_loop.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace crier::net {
namespace {

TEST(IoLoop, runs_what_is_posted_in_order_on_its_own_thread) {
  IoLoop loop("test");
  std::vector<int> order;
  std::thread::id where;
  for (int i = 0; i < 3; ++i) loop.post([&order, i] { order.push_back(i); });
  loop.post([&] { where = std::this_thread::get_id(); });

  loop.start();
  loop.finish();
  loop.join();

  EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
  EXPECT_NE(where, std::thread::id{});
  EXPECT_NE(where, std::this_thread::get_id());
}

TEST(IoLoop, runs_delayed_tasks_in_the_order_of_their_times) {
  IoLoop loop("test");
  std::vector<int> order;
  std::promise<void> last;
  loop.post_after(Millis{20}, [&] {
    order.push_back(3);
    last.set_value();
  });
  loop.post_after(Millis{1}, [&] { order.push_back(1); });
  loop.post_after(Millis{1}, [&] { order.push_back(2); });

  loop.start();
  last.get_future().wait();
  loop.finish();
  loop.join();

  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(IoLoop, ends_without_waiting_for_tasks_whose_time_has_not_come) {
  IoLoop loop("test");
  bool ran = false;
  bool posted = false;
  loop.start();
  loop.post_after(std::chrono::hours(1), [&] { ran = true; });
  loop.post([&] { posted = true; });

  loop.finish();
  loop.join();

  EXPECT_FALSE(ran);
  EXPECT_TRUE(posted);
}

TEST(IoLoop, still_runs_what_a_task_posts_after_finish) {
  IoLoop loop("test");
  int depth = 0;
  std::function<void()> descend = [&] {
    if (++depth < 100) loop.post([&] { descend(); });
  };
  loop.post([&] { descend(); });
  loop.finish();

  loop.start();
  loop.join();

  EXPECT_EQ(depth, 100);
}

TEST(IoLoop, knows_its_own_thread) {
  IoLoop loop("test");
  bool inside = false;
  loop.post([&] { inside = loop.is_here(); });
  loop.start();
  loop.finish();
  loop.join();

  EXPECT_TRUE(inside);
  EXPECT_FALSE(loop.is_here());
}

}  // namespace
}  // namespace crier::net
