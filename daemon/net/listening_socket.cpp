#include "net/listening_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace crier::net {

namespace {

constexpr const char* kNewSuffix = ".new";
constexpr const char* kLockSuffix = ".lock";

std::string reason(int number) { return std::generic_category().message(number); }

Error fault(ErrorKind kind, const std::string& name, const std::string& what) { return {kind, "The socket " + name + " " + what}; }

Error io_fault(const std::string& name, const std::string& step) {
  const int number = errno;
  const bool denied = number == EACCES || number == EPERM;
  return fault(ErrorKind::io, name,
               "could not be opened (" + step + ": " + reason(number) + "); " +
                   (denied ? "check the rights of its folder." : "check that its folder exists and the disk is sound."));
}

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

/// True if a process listens there: even one with a full queue is alive.
bool answers(const std::string& path) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = unix_address(path);
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN || errno == EPROTOTYPE;
}

Result<gid_t> group_id(const std::string& socket_name, const std::string& group) {
  std::array<char, 16384> room{};
  ::group entry{};
  ::group* found = nullptr;
  ::getgrnam_r(group.c_str(), &entry, room.data(), room.size(), &found);
  if (found == nullptr)
    return fault(ErrorKind::config, socket_name,
                 "shall belong to the group " + group + ", which does not exist; create it or name another.");
  return found->gr_gid;
}

Result<Descriptor> lock_path(const std::string& path) {
  Descriptor lock(::open((path + kLockSuffix).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return io_fault(path, "lock file");
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return fault(ErrorKind::conflict, path, "is held by another running crierd; stop that one or configure another path.");
  }
  return lock;
}

Result<void> clear_way(const std::string& path) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0) {
    if (errno == ENOENT) return {};
    return io_fault(path, "look-up");
  }
  if (!S_ISSOCK(there.st_mode))
    return fault(ErrorKind::conflict, path, "cannot be made because a file that is no socket has that name; move it away.");
  if (answers(path)) return fault(ErrorKind::conflict, path, "is in use by a running process; stop that one or configure another path.");
  return {};
}

bool is_loopback(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

bool read_address(const std::string& host, std::uint16_t port, sockaddr_storage& address, socklen_t& length) {
  auto& four = reinterpret_cast<sockaddr_in&>(address);
  auto& six = reinterpret_cast<sockaddr_in6&>(address);
  const std::string text = host == "localhost" ? "127.0.0.1" : host;
  if (::inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    length = sizeof four;
    return true;
  }
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (::inet_pton(AF_INET6, (bracketed ? text.substr(1, text.size() - 2) : text).c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    length = sizeof six;
    return true;
  }
  return false;
}

std::string tcp_name(const sockaddr_storage& address, std::uint16_t& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    port = ntohs(four.sin_port);
    ::inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(port);
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
  port = ntohs(six.sin6_port);
  ::inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
  return "[" + std::string(text.data()) + "]:" + std::to_string(port);
}

int option(int descriptor, int name) {
  int value = -1;
  socklen_t length = sizeof value;
  return ::getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : -1;
}

/// The door that a passed socket would be, "" if it is none.
std::string door_name(int descriptor, std::uint16_t& port) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  if (address.ss_family == AF_INET || address.ss_family == AF_INET6) return tcp_name(address, port);
  if (address.ss_family != AF_UNIX || length <= offsetof(sockaddr_un, sun_path)) return {};
  const auto& local = reinterpret_cast<const sockaddr_un&>(address);
  return {local.sun_path, ::strnlen(local.sun_path, length - offsetof(sockaddr_un, sun_path))};
}

bool is_at(const DoorPlan& plan, const std::string& name) {
  if (!plan.unix_path.empty()) return name == plan.unix_path;
  sockaddr_storage address{};
  socklen_t length = 0;
  std::uint16_t port = 0;
  return read_address(plan.tcp_host, plan.tcp_port, address, length) && name == tcp_name(address, port);
}

}  // namespace

ListeningSocket& ListeningSocket::operator=(ListeningSocket&& other) noexcept {
  if (this == &other) return *this;
  remove_path();
  socket_ = std::move(other.socket_);
  lock_ = std::move(other.lock_);
  name_ = std::move(other.name_);
  own_path_ = std::exchange(other.own_path_, {});
  made_ = other.made_;
  is_unix_ = other.is_unix_;
  port_ = other.port_;
  return *this;
}

ListeningSocket::~ListeningSocket() { remove_path(); }

/// Only if the path still leads to what was made here: somebody may have put another socket there by hand.
void ListeningSocket::remove_path() noexcept {
  struct stat there {};
  if (!socket_ || own_path_.empty() || ::lstat(own_path_.c_str(), &there) != 0) return;
  if (there.st_dev == made_.st_dev && there.st_ino == made_.st_ino) ::unlink(own_path_.c_str());
}

