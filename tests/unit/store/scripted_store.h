#pragma once
#include <functional>
#include <string>
#include <vector>

#include "store/store.h"

namespace crier::store {

/// A store of which only the group transactions work, and those fail when told to. It writes down what happened to it:
/// "begin", "commit", "rollback", "free", "between" and whatever the operations add.
class ScriptedStore final : public Store {
 public:
  std::vector<std::string> happened;
  std::function<Result<void>()> on_begin = [] { return Result<void>(); };
  std::function<Result<void>()> on_commit = [] { return Result<void>(); };
  std::function<Result<void>()> on_between = [] { return Result<void>(); };
  int reserves = 0;
  bool is_short = false;

  Result<void> begin_group() override {
    Result<void> done = on_begin();
    if (done) note("begin");
    return done;
  }
  Result<void> commit_group() override {
    Result<void> done = on_commit();
    note(done ? "commit" : "commit fails");
    return done;
  }
  void rollback_group() override { note("rollback"); }
  Result<void> between_groups(bool urgent) override {
    note(urgent ? "between, urgent" : "between");
    return on_between();
  }
  bool free_reserve() override {
    if (reserves == 0) return false;
    --reserves;
    is_short = true;
    note("free");
    return true;
  }
  bool has_reserve() const override { return !is_short; }

  Result<std::unique_ptr<Ledger>> reader() override { return none(); }
  Result<std::optional<Receipt>> receipt(const std::string&, const std::string&) override { return none(); }
  Result<std::optional<core::Incident>> incident(const std::string&, int) override { return none(); }
  Result<Group> group(const std::string&, const std::string&) override { return none(); }
  Result<std::int64_t> next_notice() override { return none(); }
  Result<Accepted> record(const Acceptance&, UtcTime) override { return none(); }
  Result<Accepted> accepted(UpdateId) override { return none(); }
  Result<std::optional<Stored>> stored(UpdateId) override { return none(); }
  Result<std::optional<core::Update>> update(IncidentId, int) override { return none(); }
  Result<DuePending> due_pending(UtcTime, std::size_t) override { return none(); }
  Result<BroadcastCount> reach(const NewBroadcast&) override { return none(); }
  Result<bool> end_pending(UpdateId, core::UpdateState) override { return none(); }
  Result<DestinationClass> destination_class(const std::string&, const std::string&) override { return none(); }
  Result<std::vector<DestinationClass>> classes_with_work() override { return none(); }
  Result<std::optional<UtcTime>> next_due(ClassId) override { return none(); }
  Result<std::vector<Head>> heads(ClassId, core::Lane, UtcTime, std::size_t) override { return none(); }
  Result<std::vector<Started>> start(const StartOrder&, const Judge&, UtcTime) override { return none(); }
  Result<FinishReport> finish(const std::vector<Finish>&, UtcTime) override { return none(); }
  Result<void> checkpoint(const Claim&, const std::string&) override { return none(); }
  Result<core::Message> message(MessageId) override { return none(); }
  Result<std::int64_t> recover(const std::vector<std::string>&, UtcTime) override { return none(); }
  Result<std::vector<ClassId>> due_fallbacks(UtcTime, std::size_t) override { return none(); }
  Result<std::optional<UtcTime>> next_fallback() override { return none(); }
  Result<std::int64_t> expire(const std::string&, UtcTime, UtcTime, std::size_t) override { return none(); }
  Result<std::int64_t> sweep(UtcTime, UtcTime, UtcTime, std::size_t) override { return none(); }
  Result<void> keep_channel_state(const std::string&, const std::string&) override { return none(); }
  Result<std::string> channel_state(const std::string&) override { return none(); }
  Result<void> set_pause(const std::string&, const std::optional<Pause>&) override { return none(); }
  Result<std::vector<Pause>> pauses() override { return none(); }
  Result<std::string> fingerprint(const std::string&, const std::string&) override { return none(); }
  Result<void> begin(const std::string&, const std::string&) override { return none(); }
  Result<std::int64_t> add(const std::string&, const std::string&, const std::vector<core::Recipient>&) override { return none(); }
  Result<bool> complete(const std::string&, const std::string&, const std::string&, std::size_t) override { return none(); }
  Result<std::vector<std::pair<std::string, std::string>>> groups() override { return none(); }
  Result<bool> lift(const std::string&, const std::string&) override { return none(); }
  Result<std::vector<SettledOccasion>> settled(const std::string&) override { return none(); }
  Result<void> settle(const SettledOccasion&) override { return none(); }
  Result<std::vector<SettledOccasion>> settled_from(UtcTime) override { return none(); }
  Result<std::optional<UtcTime>> looked_until() override { return none(); }
  Result<void> set_looked_until(UtcTime) override { return none(); }
  Result<std::vector<core::Incident>> watched(UtcTime, const Wanted&) override { return none(); }
  Result<std::optional<core::Incident>> incident_of(IncidentId) override { return none(); }
  Result<void> keep_incident(const core::Incident&) override { return none(); }
  Result<std::vector<core::Incident>> open_maintenance() override { return none(); }
  Result<std::vector<UpdateId>> waiting_during(const std::string&) override { return none(); }
  Result<std::vector<Way>> ways(IncidentId, const std::string&, int, int) override { return none(); }
  Result<std::vector<core::Update>> updates_after(IncidentId, int, std::size_t) override { return none(); }
  Result<bool> add_reminder(const core::Reminder&) override { return none(); }
  Result<std::vector<core::Reminder>> reminders() override { return none(); }
  Result<std::int64_t> add_silence(const core::Silence&) override { return none(); }
  Result<std::vector<core::Silence>> silences(UtcTime) override { return none(); }
  Result<bool> end_silence(std::int64_t, UtcTime, UtcTime) override { return none(); }
  Result<std::vector<core::Incident>> opened_by_monitors(UtcTime, std::size_t) override { return none(); }
  Result<bool> remove_reminder(const std::string&) override { return none(); }
  Result<Count> retry(const DeliveryFilter&, bool, UtcTime, UtcTime) override { return none(); }
  Result<Count> retry(const DeliveryId&, UtcTime) override { return none(); }
  Result<Count> cancel(const DeliveryFilter&, UtcTime) override { return none(); }
  Result<Count> cancel(const DeliveryId&, UtcTime) override { return none(); }
  Result<StopCounts> stop(UpdateId, UtcTime) override { return none(); }
  Result<void> note(const LogEntry&) override { return none(); }

 private:
  void note(std::string what) { happened.push_back(std::move(what)); }
  static Error none() { return {ErrorKind::internal, "This store only knows groups."}; }
};

}  // namespace crier::store
