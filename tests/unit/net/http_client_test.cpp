#include <sys/resource.h>

#include <algorithm>
#include <semaphore>

#include "net/descriptor.h"
#include "unit/net/http_client_fixture.h"
#include "unit/net/raw_server.h"

namespace crier::net {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kNoContent = "HTTP/1.1 204 No Content\r\n\r\n";

TEST_F(HttpClientTest, sends_the_request_as_it_was_built_and_reads_the_answer) {
  std::string seen;
  RawServer server([&](RawPeer& peer) {
    seen = peer.read_request();
    peer.write("HTTP/1.1 202 Accepted\r\nX-Remote-Id: 17\r\nContent-Length: 5\r\n\r\nhello");
  });
  HttpRequest request = post(server.url("/hook?a=b"), R"({"type":"incident"})");
  request.headers.emplace_back("webhook-id", "msg_1");
  request.headers.emplace_back("x-empty", "");

  const HttpReply reply = fetch(request);

  EXPECT_EQ(reply.broken, Broken::no) << reply.error;
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(reply.body, "hello");
  EXPECT_THAT(reply.headers, testing::Contains(testing::Pair("x-remote-id", "17")));
  EXPECT_THAT(seen, testing::StartsWith("POST /hook?a=b HTTP/1.1\r\n"));
  for (const char* line : {"User-Agent: crier/test\r\n", "Content-Type: application/json\r\n", "webhook-id: msg_1\r\n", "x-empty:\r\n",
                           "Content-Length: 19\r\n"}) {
    EXPECT_THAT(seen, HasSubstr(line));
  }
  EXPECT_THAT(seen, Not(HasSubstr("Expect")));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{\"type\":\"incident\"}"));
}

TEST_F(HttpClientTest, sends_every_method_and_keeps_none_for_the_next_request) {
  std::vector<std::string> seen;
  RawServer server([&](RawPeer& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      seen.push_back(request.substr(0, request.find(' ')) + (request.find("Content-Length") != std::string::npos ? "+" : ""));
      peer.write(kNoContent);
    }
  });
  for (const char* method : {"POST", "GET", "HEAD", "PUT", "DELETE", "POST", "HEAD", "GET", "PATCH"}) {
    HttpRequest request = post(server.url());
    request.method = method;
    if (request.method == "GET" || request.method == "HEAD") request.body.clear();
    EXPECT_EQ(fetch(request).status, 204) << method;
  }
  EXPECT_THAT(seen, testing::ElementsAre("POST+", "GET", "HEAD", "PUT+", "DELETE+", "POST+", "HEAD", "GET", "PATCH+"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, uses_one_connection_for_requests_one_after_the_other) {
  RawServer server([](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
  });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(fetch(post(server.url())).status, 204);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, closes_its_connections_when_nothing_was_sent_for_a_while) {
  settings.pool_rest = Millis{20};
  std::promise<void> closed;
  RawServer server([&](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
    closed.set_value();
  });
  EXPECT_EQ(fetch(post(server.url())).status, 204);
  closed.get_future().wait();
}

/// Takes every descriptor that the system gives, and gives them back when it goes.
class AllDescriptors {
 public:
  AllDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit few = before_;
    few.rlim_cur = std::min<rlim_t>(few.rlim_cur, 256);
    ::setrlimit(RLIMIT_NOFILE, &few);
    for (int taken = ::dup(0); taken >= 0; taken = ::dup(0)) taken_.emplace_back(taken);
  }
  ~AllDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<Descriptor> taken_;
};

TEST_F(HttpClientTest, says_that_a_request_was_not_sent_where_no_descriptor_is_left_and_sends_the_next) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "The sanitizers of addresses and behaviour need descriptors themselves.";
#endif
  {
    const std::string nowhere = "http://127.0.0.1:" + std::to_string(unused_port()) + "/";
    const AllDescriptors all;
    const HttpReply reply = fetch(post(nowhere));
    EXPECT_EQ(reply.broken, Broken::not_sent);
    EXPECT_THAT(reply.error, HasSubstr("no descriptor is left"));
  }
  RawServer server([](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
  });
  EXPECT_EQ(fetch(post(server.url())).status, 204);
}

TEST_F(HttpClientTest, lets_its_connections_go_where_no_descriptor_is_left) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "The sanitizers of addresses and behaviour need descriptors themselves.";
#endif
  settings.pool_rest = Millis{20};
  std::counting_semaphore<> closed{0};
  RawServer server([&](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
    closed.release();
  });
  EXPECT_EQ(fetch(post(server.url())).status, 204);
  {
    const AllDescriptors all;
    closed.acquire();
  }
  EXPECT_EQ(fetch(post(server.url())).status, 204);
}

TEST_F(HttpClientTest, opens_no_more_connections_to_a_host_than_the_policy_says) {
  RawServer server([](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
  });
  HttpPolicy policy;
  policy.connections = 3;
  std::vector<std::future<HttpReply>> replies;
  for (int i = 0; i < 100; ++i) replies.push_back(begin(post(server.url()), policy));
  for (auto& reply : replies) EXPECT_EQ(reply.get().status, 204);
  EXPECT_LE(server.connections(), 3);
}

