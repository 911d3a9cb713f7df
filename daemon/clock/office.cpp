#include <algorithm>
#include <tuple>

#include "clock/errand.h"
#include "clock/keys.h"
#include "clock/letters.h"
#include "clock/statements.h"
#include "core/quiet.h"

namespace crier::clock {
namespace {

using core::Bulletin;
using core::Incident;
using core::OccasionResult;

constexpr std::size_t kMostItems = 50;  // incidents that one message speaks of

/// Worst first; of equals the one that is open longest.
bool is_worse(const Incident& a, const Incident& b) {
  return std::tuple(-static_cast<int>(a.impact), a.opened, a.id.value) < std::tuple(-static_cast<int>(b.impact), b.opened, b.id.value);
}

/// What the audience was told of the incident; none if it was dropped since (rules A2).
const core::Told* told_of(const Incident& incident, const std::string& audience) {
  if (std::find(incident.dropped.begin(), incident.dropped.end(), audience) != incident.dropped.end()) return nullptr;
  const auto found = std::find_if(incident.told.begin(), incident.told.end(), [&](const core::Told& t) { return t.audience == audience; });
  return found == incident.told.end() ? nullptr : &*found;
}

bool is_deferred_for(const Incident& incident, const std::string& audience) {
  return std::any_of(incident.deferred.begin(), incident.deferred.end(),
                     [&](const core::Deferred& one) { return one.audience == audience; });
}

/// What one audience is told at one occasion.
struct Telling {
  const Occasion* occasion = nullptr;
  const core::Audience* audience = nullptr;
  Bulletin bulletin;
  std::vector<IncidentId> done;  ///< that the message speaks of
};

/// Offices whose time is the same: finds for each what there is to say, and says what is the same for several in one update.
class OfficeRound {
 public:
  OfficeRound(Errand& errand, bool is_opening) : errand_(errand), is_opening_(is_opening) {}

  /// Settles what is needless, skipped or missed, and keeps what is to be said.
  [[nodiscard]] Result<void> look_at(const Occasion& occasion);
  [[nodiscard]] Result<void> say_all();
  [[nodiscard]] std::vector<Telling>& tellings() { return tellings_; }
  bool only_looks = false;  ///< nothing is settled

 private:
  enum class Need { none, tell, needless, hushed };
  [[nodiscard]] Need need_of(const Occasion& occasion, const Incident& incident) const;
  [[nodiscard]] Result<Bulletin::Item> item_of(const Occasion& occasion, const Incident& incident, std::optional<UtcTime> closing);
  [[nodiscard]] Result<void> add_ended(const Occasion& occasion, UtcTime closing, Bulletin& bulletin);
  [[nodiscard]] Result<void> say(std::vector<Telling*> same);
  [[nodiscard]] Result<void> take_deferred(const std::vector<Telling*>& same, Incident& worst);
  void add_times(const Occasion& occasion, Telling& telling) const;

