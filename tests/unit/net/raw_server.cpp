#include "unit/net/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace crier::net {

namespace {

int bound_socket(std::uint16_t& port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (::bind(descriptor, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("no port");
  }
  port = ntohs(address.sin_port);
  return descriptor;
}

}  // namespace

std::uint16_t unused_port() {
  std::uint16_t port = 0;
  ::close(bound_socket(port));
  return port;
}

std::string RawPeer::read_some(std::size_t most) {
  if (!rest_.empty()) return std::exchange(rest_, {});
  std::string bytes(most, '\0');
  const ssize_t count = ::recv(descriptor_, bytes.data(), most, 0);
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

std::string RawPeer::read_request() {
  std::string all;
  for (;;) {
    const std::size_t end = all.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::size_t body = 0;
      const std::size_t at = all.find("Content-Length: ");
      if (at != std::string::npos && at < end) body = std::strtoul(all.c_str() + at + 16, nullptr, 10);
      if (all.size() >= end + 4 + body) {
        rest_ = all.substr(end + 4 + body);
        all.resize(end + 4 + body);
        return all;
      }
    }
    const std::string more = read_some(65536);
    if (more.empty()) return {};
    all += more;
  }
}

bool RawPeer::write(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

void RawPeer::half_close() { ::shutdown(descriptor_, SHUT_WR); }

void RawPeer::reset() {
  const linger now{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close();
}

void RawPeer::close() {
  // Replaced, not closed, so that the number stays the server's until it closes it.
  const int nothing = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::dup2(nothing, descriptor_);
  ::close(nothing);
}

bool RawPeer::wait_closed() {
  while (!read_some(65536).empty()) {
  }
  return true;
}

RawServer::RawServer(Script script) : script_(std::move(script)) {
  listener_ = bound_socket(port_);
  ::listen(listener_, 128);
  acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int descriptor : open_) ::close(descriptor);
}

std::string RawServer::url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }

void RawServer::accept_all() {
  for (;;) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(descriptor);
    threads_.emplace_back([this, descriptor, number = connections_++] {
      RawPeer peer(descriptor, number);
      script_(peer);
    });
  }
}

}  // namespace crier::net
