#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <string>

#include "sinks/house.h"

namespace crier::sinks {

/// What an HTTP door does with a request that was read whole.
using Handler = std::function<Outgoing(const Request&)>;

/// Serves one connection to its end; returns at once. `tls` null = in the clear. The house outlives the connection.
void start_http_session(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls, House& house, std::string receiver,
                        Handler handler);

/// The same for SMTP. `tls` null = STARTTLS cannot be offered; `implicit`: TLS from the first byte.
void start_smtp_session(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls, bool implicit, House& house);

}  // namespace crier::sinks
