#include "sinks/server.h"

#include <chrono>
#include <fstream>
#include <sstream>

#include "sinks/sessions.h"

namespace crier::sinks {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

UtcTime now() { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }

/// smtps is another door of smtp.
std::string receiver_of(const std::string& door) { return door == "smtps" ? "smtp" : door; }

}  // namespace

Server::Server(asio::io_context& context, const Options& options) : context_(context), options_(options), house_(options) {
  for (const auto& [name, port] : options_.ports) doors_[name].port = port;
}

Result<void> Server::start() {
  if (auto opened = house_.record().open(options_.record); !opened) return opened;
  if (!options_.plan.empty()) {
    std::ifstream file(options_.plan);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return Error{ErrorKind::io, "The plan " + options_.plan + " cannot be read."};
    Result<std::vector<Fault>> faults = parse_faults(text.str());
    if (!faults) return faults.error();
    house_.plan().add(std::move(*faults));
  }
  if (!options_.certificate.empty()) {
    tls_.emplace(asio::ssl::context::tls_server);
    boost::system::error_code error;
    tls_->use_certificate_chain_file(options_.certificate, error);
    if (!error) tls_->use_private_key_file(options_.key.empty() ? options_.certificate : options_.key, asio::ssl::context::pem, error);
    if (error) return Error{ErrorKind::invalid, "The certificate or its key cannot be used: " + error.message() + "."};
  }
  for (auto& [name, door] : doors_) {
    if (auto opened = open(name, door); !opened) return opened;
  }
  return {};
}

Result<void> Server::open(const std::string& receiver, Door& door) {
  auto acceptor = std::make_shared<tcp::acceptor>(context_);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), door.port);
  boost::system::error_code error;
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) return Error{ErrorKind::unavailable, "Port " + std::to_string(door.port) + " for " + receiver + ": " + error.message() + "."};
  door.port = acceptor->local_endpoint().port();
  door.acceptor = acceptor;
  accept(receiver, acceptor);
  return {};
}

void Server::accept(const std::string& receiver, const std::shared_ptr<tcp::acceptor>& acceptor) {
  acceptor->async_accept([this, receiver, acceptor](const boost::system::error_code& error, tcp::socket socket) {
    if (!acceptor->is_open()) return;
    if (!error) serve(receiver, std::move(socket));
    accept(receiver, acceptor);
  });
}

void Server::serve(const std::string& door, tcp::socket socket) {
  const std::string receiver = receiver_of(door);
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (door == "control") {
    const auto handler = [this](const Request& request) {
      Outgoing outgoing;
      outgoing.answer = house_.control(request, [this](const std::string& name, bool open_it) { return listen(name, open_it); });
      return outgoing;
    };
    start_http_session(std::move(socket), nullptr, house_, door, handler);
    return;
  }
  house_.record().connection(receiver);
  if (house_.plan().take(receiver, "connect", "")) {
    house_.record().fault(receiver);
    return;
  }
  asio::ssl::context* tls = tls_ ? &*tls_ : nullptr;
  if (receiver == "smtp") {
    start_smtp_session(std::move(socket), tls, door == "smtps", house_);
    return;
  }
  const auto handler = [this, receiver](const Request& request) { return house_.handle(receiver, request, now()); };
  start_http_session(std::move(socket), options_.https ? tls : nullptr, house_, receiver, handler);
}

std::map<std::string, std::uint16_t> Server::ports() const {
  std::map<std::string, std::uint16_t> ports;
  for (const auto& [name, door] : doors_) ports[name] = door.port;
  return ports;
}

bool Server::listen(const std::string& receiver, bool open_it) {
  const auto at = doors_.find(receiver);
  if (at == doors_.end()) return false;
  Door& door = at->second;
  if (!open_it && door.acceptor) {
    boost::system::error_code ignored;
    door.acceptor->close(ignored);
    door.acceptor.reset();
  }
  if (open_it && !door.acceptor) return open(receiver, door).has_value();
  return true;
}

}  // namespace crier::sinks
