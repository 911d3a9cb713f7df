#include "store/sqlite/sqlite_store.h"

#include <unistd.h>

#include "store/sqlite/brake.h"
#include "store/sqlite/commands.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/sqlite/finisher.h"
#include "store/sqlite/keeper.h"
#include "store/sqlite/members.h"
#include "store/sqlite/messages.h"
#include "store/sqlite/occasion_rows.h"
#include "store/sqlite/operators.h"
#include "store/sqlite/pendings.h"
#include "store/sqlite/recorder.h"
#include "store/sqlite/silence_rows.h"
#include "store/sqlite/sqlite_ledger.h"
#include "store/sqlite/starter.h"
#include "store/sqlite/sweeper.h"

namespace crier::store {
namespace sqlite {
namespace {

/// Puts the parts together; each call goes to the one whose subject it is.
class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, const SqliteOptions& options, std::unique_ptr<LockFile> lock, std::unique_ptr<Database> database)
      : path_(std::move(path)),
        options_(options),
        lock_(std::move(lock)),
        database_(std::move(database)),
        ballast_(path_, options.ballast_bytes) {}
  ~SqliteStore() override {
    if (!database_->failed()) checkpointer_.run_whole();
  }

  /// Numbers this start and brings what an unclean end left into the file. A full disk may cost the ballast.
  Result<void> begin_service(bool was_unclean) {
    auto begun = begin(was_unclean);
    if (!begun && begun.error().kind == ErrorKind::full && free_reserve()) {
      rollback_group();
      begun = begin(was_unclean);
    }
    if (begun && !is_short_) ballast_.take();
    return begun;
  }

  Result<void> begin_group() override {
    database_->execute("BEGIN IMMEDIATE");
    return database_->outcome();
  }
  Result<void> commit_group() override {
    tables_.flush();
    database_->execute("COMMIT");
    return database_->outcome();
  }
  void rollback_group() override {
    database_->forget_failure();
    if (database_->in_transaction()) database_->execute("ROLLBACK");
    tables_.forget();
    recorder_.forget();
    sweeper_.forget();
  }
  Result<void> between_groups(bool urgent) override {
    checkpointer_.run_if_due(urgent);
    if (!ballast_.is_held() && !urgent && ballast_.take()) is_short_ = false;
    Result<void> outcome = database_->outcome();
    // A disk that is full now may not be at the next checkpoint; the log has everything.
    if (!outcome && outcome.error().kind == ErrorKind::full) database_->forget_failure();
    return outcome;
  }
  bool free_reserve() override {
    if (!ballast_.release()) return false;
    is_short_ = true;
    return true;
  }
  bool has_reserve() const override { return !is_short_; }
  Result<std::unique_ptr<Ledger>> reader() override { return open_ledger(path_, options_); }

  Result<std::optional<Receipt>> receipt(const std::string& scope, const std::string& id) override { return recorder_.receipt(scope, id); }
  Result<std::optional<core::Incident>> incident(const std::string& key, int occurrence) override {
    return recorder_.incident(key, occurrence);
  }
  Result<Group> group(const std::string& audience, const std::string& channel) override { return recorder_.group(audience, channel); }
  Result<std::int64_t> next_notice() override { return recorder_.next_notice(); }
  Result<Accepted> record(const Acceptance& acceptance, UtcTime now) override { return recorder_.record(acceptance, now); }
  Result<std::optional<Stored>> stored(UpdateId update) override { return pendings_.stored(update); }
  Result<std::optional<core::Update>> update(IncidentId incident, int number) override { return pendings_.update(incident, number); }
  Result<DuePending> due_pending(UtcTime now, std::size_t limit) override { return pendings_.due(now, limit); }
  Result<BroadcastCount> reach(const NewBroadcast& broadcast) override { return recorder_.reach(broadcast); }
  Result<bool> end_pending(UpdateId update, core::UpdateState as) override { return pendings_.end(update, as); }
  Result<Accepted> accepted(UpdateId update) override { return recorder_.accepted(update); }

