#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "app/inner.h"
#include "base/crypto.h"
#include "config/divert.h"
#include "net/activation.h"
#include "store/sqlite/sqlite_store.h"

namespace crier::app {
namespace {

Exit exit_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::conflict:
      return {kExitTaken, error.text};
    case ErrorKind::config:
    case ErrorKind::invalid:
      return {kExitConfig, error.text};
    case ErrorKind::io:
    case ErrorKind::full:
      return {kExitIo, error.text};
    default:
      return {kExitSoftware, error.text};
  }
}

std::uint64_t seed() {
  std::uint64_t value = 0;
  for (const char c : random_bytes(sizeof value)) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

net::DoorPlan plan_of(const config::Listener& listener) {
  return {listener.unix_path, listener.mode, listener.group, listener.tcp_host, listener.tcp_port, listener.is_public};
}

}  // namespace

Daemon::Inner::Inner(Files files, SpdlogLog& the_log)
    : config_path(std::move(files.config)),
      log(the_log),
      service_environment(net::take_service_environment(::getpid())),
      systemd(service_environment.notify_socket),
      metrics(CRIER_VERSION),
      stream(loop, clock),
      observers(metrics, stream) {
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY")) environment.credentials_directory = folder;
  environment.divert_all = std::move(files.divert_all);
}

Exit Daemon::Inner::read_configuration() {
  auto loaded = config::load(config_path, environment);
  if (!loaded.snapshot) return {kExitConfig, loaded.report};
  snapshot = std::move(loaded.snapshot);
  log.configure(snapshot->log);
  for (const auto& warning : snapshot->warnings) log.warn("config-warning", warning);
  tell_of_divert("");
  return {};
}

void Daemon::Inner::tell_of_divert(std::string_view before) {
  if (const auto warning = config::divert_warning(*snapshot); !warning.empty()) {
    log.warn("divert-on", warning, {{"divert", std::string(config::divert_mode(*snapshot))}});
  } else if (!before.empty()) {
    log.warn("divert-off", "the rehearsal is over: nothing is diverted any more, messages go to their recipients");
  }
}

Exit Daemon::Inner::open_store() {
  store_folder = std::filesystem::path(snapshot->store_path).parent_path().string();
  auto store = store::open_sqlite(snapshot->store_path);
  if (!store) return exit_of(store.error());
  opened = std::move(*store);
  const auto sources = intake::recipient_sources(*snapshot);
  if (!sources) return exit_of(sources.error());
  if (auto begun = opened->begin_group(); !begun) return exit_of(begun.error());
  auto begun = intake::begin_intake(*opened, *snapshot, *sources);
  if (!begun) {
    opened->rollback_group();
    return exit_of(begun.error());
  }
  if (auto committed = opened->commit_group(); !committed) return exit_of(committed.error());
  to_stream = std::move(*begun);
  Random random(seed());
  auto all = dispatch::remember(*opened, *snapshot, random, clock.utc());
  if (!all) return exit_of(all.error());
  remembered = std::move(*all);
  if (auto looking = opened->begin_group(); !looking) return exit_of(looking.error());
  auto known = clock::remember(*opened, *snapshot, clock.utc());
  opened->rollback_group();  // nothing was changed
  if (!known) return exit_of(known.error());
  occasions = std::move(*known);
  return {};
}

Exit Daemon::Inner::open_doors() {
  auto passed = net::passed_sockets(net::take_activation_environment(), ::getpid());
  if (!passed) return exit_of(passed.error());
  for (std::size_t i = 0; i < snapshot->listeners.size(); ++i) {
    auto door = net::open_door(plan_of(snapshot->listeners[i]), *passed);
    if (!door) return exit_of(door.error());
    doors.push_back({std::move(*door), i});
  }
  for (const auto& unused : *passed)
    log.warn("socket-unused", "systemd handed over a socket that the configuration does not name", {{"name", unused.name}});
  return {};
}

void Daemon::Inner::wire() {
  transport = std::make_unique<net::NetTransport>(outbound, net::HttpSettings{"crier/" CRIER_VERSION});
  driver = std::make_unique<dispatch::Driver>(dispatch::Driver::Parts{loop, outbound, *transport, clock, log, observers, Random(seed())});
  observers.first_call(
      [this](const store::Accepted& accepted, const core::Update& update) { driver->give_way(accepted.incident, update); });
  auto ledger = opened->reader();
  if (!ledger) throw std::runtime_error(ledger.error().text);
  reader = store::start_reader(std::move(*ledger));
  stream.ask_depths_of(*reader);

  store::WriterOptions options;
  options.failed = [this](const Error& error) {
    // Whether the last group is on disk is uncertain: end before anything is said that is not true (rules G3).
    log.error("store-failed", error.text);
    std::_Exit(kExitIo);
  };
  options.committed = [this](double seconds) { metrics.commit(seconds); };
  options.full = [this] {
    if (!store_full.exchange(true)) loop.post([this] { tell_operators(core::Matter::store_full, store_folder); });
  };
  options.room = [this] {
    if (store_full.exchange(false)) loop.post([this] { tell_operators(core::Matter::store_room, store_folder); });
  };
  writer = store::start_writer(std::move(opened), &driver->group_end(), std::move(options), log);
  release_timer = std::make_unique<net::RealWallTimer>(loop);
  announcer = announce::make_announcer({*writer, *reader, loop, clock, *release_timer, observers});
  operators = std::make_unique<operators::Operators>(operators::Operators::Parts{
      loop, clock, log, *writer, *reader, *driver, [this] { return snapshot; },
      [this](const std::vector<ClassId>& classes) { driver->work_for(classes); },
      [this](core::NoticeKind kind, std::string_view result) { metrics.operator_notice(core::to_text(kind), result); }});
  observers.also_tell(*operators, *operators);
  wire_clock();
  const auto judge = [this](const core::PeerIdentity& who) { return core::judge(snapshot->access, who, ::geteuid()); };
  spool = std::make_unique<Spool>(Spool::Parts{*announcer, loop, log, [this] { return snapshot; }, judge});
  const auto file_failed = [this](const std::string& path, const std::string& why) {
    loop.post([this, path, why] { tell_operators(core::Matter::file_failed, path, why); });
  };
  intake = std::make_unique<RecipientIntake>(
      *writer, log, [this] { writer->wake(); }, file_failed);
  service = api::make_service({*announcer, *driver, *driver, *clockwork, *writer, *reader, loop, clock, *this, metrics, stream,
                               [this] { return snapshot; }, [this](const std::vector<ClassId>& classes) { driver->work_for(classes); }});
  server = std::make_unique<api::Server>(loop, clock, log, *service, api::Limits{});
}

