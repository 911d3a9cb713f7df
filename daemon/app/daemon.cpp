#include "app/daemon.h"

#include <cstdlib>

#include "app/inner.h"
#include "config/divert.h"

namespace crier::app {
namespace {

/// How long attempts and requests under way may take to end by themselves.
constexpr Millis kDrainTime{30'000};
/// After cutting them short, how long recording their outcomes may take.
constexpr Millis kRecordTime{5'000};

}  // namespace

Daemon::Daemon(Files files, SpdlogLog& log) : inner_(std::make_unique<Inner>(std::move(files), log)) {}
Daemon::~Daemon() = default;

Exit Daemon::start() {
  if (auto done = inner_->read_configuration(); done.code != 0) return done;
  if (auto done = inner_->open_store(); done.code != 0) return done;
  if (auto done = inner_->open_doors(); done.code != 0) return done;
  inner_->wire();
  inner_->serve();
  return {};
}

Exit Daemon::wait() {
  inner_->end.get_future().wait();
  inner_->close();
  return {};
}

void Daemon::Inner::stop_now() {
  if (is_ended) return;
  if (++stops > 1) {
    log.warn("stop-now", "told again to stop: what is under way is cut short", {{"attempts", driver->under_way()}});
    server->abort();
    driver->cancel();
    return;
  }
  log.info("stopping", "no new requests and attempts; those under way end first", {{"attempts", driver->under_way()}});
  systemd.stopping();
  spool->leave();
  server->stop_accepting();
  stream.close();
  server->drain([this] {
    server_drained = true;
    ended();
  });
  driver->drain([this] {
    driver_drained = true;
    ended();
  });
  loop.post_after(kDrainTime, [this] {
    if (is_ended) return;
    log.warn("drain-limit", "attempts under way did not end in time and are cut short", {{"attempts", driver->under_way()}});
    server->abort();
    driver->cancel();
    loop.post_after(kRecordTime, [this] {
      // What cannot be recorded now (a full disk) is found as unknown by the next start.
      server_drained = driver_drained = true;
      ended();
    });
  });
}

void Daemon::Inner::ended() {
  if (is_ended || !server_drained || !driver_drained) return;
  is_ended = true;
  end.set_value();
}

/// In the order in which each still needs the next. What works on the loop and needs the writer ends first, on the loop: also
/// where the patience of the drain has ended and something of it is still to come. Thread: the owner's.
void Daemon::Inner::close() {
  std::promise<void> left;
  loop.post([this, &left] {
    server.reset();
    pulse.reset();
    watchdog.reset();
    spool->leave();
    driver->leave();
    announcer->leave();
    clockwork->leave();
    operators->leave();
    left.set_value();
  });
  left.get_future().wait();
  if (reloader.joinable()) reloader.join();
  intake.reset();
  writer.reset();
  reader.reset();
  outbound.post([this] { transport.reset(); });
  outbound.finish();
  outbound.join();
  loop.post([this] {
    signals.reset();
    release_timer.reset();
    occasion_timer.reset();
  });
  loop.finish();
  loop.join();
  log.info("stopped", "the daemon has ended in order");
}

void Daemon::Inner::ask_alive(UniqueFunction<void(bool)> done) { pulse->ask(std::move(done)); }

api::Health::Readiness Daemon::Inner::readiness() const {
  Readiness ready;
  if (stops > 0) {
    ready.ready = false;
    ready.reason = "the daemon is stopping";
  } else if (writer->backlog() >= store::WriterOptions{}.bound) {
    ready.ready = false;
    ready.reason = "the store has more to write than it takes just now";
  } else if (store_full) {
    ready.ready = false;
    ready.reason = "the disk is full: nothing can be accepted until there is space";
  }
  ready.divert = config::divert_mode(*snapshot);
  if (auto warning = config::divert_warning(*snapshot); !warning.empty()) ready.warnings.push_back(std::move(warning));
  if (auto warning = api::disk_warning(store_folder); !warning.empty()) ready.warnings.push_back(std::move(warning));
  for (const auto& one : snapshot->warnings) ready.warnings.push_back(one);
  return ready;
}

}  // namespace crier::app