TEST_F(HttpClientTest, shares_no_connection_between_different_policies) {
  RawServer server([](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
  });
  HttpPolicy open;
  open.allow_private = true;
  HttpRequest guarded = post(server.url());
  guarded.guarded = true;

  EXPECT_EQ(fetch(post(server.url())).status, 204);
  EXPECT_EQ(fetch(guarded).broken, Broken::forbidden);  // although a connection to that very host is idle
  EXPECT_EQ(fetch(guarded, open).status, 204);
  EXPECT_EQ(fetch(post(server.url()), open).status, 204);

  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, refuses_private_targets_of_recipients_only) {
  RawServer server([](RawPeer& peer) {
    while (!peer.read_request().empty()) peer.write(kNoContent);
  });
  const std::string port = std::to_string(server.port());
  for (const std::string& host : {std::string("127.0.0.1"), std::string("localhost"), std::string("2130706433"), std::string("0x7f.1"),
                                  std::string("[::1]"), std::string("[::ffff:127.0.0.1]"), std::string("0.0.0.0")}) {
    HttpRequest request = post("http://" + host + ":" + port + "/hook");
    request.guarded = true;

    const HttpReply reply = fetch(request);

    EXPECT_EQ(reply.broken, Broken::forbidden) << host << ": " << reply.error;
    EXPECT_THAT(reply.error, Not(HasSubstr(port)));
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, follows_no_redirect) {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  });
  const HttpReply reply = fetch(post(server.url()));
  EXPECT_EQ(reply.broken, Broken::no);
  EXPECT_EQ(reply.status, 307);
}

TEST_F(HttpClientTest, ignores_proxies_of_the_environment) {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.write(kNoContent);
  });
  const std::string proxy = "http://127.0.0.1:" + std::to_string(unused_port());
  ::setenv("http_proxy", proxy.c_str(), 1);
  ::setenv("all_proxy", proxy.c_str(), 1);
  EXPECT_EQ(fetch(post(server.url())).status, 204);
  ::unsetenv("http_proxy");
  ::unsetenv("all_proxy");
}

TEST_F(HttpClientTest, reads_at_most_64_KiB_of_an_answer_and_calls_it_answered) {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.write(std::string(65536, 'x'))) {
    }
  });
  const HttpReply reply = fetch(post(server.url()));
  EXPECT_EQ(reply.broken, Broken::no) << reply.error;
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, std::string(65536, 'x'));
}

TEST_F(HttpClientTest, reads_an_answer_that_comes_in_many_pieces) {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.write(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 50; ++i) peer.write("400\r\n" + std::string(1024, 'y') + "\r\n");
    peer.write("0\r\n\r\n");
    peer.wait_closed();
  });
  const HttpReply reply = fetch(post(server.url()));
  EXPECT_EQ(reply.broken, Broken::no) << reply.error;
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, std::string(51200, 'y'));
  EXPECT_THAT(reply.headers, Not(testing::Contains(testing::Pair("link", "a"))));
}

