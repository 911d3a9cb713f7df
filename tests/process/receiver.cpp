#include "process/receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <optional>
#include <stdexcept>

namespace crier::process {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// One request from what has come, taken out of it; none while it is not whole.
std::optional<Received> take_request(std::string& buffer) {
  const auto end = buffer.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  Received request;
  const auto line_end = buffer.find("\r\n");
  const std::string line = buffer.substr(0, line_end);
  const auto first = line.find(' ');
  const auto second = line.find(' ', first + 1);
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, second - first - 1);
  for (auto at = line_end + 2; at < end;) {
    const auto stop = buffer.find("\r\n", at);
    const auto colon = buffer.find(':', at);
    const auto value = buffer.find_first_not_of(' ', colon + 1);
    request.headers[lower(buffer.substr(at, colon - at))] = buffer.substr(value, stop - value);
    at = stop + 2;
  }
  const auto length = request.headers.find("content-length");
  const std::size_t size = length == request.headers.end() ? 0 : std::stoul(length->second);
  if (buffer.size() < end + 4 + size) return std::nullopt;
  request.body = buffer.substr(end + 4, size);
  buffer.erase(0, end + 4 + size);
  return request;
}

std::string written(const Reply& reply) {
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Said\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n";
  for (const auto& [name, value] : reply.headers) text += name + ": " + value + "\r\n";
  return text + "\r\n" + reply.body;
}

}  // namespace

Receiver::Receiver(Behaviour behaviour) : behaviour_(std::move(behaviour)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), length) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("no port for the receiver");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

Receiver::~Receiver() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
  }
  changed_.notify_all();
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

void Receiver::hold() {
  const std::lock_guard lock(mutex_);
  is_held_ = true;
}

void Receiver::release() {
  {
    const std::lock_guard lock(mutex_);
    is_held_ = false;
  }
  changed_.notify_all();
}

std::vector<Received> Receiver::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

bool Receiver::wait_for(std::size_t count, std::chrono::seconds patience) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return received_.size() >= count; });
}

void Receiver::wait_closed() const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return connections_.empty(); });
}

void Receiver::accept_all() {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (is_ending_ || connection < 0) {
      if (connection >= 0) ::close(connection);
      return;
    }
    connections_.insert(connection);
    threads_.emplace_back([this, connection] { serve(connection); });
  }
}

void Receiver::serve(int connection) {
  std::string buffer;
  std::array<char, 16384> chunk{};
  for (bool goes_on = true; goes_on;) {
    auto request = take_request(buffer);
    if (!request) {
      const auto count = ::recv(connection, chunk.data(), chunk.size(), 0);
      goes_on = count > 0;
      if (goes_on) buffer.append(chunk.data(), static_cast<std::size_t>(count));
      continue;
    }
    const Received seen = *request;
    if (!record(std::move(*request))) break;
    const Reply reply = behaviour_(seen);
    if (reply.cut) break;
    const std::string text = written(reply);
    goes_on = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  ::close(connection);
  changed_.notify_all();
}

bool Receiver::record(Received request) {
  std::unique_lock lock(mutex_);
  received_.push_back(std::move(request));
  changed_.notify_all();
  changed_.wait(lock, [this] { return !is_held_ || is_ending_; });
  return !is_ending_;
}

}  // namespace crier::process
