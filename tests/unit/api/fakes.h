#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "api/health.h"
#include "clock/clockwork.h"
#include "dispatch/control.h"

namespace crier::api {

/// Runs what is posted at once; keeps what is delayed until told.
class DirectLoop final : public Executor {
 public:
  void post(Task task) override { task(); }
  void post_after(Millis, Task task) override { delayed.push_back(std::move(task)); }
  void run_delayed() {
    auto due = std::move(delayed);
    delayed.clear();
    for (auto& task : due) task();
  }
  std::vector<Task> delayed;
};

class FixedClock final : public Clock {
 public:
  [[nodiscard]] UtcTime utc() const override { return now; }
  [[nodiscard]] SteadyTime steady() const override { return {}; }
  UtcTime now = parse_rfc3339("2026-11-22T12:00:00Z").value();
};

class FakeHealth final : public Health {
 public:
  void ask_alive(UniqueFunction<void(bool)> done) override { done(is_alive); }
  [[nodiscard]] Readiness readiness() const override { return state; }
  bool is_alive = true;
  Readiness state;
};

/// Answers with what the test put in, and keeps what it was given.
class FakeAnnouncer final : public announce::Announcer {
 public:
  using Results = Result<std::vector<announce::EventResult>, core::Problem>;
  void accept(config::SnapshotPtr, std::vector<core::Event> given, const core::Peer& sender, UniqueFunction<void(Results)> done) override {
    events = std::move(given);
    peer = sender;
    done(results);
  }
  void preview(config::SnapshotPtr, core::Event event, const core::Peer&,
               UniqueFunction<void(Result<announce::Preview, core::Problem>)> done) override {
    events = {std::move(event)};
    done(previewed);
  }
  void check(config::SnapshotPtr, core::Event event, const core::Peer&,
             UniqueFunction<void(Result<std::vector<wording::Finding>, core::Problem>)> done) override {
    events = {std::move(event)};
    done(found);
  }
  void approve(config::SnapshotPtr, announce::Approval approval, const core::Peer&,
               UniqueFunction<void(Result<announce::EventResult, core::Problem>)> done) override {
    approvals.push_back(std::move(approval));
    done(approved);
  }
  void end_pending(config::SnapshotPtr, announce::PendingName name, core::UpdateState as, const core::Peer&,
                   UniqueFunction<void(Result<announce::Ended, core::Problem>)> done) override {
    endings.emplace_back(std::move(name), as);
    done(ended);
  }
  void add_silence(core::Silence silence, const core::Peer&, UniqueFunction<void(Result<core::Silence, core::Problem>)> done) override {
    silence.number = static_cast<std::int64_t>(silences.size()) + 1;
    silences.push_back(silence);
    done(silence);
  }
  void end_silence(std::int64_t number, const core::Peer&, UniqueFunction<void(Result<core::Silence, core::Problem>)> done) override {
    for (const auto& silence : silences) {
      if (silence.number == number) return done(silence);
    }
    done(core::Problem{ErrorKind::not_found, "There is no such silence", "none", {}});
  }
  void list_silences(UniqueFunction<void(Result<std::vector<core::Silence>, core::Problem>)> done) override { done(silences); }
  void start(std::function<config::SnapshotPtr()>) override {}
  void leave() override {}
  std::vector<core::Silence> silences;
  std::vector<announce::Approval> approvals;
  std::vector<std::pair<announce::PendingName, core::UpdateState>> endings;
  Result<announce::EventResult, core::Problem> approved{announce::EventResult{}};
  Result<announce::Ended, core::Problem> ended{announce::Ended{}};
  std::vector<core::Event> events;
  core::Peer peer;  ///< who sent them
  Results results{std::vector<announce::EventResult>{}};
  Result<announce::Preview, core::Problem> previewed{announce::Preview{}};
  Result<std::vector<wording::Finding>, core::Problem> found{std::vector<wording::Finding>{}};
};

class FakeBrake final : public dispatch::Brake {
 public:
  void freeze(UpdateId update) override { frozen.insert(update); }
  void thaw(UpdateId update) override { frozen.erase(update); }
  void stop(UpdateId update, StopNote note, UniqueFunction<void(Result<store::StopCounts>)> done) override {
    stopped.push_back(update);
    frozen.erase(update);
    if (counts) notes.push_back(note(*counts));
    done(counts);
  }
  std::vector<UpdateId> stopped;
  std::set<UpdateId> frozen;
  std::vector<store::LogEntry> notes;
  Result<store::StopCounts> counts{store::StopCounts{}};
};

/// Answers what the test says, and remembers what it was asked.
class FakeClockwork final : public clock::Clockwork {
 public:
  void start(clock::Remembered) override {}
  void reloaded() override {}
  void leave() override {}
  [[nodiscard]] clock::EntryPage list(const clock::EntryQuery& query) const override {
    asked = query;
    return page;
  }
  void show(const std::string& id, Done<clock::Shown> done) override { id == shown.entry.id ? done(shown) : done(unknown); }
  void skip(const std::string& id, const core::Peer& peer, Done<clock::Entry> done) override { change("skip", id, peer, std::move(done)); }
  void hasten(const std::string& id, const core::Peer& peer, Done<clock::Entry> done) override { change("now", id, peer, std::move(done)); }
  void hush(const core::IncidentName& name, Millis span, const core::Peer& peer, Done<std::optional<UtcTime>> done) override {
    did.push_back("hush " + name.key + " " + format_duration(span) + " " + peer.name);
    done(until);
  }
  [[nodiscard]] std::vector<ReminderEntry> reminders() const override { return kept; }
  void add_reminder(core::Reminder reminder, const core::Peer& peer, Done<ReminderEntry> done) override {
    did.push_back("remind " + reminder.name + " " + peer.name);
    kept.push_back({std::move(reminder), until});
    done(kept.back());
  }
  void remove_reminder(const std::string& name, const core::Peer&, Done<std::monostate> done) override {
    name == "window" ? done(std::monostate{}) : done(unknown);
  }
  void update_accepted(const store::Accepted&, const core::Update&, const std::string&) override {}
  void update_changed(const store::Accepted&, const core::Update&) override {}
  void release_failed(const store::Accepted&, const std::string&) override {}

