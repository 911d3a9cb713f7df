#include <array>
#include <charconv>

#include "dispatch/driver.h"

namespace crier::dispatch {
namespace {

/// The store's own number is kept where channels keep theirs, under a name that no channel has.
const std::string kInstance;

Result<std::uint64_t> instance_of(store::Store& store, Random& random) {
  const auto kept = store.channel_state(kInstance);
  if (!kept) return kept.error();
  std::uint64_t instance = 0;
  if (std::from_chars(kept->data(), kept->data() + kept->size(), instance).ec == std::errc{} && instance != 0) return instance;
  instance = random.next() | 1U;
  if (auto stored = store.keep_channel_state(kInstance, std::to_string(instance)); !stored) return stored.error();
  return instance;
}

Result<Remembered> read_all(store::Store& store, const config::Snapshot& snapshot, Random& random, UtcTime now) {
  Remembered all;
  std::vector<std::string> drop;
  for (const auto& [name, channel] : snapshot.channels) {
    const auto own = store.destination_class(name, "");
    if (!own) return own.error();
    all.classes.push_back(*own);
    const auto state = store.channel_state(name);
    if (!state) return state.error();
    if (!state->empty()) all.channel_states[name] = *state;
    if (channel.common.unsure == core::Unsure::drop) drop.push_back(name);
  }
  const auto recovered = store.recover(drop, now);
  if (!recovered) return recovered.error();
  all.recovered = *recovered;
  const auto working = store.classes_with_work();
  if (!working) return working.error();
  all.classes.insert(all.classes.end(), working->begin(), working->end());
  auto pauses = store.pauses();
  if (!pauses) return pauses.error();
  all.pauses = std::move(*pauses);
  const auto instance = instance_of(store, random);
  if (!instance) return instance.error();
  all.instance = *instance;
  return all;
}

}  // namespace

Result<Remembered> remember(store::Store& store, const config::Snapshot& snapshot, Random& random, UtcTime now) {
  if (auto begun = store.begin_group(); !begun) return begun.error();
  auto all = read_all(store, snapshot, random, now);
  if (!all) {
    store.rollback_group();
    return all;
  }
  if (auto committed = store.commit_group(); !committed) return committed.error();
  return all;
}

}  // namespace crier::dispatch
