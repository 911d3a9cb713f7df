#include "core/operator_notice.h"

#include <algorithm>
#include <utility>

namespace crier::core {

NoticeKind kind_of(Matter matter) {
  switch (matter) {
    case Matter::not_released:
      return NoticeKind::drafts;
    case Matter::held_back:
    case Matter::set_aside:
      return NoticeKind::occasions;
    case Matter::blocked:
    case Matter::silent:
    case Matter::closed_long:
    case Matter::recovered:
      return NoticeKind::channels;
    case Matter::failed:
    case Matter::expired:
      return NoticeKind::dead_letters;
    case Matter::reload_refused:
    case Matter::file_failed:
    case Matter::store_full:
    case Matter::store_room:
      return NoticeKind::faults;
  }
  return NoticeKind::faults;
}

std::string_view to_text(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::drafts:
      return "drafts";
    case NoticeKind::promises:
      return "promises";
    case NoticeKind::occasions:
      return "occasions";
    case NoticeKind::channels:
      return "channels";
    case NoticeKind::dead_letters:
      return "dead-letters";
    case NoticeKind::faults:
      return "faults";
  }
  return "";
}

NoticeKey key_of(const Happening& happening) { return {kind_of(happening.matter), happening.channel, happening.incident}; }

void OperatorNotice::add(const Happening& happening, std::int64_t count) {
  const auto same = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.newest.matter == happening.matter; });
  if (same != items.end()) {
    count += same->count;
    items.erase(same);
  }
  items.push_back({happening, count});
}

void OperatorNotice::add_all(const OperatorNotice& later) {
  for (const Item& item : later.items) add(item.newest, item.count);
}

bool OperatorNotice::has(Matter matter) const {
  return std::any_of(items.begin(), items.end(), [matter](const Item& item) { return item.newest.matter == matter; });
}

std::optional<OperatorNotice> Aggregator::add(const Happening& happening, SteadyTime now) {
  const NoticeKey key = key_of(happening);
  const auto kept = kept_.find(key);
  if (kept != kept_.end()) {
    kept->second.add(happening);
    return std::nullopt;
  }
  kept_.emplace(key, OperatorNotice{key, {}});
  order_.push_back({key, now});
  OperatorNotice notice{key, {}};
  notice.add(happening);
  return notice;
}

std::vector<OperatorNotice> Aggregator::due(SteadyTime now) {
  std::vector<OperatorNotice> notices;
  while (!order_.empty() && order_.front().at + kApart <= now) {
    const auto kept = kept_.find(order_.front().key);
    order_.pop_front();
    if (kept->second.items.empty()) {
      kept_.erase(kept);
      continue;
    }
    order_.push_back({kept->first, now});
    notices.push_back(std::exchange(kept->second, OperatorNotice{kept->first, {}}));
  }
  return notices;
}

std::optional<SteadyTime> Aggregator::next() const { return order_.empty() ? std::nullopt : std::optional(order_.front().at + kApart); }

}  // namespace crier::core
