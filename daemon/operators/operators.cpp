#include "operators/operators.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/event.h"

namespace crier::operators {
namespace {

using core::Happening;
using core::Matter;
using core::NoticeKind;

constexpr Millis kRetry{10'000};    // before the store is asked again that was full or busy
constexpr std::size_t kPage = 500;  // drafts read at once
constexpr std::size_t kRemembered = 1000;

bool is_operators(const std::string& incident) {
  return incident == core::kOperatorsKey || incident.starts_with(std::string(core::kOperatorsKey) + '~');
}

/// A newer notice of these says all that an unsent earlier one does; faults are told one by one.
bool replaces_earlier(NoticeKind kind) { return kind == NoticeKind::channels || kind == NoticeKind::dead_letters; }

}  // namespace

void Operators::start() {
  list_drafts();
  watch_channels();
  arm();
}

void Operators::tell(const Happening& happening) {
  if (left_) return;
  if (auto notice = notices_.add(happening, parts_.clock.steady())) send(std::move(*notice));
  arm();
}

void Operators::attempt_ended(const Attempt& attempt) {
  // A channel's state changes by what becomes of attempts: it is looked at a while after them.
  plan_watch(parts_.clock.steady() + ChannelWatch::kAgain);
  const bool has_failed = attempt.state == core::DeliveryState::failed;
  const bool is_dead = has_failed || attempt.state == core::DeliveryState::expired;
  // An edit of a message that arrived is an extra: without it nobody misses anything.
  if (!is_dead || left_ || attempt.delivery.kind == DeliveryKind::edit) return;
  if (is_operators(attempt.incident)) return relay(attempt);
  Happening happening;
  happening.matter = has_failed ? Matter::failed : Matter::expired;
  happening.channel = attempt.channel;
  happening.incident = attempt.incident;
  happening.update = attempt.update;
  happening.reason = attempt.reply;
  tell(happening);
}

void Operators::channel_changed(const dispatch::ChannelStatus& status) {
  const auto now = parts_.clock.steady();
  if (auto happening = watch_.look(status, {parts_.clock.utc(), now})) tell(*happening);
  plan_watch(watch_.next(now));
}

void Operators::update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string&) {
  if (accepted.state == core::UpdateState::draft) add_draft(accepted.incident_name, accepted.update);
  if (accepted.state == core::UpdateState::waiting) tell_held_back(accepted, update);
  if (accepted.state == core::UpdateState::recorded && update.by_monitor) tell_set_aside(accepted, update);
}

/// Who has an incident hears of monitors what makes it worse; the rest is in the record.
void Operators::tell_set_aside(const store::Accepted& accepted, const core::Update& update) {
  const auto& stands = accepted.stands;
  const bool is_worse = stands && stands->by_people && stands->is_open() && update.event.impact && *update.event.impact > stands->impact;
  if (!is_worse) return;
  Happening happening;
  happening.matter = Matter::set_aside;
  happening.incident = accepted.incident_name;
  happening.update = accepted.number;
  happening.reason = "impact " + std::string(core::to_text(*update.event.impact));
  if (!accepted.restricted) happening.reason += ": " + update.event.title.value_or(update.title) + "\n" + update.event.summary;
  tell(happening);
}

/// What waits by its route goes out by itself within minutes; a maintenance may take all night.
void Operators::tell_held_back(const store::Accepted& accepted, const core::Update& update) {
  if (!accepted.stands) return;
  const auto& all = accepted.stands->pending;
  const auto pending = std::find_if(all.begin(), all.end(), [&](const core::Pending& one) { return one.number == accepted.number; });
  if (pending == all.end() || pending->during.empty()) return;
  // Of a silence operators know: one of them asked for it.
  if (pending->during.starts_with(core::Silence::kMark)) return;
  Happening happening;
  happening.matter = Matter::held_back;
  happening.incident = accepted.incident_name;
  happening.update = accepted.number;
  happening.maintenance = pending->during;
  if (!accepted.restricted) happening.reason = update.title + "\n" + update.event.summary;
  tell(happening);
}

void Operators::update_changed(const store::Accepted& accepted, const core::Update&) {
  const auto draft = drafts_.find(accepted.incident_name);
  if (draft == drafts_.end() || draft->second.update != accepted.update || accepted.state == core::UpdateState::draft) return;
  // It is over: what still says that it waits is taken back.
  tell_draft(accepted.incident_name, draft->second);
}

void Operators::release_failed(const store::Accepted& accepted, const std::string& why) {
  Happening happening;
  happening.matter = Matter::not_released;
  happening.incident = accepted.incident_name;
  happening.update = accepted.number;
  happening.reason = why;
  tell(happening);
}

void Operators::add_draft(const std::string& incident, UpdateId update) {
  if (left_) return;
  Draft& draft = drafts_[incident];
  draft = {update, std::nullopt, false};
  tell_draft(incident, draft);
}

/// The ones that an earlier run of the daemon left: told at once, since whether they were is not known.
void Operators::list_drafts() {
  auto question = [this](store::Ledger& ledger) {
    std::vector<std::pair<std::string, UpdateId>> found;
    std::string after;
    do {
      store::UpdateFilter filter;
      filter.state = core::UpdateState::draft;
      const auto page = ledger.updates(filter, kPage, after);
      if (!page) break;
      for (const auto& record : page->items) found.emplace_back(record.incident, record.update.id);
      after = page->next;
    } while (!after.empty());
    parts_.loop.post([this, found = std::move(found)] {
      // Newest first: of each incident the newest counts, and one that came meanwhile is newer still.
      for (const auto& [incident, update] : found) {
        if (!drafts_.contains(incident)) add_draft(incident, update);
      }
      arm();
    });
  };
  if (!parts_.reader.ask(std::move(question))) parts_.loop.post_after(kRetry, [this] { list_drafts(); });
}

void Operators::tell_draft(const std::string& incident, Draft& draft) {
  draft.due.reset();
  auto errand = std::make_shared<DraftErrand>();
  errand->snapshot = parts_.snapshot();
  errand->update = draft.update;
  errand->is_reminder = draft.was_told;
  errand->now = parts_.clock.utc();
  if (const auto last = last_of_draft_.find(incident); last != last_of_draft_.end()) errand->replaces = last->second;
  persist(
      false, [errand](store::Store& store) { return errand->run(store); },
      [this, errand, incident](bool is_recorded) { draft_told(*errand, incident, is_recorded); });
}

void Operators::draft_told(const DraftErrand& errand, const std::string& incident, bool is_recorded) {
  const bool is_told = is_recorded && !errand.is_over;
  if (is_recorded && errand.is_over) parts_.work_for(errand.told.work);
  if (is_told) {
    conclude({NoticeKind::drafts, "", incident}, errand.words, errand.told);
    if (!errand.told.incident.empty()) last_of_draft_[incident] = errand.told.incident;
  }
  const auto draft = drafts_.find(incident);
  if (draft == drafts_.end()) {
    last_of_draft_.erase(incident);
    return;
  }
  if (draft->second.update != errand.update) return;
  if (is_recorded && errand.is_over && errand.older) {
    // It waited behind the one that is over, and is what an approval by key means now.
    draft->second = {errand.older, std::nullopt, true};
    return tell_draft(incident, draft->second);
  }
  if (is_recorded && errand.is_over) {
    drafts_.erase(draft);
    last_of_draft_.erase(incident);
    return;
  }
  draft->second.was_told = draft->second.was_told || is_told;
  draft->second.due = parts_.clock.steady() + (is_told ? errand.remind : kRetry);
  arm();
}

void Operators::send(core::OperatorNotice notice) {
  struct Errand {
    Letter letter;
    Told told;
  };
  auto errand = std::make_shared<Errand>();
  errand->letter.about = notice.key;
  errand->letter.words = core::words_of(notice);
  const bool replaces = replaces_earlier(notice.key.kind);
  if (const auto last = last_.find(notice.key); replaces && last != last_.end()) errand->letter.replaces = last->second;
  // A full disk must be told while it is full: the ballast is there for such (rules G3).
  const bool as_outcome = notice.has(Matter::store_full);
  persist(
      as_outcome,
      [errand, snapshot = parts_.snapshot(), now = parts_.clock.utc()](store::Store& store) -> Result<void> {
        auto told = operators::tell(store, *snapshot, errand->letter, now);
        if (!told) return told.error();
        errand->told = std::move(*told);
        return {};
      },
      [this, errand, replaces, notice = std::move(notice)](bool is_recorded) {
        if (!is_recorded) {
          const auto [kept, is_first] = unsent_.emplace(notice.key, notice);
          if (!is_first) kept->second.add_all(notice);
          if (!retry_) retry_ = parts_.clock.steady() + kRetry;
          return arm();
        }
        conclude(notice.key, errand->letter.words, errand->told);
        if (!replaces || errand->told.incident.empty()) return;
        last_[notice.key] = errand->told.incident;
        if (last_.size() > kRemembered) last_.erase(last_.begin());
      });
}

void Operators::relay(const Attempt& attempt) {
  auto errand = std::make_shared<RelayErrand>();
  errand->snapshot = parts_.snapshot();
  errand->incident = attempt.incident;
  errand->channel = attempt.channel;
  errand->reply = attempt.reply;
  errand->now = parts_.clock.utc();
  parts_.log.error("operator-notice-failed", "a notice to operators could not be delivered; it is tried once on their other channels",
                   {{"notice", attempt.incident}, {"channel", attempt.channel}, {"reply", attempt.reply}});
  // Several recipients may refuse one notice: it is tried elsewhere once.
  const auto name = core::parse_incident_name(attempt.incident);
  if (!name || !relayed_.insert(name->occurrence).second) return;
  if (relayed_.size() > kRemembered) relayed_.erase(relayed_.begin());
  persist(
      false, [errand](store::Store& store) { return errand->run(store); },
      [this, errand](bool is_recorded) {
        if (!is_recorded || !errand->kind) return;
        parts_.count(*errand->kind, "failed");
        parts_.work_for(errand->told.work);
        if (!errand->told.incident.empty()) {
          parts_.log.info("operator-notice", errand->words.title, {{"notice", errand->told.incident}, {"relays", errand->incident}});
        }
      });
}

void Operators::watch_channels() {
  next_watch_.reset();
  for (const auto& status : parts_.channels.channels()) channel_changed(status);
}

void Operators::plan_watch(std::optional<SteadyTime> at) {
  if (left_ || !at || (next_watch_ && *next_watch_ <= *at)) return;
  next_watch_ = at;
  arm();
}

void Operators::conclude(const core::NoticeKey& about, const core::OperatorWords& words, const Told& told) {
  const std::string kind(core::to_text(about.kind));
  parts_.work_for(told.work);
  parts_.count(about.kind, told.incident.empty() ? "unheard" : "recorded");
  if (!told.incident.empty()) {
    parts_.log.info("operator-notice", words.title,
                    {{"notice", told.incident}, {"kind", kind}, {"recipients", static_cast<long>(told.recipients)}});
    return;
  }
  parts_.log.warn("operator-notice-unheard", words.title,
                  {{"kind", kind}, {"channel", about.channel}, {"incident", about.incident}, {"do", words.commands.front()}});
}

void Operators::persist(bool as_outcome, std::function<Result<void>(store::Store&)> run, std::function<void(bool)> then) {
  if (left_) return;
  auto answer = std::make_shared<std::function<void(bool)>>(std::move(then));
  store::Operation operation;
  operation.outcome = as_outcome;
  operation.run = std::move(run);
  operation.done = [this, answer](const Result<void>& committed) {
    std::string why = committed ? "" : committed.error().text;
    const bool is_recorded = committed.has_value();
    parts_.loop.post([this, answer, is_recorded, why = std::move(why)] {
      if (left_) return;
      if (!is_recorded) {
        parts_.log.error("operator-notice-unstored", "a notice to operators cannot be stored just now; it is tried again",
                         {{"error", why}});
      }
      (*answer)(is_recorded);
    });
  };
  if (parts_.writer.submit(std::move(operation))) return;
  parts_.loop.post([this, answer] {
    if (!left_) (*answer)(false);
  });
}

void Operators::arm() {
  std::optional<SteadyTime> first = notices_.next();
  const auto also = [&first](std::optional<SteadyTime> time) {
    if (time) first = std::min(first.value_or(*time), *time);
  };
  also(next_watch_);
  also(retry_);
  for (const auto& [incident, draft] : drafts_) also(draft.due);
  if (!first || (armed_ && *armed_ <= *first)) return;
  armed_ = first;
  const auto pause = std::max(std::chrono::ceil<Millis>(*first - parts_.clock.steady()), Millis{0});
  parts_.loop.post_after(pause, [this, at = *first] {
    if (armed_ == at) armed_.reset();
    tick();
  });
}

void Operators::tick() {
  if (left_) return;
  const auto now = parts_.clock.steady();
  if (next_watch_ && *next_watch_ <= now) watch_channels();
  for (auto& notice : notices_.due(now)) send(std::move(notice));
  if (retry_ && *retry_ <= now) {
    retry_.reset();
    for (auto& [key, notice] : std::exchange(unsent_, {})) send(std::move(notice));
  }
  for (auto& [incident, draft] : drafts_) {
    if (draft.due && *draft.due <= now) tell_draft(incident, draft);
  }
  arm();
}

}  // namespace crier::operators
