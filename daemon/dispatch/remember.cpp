#include <array>
#include <charconv>

#include "dispatch/driver.h"

namespace crier::dispatch {
namespace {

/// The store's own number is kept where channels keep theirs, under a name that no channel has.
const std::string kInstance;

/// Beside a channel's own state; no channel's name has a slash.
std::string credit_name(const std::string& channel) { return "paused/" + channel; }

/// "LENGTH UNTIL", in milliseconds; none if nothing was kept.
std::optional<PauseCredit> parse_credit(const std::string& text) {
  const auto blank = text.find(' ');
  std::int64_t length = 0;
  std::int64_t until = 0;
  if (blank == std::string::npos) return std::nullopt;
  const auto* end = text.data() + text.size();
  if (std::from_chars(text.data(), text.data() + blank, length).ec != std::errc{}) return std::nullopt;
  if (std::from_chars(text.data() + blank + 1, end, until).ec != std::errc{}) return std::nullopt;
  return PauseCredit{Millis{length}, UtcTime{Millis{until}}};
}

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
    const auto credit = store.channel_state(credit_name(name));
    if (!credit) return credit.error();
    if (const auto parsed = parse_credit(*credit)) all.credits[name] = *parsed;
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

Result<void> keep_credit(store::Store& store, const std::string& channel, const PauseCredit& credit) {
  return store.keep_channel_state(credit_name(channel),
                                  std::to_string(credit.length.count()) + " " + std::to_string(credit.until.time_since_epoch().count()));
}

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
