#include "core/promise.h"

#include <algorithm>
#include <array>

namespace crier::core {
namespace {

bool may_promise(const Incident& incident, const Update& update) {
  if (update.is_by_clock() || incident.is_notice || incident.is_maintenance()) return false;
  return update.action == Action::open || update.action == Action::update || update.action == Action::reopen ||
         update.action == Action::nonews;
}

bool reaches_all(const Promise& promise, const Update& update) {
  return std::all_of(promise.audiences.begin(), promise.audiences.end(), [&](const std::string& audience) {
    return std::find(update.audiences.begin(), update.audiences.end(), audience) != update.audiences.end();
  });
}

/// Repetitions of what nobody answers end: an operator who did not react to a day of them does not need another.
constexpr Millis kLongestRepeat{24LL * 3600 * 1000};

}  // namespace

std::optional<UtcTime> next_update_of(const Rhythm& rhythm, const Incident& incident, const Update& update, UtcTime now) {
  const Event& event = update.event;
  const bool ends = update.action == Action::resolve || update.action == Action::postmortem || update.action == Action::retract;
  if (ends || update.is_by_clock()) return std::nullopt;
  if (event.next_update_in) return now + *event.next_update_in;
  if (event.next_update) return event.next_update;
  if (!rhythm.promise || update.by_monitor || event.corrects || !may_promise(incident, update)) return std::nullopt;
  const auto every = rhythm.promise->every.find(incident.impact);
  return every == rhythm.promise->every.end() ? std::nullopt : std::optional(now + every->second);
}

bool follow_promise(Incident& incident, const Update& update, UtcTime now) {
  if (update.is_by_clock() || update.action == Action::postmortem || update.action == Action::take) return false;
  const bool ends = update.action == Action::resolve || update.action == Action::retract;
  const bool answers = !update.by_monitor && !update.event.corrects;
  const bool had = incident.promise.has_value();
  const bool reaches = had && reaches_all(*incident.promise, update);
  if (had && answers && reaches && !incident.promise->is_broken) {
    // The clock may not have come to the deadline yet.
    ++(now <= incident.promise->due ? incident.promises.kept : incident.promises.broken);
  } else if (had && ends && !answers && !incident.promise->is_broken && now > incident.promise->due) {
    ++incident.promises.broken;
  }
  const bool promises = update.next_update && may_promise(incident, update) && !update.audiences.empty() && (!update.by_monitor || !had);
  if (promises) {
    if (had && !(answers && reaches) && !incident.promise->is_broken && now > incident.promise->due) ++incident.promises.broken;
    incident.promise = Promise{update.number, now, *update.next_update, update.audiences, false};
    return false;
  }
  if (ends || (answers && reaches)) {
    incident.promise.reset();
    return had && !ends;
  }
  return false;
}

std::vector<PromiseOccasion> promise_occasions(const PromiseRule* rule, const Promise& promise, UtcTime after, UtcTime until) {
  std::vector<PromiseOccasion> all;
  const auto add = [&](PromiseStage stage, int index, UtcTime at) {
    if (at > after && at <= until && at > promise.made) all.push_back({stage, index, at});
  };
  add(PromiseStage::deadline, 0, promise.due);
  if (rule == nullptr) return all;
  if (rule->remind.count() > 0) add(PromiseStage::before, 0, promise.due - rule->remind);
  int index = 0;
  for (const auto& escalation : rule->escalate) add(PromiseStage::escalate, ++index, promise.due + escalation.after);
  if (rule->repeat && rule->repeat->count() > 0) {
    const auto most = kLongestRepeat / *rule->repeat;
    const auto first = after < promise.due ? 1 : (after - promise.due) / *rule->repeat + 1;
    for (auto n = first; n <= most && promise.due + *rule->repeat * n <= until; ++n)
      add(PromiseStage::repeat, static_cast<int>(n), promise.due + *rule->repeat * n);
  }
  // The first at once, each further one as long after as the promise had run.
  const Millis apart = promise.due - promise.made;
  for (int n = 1; n <= rule->holding; ++n) add(PromiseStage::holding, n, promise.due + apart * (n - 1));
  std::stable_sort(all.begin(), all.end(),
                   [](const PromiseOccasion& a, const PromiseOccasion& b) { return std::pair(a.at, a.stage) < std::pair(b.at, b.stage); });
  return all;
}

std::optional<UtcTime> next_promise_time(const PromiseRule* rule, const Promise& promise, UtcTime after) {
  std::optional<UtcTime> next;
  const auto consider = [&](UtcTime at) {
    if (at > after && at > promise.made && (!next || at < *next)) next = at;
  };
  consider(promise.due);
  if (rule == nullptr) return next;
  if (rule->remind.count() > 0) consider(promise.due - rule->remind);
  for (const auto& escalation : rule->escalate) consider(promise.due + escalation.after);
  if (rule->repeat && rule->repeat->count() > 0) {
    const auto n = after < promise.due ? 1 : (after - promise.due) / *rule->repeat + 1;
    if (n <= kLongestRepeat / *rule->repeat) consider(promise.due + *rule->repeat * n);
  }
  for (int n = 1; n <= rule->holding; ++n) consider(promise.due + (promise.due - promise.made) * (n - 1));
  return next;
}

std::string_view to_text(PromiseStage stage) {
  constexpr std::array<std::string_view, 5> kStages{"before", "deadline", "escalate", "repeat", "holding"};
  return kStages[static_cast<std::size_t>(stage)];
}

}  // namespace crier::core
