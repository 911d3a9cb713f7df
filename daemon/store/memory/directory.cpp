#include "store/memory/deliveries.h"
#include "store/memory/expansion.h"
#include "store/memory/fallbacks.h"
#include "store/memory/store.h"

namespace crier::store::memory {
namespace {

/// Brings the broadcasts up to date that are not expanded and count members of this group, as their own or as left out.
void membership_changed(State& state, const GroupName& group, bool completed) {
  std::vector<BroadcastId> affected;
  for (const auto& [key, nothing] : state.unexpanded.rows()) {
    const BroadcastId id = std::get<2>(key);
    const BroadcastRow& broadcast = state.broadcasts.at(id);
    bool counts = broadcast.group == group;
    for (const auto& [audience, generation] : broadcast.earlier) counts = counts || GroupName{audience, broadcast.group.second} == group;
    if (counts) affected.push_back(id);
  }
  for (const BroadcastId id : affected) {
    count_rest(state, id);
    if (completed && state.broadcasts.at(id).group == group) set_timers(state, id);
  }
}

/// False if this generation has the address already.
bool take_in(State& state, const GroupName& group, const core::Recipient& recipient, std::int64_t generation) {
  const RecipientId id = recipient_of(state, group.second, recipient.address);
  const MemberRow* known = state.members.find({group, id});
  if (known && known->seen == generation) return false;
  const std::int64_t joined = known ? known->joined : generation;
  state.members.put({group, id}, {recipient, joined, generation});
  return true;
}

/// What a broken-off pass has left: its newcomers go, its marks are taken off.
void forget_pass(State& state, const GroupName& group, std::int64_t generation) {
  std::vector<RecipientId> marked;
  const auto& members = state.members.rows();
  for (auto at = members.lower_bound({group, RecipientId{}}); at != members.end() && at->first.first == group; ++at) {
    if (at->second.seen == generation) marked.push_back(at->first.second);
  }
  for (const RecipientId id : marked) {
    if (state.members.at({group, id}).joined == generation) {
      state.members.erase({group, id});
    } else {
      state.members.edit({group, id}).seen = generation - 1;
    }
  }
}

}  // namespace

Result<std::string> MemoryStore::fingerprint(const std::string& audience, const std::string& channel) {
  const GroupRow* row = state_.groups.find({audience, channel});
  return row ? row->fingerprint : std::string();
}

Result<void> MemoryStore::begin(const std::string& audience, const std::string& channel) {
  const GroupName name{audience, channel};
  if (!state_.groups.has(name)) state_.groups.put(name, {});
  GroupRow& row = state_.groups.edit(name);
  if (row.open) {
    forget_pass(state_, name, row.open);
  } else {
    row.open = row.generation + 1;
  }
  return {};
}

Result<std::int64_t> MemoryStore::add(const std::string& audience, const std::string& channel,
                                      const std::vector<core::Recipient>& recipients) {
  const GroupName name{audience, channel};
  const GroupRow* row = state_.groups.find(name);
  if (!row || !row->open) return Error{ErrorKind::internal, "Recipients come after begin; none was called for this group."};
  std::int64_t added = 0;
  for (const core::Recipient& recipient : recipients) added += take_in(state_, name, recipient, row->open) ? 1 : 0;
  return added;
}

Result<bool> MemoryStore::complete(const std::string& audience, const std::string& channel, const std::string& fingerprint,
                                   std::size_t limit) {
  const GroupName name{audience, channel};
  const GroupRow* row = state_.groups.find(name);
  if (!row || !row->open) return Error{ErrorKind::internal, "A generation is completed after begin; none was called for this group."};
  std::vector<RecipientId> leaving;
  bool more = false;
  const auto& members = state_.members.rows();
  for (auto at = members.lower_bound({name, RecipientId{}}); at != members.end() && at->first.first == name; ++at) {
    if (at->second.seen == row->open) continue;
    if (leaving.size() == limit) {
      more = true;
      break;
    }
    leaving.push_back(at->first.second);
  }
  for (const RecipientId id : leaving) state_.members.erase({name, id});
  if (!more) {
    GroupRow& group = state_.groups.edit(name);
    group.generation = group.open;
    group.open = 0;
    group.fingerprint = fingerprint;
  }
  membership_changed(state_, name, !more);
  return !more;
}

Result<std::vector<std::pair<std::string, std::string>>> MemoryStore::groups() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [name, row] : state_.groups.rows()) names.push_back(name);
  return names;
}

Result<bool> MemoryStore::lift(const std::string& channel, const std::string& address) {
  const std::pair<std::string, std::string> key{channel, canonical_address("", address)};
  const bool known = state_.suppressions.has(key);
  state_.suppressions.erase(key);
  return known;
}

}  // namespace crier::store::memory
