#include "net/smtp_tls.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace crier::net {

namespace ssl = boost::asio::ssl;

namespace {

using channels::smtp::Settings;
using channels::smtp::StartTls;

bool is_verified(const Settings& settings) {
  return settings.implicit_tls || settings.starttls != StartTls::if_offered || !settings.username.empty() ||
         !settings.common.ca_file.empty();
}

}  // namespace

Result<std::unique_ptr<ssl::context>> make_tls_context(const Settings& settings) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  if (is_verified(settings)) {
    boost::system::error_code error;
    if (settings.common.ca_file.empty()) {
      context->set_default_verify_paths(error);
    } else {
      context->load_verify_file(settings.common.ca_file, error);
    }
    if (error)
      return Error{ErrorKind::config,
                   "the authorities in ca_file cannot be read (" + error.message() + "); it must be a PEM file of certificates"};
  }
  return context;
}

std::unique_ptr<SmtpTlsStream> make_tls_stream(boost::asio::ip::tcp::socket& socket, ssl::context& context, const Settings& settings) {
  auto stream = std::make_unique<SmtpTlsStream>(socket, context);
  boost::system::error_code is_name;
  boost::asio::ip::make_address(settings.host, is_name);
  // RFC 6066 section 3: names only, never addresses.
  if (is_name) SSL_set_tlsext_host_name(stream->native_handle(), settings.host.c_str());
  if (is_verified(settings)) {
    stream->set_verify_mode(ssl::verify_peer);
    stream->set_verify_callback(ssl::host_name_verification(settings.host));
  } else {
    stream->set_verify_mode(ssl::verify_none);
  }
  return stream;
}

std::string tls_fault(SmtpTlsStream& stream, const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict != X509_V_OK) return std::string("its certificate is not accepted: ") + X509_verify_cert_error_string(verdict);
  if (error.category() == boost::asio::error::get_ssl_category() &&
      error.message().find("certificate verify failed") != std::string::npos) {
    return "its certificate is for another name";
  }
  return error.message();
}

}  // namespace crier::net
