#include "relay_server.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace crier::tests {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::string pem_of(const std::function<void(BIO*)>& write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

}  // namespace

TestCertificate::TestCertificate(const std::string& names) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test relay"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(certificate, key, EVP_sha256());
  certificate_ = pem_of([&](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
  key_ = pem_of([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
  X509_free(certificate);
  EVP_PKEY_free(key);
  const char* folder = std::getenv("TMPDIR");
  file_ = std::string(folder != nullptr ? folder : "/tmp") + "/crier-test-ca-XXXXXX";
  close(mkstemp(file_.data()));
  std::ofstream(file_) << certificate_;
}

TestCertificate::~TestCertificate() { unlink(file_.c_str()); }

asio::ssl::context TestCertificate::server_context() const {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.use_certificate_chain(asio::buffer(certificate_));
  context.use_private_key(asio::buffer(key_), asio::ssl::context::pem);
  return context;
}

struct RelayServer::Session : std::enable_shared_from_this<RelayServer::Session> {
  Session(RelayServer& o, tcp::socket s, ServerPlan plan) : owner(o), socket(std::move(s)), server(std::move(plan)) {}

  void secure() {
    tls = std::make_unique<asio::ssl::stream<tcp::socket&>>(socket, *owner.tls_);
    tls->async_handshake(asio::ssl::stream_base::server,
                         [self = shared_from_this(), greets = !spoken](const boost::system::error_code& error) {
                           if (error) return self->end();
                           self->server.secured();
                           greets ? self->say(self->server.greeting()) : self->read();
                         });
  }

  template <class Use>
  void with_stream(Use use) {
    if (tls) {
      use(*tls);
    } else {
      use(socket);
    }
  }

  void say(std::string bytes) {
    spoken = true;
    out = std::move(bytes);
    with_stream([this](auto& stream) {
      asio::async_write(stream, asio::buffer(out), [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        if (error || self->server.is_closed()) return self->end();
        if (self->server.starts_tls()) return self->secure();
        self->read();
      });
    });
  }

  void read() {
    with_stream([this](auto& stream) {
      stream.async_read_some(asio::buffer(in), [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
        if (error) return self->end();
        self->say(self->server.take(std::string_view(self->in.data(), count)));
      });
    });
  }

  void end() {
    if (ended) return;
    ended = true;
    --owner.open_;
    boost::system::error_code ignored;
    socket.close(ignored);
  }

  RelayServer& owner;
  tcp::socket socket;
  std::unique_ptr<asio::ssl::stream<tcp::socket&>> tls;
  FakeServer server;
  std::string out;
  std::array<char, 16384> in{};
  bool spoken = false, ended = false;
};

RelayServer::RelayServer(asio::io_context& context, std::function<ServerPlan(int)> plan, const TestCertificate* certificate,
                         bool implicit_tls)
    : plan_(std::move(plan)), implicit_tls_(implicit_tls), acceptor_(context, {asio::ip::address_v4::loopback(), 0}) {
  if (certificate != nullptr) tls_ = std::make_unique<asio::ssl::context>(certificate->server_context());
  accept();
}

RelayServer::~RelayServer() = default;

void RelayServer::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (error) return;
    auto session = std::make_shared<Session>(*this, std::move(socket), plan_(connections()));
    sessions_.push_back(session);
    most_ = std::max(most_, ++open_);
    if (implicit_tls_) {
      session->secure();
    } else {
      session->say(session->server.greeting());
    }
    accept();
  });
}

std::vector<std::string> RelayServer::recipients() const {
  std::vector<std::string> all;
  for (const auto& session : sessions_) all.insert(all.end(), session->server.recipients.begin(), session->server.recipients.end());
  return all;
}

std::vector<std::string> RelayServer::commands(int connection) const {
  return sessions_.at(static_cast<std::size_t>(connection))->server.commands;
}

void RelayServer::drop_all() {
  for (const auto& session : sessions_) session->end();
}

void RelayServer::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  drop_all();
}

}  // namespace crier::tests
