#include "unit/net/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace crier::net {

namespace {

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  return address;
}

Descriptor patient(int descriptor) {
  const timeval patience{10, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return Descriptor(descriptor);
}

}  // namespace

RawClient RawClient::to_unix(const std::string& path, const std::string& bound_to) {
  RawClient client;
  client.socket_ = patient(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!bound_to.empty()) {
    const sockaddr_un own = unix_address(bound_to);
    ::bind(client.descriptor(), reinterpret_cast<const sockaddr*>(&own), sizeof own);
  }
  const sockaddr_un address = unix_address(path);
  if (::connect(client.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) client.close();
  return client;
}

RawClient RawClient::to_port(std::uint16_t port) {
  RawClient client;
  client.socket_ = patient(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(client.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) client.close();
  return client;
}

bool RawClient::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(descriptor(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

bool RawClient::receive() {
  std::array<char, 65536> room{};
  const ssize_t count = ::recv(descriptor(), room.data(), room.size(), 0);
  if (count <= 0) return false;
  come_.append(room.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::read(std::size_t least) {
  while (come_.size() < least && receive()) {
  }
  return std::exchange(come_, {});
}

std::string RawClient::read_until(const std::string& text) {
  std::size_t at = come_.find(text);
  while (at == std::string::npos && receive()) at = come_.find(text);
  const std::size_t end = at == std::string::npos ? come_.size() : at + text.size();
  std::string found = come_.substr(0, end);
  come_.erase(0, end);
  return found;
}

std::string RawClient::rest() {
  while (receive()) {
  }
  return std::exchange(come_, {});
}

std::string RawClient::answer(bool has_body) {
  std::string found = read_until("\r\n\r\n");
  const std::size_t at = found.find("\r\nContent-Length: ");
  if (!has_body || at == std::string::npos) return found;
  const std::size_t length = std::strtoul(found.c_str() + at + 18, nullptr, 10);
  while (come_.size() < length && receive()) {
  }
  found += come_.substr(0, length);
  come_.erase(0, length);
  return found;
}

void RawClient::half_close() { ::shutdown(descriptor(), SHUT_WR); }

TestFolder::TestFolder() {
  std::string name = std::filesystem::temp_directory_path() / "crier-net-XXXXXX";
  folder_ = ::mkdtemp(name.data());
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace crier::net
