#include <sys/socket.h>

#include "unit/net/server_fixture.h"

namespace crier::api {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Row {
  const char* what;
  std::string bytes;
  int status;
};

std::string head(const std::string& fields, const std::string& line = "POST /x HTTP/1.1") { return line + "\r\n" + fields + "\r\n"; }

std::string fields(int count) {
  std::string all = "Host: crier\r\n";
  for (int i = 1; i < count; ++i) all += "X-" + std::to_string(i) + ": a\r\n";
  return all;
}

std::vector<Row> broken_requests() {
  using namespace std::string_literals;
  const std::string host = "Host: crier\r\n";
  return {
      {"bare line feeds", "GET /x HTTP/1.1\nHost: crier\n\n", 400},
      {"one bare line feed", "GET /x HTTP/1.1\r\nHost: crier\nX: y\r\n\r\n", 400},
      {"bare carriage return", head(host + "X: a\rb\r\n"), 400},
      {"folded line", head(host + "X: a\r\n b\r\n"), 400},
      {"folded by a tab", head(host + "X: a\r\n\tContent-Length: 3\r\n"), 400},
      {"length and encoding", head(host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"encoding and length", head(host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
      {"two equal lengths", head(host + "Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400},
      {"two lengths", head(host + "Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400},
      {"a list of lengths", head(host + "Content-Length: 3, 3\r\n") + "abc", 400},
      {"a signed length", head(host + "Content-Length: +3\r\n") + "abc", 400},
      {"a negative length", head(host + "Content-Length: -1\r\n"), 400},
      {"a hexadecimal length", head(host + "Content-Length: 0x3\r\n") + "abc", 400},
      {"an empty length", head(host + "Content-Length:\r\n"), 400},
      {"a length beyond numbers", head(host + "Content-Length: 99999999999999999999999\r\n"), 400},
      {"a length over the limit", head(host + "Content-Length: 16777217\r\n"), 413},
      {"another encoding", head(host + "Transfer-Encoding: gzip\r\n"), 501},
      {"an encoding before chunked", head(host + "Transfer-Encoding: gzip, chunked\r\n"), 501},
      {"chunked by another name", head(host + "Transfer-Encoding: xchunked\r\n"), 501},
      {"chunked twice", head(host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunked in HTTP/1.0", head(host + "Transfer-Encoding: chunked\r\n", "POST /x HTTP/1.0"), 400},
      {"a blank before the colon", head(host + "Content-Length : 3\r\n") + "abc", 400},
      {"a field without name", head(host + ": x\r\n"), 400},
      {"a field without colon", head(host + "nothing\r\n"), 400},
      {"a NUL", head(host + "X: a\0b\r\n"s), 400},
      {"no host", head("X: a\r\n"), 400},
      {"two hosts", head(host + "Host: other\r\n"), 400},
      {"HTTP/2.0", head(host, "POST /x HTTP/2.0"), 505},
      {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"no version", head(host, "GET /x"), 400},
      {"no path", head(host, "GET x HTTP/1.1"), 400},
      {"another service's address", head(host, "CONNECT crier:80 HTTP/1.1"), 400},
      {"a blank in the path", head(host, "GET /a b HTTP/1.1"), 505},
      {"bytes beyond ASCII in the path", head(host, "GET /\xc3\xa4 HTTP/1.1"), 400},
      {"a method that is none", head(host, "G(T /x HTTP/1.1"), 400},
      {"an unknown expectation", head(host + "Expect: miracles\r\n"), 417},
      {"too many fields", head(fields(65)), 431},
      {"too large a field", head(host + "X: " + std::string(17000, 'x') + "\r\n"), 431},
      {"a head without end", "GET /x HTTP/1.1\r\n" + std::string(20000, 'x'), 431},
      {"a line without end", std::string(20000, 'x'), 431},
      {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s, 400},
      {"a bad chunk", head(host + "Transfer-Encoding: chunked\r\n") + "zz\r\nhello\r\n0\r\n\r\n", 400},
      {"a chunk longer than said", head(host + "Transfer-Encoding: chunked\r\n") + "2\r\nhello\r\n0\r\n\r\n", 400},
      {"a chunk over the limit", head(host + "Transfer-Encoding: chunked\r\n") + "2000000\r\n", 413},
      {"a chunk beyond numbers", head(host + "Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\n", 400},
      {"a chunk's line without end", head(host + "Transfer-Encoding: chunked\r\n") + "1;" + std::string(20000, 'x'), 400},
  };
}

TEST_F(ServerTest, answers_every_broken_request_with_a_problem_and_ends_only_its_connection) {
  limits.linger_time = Millis{200};
  start();
  net::RawClient witness = client();
  for (const Row& row : broken_requests()) {
    net::RawClient peer = client();
    peer.send(row.bytes + get("/smuggled"));
    peer.half_close();

    const std::string answer = peer.rest();

    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(row.status) + " ")) << row.what;
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: application/problem+json\r\n")) << row.what;
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n")) << row.what;
    EXPECT_THAT(answer, testing::Not(HasSubstr("HTTP/1.1 200"))) << row.what << " let a second request through";
    witness.send(get("/alive"));
    EXPECT_THAT(witness.answer(), StartsWith("HTTP/1.1 200")) << row.what;
  }
  EXPECT_EQ(handler.handled, static_cast<int>(broken_requests().size()));
}

TEST_F(ServerTest, tells_one_who_sends_all_of_too_large_a_body_before_reading) {
  limits.body = 1000;
  start();
  net::RawClient peer = client();
  peer.send(post("/x", std::string(std::size_t{8} << 20, 'b')));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, takes_what_lies_just_inside_the_limits) {
  limits.body = 1000;
  start();
  net::RawClient peer = client();
  peer.send(head(fields(64)));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 200"));
  peer.send(head("Host: crier\r\nX: " + std::string(16 * 1024 - 60, 'x') + "\r\n"));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 200"));
  peer.send(post("/x", std::string(1000, 'b')));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 200"));
  peer.send("\r\n\r\n" + get("/x"));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 200"));
  peer.send(head("Host: crier\r\n", "GET http://crier/x?y HTTP/1.1"));
  EXPECT_THAT(peer.answer(), HasSubstr("GET /x?y []"));
  peer.send(post("/x", std::string(1001, 'b')));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, lets_a_client_read_why_its_large_body_is_refused_while_it_still_sends) {
  limits.body = 1000;
  start();
  net::RawClient peer = client();
  peer.send(head("Host: crier\r\nContent-Length: 500000\r\n"));
  for (int i = 0; i < 50 && peer.send(std::string(10000, 'b')); ++i) {
  }
  EXPECT_THAT(peer.rest(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, ends_clients_that_are_too_slow) {
  limits.header_time = Millis{40};
  limits.idle_time = Millis{80};
  limits.body_grace = Millis{40};
  limits.linger_time = Millis{20};
  start();
  net::RawClient silent = client();
  net::RawClient slow_head = client();
  slow_head.send("GET /x HTTP/1.1\r\n");
  net::RawClient slow_body = client();
  slow_body.send(head("Host: crier\r\nContent-Length: 10\r\n") + "abc");
  net::RawClient slow_chunks = client();
  slow_chunks.send(head("Host: crier\r\nTransfer-Encoding: chunked\r\n") + "5\r\nab");
  net::RawClient idle = client();
  idle.send(get("/x"));
  net::RawClient blank = client();
  blank.send("\r\n\r\n");

  EXPECT_EQ(silent.rest(), "");
  EXPECT_EQ(blank.rest(), "");
  EXPECT_THAT(slow_head.rest(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(slow_body.rest(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(slow_chunks.rest(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(idle.rest(), testing::EndsWith("GET /x []"));
}

TEST_F(ServerTest, does_not_let_a_trickle_of_header_bytes_put_the_end_off) {
  limits.header_time = Millis{60};
  start();
  net::RawClient peer = client();
  peer.send("GET /x HTTP/1.1\r\n");
  std::size_t sent = 0;
  while (peer.send("X: y\r\n") && ++sent < 2000 && ::recv(peer.descriptor(), nullptr, 0, MSG_DONTWAIT | MSG_PEEK) != 0) {
    char one = 0;
    if (::recv(peer.descriptor(), &one, 1, MSG_DONTWAIT | MSG_PEEK) == 1) break;
  }
  EXPECT_THAT(peer.rest(), testing::AnyOf(StartsWith("HTTP/1.1 408 "), StartsWith("HTTP/1.1 431 ")));
}

TEST_F(ServerTest, ends_a_client_that_does_not_take_its_answer) {
  limits.write_time = Millis{40};
  limits.body_rate = 100'000'000;
  start();
  net::RawClient peer = client();
  const int small = 4096;
  ::setsockopt(peer.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  peer.send(get("/large"));
  std::size_t connections = 0;
  while (connections != 1) on_loop([&] { connections = server().connections(); });
  while (connections != 0) on_loop([&] { connections = server().connections(); });
  EXPECT_LT(peer.rest().size(), 4'000'000U);
}

TEST_F(ServerTest, serves_others_while_many_slow_clients_hold_their_connections) {
  limits.connections_per_user = 500;
  start();
  std::vector<net::RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(client());
    slow.back().send("POST /x HTTP/1.1\r\nHost: c");
  }
  net::RawClient peer = client();
  for (int i = 0; i < 100; ++i) {
    peer.send(post("/x", "body"));
    EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 200"));
  }
}

TEST_F(ServerTest, takes_a_place_from_whoever_has_most_where_all_are_taken) {
  limits.connections = 6;
  start();
  std::vector<net::RawClient> slow;
  for (int i = 0; i < 6; ++i) {
    slow.push_back(tcp_client());
    slow.back().send(i % 2 == 0 ? "GET /x HT"
                                : "POST /x HTTP/1.1\r\nHost: crier\r\nAuthorization: Bearer good\r\nContent-Length: 9\r\n\r\n12");
  }
  std::size_t connections = 0;
  while (connections != 6) on_loop([&] { connections = server().connections(); });

  for (int i = 0; i < 3; ++i) {
    net::RawClient other = client();
    other.send(get("/x"));
    EXPECT_THAT(other.answer(), StartsWith("HTTP/1.1 200"));
  }
  on_loop([&] { EXPECT_EQ(server().turned_away(), 0U); });
}

TEST_F(ServerTest, lets_an_answer_under_way_keep_its_place) {
  limits.connections = 2;
  start();
  std::vector<net::RawClient> asking;
  for (int i = 0; i < 2; ++i) {
    std::future<void> asked = coming();
    asking.push_back(tcp_client());
    asking.back().send("GET /later HTTP/1.1\r\nHost: crier\r\nAuthorization: Bearer good\r\n\r\n");
    asked.wait();
  }
  EXPECT_THAT(client().rest(), StartsWith("HTTP/1.1 503 "));
  on_loop([&] {
    for (auto& answer : handler.waiting) answer({});
  });
  for (auto& one : asking) EXPECT_THAT(one.answer(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, survives_clients_that_go_at_any_byte_of_their_request) {
  start();
  const std::string request = "POST /x HTTP/1.1\r\nHost: crier\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (std::size_t length = 0; length <= request.size(); ++length) {
    net::RawClient peer = client();
    peer.send(request.substr(0, length));
  }
  net::RawClient peer = client();
  peer.send(request);
  EXPECT_THAT(peer.answer(), testing::EndsWith("POST /x [abc]"));
}

TEST_F(ServerTest, survives_garbage) {
  limits.linger_time = Millis{5};
  start();
  Random random(20261122);
  for (int round = 0; round < 300; ++round) {
    net::RawClient peer = client();
    std::string bytes = round % 2 == 0 ? "" : "POST /x HTTP/1.1\r\nHost: crier\r\n";
    const std::size_t length = random.next() % 600;
    for (std::size_t i = 0; i < length; ++i) {
      constexpr std::string_view kLikely = "\r\n: 0aTC;,\0\xff";
      bytes += random.next() % 3 == 0 ? static_cast<char>(random.next() % 256) : kLikely[random.next() % kLikely.size()];
    }
    peer.send(bytes);
    peer.half_close();
    peer.rest();
  }
  net::RawClient peer = client();
  peer.send(get("/alive"));
  EXPECT_THAT(peer.answer(), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace crier::api
