#include "net/listening_socket.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "unit/net/raw_client.h"

namespace crier::net {
namespace {

using testing::HasSubstr;

DoorPlan unix_plan(const std::string& path) {
  DoorPlan plan;
  plan.unix_path = path;
  return plan;
}

DoorPlan tcp_plan(const std::string& host, std::uint16_t port = 0) {
  DoorPlan plan;
  plan.tcp_host = host;
  plan.tcp_port = port;
  return plan;
}

Result<ListeningSocket> open(const DoorPlan& plan) {
  std::vector<PassedSocket> none;
  return open_door(plan, none);
}

/// Listens at a path as a program would that knows nothing of lock files; a dead one leaves the path behind.
Descriptor stranger_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(socket.get(), 1), 0);
  return socket;
}

unsigned mode_of(const std::string& path) {
  struct stat there {};
  EXPECT_EQ(::stat(path.c_str(), &there), 0);
  return there.st_mode & 07777;
}

TEST(ListeningSocket, makes_a_unix_socket_with_its_mode_and_removes_it_at_the_end) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  for (const std::uint32_t mode : {0660U, 0600U, 0666U}) {
    DoorPlan plan = unix_plan(path);
    plan.mode = mode;
    {
      const Result<ListeningSocket> door = open(plan);

      ASSERT_TRUE(door) << door.error().text;
      EXPECT_EQ(mode_of(path), mode);
      EXPECT_TRUE(RawClient::to_unix(path).is_connected());
      EXPECT_NE(::fcntl(door->descriptor(), F_GETFD) & FD_CLOEXEC, 0);
      EXPECT_NE(::fcntl(door->descriptor(), F_GETFL) & O_NONBLOCK, 0);
      EXPECT_TRUE(door->is_unix());
      EXPECT_EQ(door->name(), path);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
  }
}

TEST(ListeningSocket, takes_over_the_path_of_a_dead_process) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  stranger_at(path).reset();
  std::ofstream(path + ".new") << "left by a start that was killed";
  ASSERT_FALSE(RawClient::to_unix(path).is_connected());

  const Result<ListeningSocket> door = open(unix_plan(path));

  ASSERT_TRUE(door) << door.error().text;
  EXPECT_TRUE(RawClient::to_unix(path).is_connected());
}

TEST(ListeningSocket, refuses_the_path_of_a_living_process) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  const Descriptor stranger = stranger_at(path);
  std::vector<RawClient> filling;
  for (int i = 0; i < 2; ++i) filling.push_back(RawClient::to_unix(path));  // its queue is full, and it is alive all the same

  const Result<ListeningSocket> door = open(unix_plan(path));

  ASSERT_FALSE(door);
  EXPECT_EQ(door.error().kind, ErrorKind::conflict);
  EXPECT_EQ(door.error().text, "The socket " + path + " is in use by a running process; stop that one or configure another path.");
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(ListeningSocket, refuses_a_path_that_another_daemon_holds) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  const Result<ListeningSocket> first = open(unix_plan(path));

  const Result<ListeningSocket> second = open(unix_plan(path));

  ASSERT_TRUE(first);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_THAT(second.error().text, HasSubstr("another running crierd"));
  EXPECT_TRUE(RawClient::to_unix(path).is_connected());
}

TEST(ListeningSocket, lets_exactly_one_of_many_that_start_at_once_have_the_path) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  stranger_at(path).reset();
  std::vector<std::optional<Result<ListeningSocket>>> doors(8);
  std::vector<std::thread> threads;
  for (auto& door : doors) threads.emplace_back([&door, &path] { door.emplace(open(unix_plan(path))); });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(std::count_if(doors.begin(), doors.end(), [](const auto& door) { return door->has_value(); }), 1);
  EXPECT_TRUE(RawClient::to_unix(path).is_connected());
}

