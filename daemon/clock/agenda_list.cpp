#include <algorithm>
#include <cstdlib>

#include "clock/agenda.h"
#include "clock/keys.h"
#include "core/civil_time.h"

namespace crier::clock {
namespace {

constexpr Millis kFound{60LL * 86400 * 1000};
constexpr std::size_t kMost = 1000;

std::string clock_text(UtcTime time, const core::Zone& zone) {
  const auto local = core::civil_time(time, zone);
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(local.hour) + ":" + two(local.minute) + " " + local.abbreviation;
}

std::string order_of(const Entry& entry) { return std::to_string(entry.at.time_since_epoch().count()) + ":" + entry.id; }

bool is_before(const Entry& a, const Entry& b) { return std::pair(a.at, a.id) < std::pair(b.at, b.id); }

}  // namespace

std::optional<core::OccasionResult> Agenda::settled(const std::string& key, IncidentId incident) const {
  const auto rows = settled_.find(key);
  if (rows == settled_.end()) return std::nullopt;
  for (const auto& row : rows->second) {
    if (row.result == core::OccasionResult::missed) continue;
    const bool is_about = !incident || std::binary_search(row.incidents.begin(), row.incidents.end(), incident);
    if (is_about) return row.result;
  }
  return std::nullopt;
}

std::string Agenda::reason_of(const Occasion& occasion, const View* view) const {
  const auto zone_of = [&] {
    const auto audience = snapshot_->audiences.find(occasion.audience);
    return audience == snapshot_->audiences.end() ? core::Zone() : audience->second.timezone;
  };
  const std::string impact = view == nullptr ? "" : "its impact is " + std::string(to_text(view->impact));
  if (occasion.kind == core::Occasion::office_close && occasion.turn) {
    const std::string closing = "the office of " + occasion.audience + " closes at " + clock_text(occasion.turn->at, zone_of());
    return occasion.stage == "ask" ? "operators are told what will go out before " + closing : closing + "; " + impact;
  }
  if (occasion.kind == core::Occasion::office_open) {
    if (!occasion.turn) return "updates waited for an opening that the configuration does not know any more";
    const std::string opening = "the office of " + occasion.audience + " opens at " + clock_text(occasion.turn->at, zone_of());
    const bool waits = view != nullptr &&
                       std::find(view->deferred.begin(), view->deferred.end(), office_of_.at(occasion.audience)) != view->deferred.end();
    return opening + (waits ? "; updates wait for it" : "; " + impact);
  }
  if (occasion.kind == core::Occasion::promise && view != nullptr && view->promise) {
    const std::string promise =
        "the update promised by update " + std::to_string(view->promise->number) + " is due at " + utc_text(view->promise->due);
    switch (occasion.promise.stage) {
      case core::PromiseStage::before:
        return promise + "; operators are reminded before";
      case core::PromiseStage::holding:
        return promise + "; if it does not come, its audiences are told that work goes on";
      case core::PromiseStage::escalate:
        return promise + "; if it does not come, " + occasion.audience + " is told";
      default:
        return promise + "; operators are told if it does not come";
    }
  }
  if (occasion.kind == core::Occasion::maintenance && view != nullptr && view->maintenance) {
    if (occasion.stage == "reminder")
      return "it starts at " + utc_text(view->maintenance->starts) + ", in " + format_duration(occasion.maintenance.before);
    if (occasion.stage == "start") return "it starts";
    return snapshot_->rules.rhythm.maintenance.announces_end ? "it ends" : "operators are asked whether it has ended";
  }
  if (occasion.kind == core::Occasion::escalation && view != nullptr) {
    const bool is_answered = view->by_people;
    return occasion.silent + " was told of it; " + occasion.audience +
           (is_answered ? " is told if the message does not reach it" : " is told if nobody acknowledges it");
  }
  for (const auto& reminder : reminders_) {
    if (!reminder || reminder->name != occasion.reminder) continue;
    if (const auto* cron = std::get_if<core::Cron>(&reminder->when)) return "by " + cron->text() + " in " + reminder->timezone.name();
    return "asked for once" + (reminder->author.empty() ? "" : " by " + reminder->author);
  }
  return "";
}

/// The lines of one occasion that the query asks for.
void Agenda::entries_of(const Occasion& occasion, const EntryQuery& query, std::vector<Entry>& to) const {
  if (query.kind && *query.kind != occasion.kind) return;
  Entry entry;
  entry.at = occasion.at;
  entry.kind = occasion.kind;
  entry.stage = occasion.stage;
  entry.key = occasion.key;
  const auto zone_of = [&](const std::string& name) {
    const auto audience = snapshot_->audiences.find(name);
    return audience == snapshot_->audiences.end() ? core::Zone() : audience->second.timezone;
  };
  const auto add = [&](const std::string& audience, IncidentId id, const std::string& zone_from) {
    if (!query.audience.empty() && audience != query.audience) return;
    entry.audience = audience;
    entry.incident_id = id;
    entry.id =
        entry_id(occasion.key +
                     (occasion.kind == core::Occasion::office_close || occasion.kind == core::Occasion::office_open ? "" : "/" + audience),
                 id);
    entry.timezone = zone_of(zone_from);
    entry.state = "planned";
    const auto result = settled(occasion.key, id);
    if (result == core::OccasionResult::skipped) {
      entry.state = "skipped";
    } else if (result) {
      return;
    }
    const auto view = views_.find(id.value);
    if (entry.state == "planned" && view != views_.end() && view->second.hushed && *view->second.hushed > occasion.at)
      entry.state = "hushed";
    entry.reason = reason_of(occasion, view == views_.end() ? nullptr : &view->second);
    to.push_back(entry);
  };
  if (occasion.kind == core::Occasion::reminder) {
    const auto reminder =
        std::find_if(reminders_.begin(), reminders_.end(), [&](const auto& one) { return one && one->name == occasion.reminder; });
    if (reminder == reminders_.end() || !query.incident.empty()) return;
    entry.name = occasion.reminder;
    for (const auto& audience : (*reminder)->audiences) {
      add(audience, {}, audience);
      if (!to.empty() && to.back().key == occasion.key) to.back().timezone = (*reminder)->timezone;
    }
    return;
  }
  for (const auto id : occasion.incidents) {
    const auto view = views_.find(id.value);
    if (view == views_.end() || (!query.incident.empty() && view->second.name != query.incident)) continue;
    entry.incident = view->second.name;
    entry.restricted = view->second.restricted;
    if (occasion.kind == core::Occasion::maintenance) {
      const bool asks = occasion.stage == "end" && !snapshot_->rules.rhythm.maintenance.announces_end;
      if (asks) add("", id, "");
      for (const auto& heard : view->second.heard) {
        if (!asks) add(offices_[heard.audience].name, id, offices_[heard.audience].name);
      }
    } else if (occasion.kind == core::Occasion::promise) {
      if (occasion.promise.stage != core::PromiseStage::holding) {
        add(occasion.audience, id, occasion.audience);
      } else {
        for (const auto& audience : view->second.promise->audiences) add(audience, id, audience);
      }
    } else if (occasion.kind == core::Occasion::escalation) {
      add(occasion.audience, id, occasion.audience);
    } else if (view->second.is_open || !view->second.deferred.empty()) {
      add(occasion.stage == "ask" ? "" : occasion.audience, id, occasion.audience);
    }
  }
}

EntryPage Agenda::list(const EntryQuery& query) const {
  std::set<Slot> coming;
  const auto push = [&](Source source, std::int64_t index, UtcTime after) {
    // What is said at once is no occasion to come.
    if (source == Source::open && is_stuck(offices_[static_cast<std::size_t>(index)])) return;
    const auto occasion = following(source, index, after);
    if (occasion && occasion->at <= query.until) coming.insert({occasion->at, source, index});
  };
  UtcTime start = query.from;
  if (const auto colon = query.after.find(':'); colon != std::string::npos) {
    // A page goes on within the time at which the last one ended.
    const auto last = std::strtoll(query.after.substr(0, colon).c_str(), nullptr, 10);
    start = std::max(start, UtcTime{Millis{last}} - Millis{1});
  }
  for (const auto& slot : sources()) push(slot.source, slot.index, start);

  EntryPage page;
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMost);
  std::vector<Entry> group;
  while (!coming.empty()) {
    // All of one time together, so that their order does not hang on their sources.
    const UtcTime at = coming.begin()->at;
    group.clear();
    while (!coming.empty() && coming.begin()->at == at) {
      const Slot slot = *coming.begin();
      coming.erase(coming.begin());
      for (const auto& occasion : next_of(slot.source, slot.index, at - Millis{1})) entries_of(occasion, query, group);
      push(slot.source, slot.index, at);
    }
    std::sort(group.begin(), group.end(), is_before);
    for (auto& entry : group) {
      if (at == start + Millis{1} && !query.after.empty() && order_of(entry) <= query.after) continue;
      if (page.entries.size() == limit) {
        page.next = order_of(page.entries.back());
        return page;
      }
      page.entries.push_back(std::move(entry));
    }
  }
  return page;
}

std::optional<Agenda::Found> Agenda::find(const std::string& id, UtcTime now) const {
  EntryQuery query;
  query.from = now;
  query.until = now + kFound;
  query.limit = kMost;
  for (;;) {
    auto page = list(query);
    for (auto& entry : page.entries) {
      if (entry.id != id) continue;
      for (const auto& slot : sources()) {
        for (auto& occasion : next_of(slot.source, slot.index, entry.at - Millis{1})) {
          if (occasion.key != entry.key) continue;
          if (entry.incident_id) occasion.incidents = {entry.incident_id};
          return Found{std::move(entry), std::move(occasion)};
        }
      }
      return std::nullopt;
    }
    if (page.next.empty()) return std::nullopt;
    query.after = page.next;
  }
}

std::vector<Agenda::Recurring> Agenda::reminders(UtcTime now) const {
  std::vector<Recurring> all;
  for (std::size_t i = 0; i < reminders_.size(); ++i) {
    if (!reminders_[i]) continue;
    const auto next = following_of_reminder(*reminders_[i], now);
    all.push_back({*reminders_[i], i >= recurring_, next ? std::optional(next->at) : std::nullopt});
  }
  return all;
}

}  // namespace crier::clock
