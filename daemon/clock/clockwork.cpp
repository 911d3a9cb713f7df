#include "clock/clockwork.h"

#include <algorithm>
#include <utility>

#include "clock/errand.h"
#include "clock/keys.h"

namespace crier::clock {

using core::Problem;

/// Further back nothing ended that the clock still speaks of.
constexpr Millis kBack{15LL * 86400 * 1000};

Result<Remembered> remember(store::Store& store, const config::Snapshot& snapshot, UtcTime now) {
  Remembered remembered;
  auto looked = store.looked_until();
  if (!looked) return looked.error();
  remembered.looked_until = *looked;
  const UtcTime from = remembered.looked_until.value_or(now) - kBack;
  auto incidents = store.watched(from, [&](const core::Incident& incident) { return is_watched(snapshot, incident); });
  if (!incidents) return incidents.error();
  remembered.incidents = std::move(*incidents);
  auto settled = store.settled_from(from);
  if (!settled) return settled.error();
  remembered.settled = std::move(*settled);
  auto reminders = store.reminders();
  if (!reminders) return reminders.error();
  remembered.reminders = std::move(*reminders);
  return remembered;
}

namespace {

/// After a transaction that failed (disk full), or a busy store.
constexpr Millis kAgain{1'000};
/// The wall clock wavers by less than this; what is more was set.
constexpr Millis kSetBack{1'000};

Problem busy() { return {ErrorKind::unavailable, "Too much at once", "the store is busy; send it again in a moment", {}}; }
Problem not_found(std::string detail) { return {ErrorKind::not_found, "There is no such thing", std::move(detail), {}}; }
Problem conflict(std::string detail) { return {ErrorKind::conflict, "It makes no sense now", std::move(detail), {}}; }

std::string name_of(const Entry& entry) {
  const std::string what = std::string(to_text(entry.kind)) +
                           (entry.stage.empty() || entry.stage == "open" || entry.stage == "close" ? "" : " (" + entry.stage + ")");
  return what + " at " + format_rfc3339(entry.at) + (entry.audience.empty() ? "" : " to " + entry.audience);
}

/// Why nothing would be said, as the settling says it.
std::string why_needless(const Came& came) {
  if (!came.broadcasts.empty() || !came.letters.empty()) return "";
  for (const auto& count : came.counts) {
    if (count.result == core::OccasionResult::needless && count.kind == core::Occasion::escalation)
      return "a person has written on it, and the message was delivered";
    if (count.result == core::OccasionResult::needless) return "what was announced shortly before makes it needless";
    if (count.result == core::OccasionResult::skipped) return "the incident is hushed";
  }
  return "there is nothing to say";
}

class RealClockwork final : public Clockwork {
 public:
  explicit RealClockwork(Parts parts) : parts_(std::move(parts)) {}

  void start(Remembered remembered) override;
  void reloaded() override;
  void leave() override {
    has_left_ = true;
    parts_.timer.cancel();
  }

  [[nodiscard]] EntryPage list(const EntryQuery& query) const override { return agenda_.list(query); }
  void show(const std::string& id, Done<Shown> done) override;
  void skip(const std::string& id, const core::Peer& peer, Done<Entry> done) override;
  void hasten(const std::string& id, const core::Peer& peer, Done<Entry> done) override;
  void hush(const core::IncidentName& name, Millis span, const core::Peer& peer, Done<std::optional<UtcTime>> done) override;
  [[nodiscard]] std::vector<ReminderEntry> reminders() const override;
  void add_reminder(core::Reminder reminder, const core::Peer& peer, Done<ReminderEntry> done) override;
  void remove_reminder(const std::string& name, const core::Peer& peer, Done<std::monostate> done) override;

  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override;
  void update_changed(const store::Accepted& accepted, const core::Update& update) override;
  void release_failed(const store::Accepted&, const std::string&) override {}

 private:
  void look();
  void sleep();
  void carry_out(std::vector<Occasion> due, UtcTime until);
  void finish(CarryingOut& work);
  void put(const core::Incident& incident);
  void plan_anew(UtcTime from);
  /// Incidents that a new configuration may have something to say of, and the one before had not.
  void read_again(UtcTime now);
  /// Runs `run` in a group transaction and `then(failure)` on the loop after it. False: the writer takes no more.
  void submit(std::function<Result<void>(store::Store&)> run, std::function<void(const std::optional<Problem>&)> then);
  [[nodiscard]] Result<Agenda::Found, Problem> find(const std::string& id) const;

  Parts parts_;
  Agenda agenda_;
  std::vector<core::Reminder> once_;
  UtcTime looked_until_{};
  bool has_begun_ = false;
  bool is_looking_ = false;
  bool look_again_ = false;
  bool has_left_ = false;
};

void RealClockwork::submit(std::function<Result<void>(store::Store&)> run, std::function<void(const std::optional<Problem>&)> then) {
  if (has_left_) return then(busy());
  store::Operation operation;
  operation.run = [run = std::move(run)](store::Store& store) { return run(store); };
  auto end = std::make_shared<std::function<void(const std::optional<Problem>&)>>(std::move(then));
  operation.done = [this, end](const Result<void>& committed) {
    std::optional<Problem> failure;
    if (!committed) failure = announce::to_problem(committed.error());
    parts_.loop.post([end, failure] { (*end)(failure); });
  };
  if (!parts_.writer.submit(std::move(operation))) parts_.loop.post([end] { (*end)(busy()); });
}

void RealClockwork::start(Remembered remembered) {
  const UtcTime now = parts_.clock.utc();
  looked_until_ = std::min(remembered.looked_until.value_or(now), now);
  once_ = std::move(remembered.reminders);
  has_begun_ = true;
  agenda_.plan(parts_.snapshot(), once_, looked_until_);
  for (const auto& settled : remembered.settled) agenda_.settle(settled);
  for (const auto& incident : remembered.incidents) static_cast<void>(agenda_.put(incident, looked_until_));
  if (!remembered.looked_until) carry_out({}, now);
  look();
}

void RealClockwork::plan_anew(UtcTime from) {
  looked_until_ = from;
  agenda_.plan(parts_.snapshot(), once_, from);
}

void RealClockwork::reloaded() {
  if (!has_begun_) return;
  look();
  const UtcTime now = parts_.clock.utc();
  plan_anew(now);
  // Kept, so that a restart does not take hours that are new for hours that were missed.
  carry_out({}, now);
  read_again(now);
  sleep();
}

void RealClockwork::read_again(UtcTime now) {
  auto found = std::make_shared<std::vector<core::Incident>>();
  const auto snapshot = parts_.snapshot();
  submit(
      [found, snapshot, now](store::Store& store) -> Result<void> {
        auto all = store.watched(now - kBack, [&](const core::Incident& incident) { return is_watched(*snapshot, incident); });
        if (!all) return all.error();
        *found = std::move(*all);
        return {};
      },
      [this, found](const std::optional<Problem>& failure) {
        if (has_left_) return;
        if (failure)
          return parts_.log.error("clock-failed", "incidents could not be read for a configuration that is new: " + failure->detail);
        // What they promised was counted when it was; those that are known already do not change by it.
        for (const auto& incident : *found) static_cast<void>(agenda_.put(incident, parts_.clock.utc()));
        sleep();
      });
}

void RealClockwork::put(const core::Incident& incident) {
  const auto more = agenda_.put(incident, parts_.clock.utc());
  if (incident.exercise) return;
  if (more.kept > 0) parts_.count_promise(true, more.kept);
  if (more.broken > 0) parts_.count_promise(false, more.broken);
}

void RealClockwork::update_accepted(const store::Accepted& accepted, const core::Update&, const std::string&) {
  if (!has_begun_ || !accepted.stands) return;
  put(*accepted.stands);
  sleep();
}

void RealClockwork::update_changed(const store::Accepted& accepted, const core::Update&) {
  if (!has_begun_ || !accepted.stands) return;
  put(*accepted.stands);
  sleep();
}

void RealClockwork::sleep() {
  if (has_left_) return;
  const auto next = agenda_.next();
  if (!next) return parts_.timer.cancel();
  parts_.timer.wake_at(*next, [this] { look(); });
}

void RealClockwork::look() {
  if (has_left_) return;
  look_again_ = is_looking_;
  if (is_looking_) return;
  const UtcTime now = parts_.clock.utc();
  if (now + kSetBack < looked_until_) {
    parts_.log.warn("clock-set-back", "the wall clock was set back; what is to come is planned anew",
                    {{"from", format_rfc3339(looked_until_)}});
    plan_anew(now);
  }
  auto due = agenda_.take_due(now);
  looked_until_ = std::max(looked_until_, now);
  const auto is_empty = [](const Occasion& one) {
    const bool is_office = one.kind == core::Occasion::office_close || one.kind == core::Occasion::office_open;
    return is_office && one.incidents.empty();
  };
  std::erase_if(due, is_empty);
  if (due.empty()) return sleep();
  carry_out(std::move(due), now);
}

void RealClockwork::carry_out(std::vector<Occasion> due, UtcTime until) {
  auto work = std::make_shared<CarryingOut>(parts_.snapshot(), std::move(due), parts_.clock.utc());
  work->look_until = until;
  is_looking_ = true;
  submit([work](store::Store& store) { return work->run(store); },
         [this, work](const std::optional<Problem>& failure) {
           is_looking_ = false;
           if (has_left_) return;
           if (!failure) {
             finish(*work);
             if (std::exchange(look_again_, false)) return look();
             return sleep();
           }
           // After an i/o error the daemon ends; everything else passes. Nothing of it happened, so all of it is due again.
           if (failure->kind == ErrorKind::io) return;
           parts_.log.error("clock-failed", "occasions could not be carried out and are tried again: " + failure->detail);
           parts_.loop.post_after(kAgain, [this, from = work->first_due()] {
             if (has_left_) return;
             if (from) plan_anew(std::min(*from - Millis{1}, looked_until_));
             look();
           });
         });
}

void RealClockwork::finish(CarryingOut& work) {
  for (const auto& [id, incident] : work.came.incidents) put(incident);
  for (const auto& settled : work.came.settled) agenda_.settle(settled);
  for (const auto& count : work.came.counts) parts_.count(count.kind, count.result, 1);
  for (const auto& name : work.came.reminders) {
    agenda_.remove_reminder(name);
    std::erase_if(once_, [&](const core::Reminder& one) { return one.name == name; });
  }
  for (const auto& missed : work.came.missed) parts_.log.warn("occasion-missed", missed);
  for (const auto& recorded : work.came.recorded) parts_.observer.update_accepted(recorded.accepted, recorded.update, "crierd");
  if (!work.came.work.empty()) parts_.work_for(work.came.work);
}

Result<Agenda::Found, Problem> RealClockwork::find(const std::string& id) const {
  auto found = agenda_.find(id, parts_.clock.utc());
  if (!found) return not_found("there is no occasion " + id + " to come; see: crier schedule");
  return std::move(*found);
}

void RealClockwork::show(const std::string& id, Done<Shown> done) {
  auto found = find(id);
  if (!found) return done(found.error());
  auto work = std::make_shared<CarryingOut>(parts_.snapshot(), std::vector<Occasion>{found->occasion}, parts_.clock.utc());
  auto shown = std::make_shared<Shown>();
  shown->entry = std::move(found->entry);
  auto answer = std::make_shared<Done<Shown>>(std::move(done));
  auto has_run = std::make_shared<bool>(false);
  // It is really carried out, and then taken back, so that what is shown is what would be said.
  submit(
      [work, has_run](store::Store& store) -> Result<void> {
        if (auto ran = work->run(store); !ran) return ran;
        *has_run = true;
        return Error{ErrorKind::invalid, "only shown"};
      },
      [work, shown, answer, has_run](const std::optional<Problem>& failure) {
        if (!*has_run) return (*answer)(failure ? *failure : busy());
        shown->needless = why_needless(work->came);
        shown->letters = std::move(work->came.letters);
        for (auto& broadcast : work->came.broadcasts) {
          if (broadcast.for_fallbacks) continue;
          store::BroadcastCount count{broadcast.audience, broadcast.channel, 0, 0};
          for (const auto& recorded : work->came.recorded) {
            for (const auto& reached : recorded.accepted.broadcasts) {
              if (reached.audience == count.audience && reached.channel == count.channel) count = reached;
            }
          }
          for (auto& message : broadcast.messages) shown->messages.push_back({count, std::move(message)});
        }
        (*answer)(std::move(*shown));
      });
}

void RealClockwork::skip(const std::string& id, const core::Peer& peer, Done<Entry> done) {
  auto found = find(id);
  if (!found) return done(found.error());
  if (found->entry.state == "skipped") return done(conflict(id + " is skipped already"));
  if (found->occasion.kind == core::Occasion::promise && found->occasion.promise.stage == core::PromiseStage::deadline)
    return done(conflict("a promise is kept or broken, it cannot be skipped; answer it: crier nonews " + found->entry.incident + " 45m"));
  auto entry = std::make_shared<Entry>(std::move(found->entry));
  entry->state = "skipped";
  store::SettledOccasion settled{entry->key, core::OccasionResult::skipped, entry->at, {}};
  if (entry->incident_id) settled.incidents = {entry->incident_id};
  auto answer = std::make_shared<Done<Entry>>(std::move(done));
  store::LogEntry note{parts_.clock.utc(), peer.name, "skip", entry->incident, 0, name_of(*entry)};
  auto was_settled = std::make_shared<std::optional<core::OccasionResult>>();
  submit(
      [settled, note, was_settled](store::Store& store) -> Result<void> {
        was_settled->reset();
        // It may have happened, or been skipped, while this waited for its turn.
        const auto rows = store.settled(settled.key);
        if (!rows) return rows.error();
        for (const auto& row : *rows) {
          const bool is_about =
              settled.incidents.empty() || std::binary_search(row.incidents.begin(), row.incidents.end(), settled.incidents[0]);
          if (is_about && row.result != core::OccasionResult::missed) *was_settled = row.result;
        }
        if (*was_settled) return {};
        if (auto kept = store.settle(settled); !kept) return kept;
        return store.note(note);
      },
      [this, settled, entry, answer, was_settled](const std::optional<Problem>& failure) {
        if (failure) return (*answer)(*failure);
        if (*was_settled) {
          const bool is_skipped = **was_settled == core::OccasionResult::skipped;
          return (*answer)(conflict(entry->id + (is_skipped ? " is skipped already" : " has happened already")));
        }
        agenda_.settle(settled);
        parts_.count(entry->kind, core::OccasionResult::skipped, 1);
        (*answer)(std::move(*entry));
      });
}

void RealClockwork::hasten(const std::string& id, const core::Peer& peer, Done<Entry> done) {
  auto found = find(id);
  if (!found) return done(found.error());
  if (found->occasion.kind == core::Occasion::promise && found->occasion.promise.stage == core::PromiseStage::deadline)
    return done(conflict("a deadline comes when it comes; answer the promise: crier nonews " + found->entry.incident + " 45m"));
  if (found->entry.state == "skipped") return done(conflict(id + " is skipped already"));
  auto work = std::make_shared<CarryingOut>(parts_.snapshot(), std::vector<Occasion>{found->occasion}, parts_.clock.utc());
  work->is_asked_for = true;
  work->peer = peer.name;
  auto entry = std::make_shared<Entry>(std::move(found->entry));
  auto answer = std::make_shared<Done<Entry>>(std::move(done));
  submit([work](store::Store& store) { return work->run(store); },
         [this, work, entry, answer](const std::optional<Problem>& failure) {
           if (failure) return (*answer)(*failure);
           finish(*work);
           sleep();
           if (work->came.settled.empty()) return (*answer)(conflict("there is nothing to say: " + name_of(*entry)));
           entry->state = "done";
           (*answer)(std::move(*entry));
         });
}

void RealClockwork::hush(const core::IncidentName& name, Millis span, const core::Peer& peer, Done<std::optional<UtcTime>> done) {
  struct Hushing {
    std::optional<Problem> problem;
    core::Incident incident;
  };
  auto work = std::make_shared<Hushing>();
  auto answer = std::make_shared<Done<std::optional<UtcTime>>>(std::move(done));
  const UtcTime now = parts_.clock.utc();
  submit(
      [work, name, span, now, who = peer.name](store::Store& store) -> Result<void> {
        work->problem.reset();
        auto incident = store.incident(name.key, name.occurrence);
        if (!incident) return incident.error();
        if (!*incident) {
          work->problem = not_found("there is no incident " + core::incident_name(name.key, std::max(name.occurrence, 1)));
          return {};
        }
        work->incident = std::move(**incident);
        if (!work->incident.is_open()) {
          work->problem = conflict("incident " + work->incident.name() + " is over, the clock says nothing of it");
          return {};
        }
        work->incident.hushed = span.count() > 0 ? std::optional(now + span) : std::nullopt;
        if (auto kept = store.keep_incident(work->incident); !kept) return kept;
        const std::string effect =
            span.count() > 0 ? "the clock says nothing of it until " + format_rfc3339(now + span) : "the clock speaks of it again";
        return store.note({now, who, "hush", work->incident.name(), 0, effect});
      },
      [this, work, answer](const std::optional<Problem>& failure) {
        if (failure) return (*answer)(*failure);
        if (work->problem) return (*answer)(*work->problem);
        put(work->incident);
        (*answer)(work->incident.hushed);
      });
}

std::vector<Clockwork::ReminderEntry> RealClockwork::reminders() const {
  std::vector<ReminderEntry> all;
  for (auto& one : agenda_.reminders(parts_.clock.utc())) all.push_back({std::move(one.reminder), one.at});
  return all;
}

void RealClockwork::add_reminder(core::Reminder reminder, const core::Peer& peer, Done<ReminderEntry> done) {
  const UtcTime now = parts_.clock.utc();
  constexpr std::size_t kMostReminders = 1'000;
  if (once_.size() >= kMostReminders)
    return done(conflict("there are " + std::to_string(kMostReminders) + " reminders already; to see them: crier remind --list"));
  for (const auto& one : agenda_.reminders(now)) {
    if (one.reminder.name == reminder.name) return done(conflict("there is a reminder " + reminder.name + " already; choose another name"));
  }
  auto answer = std::make_shared<Done<ReminderEntry>>(std::move(done));
  auto is_added = std::make_shared<bool>(false);
  auto kept = std::make_shared<core::Reminder>(std::move(reminder));
  submit(
      [kept, is_added, now, who = peer.name](store::Store& store) -> Result<void> {
        auto added = store.add_reminder(*kept);
        if (!added) return added.error();
        *is_added = *added;
        return *added ? store.note({now, who, "remind", "", 0, "reminder " + kept->name}) : Result<void>();
      },
      [this, kept, is_added, answer](const std::optional<Problem>& failure) {
        if (failure) return (*answer)(*failure);
        if (!*is_added) return (*answer)(conflict("there is a reminder " + kept->name + " already; choose another name"));
        once_.push_back(*kept);
        agenda_.add_reminder(*kept, parts_.clock.utc());
        sleep();
        ReminderEntry entry{*kept, {}};
        for (const auto& one : agenda_.reminders(parts_.clock.utc())) {
          if (one.reminder.name == kept->name) entry.at = one.at;
        }
        (*answer)(std::move(entry));
      });
}

void RealClockwork::remove_reminder(const std::string& name, const core::Peer& peer, Done<std::monostate> done) {
  auto answer = std::make_shared<Done<std::monostate>>(std::move(done));
  auto is_removed = std::make_shared<bool>(false);
  submit(
      [name, is_removed, now = parts_.clock.utc(), who = peer.name](store::Store& store) -> Result<void> {
        auto removed = store.remove_reminder(name);
        if (!removed) return removed.error();
        *is_removed = *removed;
        return *removed ? store.note({now, who, "remind", "", 0, "cancelled reminder " + name}) : Result<void>();
      },
      [this, name, is_removed, answer](const std::optional<Problem>& failure) {
        if (failure) return (*answer)(*failure);
        if (!*is_removed) return (*answer)(not_found("there is no one-shot reminder " + name + "; see: crier remind --list"));
        agenda_.remove_reminder(name);
        std::erase_if(once_, [&](const core::Reminder& one) { return one.name == name; });
        sleep();
        (*answer)(std::monostate{});
      });
}

}  // namespace

std::unique_ptr<Clockwork> make_clockwork(Clockwork::Parts parts) { return std::make_unique<RealClockwork>(std::move(parts)); }

}  // namespace crier::clock
