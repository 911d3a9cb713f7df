#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/executor.h"
#include "base/log.h"
#include "base/time.h"

namespace crier::net {

/// What systemd's environment says of how it wants to hear of us (sd_notify(3), sd_watchdog_enabled(3)).
struct ServiceEnvironment {
  std::string notify_socket;       ///< a path, or a name in the abstract space after '@'; "" = nobody listens
  std::optional<Millis> watchdog;  ///< a beat is expected at least that often
};

/// Reads the variables and takes them out of the environment, so that no child speaks in our name.
/// Thread: main, before any other is started.
[[nodiscard]] ServiceEnvironment take_service_environment(long own_pid);

/// Tells systemd where the daemon is in its life: one datagram a call. Where nobody listens, nothing is sent.
/// Thread: any, one at a time. Errors: a datagram that cannot be sent is lost; systemd's own timeouts are the answer to that.
class SystemdNotifier {
 public:
  explicit SystemdNotifier(std::string address) : address_(std::move(address)) {}

  void ready(std::string_view status) const;
  /// Type=notify-reload asks for the time in the same datagram.
  void reloading(SteadyTime now) const;
  void stopping() const;
  /// One line for systemctl status.
  void status(std::string_view sentence) const;
  void beat() const;

 private:
  void send(const std::string& datagram) const;
  const std::string address_;
};

/// Beats every half interval, but only if every thread that it watches has answered since the last beat: a thread that hangs
/// lets systemd restart the daemon.
/// Owner: daemon/app. Thread: loop. Invariant: a thread that has not answered is not asked again until it does.
class Watchdog {
 public:
  /// Asks one thread to run a task: Executor::post, or what a store thread has in its place.
  using Ask = UniqueFunction<void(Task)>;

  Watchdog(Executor& loop, const SystemdNotifier& notifier, Log& log, Millis interval);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void watch(std::string name, Ask ask);
  void start();

 private:
  struct Inner;
  std::shared_ptr<Inner> inner_;
};

}  // namespace crier::net