TEST_F(HttpClientTest, gives_up_on_endless_headers) {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n");
    while (peer.write("X-Filler: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  const HttpReply reply = fetch(post(server.url()));
  EXPECT_EQ(reply.broken, Broken::maybe_accepted);
  EXPECT_THAT(reply.error, HasSubstr("headers"));
}

TEST_F(HttpClientTest, sends_a_large_body_whole) {
  std::size_t got = 0;
  RawServer server([&](RawPeer& peer) {
    got = peer.read_request().size();
    peer.write(kNoContent);
  });
  const HttpReply reply = fetch(post(server.url(), std::string(3'000'000, 'b')));
  EXPECT_EQ(reply.status, 204) << reply.error;
  EXPECT_GT(got, 3'000'000U);
}

struct Fault {
  const char* name;
  RawServer::Script script;
  std::size_t body;
  Broken expected;
};

TEST_F(HttpClientTest, tells_what_was_certainly_not_sent_from_what_may_have_been_accepted) {
  const Fault faults[] = {
      {"closed at once", [](RawPeer& peer) { peer.reset(); }, 8'000'000, Broken::not_sent},
      {"cut while the body came",
       [](RawPeer& peer) {
         peer.read_some(1000);
         peer.reset();
       },
       8'000'000, Broken::not_sent},
      {"closed after the request",
       [](RawPeer& peer) {
         peer.read_request();
         peer.close();
       },
       10, Broken::maybe_accepted},
      {"reset after the request",
       [](RawPeer& peer) {
         peer.read_request();
         peer.reset();
       },
       10, Broken::maybe_accepted},
      {"cut in the status line",
       [](RawPeer& peer) {
         peer.read_request();
         peer.write("HTTP/1.1 20");
         peer.close();
       },
       10, Broken::maybe_accepted},
      {"cut in the answer's body",
       [](RawPeer& peer) {
         peer.read_request();
         peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal");
         peer.close();
       },
       10, Broken::maybe_accepted},
      {"garbage",
       [](RawPeer& peer) {
         peer.read_request();
         peer.write("SSH-2.0-OpenSSH_9.2\r\n");
         peer.close();
       },
       10, Broken::maybe_accepted},
      {"half-closed after the request",
       [](RawPeer& peer) {
         peer.read_request();
         peer.half_close();
         peer.wait_closed();
       },
       10, Broken::maybe_accepted},
  };
  for (const Fault& fault : faults) {
    RawServer server(fault.script);

    const HttpReply reply = fetch(post(server.url(), std::string(fault.body, 'b')));

    EXPECT_EQ(reply.broken, fault.expected) << fault.name << ": " << reply.error;
    EXPECT_FALSE(reply.error.empty()) << fault.name;
    EXPECT_THAT(reply.error, Not(HasSubstr("127.0.0.1"))) << fault.name;
    EXPECT_EQ(server.connections(), 1) << fault.name;
  }
}

TEST_F(HttpClientTest, does_not_repeat_a_request_that_a_used_connection_swallowed) {
  std::atomic<int> requests{0};
  RawServer server([&](RawPeer& peer) {
    for (int i = 0; !peer.read_request().empty(); ++i) {
      ++requests;
      if (i > 0) return peer.close();
      peer.write(kNoContent);
    }
  });
  ASSERT_EQ(fetch(post(server.url())).status, 204);

  const HttpReply reply = fetch(post(server.url()));

  EXPECT_EQ(reply.broken, Broken::maybe_accepted) << reply.error;
  EXPECT_EQ(requests, 2);
}

TEST_F(HttpClientTest, opens_a_new_connection_where_the_used_one_was_closed_meanwhile) {
  std::counting_semaphore<> closed{0};
  RawServer server([&](RawPeer& peer) {
    peer.read_request();
    peer.write(kNoContent);
    peer.half_close();
    closed.release();
    peer.wait_closed();
  });
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(fetch(post(server.url())).status, 204);
    closed.acquire();
  }
  EXPECT_EQ(server.connections(), 5);
}

TEST_F(HttpClientTest, ends_a_request_when_its_time_is_over) {
  RawServer silent([](RawPeer& peer) {
    peer.read_request();
    peer.wait_closed();
  });
  HttpRequest request = post(silent.url());
  request.timeout = Millis{30};

  const HttpReply reply = fetch(request);

  EXPECT_EQ(reply.broken, Broken::maybe_accepted);
  EXPECT_THAT(reply.error, HasSubstr("time limit"));
}

TEST_F(HttpClientTest, says_not_sent_where_nobody_listens_and_where_the_target_is_no_http) {
  const std::string port = std::to_string(unused_port());
  for (const std::string& url : {"http://127.0.0.1:" + port + "/secret-path", std::string("http://no-such-host.invalid/secret-path"),
                                 std::string("ftp://127.0.0.1/secret-path"), std::string("file:///etc/passwd"), std::string("http://"),
                                 std::string("http://user:secret-path@127.0.0.1/"), std::string("http://a b/secret-path"), std::string()}) {
    const HttpReply reply = fetch(post(url));

    EXPECT_EQ(reply.broken, Broken::not_sent) << url << ": " << reply.error;
    EXPECT_FALSE(reply.error.empty()) << url;
    EXPECT_THAT(reply.error, Not(HasSubstr("secret-path")));
  }
}

TEST_F(HttpClientTest, refuses_headers_that_break_their_line) {
  for (const auto& [name, value] : {std::pair("X-A", "a\r\nX-B: b"), std::pair("X-A\n", "a"), std::pair("", "a"), std::pair("X: y", "a")}) {
    HttpRequest request = post("http://127.0.0.1:1/");
    request.headers.emplace_back(name, value);
    EXPECT_EQ(fetch(request).broken, Broken::not_sent) << name;
  }
}

TEST_F(HttpClientTest, ends_everything_under_way_when_told_to) {
  std::promise<void> read;
  RawServer silent([&](RawPeer& peer) {
    peer.read_request();
    if (peer.number() == 0) read.set_value();
    peer.wait_closed();
  });
  std::future<HttpReply> sent = begin(post(silent.url()));
  read.get_future().wait();
  HttpPolicy one;
  one.connections = 1;
  std::future<HttpReply> waiting = begin(post(silent.url()), one);

  loop.post([this] { client->cancel_all(); });

  EXPECT_EQ(sent.get().broken, Broken::maybe_accepted);
  EXPECT_NE(waiting.get().broken, Broken::no);
  EXPECT_EQ(fetch(post("http://127.0.0.1:" + std::to_string(unused_port()))).broken, Broken::not_sent);  // it goes on afterwards
}

}  // namespace
}  // namespace crier::net