  Result<DestinationClass> destination_class(const std::string& channel, const std::string& destination) override {
    const ClassId id = tables_.names.destination_class(tables_.names.channel(channel), destination);
    return database_->outcome(tables_.names.destination_class(id));
  }
  Result<std::vector<DestinationClass>> classes_with_work() override {
    std::vector<DestinationClass> classes;
    for (const ClassId id : tables_.lineup.classes_with_work()) classes.push_back(tables_.names.destination_class(id));
    return database_->outcome(std::move(classes));
  }
  Result<std::optional<UtcTime>> next_due(ClassId from) override { return database_->outcome(tables_.lineup.next_due(from)); }
  Result<std::vector<Head>> heads(ClassId from, core::Lane lane, UtcTime now, std::size_t limit) override {
    return database_->outcome(tables_.lineup.heads(from, lane, now, limit));
  }
  Result<std::vector<Started>> start(const StartOrder& order, const Judge& judge, UtcTime now) override {
    return starter_.start(order, judge, now);
  }
  Result<FinishReport> finish(const std::vector<Finish>& finishes, UtcTime now) override { return finisher_.finish(finishes, now); }
  Result<void> checkpoint(const Claim& claim, const std::string& progress) override {
    const bool is_kept = tables_.deliveries.keep_progress(claim.delivery, claim.epoch, progress);
    if (database_->failed()) return database_->error();
    if (!is_kept)
      return Error{ErrorKind::stale, "The delivery " + to_text(claim.delivery) + " is not being sent under that claim any more."};
    return {};
  }
  Result<core::Message> message(MessageId id) override { return messages_.message(id); }

  Result<std::int64_t> recover(const std::vector<std::string>& drop, UtcTime now) override { return finisher_.recover(drop, now); }
  Result<std::vector<ClassId>> due_fallbacks(UtcTime now, std::size_t limit) override { return keeper_.due_fallbacks(now, limit); }
  Result<std::optional<UtcTime>> next_fallback() override { return keeper_.next_fallback(); }
  Result<std::int64_t> expire(const std::string& channel, UtcTime accepted_before, UtcTime now, std::size_t limit) override {
    return keeper_.expire(channel, accepted_before, now, limit);
  }
  Result<std::int64_t> sweep(UtcTime history_before, UtcTime deliveries_before, UtcTime now, std::size_t limit) override {
    return sweeper_.sweep(history_before, deliveries_before, now, limit);
  }
  Result<void> keep_channel_state(const std::string& channel, const std::string& state) override {
    return keeper_.keep_channel_state(channel, state);
  }
  Result<std::string> channel_state(const std::string& channel) override { return keeper_.channel_state(channel); }
  Result<void> set_pause(const std::string& channel, const std::optional<Pause>& pause) override {
    return keeper_.set_pause(channel, pause);
  }
  Result<std::vector<Pause>> pauses() override { return keeper_.pauses(); }

  Result<std::string> fingerprint(const std::string& audience, const std::string& channel) override {
    return members_.fingerprint(audience, channel);
  }
  Result<void> begin(const std::string& audience, const std::string& channel) override { return members_.begin(audience, channel); }
  Result<std::int64_t> add(const std::string& audience, const std::string& channel,
                           const std::vector<core::Recipient>& recipients) override {
    return members_.add(audience, channel, recipients);
  }
  Result<bool> complete(const std::string& audience, const std::string& channel, const std::string& fingerprint,
                        std::size_t limit) override {
    return members_.complete(audience, channel, fingerprint, limit);
  }
  Result<std::vector<std::pair<std::string, std::string>>> groups() override { return members_.groups(); }
  Result<bool> lift(const std::string& channel, const std::string& address) override {
    return database_->outcome(suppressions_.lift(tables_.names.channel(channel), address));
  }

  Result<Count> retry(const DeliveryFilter& filter, bool closed_too, UtcTime not_before, UtcTime now) override {
    return operators_.retry(filter, closed_too, not_before, now);
  }
  Result<Count> retry(const DeliveryId& id, UtcTime now) override { return operators_.retry(id, now); }
  Result<Count> cancel(const DeliveryFilter& filter, UtcTime now) override { return operators_.cancel(filter, now); }
  Result<Count> cancel(const DeliveryId& id, UtcTime now) override { return operators_.cancel(id, now); }
  Result<StopCounts> stop(UpdateId update, UtcTime now) override { return brake_.stop(update, now); }
  Result<void> note(const LogEntry& entry) override { return commands_.note(entry); }

