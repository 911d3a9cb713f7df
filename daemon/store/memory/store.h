#pragma once
#include <memory>
#include <mutex>

#include "store/memory/memory_store.h"
#include "store/memory/state.h"

namespace crier::store {

class Memory {
 public:
  std::mutex mutex;
  memory::State state;
  std::int64_t epoch = 0;  ///< of the newest opening
  DeliveryWatch watch;     ///< none: nobody watches
};

namespace memory {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::shared_ptr<Memory> memory);
  ~MemoryStore() override;
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;

  Result<void> begin_group() override;
  Result<void> commit_group() override;
  void rollback_group() override;
  Result<void> between_groups(bool urgent) override;
  Result<std::unique_ptr<Ledger>> reader() override;

  Result<std::optional<Receipt>> receipt(const std::string& scope, const std::string& id) override;
  Result<std::optional<core::Incident>> incident(const std::string& key, int occurrence) override;
  Result<Group> group(const std::string& audience, const std::string& channel) override;
  Result<std::int64_t> next_notice() override;
  Result<Accepted> record(const Acceptance& acceptance, UtcTime now) override;
  Result<std::optional<Stored>> stored(UpdateId update) override;
  Result<std::optional<core::Update>> update(IncidentId incident, int number) override;
  Result<DuePending> due_pending(UtcTime now, std::size_t limit) override;
  Result<BroadcastCount> reach(const NewBroadcast& broadcast) override;
  Result<bool> end_pending(UpdateId update, core::UpdateState as) override;
  Result<Accepted> accepted(UpdateId update) override;

  Result<std::string> fingerprint(const std::string& audience, const std::string& channel) override;
  Result<void> begin(const std::string& audience, const std::string& channel) override;
  Result<std::int64_t> add(const std::string& audience, const std::string& channel,
                           const std::vector<core::Recipient>& recipients) override;
  Result<bool> complete(const std::string& audience, const std::string& channel, const std::string& fingerprint,
                        std::size_t limit) override;
  Result<std::vector<std::pair<std::string, std::string>>> groups() override;
  Result<bool> lift(const std::string& channel, const std::string& address) override;

  Result<DestinationClass> destination_class(const std::string& channel, const std::string& destination) override;
  Result<std::vector<DestinationClass>> classes_with_work() override;
  Result<std::optional<UtcTime>> next_due(ClassId from) override;
  Result<std::vector<Head>> heads(ClassId from, core::Lane lane, UtcTime now, std::size_t limit) override;
  Result<std::vector<Started>> start(const StartOrder& order, const Judge& judge, UtcTime now) override;
  Result<FinishReport> finish(const std::vector<Finish>& finishes, UtcTime now) override;
  Result<void> checkpoint(const Claim& claim, const std::string& progress) override;
  Result<core::Message> message(MessageId id) override;

  Result<std::int64_t> recover(const std::vector<std::string>& drop, UtcTime now) override;
  Result<std::vector<ClassId>> due_fallbacks(UtcTime now, std::size_t limit) override;
  Result<std::optional<UtcTime>> next_fallback() override;
  Result<std::int64_t> expire(const std::string& channel, UtcTime accepted_before, UtcTime now, std::size_t limit) override;
  Result<std::int64_t> sweep(UtcTime history_before, UtcTime deliveries_before, UtcTime now, std::size_t limit) override;
  Result<void> keep_channel_state(const std::string& channel, const std::string& state) override;
  Result<std::string> channel_state(const std::string& channel) override;
  Result<void> set_pause(const std::string& channel, const std::optional<Pause>& pause) override;
  Result<std::vector<Pause>> pauses() override;

  Result<Count> retry(const DeliveryFilter& filter, bool closed_too, UtcTime not_before, UtcTime now) override;
  Result<Count> retry(const DeliveryId& id, UtcTime now) override;
  Result<Count> cancel(const DeliveryFilter& filter, UtcTime now) override;
  Result<Count> cancel(const DeliveryId& id, UtcTime now) override;
  Result<StopCounts> stop(UpdateId update, UtcTime now) override;
  Result<void> note(const LogEntry& entry) override;

  Result<std::vector<SettledOccasion>> settled(const std::string& key) override;
  Result<void> settle(const SettledOccasion& settled) override;
  Result<std::vector<SettledOccasion>> settled_from(UtcTime from) override;
  Result<std::optional<UtcTime>> looked_until() override;
  Result<void> set_looked_until(UtcTime time) override;
  Result<std::vector<core::Incident>> watched(UtcTime ended_from, const Wanted& wanted) override;
  Result<std::optional<core::Incident>> incident_of(IncidentId id) override;
  Result<void> keep_incident(const core::Incident& incident) override;
  Result<std::vector<core::Incident>> open_maintenance() override;
  Result<std::vector<UpdateId>> waiting_during(const std::string& maintenance) override;
  Result<std::vector<core::Update>> updates_after(IncidentId incident, int after, std::size_t limit) override;
  Result<std::vector<Way>> ways(IncidentId incident, const std::string& audience, int from, int until) override;
  Result<bool> add_reminder(const core::Reminder& reminder) override;
  Result<std::vector<core::Reminder>> reminders() override;
  Result<bool> remove_reminder(const std::string& name) override;

  Result<std::int64_t> add_silence(const core::Silence& silence) override;
  Result<std::vector<core::Silence>> silences(UtcTime from) override;
  Result<bool> end_silence(std::int64_t number, UtcTime until, UtcTime now) override;
  Result<std::vector<core::Incident>> opened_by_monitors(UtcTime since, std::size_t limit) override;

 private:
  std::shared_ptr<Memory> memory_;
  std::unique_lock<std::mutex> lock_;  ///< held while a group is open
  std::int64_t epoch_;
  State& state_;
};

/// Tells of the posts that the open group has changed.
void report_changes(const State& state, const DeliveryWatch& watch);
/// A delivery as the ledger shows it.
[[nodiscard]] DeliveryRecord delivery_record(const State& state, const DeliveryId& id);
[[nodiscard]] std::unique_ptr<Ledger> make_ledger(std::shared_ptr<Memory> memory);
/// Pages of the ledger: what is before `from`, newest first.
[[nodiscard]] Page<UpdateRecord> list_updates(const State& state, const UpdateFilter& filter, std::size_t limit, UpdateId from);
[[nodiscard]] Page<LogEntry> list_log(const State& state, const std::string& incident, std::size_t limit, LogPlace from);

/// The newest incident of the key (occurrence 0) or the one named.
[[nodiscard]] std::optional<IncidentId> find_incident(const State& state, const std::string& key, int occurrence);

/// The incident that a filter names: KEY (newest) or KEY~n; none if there is none.
[[nodiscard]] std::optional<IncidentId> find_named(const State& state, const std::string& incident);

/// True if the filter takes a delivery of that broadcast and recipient in that state; `filter.edits` chooses the kind.
class Sieve {
 public:
  Sieve(const State& state, const DeliveryFilter& filter);
  [[nodiscard]] bool takes(const BroadcastRow& broadcast) const;
  [[nodiscard]] bool takes(const DeliveryId& id, core::DeliveryState delivery_state) const;

 private:
  const State& state_;
  const DeliveryFilter& filter_;
  std::optional<IncidentId> incident_;
};

}  // namespace memory
}  // namespace crier::store
