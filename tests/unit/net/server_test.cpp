#include <sys/socket.h>

#include "unit/net/server_fixture.h"

namespace crier::api {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(ServerTest, answers_requests_one_after_the_other_on_one_connection) {
  start();
  net::RawClient peer = client();
  for (int i = 0; i < 3; ++i) {
    peer.send(post("/echo?x=" + std::to_string(i), "body"));

    const std::string answer = peer.answer();

    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 13:05:00 GMT\r\nContent-Type: text/plain\r\n"));
    EXPECT_THAT(answer, EndsWith("POST /echo?x=" + std::to_string(i) + " [body]"));
    EXPECT_THAT(answer, Not(HasSubstr("Connection:")));
  }
}

TEST_F(ServerTest, answers_pipelined_requests_in_their_order) {
  start();
  net::RawClient peer = client();
  std::string all;
  for (int i = 0; i < 50; ++i) all += post("/" + std::to_string(i), std::string(static_cast<std::size_t>(i) * 100, 'b'));
  peer.send(all);
  for (int i = 0; i < 50; ++i) EXPECT_THAT(peer.answer(), HasSubstr("POST /" + std::to_string(i) + " [")) << i;
}

TEST_F(ServerTest, reads_a_request_that_comes_byte_by_byte) {
  start();
  net::RawClient peer = client();
  for (const char c : post("/slow", "0123456789")) peer.send(std::string(1, c));
  EXPECT_THAT(peer.answer(), EndsWith("POST /slow [0123456789]"));
}

TEST_F(ServerTest, reads_chunked_bodies_and_lets_trailers_change_nothing) {
  start();
  net::RawClient peer = client();
  peer.send(
      "POST /c HTTP/1.1\r\nHost: crier\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;note=x\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nHost: other\r\nX-Late: 1\r\n\r\n" +
      get("/next"));
  EXPECT_THAT(peer.answer(), EndsWith("POST /c [hello world]"));
  EXPECT_THAT(peer.answer(), EndsWith("GET /next []"));
}

TEST_F(ServerTest, answers_HEAD_with_the_length_and_without_the_body) {
  start();
  net::RawClient peer = client();
  peer.send("HEAD /echo HTTP/1.1\r\nHost: crier\r\n\r\n" + get("/next"));
  const std::string head = peer.answer(false);
  EXPECT_THAT(head, HasSubstr("Content-Length: 12\r\n"));
  EXPECT_THAT(peer.answer(), EndsWith("GET /next []"));
}

TEST_F(ServerTest, asks_for_the_body_where_the_client_waits_to_be_asked) {
  start();
  net::RawClient peer = client();
  peer.send("POST /e HTTP/1.1\r\nHost: crier\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("body");
  EXPECT_THAT(peer.answer(), EndsWith("POST /e [body]"));
}

TEST_F(ServerTest, ends_the_connection_where_the_client_or_its_version_asks_for_it) {
  start();
  for (const char* request : {"GET /a HTTP/1.1\r\nHost: crier\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n"}) {
    net::RawClient peer = client();
    peer.send(std::string(request) + get("/b"));
    const std::string all = peer.rest();
    EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(all, EndsWith("GET /a []"));
  }
}

TEST_F(ServerTest, answers_204_without_a_length) {
  start();
  net::RawClient peer = client();
  peer.send(get("/empty") + get("/next"));
  EXPECT_THAT(peer.answer(), Not(HasSubstr("Content-")));
  EXPECT_THAT(peer.answer(), EndsWith("GET /next []"));
}

TEST_F(ServerTest, answers_a_client_that_has_closed_its_own_half) {
  start();
  net::RawClient peer = client();
  peer.send(post("/echo", "x"));
  peer.half_close();
  EXPECT_THAT(peer.rest(), EndsWith("POST /echo [x]"));
}

TEST_F(ServerTest, takes_the_name_of_the_user_from_the_kernel) {
  start();
  net::RawClient plain = client();
  plain.send("GET /who HTTP/1.1\r\nHost: crier\r\nAuthorization: Bearer good\r\n\r\n");
  const std::string own = plain.answer();
  net::RawClient liar = net::RawClient::to_unix(folder.path("api.sock"), folder.path(";uid=0;"));
  liar.send(get("/who"));
  EXPECT_THAT(own, Not(HasSubstr("token:good")));
  EXPECT_EQ(liar.answer(), own);
}

TEST_F(ServerTest, asks_for_a_token_over_TCP) {
  start();
  struct Row {
    const char* authorization;
    const char* status;
  };
  for (const Row& row : {Row{"", "401 "}, Row{"Authorization: Bearer bad\r\n", "401 "}, Row{"Authorization: Basic good\r\n", "401 "},
                         Row{"Authorization: good\r\n", "401 "}, Row{"Authorization: Bearer good extra\r\n", "401 "},
                         Row{"Authorization: Bearer good\r\n", "200 "}, Row{"authorization: bearer good\r\n", "200 "}}) {
    net::RawClient peer = tcp_client();
    peer.send("GET /who HTTP/1.1\r\nHost: crier\r\n" + std::string(row.authorization) + "\r\n");

    const std::string answer = peer.answer();

    EXPECT_THAT(answer, StartsWith(std::string("HTTP/1.1 ") + row.status)) << row.authorization;
    EXPECT_EQ(answer.find("WWW-Authenticate: Bearer") != std::string::npos, std::string(row.status) == "401 ") << answer;
  }
}

TEST_F(ServerTest, reads_no_body_of_a_stranger) {
  start();
  net::RawClient peer = tcp_client();
  peer.send("POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Length: 16000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(peer.rest(), StartsWith("HTTP/1.1 401 "));
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(ServerTest, turns_users_away_at_their_limit_and_lets_them_in_again_later) {
  limits.connections_per_user = 3;
  start();
  std::vector<net::RawClient> peers;
  for (int i = 0; i < 3; ++i) {
    peers.push_back(client());
    peers.back().send(get("/x"));
    EXPECT_THAT(peers.back().answer(), StartsWith("HTTP/1.1 200"));
  }
  net::RawClient fourth = client();
  const std::string answer = fourth.rest();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("Retry-After:"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  net::RawClient other_door = tcp_client();
  other_door.send("GET /x HTTP/1.1\r\nHost: crier\r\nAuthorization: Bearer good\r\n\r\n");
  EXPECT_THAT(other_door.answer(), StartsWith("HTTP/1.1 200"));

  peers.pop_back();
  net::RawClient again;
  std::string reply;
  while (!reply.starts_with("HTTP/1.1 200")) {  // the server learns of the close a moment later
    again = client();
    again.send(get("/x"));
    reply = again.answer();
    ASSERT_FALSE(reply.empty());
  }
  EXPECT_THAT(log.ids(), testing::ElementsAre("connections-refused"));
}

TEST_F(ServerTest, keeps_a_limit_over_all_doors) {
  limits.connections = 2;
  start();
  net::RawClient first = client();
  first.send(get("/x"));
  first.answer();
  net::RawClient second = tcp_client();
  second.send("GET /x HTTP/1.1\r\nHost: crier\r\nAuthorization: Bearer good\r\n\r\n");
  second.answer();
  EXPECT_THAT(client().rest(), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(tcp_client().rest(), StartsWith("HTTP/1.1 503 "));
  on_loop([&] { EXPECT_EQ(server().turned_away(), 2U); });
}

TEST_F(ServerTest, streams_events_as_they_come_and_forgets_clients_that_went) {
  start();
  std::future<void> subscribed = coming();
  net::RawClient peer = client();
  peer.send(get("/v1/stream"));
  EXPECT_THAT(peer.read_until("data: first\n\n"), HasSubstr("\r\nContent-Type: text/event-stream\r\n"));
  subscribed.wait();
  on_loop([&] { EXPECT_TRUE(handler.subscribers.at(0)("data: second\n\n")); });
  EXPECT_EQ(peer.read_until("data: second\n\n"), "data: second\n\n");

  peer.close();
  bool is_there = true;
  while (is_there) on_loop([&] { is_there = handler.subscribers.at(0)(": \n\n"); });
}

TEST_F(ServerTest, refuses_a_stream_with_an_ordinary_answer) {
  start();
  net::RawClient peer = client();
  peer.send(get("/v1/stream?x"));
  EXPECT_THAT(peer.rest(), StartsWith("HTTP/1.1 403 "));
}

TEST_F(ServerTest, cuts_a_subscriber_that_does_not_read) {
  limits.stream_buffer = 10000;
  start();
  std::future<void> subscribed = coming();
  net::RawClient peer = client();
  peer.send(get("/v1/stream"));
  subscribed.wait();
  bool is_there = true;
  std::size_t sent = 0;
  while (is_there && sent < 100'000'000) {
    on_loop([&] { is_there = handler.subscribers.at(0)(std::string(1000, 'x')); });
    sent += 1000;
  }
  EXPECT_FALSE(is_there);
  bool is_back = true;
  on_loop([&] { is_back = handler.subscribers.at(0)("x"); });
  EXPECT_FALSE(is_back);
}

TEST_F(ServerTest, drains_by_answering_what_is_under_way_and_closing_the_rest) {
  limits.linger_time = Millis{10};
  start();
  net::RawClient idle = client();
  idle.send(get("/x"));
  idle.answer();
  std::future<void> subscribed = coming();
  net::RawClient subscriber = client();
  subscriber.send(get("/v1/stream"));
  subscribed.wait();
  std::future<void> came = coming();
  net::RawClient busy = client();
  busy.send(post("/later", "") + post("/too-late", ""));
  came.wait();
  std::promise<void> drained;

  on_loop([&] {
    server().stop_accepting();
    server().drain([&] { drained.set_value(); });
  });

  EXPECT_EQ(idle.rest(), "");
  EXPECT_THAT(subscriber.rest(), EndsWith("data: first\n\n"));
  EXPECT_FALSE(client().is_connected());
  std::future<void> end = drained.get_future();
  EXPECT_EQ(end.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  on_loop([&] { handler.waiting.at(0)({200, "text/plain", {}, "done"}); });
  const std::string answer = busy.rest();
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_THAT(answer, EndsWith("done"));
  end.wait();
}

TEST_F(ServerTest, tells_the_client_where_the_daemon_itself_does_not_answer) {
  limits.answer_time = Millis{20};
  start();
  net::RawClient peer = client();
  peer.send(post("/later", ""));
  const std::string answer = peer.rest();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("Retry-After:"));
  on_loop([&] { handler.waiting.at(0)({}); });  // too late, and dropped
}

TEST_F(ServerTest, drains_at_once_where_nobody_is_connected) {
  start();
  std::promise<void> drained;
  on_loop([&] { server().drain([&] { drained.set_value(); }); });
  drained.get_future().wait();
}

TEST_F(ServerTest, cuts_everything_when_told_to) {
  start();
  std::future<void> came = coming();
  net::RawClient busy = client();
  busy.send(post("/later", ""));
  came.wait();
  on_loop([&] { server().abort(); });
  EXPECT_EQ(busy.rest(), "");
  on_loop([&] { handler.waiting.at(0)({}); });  // an answer that comes too late is dropped
  on_loop([&] { EXPECT_EQ(server().connections(), 0U); });
}

}  // namespace
}  // namespace crier::api
