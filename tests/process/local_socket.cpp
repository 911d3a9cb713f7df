#include "process/local_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace crier::process {
namespace {

sockaddr_un address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path) throw std::runtime_error("the test's folder has too long a name for a socket");
  std::memcpy(address.sun_path, path.c_str(), path.native().size());
  return address;
}

int bound(const std::filesystem::path& path, int type) {
  const int descriptor = ::socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(path);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("no socket at " + path.string());
  return descriptor;
}

/// False if nothing came before the time.
bool readable(int descriptor, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  pollfd wanted{descriptor, POLLIN, 0};
  return left > 0 && ::poll(&wanted, 1, static_cast<int>(left)) == 1;
}

}  // namespace

RawConnection::RawConnection(const std::filesystem::path& path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_un address = address_of(path);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(descriptor_);
  descriptor_ = -1;
}

RawConnection::~RawConnection() {
  if (is_open()) ::close(descriptor_);
}

void RawConnection::send(const std::string& bytes) const {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto count = ::send(descriptor_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (count <= 0) return;  // the other side has had enough, which is what some tests are about
    at += static_cast<std::size_t>(count);
  }
}

void RawConnection::end() const { ::shutdown(descriptor_, SHUT_WR); }

std::optional<std::string> RawConnection::read_to_end(std::chrono::seconds patience) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::string all;
  std::array<char, 4096> chunk{};
  while (readable(descriptor_, until)) {
    const auto count = ::recv(descriptor_, chunk.data(), chunk.size(), 0);
    if (count <= 0) return all;
    all.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

NotifySocket::NotifySocket(const std::filesystem::path& path) : descriptor_(bound(path, SOCK_DGRAM)) {}

NotifySocket::~NotifySocket() { ::close(descriptor_); }

std::optional<std::string> NotifySocket::next_with(const std::string& line, std::chrono::seconds patience) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> datagram{};
  while (readable(descriptor_, until)) {
    const auto count = ::recv(descriptor_, datagram.data(), datagram.size(), 0);
    if (count < 0) return std::nullopt;
    std::string text(datagram.data(), static_cast<std::size_t>(count));
    if (("\n" + text + "\n").find("\n" + line + "\n") != std::string::npos) return text;
  }
  return std::nullopt;
}

ListeningPath::ListeningPath(const std::filesystem::path& path) : descriptor_(bound(path, SOCK_STREAM)) {
  if (::listen(descriptor_, SOMAXCONN) != 0) throw std::runtime_error("cannot listen at " + path.string());
}

ListeningPath::~ListeningPath() { ::close(descriptor_); }

int free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const bool is_bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
                        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  ::close(descriptor);
  if (!is_bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

bool answers(int port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool connected = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return connected;
}

}  // namespace crier::process
