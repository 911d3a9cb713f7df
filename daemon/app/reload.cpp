#include <algorithm>

#include "app/inner.h"
#include "config/divert.h"

namespace crier::app {
namespace {

bool same_door(const config::Listener& a, const config::Listener& b) {
  return a.unix_path == b.unix_path && a.mode == b.mode && a.group == b.group && a.tcp_host == b.tcp_host && a.tcp_port == b.tcp_port &&
         a.is_public == b.is_public;
}

/// Why the new configuration cannot take effect without a restart; "" if it can.
std::string obstacle(const config::Snapshot& now, const config::Snapshot& next) {
  if (now.store_path != next.store_path) return "the store cannot be changed by a reload; restart crierd";
  if (!std::equal(now.listeners.begin(), now.listeners.end(), next.listeners.begin(), next.listeners.end(), same_door)) {
    return "the doors under `listen` cannot be changed by a reload; restart crierd";
  }
  return "";
}

}  // namespace

/// Loading reads files, so it has a thread of its own; the result is taken over on the loop or not at all.
void Daemon::Inner::reload_now() {
  if (is_ended) return;
  if (is_reloading) {
    reload_again = true;
    return;
  }
  is_reloading = true;
  systemd.reloading(clock.steady());
  if (reloader.joinable()) reloader.join();
  reloader = std::thread([this, path = config_path, env = environment] {
    auto loaded = config::load(path, env);
    auto sources = loaded.snapshot ? intake::recipient_sources(*loaded.snapshot)
                                   : Result<std::vector<RecipientSource>>(Error{ErrorKind::config, loaded.report});
    loop.post([this, next = std::move(loaded.snapshot), sources = std::move(sources)]() mutable {
      if (is_ended) return;
      if (!sources) return reloaded(sources.error().text);
      if (auto why = obstacle(*snapshot, *next); !why.empty()) return reloaded(why);
      take_over(next, std::move(*sources));
    });
  });
}

void Daemon::Inner::take_over(const config::SnapshotPtr& next, std::vector<RecipientSource> sources) {
  auto left = std::make_shared<std::vector<RecipientSource>>();
  store::Operation operation;
  operation.run = [left, next, sources = std::move(sources)](store::Store& store) -> Result<void> {
    auto begun = intake::begin_intake(store, *next, sources);
    if (!begun) return begun.error();
    *left = std::move(*begun);
    return {};
  };
  operation.done = [this, next, left](const Result<void>& committed) {
    std::string why = committed ? "" : committed.error().text;
    loop.post([this, next, left, why = std::move(why)] {
      if (is_ended) return;
      if (!why.empty()) return reloaded(why);
      const std::string was_diverted(config::divert_mode(*snapshot));
      snapshot = next;
      log.configure(snapshot->log);
      for (const auto& warning : snapshot->warnings) log.warn("config-warning", warning);
      tell_of_divert(was_diverted);
      server->forget_names();
      driver->reload(snapshot);
      clockwork->reloaded();
      intake->take(std::move(*left));
      reloaded("");
    });
  };
  if (!writer->submit(std::move(operation))) reloaded("the store is busy; reload again in a moment");
}

void Daemon::Inner::reloaded(const std::string& why_not) {
  is_reloading = false;
  metrics.reload(why_not.empty());
  if (why_not.empty()) {
    log.info("reloaded", "the configuration was read again and is in force");
    systemd.ready("ready");
  } else {
    tell_operators(core::Matter::reload_refused, config_path, why_not);
    log.error("reload-refused", "the configuration in force is kept: " + why_not);
    systemd.ready("the last reload was refused: " + why_not.substr(0, why_not.find('\n')));
  }
  if (std::exchange(reload_again, false)) reload_now();
}

}  // namespace crier::app
