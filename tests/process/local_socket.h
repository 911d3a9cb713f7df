#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace crier::process {

/// One raw connection to a Unix socket, for what no HTTP client would send.
class RawConnection {
 public:
  explicit RawConnection(const std::filesystem::path& path);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  void send(const std::string& bytes) const;
  /// No more will be sent.
  void end() const;
  /// What comes until the other side closes; none if it has not closed in time.
  [[nodiscard]] std::optional<std::string> read_to_end(std::chrono::seconds patience = std::chrono::seconds{30}) const;

 private:
  int descriptor_ = -1;
};

/// A datagram socket that plays systemd's end of sd_notify(3).
class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path);
  ~NotifySocket();
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  /// The next datagram in which `line` stands as a line; none if there was none in time. Others before it are dropped.
  [[nodiscard]] std::optional<std::string> next_with(const std::string& line,
                                                     std::chrono::seconds patience = std::chrono::seconds{30}) const;

 private:
  int descriptor_ = -1;
};

/// A Unix socket that listens, as a socket unit would make it.
class ListeningPath {
 public:
  explicit ListeningPath(const std::filesystem::path& path);
  ~ListeningPath();
  ListeningPath(const ListeningPath&) = delete;
  ListeningPath& operator=(const ListeningPath&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// A TCP port on 127.0.0.1 that nobody has just now.
int free_port();

/// Somebody listens on that port of 127.0.0.1.
bool answers(int port);

}  // namespace crier::process
