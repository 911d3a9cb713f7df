#pragma once
#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "announce/announcer.h"
#include "api/health.h"
#include "api/http.h"
#include "api/metrics.h"
#include "api/observers.h"
#include "api/server.h"
#include "api/service.h"
#include "api/stream_hub.h"
#include "app/daemon.h"
#include "app/pulse.h"
#include "app/real_clock.h"
#include "app/recipient_intake.h"
#include "app/spool.h"
#include "clock/clockwork.h"
#include "config/load.h"
#include "dispatch/driver.h"
#include "net/io_loop.h"
#include "net/listening_socket.h"
#include "net/signals.h"
#include "net/systemd.h"
#include "net/transport.h"
#include "net/wall_timer.h"
#include "operators/operators.h"
#include "store/reader.h"
#include "store/writer.h"

namespace crier::app {

/// Everything the daemon is made of, in the order in which it is made; the only list of concrete classes (with wiring.cpp).
/// Thread: members without a note belong to the loop once it runs.
struct Daemon::Inner final : api::Health {
  Inner(Files files, SpdlogLog& the_log);

  // What start() does, step by step (daemon.cpp, wiring.cpp).
  [[nodiscard]] Exit read_configuration();
  [[nodiscard]] Exit open_store();
  [[nodiscard]] Exit open_doors();
  /// Says whether messages are diverted, and if they were `before`.
  void tell_of_divert(std::string_view before);
  void wire();
  void wire_clock();
  void serve();
  void watch_threads();
  void ask_until_taken(const Pulse::Ask& ask, const std::shared_ptr<Task>& answer);

  // On the loop.
  void be_ready();
  void reload_now();
  void take_over(const config::SnapshotPtr& next, std::vector<RecipientSource> sources);
  void reloaded(const std::string& why_not);
  void tell_operators(core::Matter matter, std::string path, std::string reason = "");
  void stop_now();
  void ended();
  void close();
  [[nodiscard]] api::Gate gate_of(std::size_t listener) const;
  [[nodiscard]] std::optional<core::Peer> recognise(std::size_t listener, std::string_view token) const;

  void ask_alive(UniqueFunction<void(bool is_alive)> done) override;
  [[nodiscard]] Readiness readiness() const override;

  const std::string config_path;
  SpdlogLog& log;
  RealClock clock;
  config::Environment environment;
  const net::ServiceEnvironment service_environment;
  net::SystemdNotifier systemd;
  config::SnapshotPtr snapshot;

  net::IoLoop loop{"crier-loop"};
  net::IoLoop outbound{"crier-out"};
  api::Metrics metrics;
  api::StreamHub stream;
  api::Observers observers;
  std::unique_ptr<channels::Transport> transport;
  std::unique_ptr<dispatch::Driver> driver;
  std::unique_ptr<store::Store> opened;  ///< until the writer takes it
  dispatch::Remembered remembered;
  std::vector<RecipientSource> to_stream;
  std::unique_ptr<store::Reader> reader;
  std::unique_ptr<store::Writer> writer;
  std::unique_ptr<RecipientIntake> intake;
  std::unique_ptr<net::RealWallTimer> release_timer;  ///< the announcer's
  std::unique_ptr<announce::Announcer> announcer;
  std::unique_ptr<Spool> spool;
  std::unique_ptr<operators::Operators> operators;
  std::unique_ptr<net::RealWallTimer> occasion_timer;  ///< the clockwork's
  clock::Remembered occasions;                         ///< until the clockwork takes them
  std::unique_ptr<clock::Clockwork> clockwork;
  std::unique_ptr<api::Handler> service;
  std::unique_ptr<api::Server> server;
  struct Door {
    net::ListeningSocket socket;
    std::size_t listener = 0;  ///< index in the snapshot
  };
  std::vector<Door> doors;  ///< until the server takes them

  std::string store_folder;
  std::unique_ptr<net::Signals> signals;
  std::unique_ptr<Pulse> pulse;
  std::unique_ptr<net::Watchdog> watchdog;
  std::thread reloader;
  bool is_reloading = false;
  bool reload_again = false;
  std::atomic<bool> store_full{false};
  int stops = 0;
  bool is_ended = false;
  bool server_drained = false;
  bool driver_drained = false;
  std::promise<void> end;
};

}  // namespace crier::app
