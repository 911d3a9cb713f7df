#include "store/memory/state.h"

namespace crier::store::memory {
namespace {

template <class Visit>
void each_table(State& s, Visit visit) {
  const auto all = [&](auto&... tables) { (visit(tables), ...); };
  all(s.sequences, s.incidents, s.updates, s.broadcasts, s.messages, s.deliveries, s.fallbacks, s.groups, s.recipients, s.classes,
      s.threads, s.receipts, s.suppressions, s.channel_states, s.pauses, s.commands, s.occasions, s.reminders, s.silences, s.clock);
  all(s.by_name, s.by_number, s.by_incident, s.by_update, s.members, s.by_address, s.by_destination, s.ready, s.expanding, s.unexpanded,
      s.chains, s.sending, s.timers, s.served);
}

}  // namespace

std::int64_t State::next(const std::string& sequence) {
  const std::int64_t* last = sequences.find(sequence);
  return sequences.put(sequence, last ? *last + 1 : 1);
}

void State::commit() {
  each_table(*this, [](auto& table) { table.commit(); });
}

void State::rollback() {
  each_table(*this, [](auto& table) { table.rollback(); });
}

}  // namespace crier::store::memory
