#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <sstream>

#include "process/house.h"
#include "process/local_socket.h"

namespace crier::process {
namespace {

TEST(Systemd, hears_of_every_turn_in_the_daemons_life) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  const NotifySocket systemd(sandbox.path("notify.sock"));
  Program daemon = sandbox.start_daemon({{{"NOTIFY_SOCKET", sandbox.path("notify.sock").string()}, {"WATCHDOG_USEC", "200000"}}});
  ASSERT_TRUE(systemd.next_with("READY=1")) << daemon.errors();
  EXPECT_EQ(sandbox.request("GET", "/readyz").status, 200) << "ready means that it answers";
  EXPECT_TRUE(systemd.next_with("WATCHDOG=1"));
  EXPECT_TRUE(systemd.next_with("WATCHDOG=1"));
  daemon.signal(SIGHUP);
  const auto reloading = systemd.next_with("RELOADING=1");
  ASSERT_TRUE(reloading);
  EXPECT_NE(reloading->find("\nMONOTONIC_USEC="), std::string::npos) << "Type=notify-reload needs the time in the same datagram";
  EXPECT_TRUE(systemd.next_with("READY=1"));
  sandbox.configure("channels: 7\n");
  daemon.signal(SIGHUP);
  EXPECT_TRUE(systemd.next_with("RELOADING=1"));
  const auto refused = systemd.next_with("READY=1");
  ASSERT_TRUE(refused) << "a refused reload has ended too";
  EXPECT_NE(refused->find("refused"), std::string::npos) << *refused;
  daemon.signal(SIGTERM);
  EXPECT_TRUE(systemd.next_with("STOPPING=1"));
  EXPECT_EQ(daemon.wait(), 0);
}

TEST(Systemd, is_not_told_ready_by_a_daemon_that_cannot_start) {
  Sandbox sandbox;
  sandbox.configure("channels: 7\n");
  const NotifySocket systemd(sandbox.path("notify.sock"));
  Program daemon = sandbox.start_daemon({{{"NOTIFY_SOCKET", sandbox.path("notify.sock").string()}}});
  EXPECT_EQ(daemon.wait(), 78);
  EXPECT_FALSE(systemd.next_with("READY=1", std::chrono::seconds{0}));
}

TEST(ASocketUnit, hands_its_socket_over_and_keeps_it) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  const ListeningPath unit(sandbox.path("crier.sock"));
  // A client that comes before the daemon waits in the socket's queue.
  const RawConnection early(sandbox.path("crier.sock"));
  early.send("GET /readyz HTTP/1.1\r\nHost: crier\r\nConnection: close\r\n\r\n");
  for (int start = 0; start < 2; ++start) {
    Program daemon = sandbox.start_daemon({.listening = unit.descriptor()});
    ASSERT_TRUE(sandbox.wait_ready(daemon)) << daemon.errors();
    EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("db-" + std::to_string(start))).status, 202);
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
    EXPECT_TRUE(std::filesystem::is_socket(sandbox.path("crier.sock"))) << "the path belongs to the unit";
  }
  const auto answer = early.read_to_end();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->find("HTTP/1.1 200"), 0U) << *answer;
  EXPECT_TRUE(receiver.wait_for(2));
}

/// Everything that a day brings into the log: a refused reload, a failed delivery, an event with hostile text.
std::string a_day(const std::string& format) {
  Receiver receiver([](const Received&) { return Reply{404, "nobody\r\n\x1b[31mhere", {}, false}; });
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}, .rest = "log: {level: debug, format: " + format + "}\nreminders: []\n"});
  Program daemon = sandbox.daemon();
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  EXPECT_TRUE(eventually([&] { return deliveries(sandbox, "db", "failed") == 1; }));
  sandbox.configure("channels: \"\\e[31m\\nred\"\n");
  daemon.signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return daemon.errors().find("reload-refused") != std::string::npos; }));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(daemon.output(), "") << "the log goes to standard error";
  return daemon.errors();
}

TEST(TheLog, as_json_is_one_object_a_line) {
  std::istringstream lines(a_day("json"));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto value = parsed(line);
    ASSERT_TRUE(value.is_object()) << line;
    for (const char* member : {"time", "level", "id", "message"}) {
      EXPECT_NE(text_at(line, std::string("/") + member), "") << line;
    }
  }
  EXPECT_GT(count, 4);
}

TEST(TheLog, as_text_has_no_control_characters_from_outside) {
  const std::string log = a_day("text");
  EXPECT_GT(count_of("\n", log), 4U);
  for (const char c : log) {
    const auto code = static_cast<unsigned char>(c);
    ASSERT_TRUE(code >= 0x20 || c == '\n') << static_cast<int>(code) << " in\n" << log;
  }
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.substr(0, 2), "20") << "a time begins each line: " << line;
  }
}

}  // namespace
}  // namespace crier::process
