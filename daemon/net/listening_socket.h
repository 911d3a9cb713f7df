#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/activation.h"
#include "net/descriptor.h"

namespace crier::net {

/// Where a door shall be: a Unix path, or an address and port of TCP.
struct DoorPlan {
  std::string unix_path;
  std::uint32_t mode = 0660;
  std::string group;           ///< "" = left as it is
  std::string tcp_host;        ///< an address, or "localhost"
  std::uint16_t tcp_port = 0;  ///< 0 = any free one
  bool is_public = false;      ///< other than loopback addresses are permitted
};

/// A socket that listens. What this process made at a path is removed with it; what systemd handed over is left alone.
/// Invariants: close-on-exec and non-blocking; as long as it exists, its path's lock file is held.
class ListeningSocket {
 public:
  ListeningSocket(ListeningSocket&&) noexcept = default;
  ListeningSocket& operator=(ListeningSocket&&) noexcept;
  ~ListeningSocket();

  [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }
  [[nodiscard]] bool is_unix() const noexcept { return is_unix_; }
  /// "/run/crier/crier.sock" or "127.0.0.1:9797".
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  friend Result<ListeningSocket> open_unix_door(const DoorPlan& plan);
  friend Result<ListeningSocket> open_tcp_door(const DoorPlan& plan);
  friend Result<ListeningSocket> adopt(const PassedSocket& passed);
  ListeningSocket() = default;
  void remove_path() noexcept;

  Descriptor socket_;
  Descriptor lock_;
  std::string name_;
  std::string own_path_;  ///< set where the path is ours to remove
  struct stat made_ {};   ///< which file that was
  bool is_unix_ = false;
  std::uint16_t port_ = 0;
};

/// Opens a door, or takes it from `passed` where systemd has opened it (matched by path, or by address and port; then removed
/// from the list). Errors: conflict (something live listens there, or a file that is no socket is in the way), config (not
/// loopback, no such group, path too long), io.
[[nodiscard]] Result<ListeningSocket> open_door(const DoorPlan& plan, std::vector<PassedSocket>& passed);

/// A Unix path that a dead process left is taken over; nobody ever finds it half made, since the socket gets its mode, its
/// group and its queue under another name and is then renamed. A lock file beside it decides between two that start at once.
[[nodiscard]] Result<ListeningSocket> open_unix_door(const DoorPlan& plan);
[[nodiscard]] Result<ListeningSocket> open_tcp_door(const DoorPlan& plan);
/// Checks that a descriptor handed over is a listening stream socket of a family that we serve.
[[nodiscard]] Result<ListeningSocket> adopt(const PassedSocket& passed);

}  // namespace crier::net
