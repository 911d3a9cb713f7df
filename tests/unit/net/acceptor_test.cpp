#include "net/acceptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <future>

#include "unit/net/raw_client.h"

namespace crier::net {
namespace {

/// A door at a Unix path on a loop that is not started yet.
class AcceptorTest : public testing::Test {
 protected:
  void open(UniqueFunction<void(Descriptor)> connected) {
    DoorPlan plan;
    plan.unix_path = folder.path("door.sock");
    Result<ListeningSocket> door = open_unix_door(plan);
    ASSERT_TRUE(door) << door.error().text;
    acceptor = std::make_unique<Acceptor>(loop, std::move(*door), Millis{1}, std::move(connected));
  }
  void end() {
    loop.post([this] { acceptor.reset(); });
    loop.finish();
    loop.join();
  }

  TestFolder folder;
  IoLoop loop{"loop"};
  std::unique_ptr<Acceptor> acceptor;
};

TEST_F(AcceptorTest, gives_connections_that_do_not_block_and_are_not_inherited) {
  std::promise<std::pair<int, int>> flags;
  open([&](Descriptor connection) { flags.set_value({::fcntl(connection.get(), F_GETFL), ::fcntl(connection.get(), F_GETFD)}); });
  loop.start();

  const RawClient peer = RawClient::to_unix(folder.path("door.sock"));
  const auto [status, descriptor] = flags.get_future().get();

  EXPECT_TRUE(peer.is_connected());
  EXPECT_NE(status & O_NONBLOCK, 0);
  EXPECT_NE(descriptor & FD_CLOEXEC, 0);
  end();
}

TEST_F(AcceptorTest, rests_while_no_descriptor_is_left_and_goes_on_then) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "The sanitizers of addresses and behaviour need descriptors themselves.";
#endif
  std::promise<void> connected;
  open([&](Descriptor) { connected.set_value(); });
  const RawClient peer = RawClient::to_unix(folder.path("door.sock"));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 1;  // those that are open stay so
  std::promise<void> rested;
  loop.post([&] { ::setrlimit(RLIMIT_NOFILE, &none); });
  std::function<void()> look = [&] { acceptor->rests() > 2 ? rested.set_value() : loop.post_after(Millis{1}, [&] { look(); }); };
  loop.post([&] { look(); });
  loop.start();
  rested.get_future().wait();
  std::future<void> end_of_rest = connected.get_future();
  EXPECT_EQ(end_of_rest.wait_for(std::chrono::seconds(0)), std::future_status::timeout);

  ::setrlimit(RLIMIT_NOFILE, &before);

  end_of_rest.wait();
  end();
}

}  // namespace
}  // namespace crier::net
