#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "channels/settings.h"

namespace crier::net {

/// TLS over a socket that stays the connection's own, so that STARTTLS can put it on top in the middle.
using SmtpTlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// The trust of one channel. Errors: config, if its ca_file cannot be read.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> make_tls_context(const channels::smtp::Settings& settings);

/// A stream that says the host's name (SNI) and, where the settings want it, will take only a certificate of that name.
[[nodiscard]] std::unique_ptr<SmtpTlsStream> make_tls_stream(boost::asio::ip::tcp::socket& socket, boost::asio::ssl::context& context,
                                                             const channels::smtp::Settings& settings);

/// Why a handshake failed, in words; names what is wrong with the certificate if that was it.
[[nodiscard]] std::string tls_fault(SmtpTlsStream& stream, const boost::system::error_code& error);

}  // namespace crier::net