Result<ListeningSocket> open_unix_door(const DoorPlan& plan) {
  const std::string& path = plan.unix_path;
  const std::string fresh = path + kNewSuffix;
  if (fresh.size() >= sizeof(sockaddr_un::sun_path))
    return fault(ErrorKind::config, path, "has too long a path; the system allows 103 characters here.");
  Result<Descriptor> lock = lock_path(path);
  if (!lock) return lock.error();
  if (const Result<void> clear = clear_way(path); !clear) return clear.error();

  ListeningSocket door;
  door.socket_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  ::unlink(fresh.c_str());
  const sockaddr_un address = unix_address(fresh);
  if (!door.socket_ || ::bind(door.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return io_fault(path, "bind");
  const auto give_up = [&](const Error& error) {
    ::unlink(fresh.c_str());
    return error;
  };
  if (::chmod(fresh.c_str(), plan.mode) != 0) return give_up(io_fault(path, "mode"));
  if (!plan.group.empty()) {
    const Result<gid_t> group = group_id(path, plan.group);
    if (!group) return give_up(group.error());
    if (::chown(fresh.c_str(), static_cast<uid_t>(-1), *group) != 0) return give_up(io_fault(path, "group"));
  }
  if (::listen(door.descriptor(), SOMAXCONN) != 0) return give_up(io_fault(path, "listen"));
  if (::rename(fresh.c_str(), path.c_str()) != 0) return give_up(io_fault(path, "rename"));
  ::lstat(path.c_str(), &door.made_);
  door.lock_ = std::move(*lock);
  door.name_ = path;
  door.own_path_ = path;
  door.is_unix_ = true;
  return door;
}

Result<ListeningSocket> open_tcp_door(const DoorPlan& plan) {
  const std::string wanted = plan.tcp_host + ":" + std::to_string(plan.tcp_port);
  sockaddr_storage address{};
  socklen_t length = 0;
  if (!read_address(plan.tcp_host, plan.tcp_port, address, length)) {
    return fault(ErrorKind::config, wanted, "needs an IP address or localhost before the port.");
  }
  if (!plan.is_public && !is_loopback(address)) {
    return fault(ErrorKind::config, wanted,
                 "is not on a loopback address; use 127.0.0.1, or set public: true if other machines shall reach it.");
  }
  ListeningSocket door;
  door.socket_.reset(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!door.socket_) return io_fault(wanted, "socket");
  const int on = 1;
  ::setsockopt(door.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ss_family == AF_INET6) ::setsockopt(door.descriptor(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(door.descriptor(), reinterpret_cast<const sockaddr*>(&address), length) != 0 || ::listen(door.descriptor(), SOMAXCONN) != 0) {
    if (errno == EADDRINUSE)
      return fault(ErrorKind::conflict, wanted, "is in use by a running process; stop that one or configure another port.");
    return io_fault(wanted, "bind");
  }
  door.name_ = door_name(door.descriptor(), door.port_);
  return door;
}

Result<ListeningSocket> adopt(const PassedSocket& passed) {
  const std::string what = "number " + std::to_string(passed.descriptor) + (passed.name.empty() ? "" : " (" + passed.name + ")");
  const int family = option(passed.descriptor, SO_DOMAIN);
  if (family != AF_UNIX && family != AF_INET && family != AF_INET6) {
    return fault(ErrorKind::config, what, "that systemd handed over is no Unix or TCP socket; check the socket unit.");
  }
  if (option(passed.descriptor, SO_TYPE) != SOCK_STREAM || option(passed.descriptor, SO_ACCEPTCONN) != 1) {
    return fault(ErrorKind::config, what, "that systemd handed over is not a listening stream socket; use ListenStream= and Accept=no.");
  }
  ListeningSocket door;
  door.socket_.reset(passed.descriptor);
  door.is_unix_ = family == AF_UNIX;
  door.name_ = door_name(passed.descriptor, door.port_);
  ::fcntl(passed.descriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(passed.descriptor, F_SETFL, ::fcntl(passed.descriptor, F_GETFL) | O_NONBLOCK);
  return door;
}

Result<ListeningSocket> open_door(const DoorPlan& plan, std::vector<PassedSocket>& passed) {
  for (auto it = passed.begin(); it != passed.end(); ++it) {
    std::uint16_t port = 0;
    if (!is_at(plan, door_name(it->descriptor, port))) continue;
    Result<ListeningSocket> door = adopt(*it);
    if (door) passed.erase(it);
    return door;
  }
  return plan.unix_path.empty() ? open_tcp_door(plan) : open_unix_door(plan);
}

}  // namespace crier::net