  Result<std::vector<SettledOccasion>> settled(const std::string& key) override { return occasions_.settled(key); }
  Result<void> settle(const SettledOccasion& settled) override { return occasions_.settle(settled); }
  Result<std::vector<SettledOccasion>> settled_from(UtcTime from) override { return occasions_.settled_from(from); }
  Result<std::optional<UtcTime>> looked_until() override { return occasions_.looked_until(); }
  Result<void> set_looked_until(UtcTime time) override { return occasions_.set_looked_until(time); }
  Result<std::vector<core::Incident>> watched(UtcTime ended_from, const Wanted& wanted) override {
    return occasions_.watched(ended_from, wanted);
  }
  Result<std::optional<core::Incident>> incident_of(IncidentId id) override { return occasions_.incident(id); }
  Result<void> keep_incident(const core::Incident& incident) override { return occasions_.keep(incident); }
  Result<std::vector<core::Incident>> open_maintenance() override { return occasions_.open_maintenance(); }
  Result<std::vector<UpdateId>> waiting_during(const std::string& maintenance) override { return occasions_.waiting_during(maintenance); }
  Result<std::vector<core::Update>> updates_after(IncidentId incident, int after, std::size_t limit) override {
    return occasions_.updates_after(incident, after, limit);
  }
  Result<std::vector<Way>> ways(IncidentId incident, const std::string& audience, int from, int until) override {
    return occasions_.ways(incident, audience, from, until);
  }
  Result<bool> add_reminder(const core::Reminder& reminder) override { return occasions_.add_reminder(reminder); }
  Result<std::vector<core::Reminder>> reminders() override { return occasions_.reminders(); }
  Result<bool> remove_reminder(const std::string& name) override { return occasions_.remove_reminder(name); }

  Result<std::int64_t> add_silence(const core::Silence& silence) override { return silences_.add(silence); }
  Result<std::vector<core::Silence>> silences(UtcTime from) override { return silences_.list(from); }
  Result<bool> end_silence(std::int64_t number, UtcTime until, UtcTime now) override { return silences_.end(number, until, now); }
  Result<std::vector<core::Incident>> opened_by_monitors(UtcTime since, std::size_t limit) override {
    return silences_.opened_by_monitors(since, limit);
  }

 private:
  Result<void> begin(bool was_unclean) {
    if (was_unclean) checkpointer_.run_whole();
    database_->execute("BEGIN IMMEDIATE");
    Query(*database_, "INSERT OR IGNORE INTO meta VALUES ('epoch', 0)").run();
    Query(*database_, "UPDATE meta SET value = value + 1 WHERE name = 'epoch'").run();
    tables_.epoch = Query(*database_, "SELECT value FROM meta WHERE name = 'epoch'").one().value_or(0);
    database_->execute("COMMIT");
    return database_->outcome();
  }

  std::string path_;
  SqliteOptions options_;
  std::unique_ptr<LockFile> lock_;
  std::unique_ptr<Database> database_;
  Ballast ballast_;
  bool is_short_ = false;  // the ballast was freed for want of space
  Checkpointer checkpointer_{*database_, options_.checkpoint_bytes, options_.checkpoint_at_most};
  Tables tables_{*database_};
  Chains chains_{tables_};
  Fallbacks fallbacks_{tables_, chains_};
  Threads threads_{tables_};
  Suppressions suppressions_{tables_};
  Endings endings_{tables_, chains_, fallbacks_, threads_};
  Recorder recorder_{tables_, chains_};
  Pendings pendings_{tables_};
  Commands commands_{tables_};
  OccasionRows occasions_{tables_, recorder_};
  SilenceRows silences_{tables_};
  Brake brake_{tables_, chains_, endings_};
  Starter starter_{tables_, chains_, endings_, threads_};
  Finisher finisher_{tables_, chains_, endings_, threads_, suppressions_};
  Members members_{tables_, fallbacks_};
  Operators operators_{tables_, chains_, endings_, threads_, suppressions_};
  Keeper keeper_{tables_, chains_, fallbacks_, endings_, starter_};
  Sweeper sweeper_{tables_};
  Messages messages_{*database_};
};

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const SqliteOptions& options) {
  auto lock = sqlite::LockFile::take(path);
  if (!lock) return lock.error();
  const bool was_unclean = ::access((path + "-wal").c_str(), F_OK) == 0;
  auto database = sqlite::connect_writer(path, options);
  if (!database) return database.error();
  auto store = std::make_unique<sqlite::SqliteStore>(path, options, std::move(*lock), std::move(*database));
  if (auto begun = store->begin_service(was_unclean); !begun) return begun.error();
  return Result<std::unique_ptr<Store>>(std::move(store));
}

}  // namespace crier::store
