#pragma once
#include <memory>
#include <string>

#include "app/spdlog_log.h"
#include "base/result.h"

namespace crier::app {

/// Why the daemon could not start, or how it ended: sysexits' numbers (interface.md section 7).
struct Exit {
  int code = 0;
  std::string reason;  ///< one sentence, or a whole report of the configuration; "" for a good end
};

inline constexpr int kExitSoftware = 70;
inline constexpr int kExitTaken = 73;
inline constexpr int kExitIo = 74;
inline constexpr int kExitConfig = 78;

/// crierd as an object: it starts, reloads on SIGHUP, and ends in order on SIGTERM or SIGINT (a second one cuts short what is
/// under way). main() only reads the command line.
/// Thread: the owner's.
class Daemon {
 public:
  /// The files; read again by every reload.
  struct Files {
    std::string config;
    std::string divert_all;  ///< what diverts everything whatever `config` says (rules D6), "" = none
  };
  Daemon(Files files, SpdlogLog& log);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Opens everything in order: configuration, store, doors, what the last run left; then says READY. Code 0: it runs.
  [[nodiscard]] Exit start();
  /// Returns when it has ended.
  [[nodiscard]] Exit wait();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::app