  Errand& errand_;
  bool is_opening_;
  std::vector<Telling> tellings_;
};

OfficeRound::Need OfficeRound::need_of(const Occasion& occasion, const Incident& incident) const {
  const auto& rhythm = errand_.snapshot.rules.rhythm;
  const bool waits = is_opening_ && is_deferred_for(incident, occasion.audience);
  if (waits) return Need::tell;
  if (!incident.is_open() || incident.is_maintenance()) return Need::none;
  const auto* told = told_of(incident, occasion.audience);
  if (told == nullptr || told->said == 0) return Need::none;
  const auto min_impact = is_opening_ ? (rhythm.office_open ? std::optional(rhythm.office_open->min_impact) : std::nullopt)
                                      : (rhythm.office_close ? std::optional(rhythm.office_close->min_impact) : std::nullopt);
  if (!min_impact || incident.impact < *min_impact) return Need::none;
  // An opening or closing that was over when the incident began is none of it.
  if (incident.opened > occasion.at) return Need::none;
  if (errand_.is_asked_for) return Need::tell;
  if (incident.hushed && *incident.hushed > occasion.at) return Need::hushed;
  const Millis fresh = is_opening_ ? rhythm.office_open->fresh : rhythm.office_close->fresh;
  const UtcTime newest = is_opening_ ? told->at : told->overnight;
  return newest >= occasion.at - fresh ? Need::needless : Need::tell;
}

Result<Bulletin::Item> OfficeRound::item_of(const Occasion& occasion, const Incident& incident, std::optional<UtcTime> closing) {
  Bulletin::Item item;
  auto newest = newest_statement(errand_.store, incident, occasion.audience);
  if (!newest) return newest.error();
  item.incident = incident;
  item.newest = std::move(*newest);
  item.was_deferred = is_opening_ && is_deferred_for(incident, occasion.audience);
  if (is_opening_) {
    auto since = statements_since(errand_.store, incident, occasion.audience, closing.value_or(UtcTime::max()));
    if (!since) return since.error();
    item.since = std::move(*since);
  }
  const auto& promise = incident.promise;
  const bool is_theirs =
      promise && std::find(promise->audiences.begin(), promise->audiences.end(), occasion.audience) != promise->audiences.end();
  // A promise that is past is never repeated (rules I2).
  if (is_theirs && !promise->is_broken && promise->due > errand_.now) item.next = promise->due;
  return item;
}

Result<void> OfficeRound::add_ended(const Occasion& occasion, UtcTime closing, Bulletin& bulletin) {
  for (const IncidentId id : occasion.incidents) {
    auto incident = errand_.incident(id);
    if (!incident) return incident.error();
    if (*incident == nullptr || !(*incident)->resolved || (*incident)->is_maintenance() || *(*incident)->resolved < closing) continue;
    const bool is_shown =
        std::any_of(bulletin.items.begin(), bulletin.items.end(), [&](const auto& item) { return item.incident.id == id; });
    const auto* told = told_of(**incident, occasion.audience);
    if (is_shown || told == nullptr || told->said == 0) continue;
    if ((*incident)->impact < errand_.snapshot.rules.rhythm.office_open->min_impact) continue;
    auto item = item_of(occasion, **incident, closing);
    if (!item) return item.error();
    bulletin.ended.push_back(std::move(*item));
  }
  return {};
}

/// When the office opens next, and when what is said now is of no use any more.
void OfficeRound::add_times(const Occasion& occasion, Telling& telling) const {
  const auto& rhythm = errand_.snapshot.rules.rhythm;
  const auto& hours = telling.audience->office_hours;
  if (!hours) return;
  Bulletin& bulletin = telling.bulletin;
  if (is_opening_) {
    if (const auto closing = hours->next_close(errand_.now)) {
      bulletin.expires = closing->at - (rhythm.office_close ? rhythm.office_close->lead : Millis{});
      if (*bulletin.expires <= errand_.now) bulletin.expires = closing->at;
    }
    return;
  }
  const auto after = occasion.turn ? std::max(occasion.turn->at - Millis{1}, errand_.now) : errand_.now;
  const auto opening = hours->next_open(after);
  if (!opening) return;
  const Millis offset = rhythm.office_open ? rhythm.office_open->offset : Millis{};
  bulletin.expires = opening->at + offset;
  // Only what the clock will really say is promised, and the promise is one for all of the message.
  const bool speaks = rhythm.office_open && std::all_of(bulletin.items.begin(), bulletin.items.end(), [&](const Bulletin::Item& item) {
                        return item.incident.impact >= rhythm.office_open->min_impact;
                      });
  if (speaks) bulletin.opening = opening->at + offset;
}

Result<void> OfficeRound::look_at(const Occasion& occasion) {
  const auto audience = errand_.snapshot.audiences.find(occasion.audience);
  if (audience == errand_.snapshot.audiences.end()) return {};
  Telling telling{&occasion, &audience->second, {}, {}};
  std::vector<IncidentId> needless, hushed, missed;
  std::optional<UtcTime> closing;
  if (is_opening_ && audience->second.office_hours) {
    const auto turn = audience->second.office_hours->last_close((occasion.turn ? occasion.turn->at : occasion.at) - Millis{1});
    if (turn) closing = turn->at;
  }
  telling.bulletin.since_closing = closing;
  for (const IncidentId id : occasion.incidents) {
    auto settled = errand_.is_settled(occasion.key, id);
    if (!settled) return settled.error();
    auto incident = errand_.incident(id);
    if (!incident) return incident.error();
    if (*incident == nullptr) continue;
    const bool waits = is_opening_ && is_deferred_for(**incident, occasion.audience);
    // What waits for an opening is read at this or, if that was skipped, at the next: it is not lost.
    if (*settled && !errand_.is_asked_for) continue;
    const Need need = need_of(occasion, **incident);
    if (need == Need::needless) needless.push_back(id);
    if (need == Need::hushed) hushed.push_back(id);
    if (need != Need::tell) continue;
    if (!waits && errand_.is_too_late(occasion.at)) {
      missed.push_back(id);
      continue;
    }
    auto item = item_of(occasion, **incident, closing);
    if (!item) return item.error();
    telling.bulletin.items.push_back(std::move(*item));
    telling.done.push_back(id);
  }
  if (!only_looks) {
    if (!needless.empty()) {
      if (auto done = errand_.settle(occasion, OccasionResult::needless, needless); !done) return done;
    }
    if (!hushed.empty()) {
      if (auto done = errand_.settle(occasion, OccasionResult::skipped, hushed); !done) return done;
    }
    if (!missed.empty()) {
      errand_.miss(occasion, std::string(to_text(occasion.kind)) + " for " + occasion.audience + " about " + std::to_string(missed.size()) +
                                 (missed.size() == 1 ? " incident" : " incidents"));
      if (auto done = errand_.settle(occasion, OccasionResult::missed, missed); !done) return done;
    }
  }
  if (telling.bulletin.items.empty()) return {};
  const auto& open = errand_.snapshot.rules.rhythm.office_open;
  if (is_opening_ && closing && open && open->resolved) {
    if (auto done = add_ended(occasion, *closing, telling.bulletin); !done) return done;
  }
  std::sort(telling.bulletin.items.begin(), telling.bulletin.items.end(),
            [](const auto& a, const auto& b) { return is_worse(a.incident, b.incident); });
  add_times(occasion, telling);
  tellings_.push_back(std::move(telling));
  return {};
}

/// What waited for these openings has been read with this message.
Result<void> OfficeRound::take_deferred(const std::vector<Telling*>& same, Incident& worst) {
  for (const auto* telling : same) {
    for (const auto& item : telling->bulletin.items) {
      if (!item.was_deferred) continue;
      Incident* incident = &worst;
      if (item.incident.id != worst.id) {
        auto found = errand_.incident(item.incident.id);
        if (!found) return found.error();
        incident = *found;
      }
      for (auto& told : incident->told) {
        // It reads of the incident now, so from now on an answer is awaited.
        if (told.audience == telling->occasion->audience && core::waits_for_opening(*incident, told)) told.since = errand_.now;
      }
      std::erase_if(incident->deferred, [&](const core::Deferred& one) { return one.audience == telling->occasion->audience; });
      if (incident == &worst) continue;
      if (auto done = errand_.keep(*incident); !done) return done;
    }
  }
  return {};
}

/// Several audiences that are told of the same incidents at the same time hear one update.
Result<void> OfficeRound::say(std::vector<Telling*> same) {
  const Telling& first = *same.front();
  auto worst = errand_.incident(first.bulletin.items.front().incident.id);
  if (!worst) return worst.error();
  core::Decision decision = begin_statement(**worst, is_opening_ ? core::Occasion::office_open : core::Occasion::office_close, errand_.now);
  core::Update& update = decision.update;
  if (errand_.is_late(first.occasion->at)) update.planned = first.occasion->at;
  const Bulletin::Item& main = first.bulletin.items.front();
  if (main.newest) quote(update.event, main.newest->event);
  update.event.overnight = is_opening_ ? std::nullopt : decision.incident.overnight;
  update.next_update = main.next;
  if (first.bulletin.items.size() > 1) {
    for (const auto& item : first.bulletin.items) update.incidents.push_back(item.incident.name());
  }
  if (auto done = take_deferred(same, decision.incident); !done) return done;
  for (auto* telling : same) {
    decision.hearers.push_back({0, telling->occasion->audience, std::string(to_text(update.occasion))});
    Bulletin bulletin = telling->bulletin;
    if (bulletin.items.size() > kMostItems) {
      bulletin.left_out = static_cast<std::int64_t>(bulletin.items.size() - kMostItems);
      bulletin.items.resize(kMostItems);
    }
    decision.bulletins.emplace(telling->occasion->audience, std::move(bulletin));
  }
  if (auto done = errand_.say(std::move(decision)); !done) return done;
  for (const auto* telling : same) {
    const auto result = errand_.is_late(telling->occasion->at) ? OccasionResult::late : OccasionResult::done;
    if (auto done = errand_.settle(*telling->occasion, result, telling->done); !done) return done;
  }
  return {};
}

Result<void> OfficeRound::say_all() {
  // A rehearsal and what is real go different ways; a restricted incident is named in no message that speaks of others.
  std::map<std::vector<std::int64_t>, std::vector<Telling*>> same;
  std::vector<Telling> parts;
  parts.reserve(tellings_.size() * 2);
  for (auto& telling : tellings_) {
    std::map<std::int64_t, Telling> by_kind;
    for (auto& item : telling.bulletin.items) {
      const std::int64_t kind = item.incident.restricted ? item.incident.id.value : item.incident.exercise ? -1 : 0;
      auto& part = by_kind.try_emplace(kind, Telling{telling.occasion, telling.audience, {}, {}}).first->second;
      part.done.push_back(item.incident.id);
      part.bulletin.items.push_back(std::move(item));
    }
    for (auto& [kind, part] : by_kind) {
      part.bulletin.opening = telling.bulletin.opening;
      part.bulletin.since_closing = telling.bulletin.since_closing;
      part.bulletin.expires = telling.bulletin.expires;
      if (kind == 0) {
        for (auto& item : telling.bulletin.ended) {
          if (!item.incident.restricted && !item.incident.exercise) part.bulletin.ended.push_back(std::move(item));
        }
      }
      parts.push_back(std::move(part));
    }
  }
  for (auto& part : parts) {
    std::vector<std::int64_t> ids;
    for (const auto& item : part.bulletin.items) ids.push_back(item.incident.id.value);
    same[ids].push_back(&part);
  }
  for (auto& [ids, tellings] : same) {
    if (auto done = say(tellings); !done) return done;
  }
  return {};
}

}  // namespace

Result<void> carry_out_office(Errand& errand, const std::vector<const Occasion*>& occasions) {
  OfficeRound round(errand, occasions.front()->kind == core::Occasion::office_open);
  for (const auto* occasion : occasions) {
    if (auto done = round.look_at(*occasion); !done) return done;
  }
  return round.say_all();
}

Result<void> carry_out_asks(Errand& errand, const std::vector<const Occasion*>& occasions) {
  OfficeRound round(errand, false);
  round.only_looks = true;
  std::vector<AskedOffice> offices;
  for (const auto* ask : occasions) {
    auto known = errand.is_settled(ask->key, {});
    if (!known) return known.error();
    const auto& close = errand.snapshot.rules.rhythm.office_close;
    if (*known || !close || !ask->turn) continue;
    Occasion closing = *ask;
    closing.stage = "close";
    closing.at = ask->turn->at - close->lead;
    closing.key = office_key(to_text(core::Occasion::office_close), ask->audience, ask->day);
    if (closing.at <= errand.now) continue;  // it is too late to ask
    round.tellings().clear();
    if (auto done = round.look_at(closing); !done) return done;
    if (round.tellings().empty()) continue;
    AskedOffice office{ask->audience, errand.snapshot.audiences.at(ask->audience).timezone, ask->turn->at, closing.at, closing.key, {}};
    for (auto& item : round.tellings().front().bulletin.items) office.incidents.push_back(std::move(item.incident));
    std::vector<IncidentId> ids;
    for (const auto& incident : office.incidents) ids.push_back(incident.id);
    if (auto done = errand.settle(*ask, OccasionResult::done, ids); !done) return done;
    offices.push_back(std::move(office));
  }
  return offices.empty() ? Result<void>() : errand.tell(ask_letter(offices));
}

}  // namespace crier::clock
