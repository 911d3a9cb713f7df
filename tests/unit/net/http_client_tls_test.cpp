#include <openssl/ssl.h>

#include "unit/net/http_client_fixture.h"
#include "unit/net/tls_server.h"

namespace crier::net {
namespace {

using testing::HasSubstr;

HttpPolicy trusting(const Authority& authority) {
  HttpPolicy policy;
  policy.ca_file = authority.file();
  return policy;
}

TEST_F(HttpClientTest, speaks_TLS_with_whom_the_policy_trusts_and_keeps_the_connection) {
  const Authority authority;
  TlsServer server(authority, {});
  for (int i = 0; i < 3; ++i) {
    const HttpReply reply = fetch(post(server.url()), trusting(authority));
    EXPECT_EQ(reply.status, 204) << reply.error;
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, sends_nothing_over_TLS_to_whom_it_cannot_trust) {
  const Authority authority;
  const Authority other("Other authority");
  struct Row {
    const char* what;
    TlsServer::Plan plan;
    HttpPolicy policy;
    const char* text;
  };
  HttpPolicy no_file;
  no_file.ca_file = "/no/such/authorities.pem";
  const Row rows[] = {
      {"an unknown authority", {}, HttpPolicy{}, "certificate"},
      {"another authority", {}, trusting(other), "certificate"},
      {"a certificate for another address", {"127.0.0.2", 1, 0}, trusting(authority), "certificate"},
      {"an expired certificate", {"127.0.0.1", -1, 0}, trusting(authority), "certificate"},
      {"too old a protocol", {"127.0.0.1", 1, TLS1_1_VERSION}, trusting(authority), "TLS"},
      {"no file of authorities", {}, no_file, "ca_file"},
  };
  for (const Row& row : rows) {
    TlsServer server(authority, row.plan);

    const HttpReply reply = fetch(post(server.url()), row.policy);

    EXPECT_EQ(reply.broken, Broken::not_sent) << row.what << ": " << reply.error;
    EXPECT_THAT(reply.error, HasSubstr(row.text)) << row.what;
  }
}

TEST_F(HttpClientTest, uses_no_trusted_connection_for_a_policy_that_does_not_trust) {
  const Authority authority;
  TlsServer server(authority, {});
  ASSERT_EQ(fetch(post(server.url()), trusting(authority)).status, 204);
  EXPECT_EQ(fetch(post(server.url())).broken, Broken::not_sent);
}

TEST_F(HttpClientTest, says_not_sent_where_the_other_side_speaks_no_TLS) {
  RawServer plain([](RawPeer& peer) {
    peer.read_some(1000);
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.close();
  });
  const HttpReply reply = fetch(post("https://127.0.0.1:" + std::to_string(plain.port()) + "/hook"));
  EXPECT_EQ(reply.broken, Broken::not_sent) << reply.error;
}

TEST_F(HttpClientTest, gives_up_a_handshake_that_does_not_go_on) {
  settings.connect_timeout = Millis{30};
  RawServer silent([](RawPeer& peer) { peer.wait_closed(); });
  const HttpReply reply = fetch(post("https://127.0.0.1:" + std::to_string(silent.port()) + "/hook"));
  EXPECT_EQ(reply.broken, Broken::not_sent) << reply.error;
  EXPECT_THAT(reply.error, HasSubstr("time limit"));
}

}  // namespace
}  // namespace crier::net
