#include "store/effect.h"

namespace crier::store {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::string effect_of(const core::Update& update) {
  switch (update.state) {
    case core::UpdateState::announced:
      return update.audiences.empty() ? "announced" : "announced to " + listed(update.audiences);
    case core::UpdateState::held:
      return "is held";
    case core::UpdateState::draft:
      return "is a draft";
    case core::UpdateState::waiting:
      return "waits";
    case core::UpdateState::recorded:
      return "recorded, nobody was told";
    case core::UpdateState::withdrawn:
      return "withdrawn, nobody was told";
    case core::UpdateState::stopped:
      return update.audiences.empty() ? "stopped, nobody was told" : "stopped while it went to " + listed(update.audiences);
  }
  return "";
}

}  // namespace

LogEntry entry_of(const std::string& incident, const core::Update& update) {
  // Updates of before peers were kept say at least who wrote them.
  const std::string& author = update.event.author.empty() ? update.event.source : update.event.author;
  LogEntry entry;
  entry.at = update.written.value_or(update.at);
  entry.peer = update.peer.empty() ? author : update.peer;
  entry.command = std::string(core::to_text(update.action));
  entry.incident = incident;
  entry.update = update.number;
  entry.effect = effect_of(update);
  return entry;
}

}  // namespace crier::store