TEST(ListeningSocket, leaves_files_alone_that_are_no_sockets) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  std::ofstream(path) << "precious";

  const Result<ListeningSocket> door = open(unix_plan(path));

  ASSERT_FALSE(door);
  EXPECT_EQ(door.error().kind, ErrorKind::conflict);
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST(ListeningSocket, leaves_a_path_alone_that_somebody_has_replaced) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  {
    const Result<ListeningSocket> door = open(unix_plan(path));
    ASSERT_TRUE(door);
    std::filesystem::remove(path);
    std::ofstream(path) << "other";
  }
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(ListeningSocket, says_what_is_wrong_with_a_plan) {
  TestFolder folder;
  DoorPlan no_group = unix_plan(folder.path("a.sock"));
  no_group.group = "no-such-group-here";
  struct Row {
    DoorPlan plan;
    ErrorKind kind;
    const char* text;
  };
  const Row rows[] = {
      {no_group, ErrorKind::config, "no-such-group-here"},
      {unix_plan(folder.path(std::string(100, 'x'))), ErrorKind::config, "too long"},
      {unix_plan(folder.path("none/a.sock")), ErrorKind::io, "folder"},
      {tcp_plan("0.0.0.0"), ErrorKind::config, "public: true"},
      {tcp_plan("192.0.2.1"), ErrorKind::config, "public: true"},
      {tcp_plan("::"), ErrorKind::config, "public: true"},
      {tcp_plan("::ffff:127.0.0.1"), ErrorKind::config, "public: true"},
      {tcp_plan("example.com"), ErrorKind::config, "IP address"},
      {tcp_plan(""), ErrorKind::config, "IP address"},
  };
  for (const Row& row : rows) {
    const Result<ListeningSocket> door = open(row.plan);

    ASSERT_FALSE(door) << row.text;
    EXPECT_EQ(door.error().kind, row.kind) << door.error().text;
    EXPECT_THAT(door.error().text, HasSubstr(row.text));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path("a.sock")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("a.sock.new")));
}

TEST(ListeningSocket, listens_on_loopback_and_names_its_port) {
  for (const char* host : {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"}) {
    const Result<ListeningSocket> door = open(tcp_plan(host));
    if (!door && door.error().text.find("bind") != std::string::npos && std::string(host).find(':') != std::string::npos)
      continue;  // no IPv6 here

    ASSERT_TRUE(door) << door.error().text;
    EXPECT_FALSE(door->is_unix());
    EXPECT_NE(door->port(), 0);
    EXPECT_THAT(door->name(), testing::EndsWith(":" + std::to_string(door->port())));
  }
}

TEST(ListeningSocket, listens_elsewhere_where_the_plan_is_public) {
  DoorPlan plan = tcp_plan("0.0.0.0");
  plan.is_public = true;
  EXPECT_TRUE(open(plan));
}

TEST(ListeningSocket, says_that_a_port_is_taken) {
  const Result<ListeningSocket> first = open(tcp_plan("127.0.0.1"));
  ASSERT_TRUE(first);

  const Result<ListeningSocket> second = open(tcp_plan("127.0.0.1", first->port()));

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_THAT(second.error().text, HasSubstr("in use"));
}

TEST(ListeningSocket, takes_what_systemd_opened_by_path_and_by_port) {
  TestFolder folder;
  const std::string path = folder.path("a.sock");
  Descriptor local = stranger_at(path);
  Descriptor tcp(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(::bind(tcp.get(), reinterpret_cast<const sockaddr*>(&address), length), 0);
  ASSERT_EQ(::listen(tcp.get(), 1), 0);
  ::getsockname(tcp.get(), reinterpret_cast<sockaddr*>(&address), &length);
  std::vector<PassedSocket> passed{{tcp.release(), "web"}, {local.release(), "local"}};
  const int local_number = passed[1].descriptor;
  {
    const Result<ListeningSocket> door = open_door(unix_plan(path), passed);
    const Result<ListeningSocket> web = open_door(tcp_plan("127.0.0.1", ntohs(address.sin_port)), passed);

    ASSERT_TRUE(door) << door.error().text;
    ASSERT_TRUE(web) << web.error().text;
    EXPECT_EQ(door->descriptor(), local_number);
    EXPECT_NE(::fcntl(local_number, F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_NE(::fcntl(local_number, F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(web->port(), ntohs(address.sin_port));
    EXPECT_TRUE(passed.empty());
  }
  EXPECT_TRUE(std::filesystem::exists(path));  // it is systemd's
}

TEST(ListeningSocket, refuses_what_cannot_be_served) {
  Descriptor datagram(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  Descriptor deaf(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (const int number : {datagram.get(), deaf.get(), file.get(), 9999}) {
    const Result<ListeningSocket> door = adopt({number, "x"});

    ASSERT_FALSE(door);
    EXPECT_EQ(door.error().kind, ErrorKind::config);
    EXPECT_THAT(door.error().text, HasSubstr("systemd"));
  }
}

}  // namespace
}  // namespace crier::net
