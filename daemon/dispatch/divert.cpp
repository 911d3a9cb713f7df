#include "dispatch/divert.h"

#include <string_view>
#include <utility>

#include "render/exercise.h"

namespace crier::dispatch {
namespace {

/// Before the remote id of a diverted post; no adapter's ids begin so.
constexpr std::string_view kMark = "diverted ";

bool is_marked(const std::string& id) { return id.starts_with(kMark); }

}  // namespace

Hop last_hop(const config::Snapshot& snapshot, const config::Channel& channel, bool exercise) {
  const auto& divert = snapshot.divert;
  if (!exercise && (!divert || !divert->all)) return {};
  if (!divert || !channel.traits.takes_addresses()) return {Hop::Kind::dropped, {}};
  const auto address = divert->addresses.find(channel.name);
  if (address == divert->addresses.end()) return {Hop::Kind::dropped, {}};
  return {Hop::Kind::diverted, address->second};
}

void divert(channels::Job& job, const Hop& hop, render::Form form) {
  job.message = std::make_shared<const core::Message>(render::marked(*job.message, form, render::exercise_marker(job.to)));
  // Messages to different recipients stay different ones at the drill's address.
  job.meant_for = std::exchange(job.to, hop.to);
  job.name.clear();
  job.secrets.clear();
}

bool leave_foreign_thread(store::Started& started, const Hop& hop) {
  const auto is_foreign = [&hop](const std::string& id) { return !id.empty() && is_marked(id) == hop.is_real(); };
  const bool left = is_foreign(started.thread_root);
  if (left) started.thread_root.clear();
  if (left || is_foreign(started.thread_last)) started.thread_last = started.thread_root;
  if (is_foreign(started.corrected_id)) started.corrected_id.clear();
  for (auto* id : {&started.thread_root, &started.thread_last, &started.corrected_id}) {
    if (is_marked(*id)) id->erase(0, kMark.size());
  }
  return left;
}

core::Outcome not_sent() {
  core::Outcome outcome;
  outcome.kind = core::OutcomeKind::delivered;
  outcome.reply = "not sent: diverted";
  return outcome;
}

core::Outcome of_the_real_recipient(core::Outcome outcome, const Hop& hop) {
  if (hop.is_real()) return outcome;
  outcome.suppress = false;
  if (!outcome.remote_id.empty()) outcome.remote_id.insert(0, kMark);
  return outcome;
}

}  // namespace crier::dispatch