  mutable clock::EntryQuery asked;
  clock::EntryPage page;
  clock::Shown shown;
  std::optional<UtcTime> until;
  std::vector<ReminderEntry> kept;
  std::vector<std::string> did;
  core::Problem unknown{ErrorKind::not_found, "There is no such thing", "there is no such occasion", {}};

 private:
  void change(const std::string& what, const std::string& id, const core::Peer& peer, Done<clock::Entry> done) {
    did.push_back(what + " " + id + " " + peer.name);
    if (id != shown.entry.id) return done(unknown);
    clock::Entry entry = shown.entry;
    entry.state = what == "now" ? "done" : "skipped";
    done(std::move(entry));
  }
};

class FakeChannels final : public dispatch::ChannelControl {
 public:
  using Done = UniqueFunction<void(Result<dispatch::ChannelStatus>)>;
  [[nodiscard]] std::vector<dispatch::ChannelStatus> channels() const override { return list; }
  void pause(const std::string& name, Done done) override { set(name, dispatch::ChannelCondition::paused, std::move(done)); }
  void resume(const std::string& name, Done done) override { set(name, dispatch::ChannelCondition::ready, std::move(done)); }
  void test(const std::string& name, const std::string& to, UniqueFunction<void(Result<core::Outcome>)> done) override {
    tested = name + " " + to;
    done(outcome);
  }
  std::vector<dispatch::ChannelStatus> list;
  std::string tested;
  Result<core::Outcome> outcome{core::Outcome{}};

 private:
  void set(const std::string& name, dispatch::ChannelCondition condition, Done done) {
    for (auto& channel : list) {
      if (channel.name != name) continue;
      channel.condition = condition;
      return done(channel);
    }
    done(Error{ErrorKind::not_found, "There is no channel " + name + "."});
  }
};

}  // namespace crier::api
