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

/// What was special about it: who reads the log later asks for that first.
std::string asked_for(const core::Update& update, const std::string& peer) {
  const core::Event& event = update.event;
  std::string text;
  if (event.restricted) text += "; restricted";
  if (event.exercise) text += "; an exercise";
  if (event.corrects) text += "; corrects update " + std::to_string(*event.corrects);
  if (update.corrected_by) text += "; corrected by update " + std::to_string(*update.corrected_by);
  if (event.widen) text += "; widened to " + listed(event.audiences);
  if (!event.drop_audiences.empty()) text += "; dropped " + listed(event.drop_audiences);
  if (!event.author.empty() && event.author != peer) text += "; written as " + event.author;
  return text;
}

}  // namespace

LogEntry entry_of(const std::string& incident, const core::Update& update) {
  // Updates of before peers were kept say at least who wrote them.
  const std::string& author = update.event.author.empty() ? update.event.source : update.event.author;
  LogEntry entry;
  entry.at = update.written.value_or(update.at);
  entry.peer = update.peer.empty() ? author : update.peer;
  entry.command = update.event.corrects ? "correct" : std::string(core::to_text(update.action));
  entry.incident = incident;
  entry.update = update.number;
  entry.effect = effect_of(update) + asked_for(update, entry.peer);
  return entry;
}

}  // namespace crier::store
