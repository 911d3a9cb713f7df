#include "announce/silencing.h"

#include <algorithm>

#include "announce/batch.h"

namespace crier::announce {
namespace {

Result<void> note(store::Store& store, const core::Peer& peer, const char* command, std::string effect, UtcTime now) {
  return store.note(store::LogEntry{now, peer.name, command, "", 0, std::move(effect)});
}

}  // namespace

Result<void> Silencing::run(store::Store& store) {
  const auto number = store.add_silence(silence);
  if (!number) return number.error();
  silence.number = *number;
  return note(store, peer, "silence", silence.name() + ": " + core::match_text(silence.match) + ", until " + format_rfc3339(silence.until),
              now);
}

Result<void> EndingSilence::run(store::Store& store) {
  ended.reset();
  wakes = false;
  const auto all = store.silences(now);
  if (!all) return all.error();
  const auto found = std::find_if(all->begin(), all->end(), [this](const core::Silence& one) { return one.number == number; });
  if (found == all->end()) return {};
  const auto done = store.end_silence(number, now, now);
  if (!done) return done.error();
  ended = *found;
  ended->until = now;
  const auto woken = wake_waiting(store, ended->mark(), now);
  if (!woken) return woken.error();
  wakes = *woken;
  return note(store, peer, "silence-end", ended->name(), now);
}

Result<void> ListingSilences::run(store::Store& store) {
  auto found = store.silences(now);
  if (!found) return found.error();
  all = std::move(*found);
  return {};
}

}  // namespace crier::announce
