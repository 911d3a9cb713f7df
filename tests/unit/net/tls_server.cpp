#include "unit/net/tls_server.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>

#include "net/signals.h"

namespace crier::net {

namespace {

struct Free {
  void operator()(X509* one) const { X509_free(one); }
  void operator()(EVP_PKEY* one) const { EVP_PKEY_free(one); }
  void operator()(SSL* one) const { SSL_free(one); }
  void operator()(SSL_CTX* one) const { SSL_CTX_free(one); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate blank(EVP_PKEY* key, const std::string& name, int days, long serial) {
  Certificate made(X509_new());
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -86400L * 30);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400L * days);
  X509_set_pubkey(made.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()),
                             -1, -1, 0);
  return made;
}

}  // namespace

struct Authority::Keys {
  Key key{EVP_EC_gen("P-256")};
  Certificate certificate;
};

Authority::Authority(const std::string& name) : keys_(std::make_unique<Keys>()) {
  keys_->certificate = blank(keys_->key.get(), name, 1, 1);
  X509* const own = keys_->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(own, keys_->key.get(), EVP_sha256());
  std::FILE* const out = std::fopen(file().c_str(), "w");
  PEM_write_X509(out, own);
  std::fclose(out);
}

Authority::~Authority() = default;

struct TlsServer::Context {
  std::unique_ptr<SSL_CTX, Free> settings{SSL_CTX_new(TLS_server_method())};
};

TlsServer::TlsServer(const Authority& authority, Plan plan) : context_(std::make_unique<Context>()) {
  ignore_broken_pipes();  // OpenSSL writes to connections that the client has cut
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = blank(key.get(), plan.address, plan.days, 2);
  X509* const issuer = authority.keys().certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  extend(certificate.get(), issuer, NID_subject_alt_name, "IP:" + plan.address);
  X509_sign(certificate.get(), authority.keys().key.get(), EVP_sha256());
  SSL_CTX* const settings = context_->settings.get();
  SSL_CTX_use_certificate(settings, certificate.get());
  SSL_CTX_use_PrivateKey(settings, key.get());
  if (plan.newest != 0) {
    SSL_CTX_set_security_level(settings, 0);
    SSL_CTX_set_min_proto_version(settings, 0);
    SSL_CTX_set_max_proto_version(settings, plan.newest);
  }
  server_ = std::make_unique<RawServer>([settings](RawPeer& peer) {
    const std::unique_ptr<SSL, Free> session(SSL_new(settings));
    SSL_set_fd(session.get(), peer.descriptor());
    if (SSL_accept(session.get()) != 1) return;
    std::array<char, 65536> room{};
    constexpr std::string_view kAnswer = "HTTP/1.1 204 No Content\r\n\r\n";
    while (SSL_read(session.get(), room.data(), static_cast<int>(room.size())) > 0) {
      if (SSL_write(session.get(), kAnswer.data(), static_cast<int>(kAnswer.size())) <= 0) return;
    }
  });
}

TlsServer::~TlsServer() = default;

}  // namespace crier::net
