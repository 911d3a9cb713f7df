#include "net/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <future>
#include <vector>

namespace crier::net {
namespace {

TEST(Signals, reload_stop_and_hurry_on_the_loop) {
  IoLoop loop("loop");
  std::vector<std::string> order;
  std::promise<void> hurried;
  Signals::Actions actions;
  actions.reload = [&] {
    EXPECT_TRUE(loop.is_here());
    order.emplace_back("reload");
    ::kill(::getpid(), SIGTERM);
  };
  actions.stop = [&] {
    order.emplace_back("stop");
    ::kill(::getpid(), SIGINT);
  };
  actions.hurry = [&] {
    order.emplace_back("hurry");
    hurried.set_value();
  };
  auto signals = std::make_unique<Signals>(loop, std::move(actions));
  ::kill(::getpid(), SIGHUP);  // before the loop runs

  loop.start();
  hurried.get_future().wait();
  loop.post([&] { signals.reset(); });
  loop.finish();
  loop.join();

  EXPECT_EQ(order, (std::vector<std::string>{"reload", "stop", "hurry"}));
}

TEST(Signals, broken_pipes_are_ignored) {
  ignore_broken_pipes();
  int ends[2]{};
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);

  EXPECT_EQ(::write(ends[1], "x", 1), -1);

  ::close(ends[1]);
}

TEST(Signals, file_size_limits_are_errors_of_the_write) {
  ignore_file_size_limits();
  EXPECT_EQ(std::raise(SIGXFSZ), 0);
}

}  // namespace
}  // namespace crier::net
