#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/crypto.h"
#include "sinks/server.h"

namespace crier::sinks {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A self-signed certificate and its key in one file.
void write_certificate(const std::string& path) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string host = "sink.example";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  std::FILE* file = std::fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr);
  PEM_write_X509(file, certificate);
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

/// The server on a thread of its own, and blocking clients.
class SinkServer : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("crier-sinks-" + to_hex(random_bytes(8)));
    std::filesystem::create_directory(folder);
    options.certificate = (folder / "pair.pem").string();
    options.record = (folder / "record").string();
    write_certificate(options.certificate);
    for (const char* name : {"smtp", "smtps", "webhook", "control"}) options.ports[name] = 0;
    server.emplace(context, options);
    const Result<void> started = server->start();
    ASSERT_TRUE(started) << started.error().text;
    ports = server->ports();
    thread = std::thread([this] { context.run(); });
  }
  void TearDown() override {
    context.stop();
    if (thread.joinable()) thread.join();
    std::filesystem::remove_all(folder);
  }

  tcp::socket connect(const std::string& door) {
    tcp::socket socket(client);
    socket.connect({asio::ip::address_v4::loopback(), ports.at(door)});
    return socket;
  }
  /// Writes and reads until the peer closes.
  template <class Stream>
  std::string exchange(Stream& stream, const std::string& text) {
    boost::system::error_code error;
    asio::write(stream, asio::buffer(text), error);
    std::string answer;
    asio::read(stream, asio::dynamic_buffer(answer), error);
    return answer;
  }
  std::string http(const std::string& door, const std::string& method, const std::string& target, const std::string& body) {
    tcp::socket socket = connect(door);
    return exchange(socket, method + " " + target +
                                " HTTP/1.1\r\nhost: sink\r\nconnection: close\r\nwebhook-id: m1\r\nwebhook-timestamp: " +
                                std::to_string(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())) +
                                "\r\nwebhook-signature: v1,x\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  std::vector<std::string> recorded() const {
    std::ifstream file(options.record);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  std::filesystem::path folder;
  Options options;
  asio::io_context context{1};
  asio::io_context client;
  std::optional<Server> server;
  std::map<std::string, std::uint16_t> ports;
  std::thread thread;
};

TEST_F(SinkServer, answers_and_records_a_webhook) {
  const std::string answer = http("webhook", "POST", "/hook", R"({"type":"incident.opened"})");

  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 204");
  ASSERT_EQ(recorded().size(), 1U);
  EXPECT_NE(recorded()[0].find(R"("body":"{\"type\":\"incident.opened\"}")"), std::string::npos) << recorded()[0];
}

TEST_F(SinkServer, counts_a_message_as_received_and_cuts_the_answer) {
  EXPECT_NE(http("control", "POST", "/plan", R"([{"receiver": "webhook", "cut": "received"}, {"receiver": "webhook", "cut": "request"}])")
                .find("200"),
            std::string::npos);

  EXPECT_EQ(http("webhook", "POST", "/hook", "{}"), "");
  EXPECT_EQ(recorded().size(), 1U);
  EXPECT_EQ(http("webhook", "POST", "/hook", "{}"), "");
  EXPECT_EQ(recorded().size(), 1U) << "cut before the body was read: not received";
}

TEST_F(SinkServer, refuses_connections_until_told_otherwise) {
  http("control", "POST", "/refuse?webhook", "");
  tcp::socket refused(client);
  boost::system::error_code error;
  refused.connect({asio::ip::address_v4::loopback(), ports.at("webhook")}, error);
  EXPECT_EQ(error, asio::error::connection_refused);

  http("control", "POST", "/listen?webhook", "");

  EXPECT_EQ(http("webhook", "POST", "/hook", "{}").substr(0, 12), "HTTP/1.1 204");
}

TEST_F(SinkServer, takes_mail_behind_starttls_and_over_smtps) {
  const std::string mail =
      "EHLO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nDate: x\r\nFrom: a@example.com\r\nTo: b@example.com\r\n"
      "Subject: s\r\nMessage-ID: <1@example.com>\r\n\r\nhello\r\n.\r\nQUIT\r\n";
  asio::ssl::context tls(asio::ssl::context::tls_client);
  tls.load_verify_file(options.certificate);
  tls.set_verify_mode(asio::ssl::verify_peer);

  tcp::socket socket = connect("smtp");
  asio::write(socket, asio::buffer(std::string("EHLO me\r\nSTARTTLS\r\n")));
  std::string greeting;
  while (greeting.find("220 2.0.0") == std::string::npos) {
    char bytes[512];
    greeting.append(bytes, socket.read_some(asio::buffer(bytes)));
  }
  asio::ssl::stream<tcp::socket&> upgraded(socket, tls);
  upgraded.handshake(asio::ssl::stream_base::client);
  EXPECT_NE(exchange(upgraded, mail).find("kept as 1"), std::string::npos);

  asio::ssl::stream<tcp::socket> implicit(connect("smtps"), tls);
  implicit.handshake(asio::ssl::stream_base::client);
  EXPECT_NE(exchange(implicit, mail).find("kept as 1"), std::string::npos);

  ASSERT_EQ(recorded().size(), 2U);
  for (const std::string& line : recorded()) EXPECT_NE(line.find(R"("tls":true)"), std::string::npos) << line;
}

TEST_F(SinkServer, hangs_until_the_peer_gives_up) {
  http("control", "POST", "/plan", R"({"receiver": "webhook", "hang": true})");
  tcp::socket socket = connect("webhook");
  asio::write(socket, asio::buffer(std::string("POST / HTTP/1.1\r\nhost: sink\r\ncontent-length: 0\r\n\r\n")));

  const std::string counts = http("control", "GET", "/counts", "");

  EXPECT_EQ(counts.find("\"accepted\":1"), std::string::npos);
  EXPECT_EQ(socket.available(), 0U);
}

}  // namespace
}  // namespace crier::sinks