void Daemon::Inner::wire_clock() {
  occasion_timer = std::make_unique<net::RealWallTimer>(loop);
  clockwork = clock::make_clockwork(
      {loop, *occasion_timer, clock, log, *writer, *reader, [this] { return snapshot; }, observers,
       [this](const std::vector<ClassId>& classes) { driver->work_for(classes); },
       [this](core::Occasion occasion, core::OccasionResult result, std::int64_t count) { metrics.occasion(occasion, result, count); },
       [this](bool is_kept, std::int64_t count) { metrics.promise(is_kept, count); }});
  observers.also_tell(*clockwork);
}

void Daemon::Inner::tell_operators(core::Matter matter, std::string path, std::string reason) {
  core::Happening happening;
  happening.matter = matter;
  happening.path = std::move(path);
  happening.reason = std::move(reason);
  operators->tell(happening);
}

void Daemon::Inner::serve() {
  signals =
      std::make_unique<net::Signals>(loop, net::Signals::Actions{[this] { reload_now(); }, [this] { stop_now(); }, [this] { stop_now(); }});
  loop.start();
  outbound.start();
  loop.post([this] {
    driver->start(*writer, snapshot, std::move(remembered));
    announcer->start([this] { return snapshot; });
    operators->start();
    clockwork->start(std::move(occasions));
    intake->take(std::move(to_stream));
    // Before the doors open: what was said while nobody listened is older than what comes now.
    spool->take([this] { be_ready(); });
  });
}

void Daemon::Inner::be_ready() {
  for (auto& door : doors) {
    log.info("listening", "a local door is open", {{"door", door.socket.name()}});
    server->open(std::move(door.socket), gate_of(door.listener));
  }
  doors.clear();
  watch_threads();
  systemd.ready("ready");
  log.info("ready", "events are accepted", {{"version", CRIER_VERSION}});
}

/// Every thread is asked for a sign of life: for /healthz when somebody asks, and for systemd if it watches.
void Daemon::Inner::watch_threads() {
  const std::vector<std::pair<std::string, Pulse::Ask>> threads{
      {"loop",
       [this](Task answer) {
         loop.post(std::move(answer));
         return true;
       }},
      {"outbound",
       [this](Task answer) {
         outbound.post(std::move(answer));
         return true;
       }},
      {"writer",
       [this](Task answer) {
         store::Operation nothing;
         nothing.run = [](store::Store&) { return Result<void>(); };
         nothing.done = [answer = std::move(answer)](const Result<void>&) mutable { answer(); };
         return writer->submit(std::move(nothing));
       }},
      {"reader", [this](Task answer) { return reader->ask([answer = std::move(answer)](store::Ledger&) mutable { answer(); }); }}};
  pulse = std::make_unique<Pulse>(loop, clock);
  for (const auto& [name, ask] : threads) pulse->watch(ask);
  if (!service_environment.watchdog) return;
  watchdog = std::make_unique<net::Watchdog>(loop, systemd, log, *service_environment.watchdog);
  for (const auto& [name, ask] : threads) {
    watchdog->watch(name, [this, ask = ask](Task answer) { ask_until_taken(ask, std::make_shared<Task>(std::move(answer))); });
  }
  watchdog->start();
}

/// A thread that takes nothing just now is at its bound, so at work; that it answers is known once it has taken the question.
void Daemon::Inner::ask_until_taken(const Pulse::Ask& ask, const std::shared_ptr<Task>& answer) {
  if (!watchdog || ask([answer] { (*answer)(); })) return;
  loop.post_after(Pulse::kAskAgain, [this, ask, answer] { ask_until_taken(ask, answer); });
}

api::Gate Daemon::Inner::gate_of(std::size_t listener) const {
  api::Gate gate;
  gate.judge = [this](const core::PeerIdentity& who) { return core::judge(snapshot->access, who, ::geteuid()); };
  gate.recognise = [this, listener](std::string_view token) { return recognise(listener, token); };
  return gate;
}

std::optional<core::Peer> Daemon::Inner::recognise(std::size_t listener, std::string_view token) const {
  if (listener >= snapshot->listeners.size()) return std::nullopt;
  std::optional<core::Peer> peer;
  // All are compared, whichever fits, so that the time taken says nothing.
  for (const auto& known : snapshot->listeners[listener].tokens) {
    if (equal_in_constant_time(known.secret.reveal(), token)) peer = core::Peer{known.name, known.may, known.may_read, 0, true};
  }
  return peer;
}

}  // namespace crier::app
