#include "net/systemd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <deque>

#include "net/descriptor.h"
#include "unit/net/raw_client.h"

namespace crier::net {
namespace {

using testing::ElementsAre;

/// systemd's end: keeps every datagram that is sent.
class ServiceManager {
 public:
  explicit ServiceManager(std::string name) : name_(std::move(name)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name_.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name_[0] == '@') address.sun_path[0] = '\0';
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length), 0);
  }
  [[nodiscard]] const std::string& name() const { return name_; }
  std::vector<std::string> heard() {
    std::vector<std::string> all;
    std::array<char, 4096> room{};
    for (ssize_t count = 0; (count = ::recv(socket_.get(), room.data(), room.size(), 0)) > 0;) {
      all.emplace_back(room.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  std::string name_;
  Descriptor socket_;
};

/// Runs delayed tasks when the test says that their time has come.
class HandExecutor final : public Executor {
 public:
  void post(Task task) override { tasks.push_back(std::move(task)); }
  void post_after(Millis delay, Task task) override {
    last_delay = delay;
    delayed.push_back(std::move(task));
  }
  void run(std::deque<Task>& queue) {
    std::deque<Task> now;
    now.swap(queue);
    for (Task& task : now) task();
  }
  std::deque<Task> tasks;
  std::deque<Task> delayed;
  Millis last_delay{};
};

class ListLog final : public Log {
 public:
  [[nodiscard]] bool wants(LogLevel) const override { return true; }
  void write(LogLevel, std::string_view id, std::string_view, std::initializer_list<LogField> fields) override {
    lines.push_back(std::string(id) + " " + fields.begin()->value);
  }
  std::vector<std::string> lines;
};

TEST(Systemd, hears_each_state_in_one_datagram) {
  TestFolder folder;
  for (const std::string& name : {folder.path("notify"), "@crier-test-" + std::to_string(::getpid())}) {
    ServiceManager manager(name);
    const SystemdNotifier notifier(name);

    notifier.ready("3 channels\nSTOPPING=1");
    notifier.status("draining");
    notifier.reloading(SteadyTime{std::chrono::microseconds(123456789)});
    notifier.stopping();
    notifier.beat();

    EXPECT_THAT(manager.heard(), ElementsAre("READY=1\nSTATUS=3 channels\\nSTOPPING=1", "STATUS=draining",
                                             "RELOADING=1\nMONOTONIC_USEC=123456789", "STOPPING=1", "WATCHDOG=1"));
  }
}

TEST(Systemd, is_not_missed_where_it_does_not_listen) {
  for (const char* name : {"", "relative", "/no/such/socket", "@", "@crier-nobody"}) {
    const SystemdNotifier notifier(name);
    notifier.beat();
  }
}

TEST(Systemd, says_in_the_environment_what_it_expects_and_children_do_not_see_it) {
  struct Row {
    const char* interval;
    const char* pid;
    std::optional<Millis> expected;
  };
  for (const Row& row : {Row{"30000000", "77", Millis{30000}}, Row{"30000000", "", Millis{30000}}, Row{"30000000", "78", std::nullopt},
                         Row{"", "77", std::nullopt}, Row{"0", "77", std::nullopt}, Row{"soon", "77", std::nullopt}}) {
    ::setenv("NOTIFY_SOCKET", "/run/notify", 1);
    ::setenv("WATCHDOG_USEC", row.interval, 1);
    ::setenv("WATCHDOG_PID", row.pid, 1);

    const ServiceEnvironment environment = take_service_environment(77);

    EXPECT_EQ(environment.notify_socket, "/run/notify");
    EXPECT_EQ(environment.watchdog, row.expected) << row.interval << " " << row.pid;
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) EXPECT_EQ(std::getenv(name), nullptr);
  }
}

TEST(Watchdog, beats_only_if_every_thread_has_answered_since_the_last_beat) {
  TestFolder folder;
  ServiceManager manager(folder.path("notify"));
  const SystemdNotifier notifier(manager.name());
  HandExecutor loop;
  HandExecutor store;
  HandExecutor outbound;
  ListLog log;
  Watchdog watchdog(loop, notifier, log, Millis{30000});
  watchdog.watch("store", [&](Task task) { store.post(std::move(task)); });
  watchdog.watch("outbound", [&](Task task) { outbound.post(std::move(task)); });

  watchdog.start();
  EXPECT_EQ(loop.last_delay, Millis{15000});
  EXPECT_EQ(manager.heard().size(), 1U);  // the start is a sign of life

  store.run(store.tasks);
  outbound.run(outbound.tasks);
  loop.run(loop.delayed);
  EXPECT_EQ(manager.heard().size(), 1U);

  store.run(store.tasks);
  for (int i = 0; i < 3; ++i) loop.run(loop.delayed);
  EXPECT_EQ(manager.heard().size(), 0U);
  EXPECT_EQ(outbound.tasks.size(), 1U);  // not asked again while it owes an answer
  EXPECT_THAT(log.lines, testing::Contains("thread-silent outbound"));

  store.run(store.tasks);
  outbound.run(outbound.tasks);
  loop.run(loop.delayed);
  EXPECT_EQ(manager.heard().size(), 1U);
}

TEST(Watchdog, asks_nobody_any_more_once_it_is_gone) {
  HandExecutor loop;
  ListLog log;
  const SystemdNotifier notifier("");
  {
    Watchdog watchdog(loop, notifier, log, Millis{10});
    watchdog.start();
  }
  loop.run(loop.delayed);
  EXPECT_TRUE(loop.delayed.empty());
}

}  // namespace
}  // namespace crier::net
