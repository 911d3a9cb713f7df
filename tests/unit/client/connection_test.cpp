#include "client/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace crier::client {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Listens on a Unix socket, takes one connection, reads one request and answers with the bytes given.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer)
      : path_("/tmp/crier-connection-" + std::to_string(getpid()) + ".sock"), answer_(std::move(answer)) {
    unlink(path_.c_str());
    listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneAnswer() {
    shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    close(listener_);
    unlink(path_.c_str());
  }
  [[nodiscard]] Address address() const {
    Address out;
    out.socket = path_;
    return out;
  }
  /// What was asked; waits until the answer was given.
  const std::string& request() {
    thread_.join();
    return request_;
  }

 private:
  void serve() {
    const int peer = accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    char bytes[4096];
    while (!is_whole()) {
      const auto count = recv(peer, bytes, sizeof(bytes), 0);
      if (count <= 0) break;
      request_.append(bytes, static_cast<std::size_t>(count));
    }
    send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    close(peer);
  }
  [[nodiscard]] bool is_whole() const {
    const auto end = request_.find("\r\n\r\n");
    const auto length = request_.find("Content-Length: ");
    if (end == std::string::npos) return false;
    return length == std::string::npos || request_.size() >= end + 4 + std::stoul(request_.substr(length + 16));
  }

  std::string path_;
  std::string answer_;
  std::string request_;
  int listener_ = -1;
  std::thread thread_;
};

Call post() {
  Call call;
  call.method = "POST";
  call.path = "/v1/incidents/a%2Fb/../x?y=%20";
  call.body = "{\"a\":1}";
  call.content_type = "application/json";
  call.idempotency_key = "k1";
  return call;
}

Call streaming() {
  Call call;
  call.path = "/v1/stream";
  call.last_event_id = "17";
  return call;
}

TEST(Connection, sends_the_call_as_it_is_over_the_socket) {
  OneAnswer daemon("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}");

  const auto answer = connect(daemon.address())->call(post());

  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "{}");
  const auto& request = daemon.request();
  EXPECT_THAT(request, testing::StartsWith("POST /v1/incidents/a%2Fb/../x?y=%20 HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nIdempotency-Key: k1\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Authorization")));
  EXPECT_THAT(request, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST(Connection, sends_a_token_and_nothing_that_was_not_asked_for) {
  OneAnswer daemon("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  auto address = daemon.address();
  address.token = Secret("t0ken");
  Call call;
  call.method = "DELETE";
  call.path = "/v1/suppressions/mail/a";

  ASSERT_TRUE(connect(std::move(address))->call(call));

  const auto& request = daemon.request();
  EXPECT_THAT(request, HasSubstr("\r\nAuthorization: Bearer t0ken\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Content-Type")));
}

TEST(Connection, says_when_to_come_back) {
  OneAnswer daemon("HTTP/1.1 503 Service Unavailable\r\nretry-after: 30\r\nContent-Length: 0\r\n\r\n");

  const auto answer = connect(daemon.address())->call(post());

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->retry_after, 30);
}

TEST(Connection, tells_what_was_not_sent_from_what_may_have_been_taken) {
  Address nowhere;
  nowhere.socket = "/tmp/crier-connection-none.sock";
  const OneAnswer cuts("");

  const auto unreached = connect(nowhere)->call(post());
  const auto cut = connect(cuts.address())->call(post());

  ASSERT_FALSE(unreached);
  EXPECT_EQ(unreached.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(unreached.error().text, HasSubstr(nowhere.socket));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, ErrorKind::io);
}

TEST(Connection, gives_a_stream_piece_by_piece_until_it_is_enough) {
  OneAnswer daemon("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nid: 1\n\n");
  std::string heard;

  const auto ended = connect(daemon.address())->stream(streaming(), [&](std::string_view piece) {
    heard += piece;
    return piece.empty();  // asked before anything came: go on
  });

  ASSERT_TRUE(ended) << ended.error().text;
  EXPECT_EQ(ended->status, 200);
  EXPECT_EQ(heard, "id: 1\n\n");
  EXPECT_THAT(daemon.request(), HasSubstr("\r\nLast-Event-ID: 17\r\n"));
}

TEST(Connection, gives_back_whole_why_there_is_no_stream) {
  OneAnswer daemon("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  std::string heard;

  const auto answer = connect(daemon.address())->stream(streaming(), [&](std::string_view piece) {
    heard += piece;
    return true;
  });

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 403);
  EXPECT_EQ(answer->body, "no");
  EXPECT_EQ(heard, "");
}

}  // namespace
}  // namespace crier::client
