#include "contract/store_contract.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/crypto.h"
#include "store/memory/memory_store.h"
#include "store/sqlite/sqlite_store.h"

namespace crier::store {
namespace {

class MemoryBackend final : public Backend {
 public:
  MemoryBackend() : memory_(make_memory()), store_(open_memory(memory_)) {}
  Store& store() override { return *store_; }
  void restart() override {
    store_.reset();
    store_ = open_memory(memory_);
  }

 private:
  std::shared_ptr<Memory> memory_;
  std::unique_ptr<Store> store_;
};

/// A file in a folder of its own that goes with it.
class SqliteBackend final : public Backend {
 public:
  SqliteBackend() : folder_(std::filesystem::temp_directory_path() / ("crier-contract-" + to_hex(random_bytes(8)))) {
    std::filesystem::create_directory(folder_);
    open();
  }
  ~SqliteBackend() override {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Store& store() override { return *store_; }
  void restart() override {
    store_.reset();
    open();
  }

 private:
  void open() {
    Result<std::unique_ptr<Store>> opened = open_sqlite((folder_ / "crier.db").string());
    if (!opened) throw std::runtime_error(opened.error().text);
    store_ = std::move(*opened);
  }
  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
};

template <class T>
T take(Result<T> result) {
  if (result) return std::move(result).value();
  ADD_FAILURE() << "the store refused: " << result.error().text;
  return T{};
}

void take(const Result<void>& result) { EXPECT_TRUE(result) << "the store refused: " << result.error().text; }

}  // namespace

std::vector<BackendKind> backends() {
  return {{"memory", [] { return std::make_unique<MemoryBackend>(); }}, {"sqlite", [] { return std::make_unique<SqliteBackend>(); }}};
}

void World::in_group(const std::function<void(Store&)>& work) {
  take(store().begin_group());
  work(store());
  take(store().commit_group());
}

void World::in_lost_group(const std::function<void(Store&)>& work) {
  take(store().begin_group());
  work(store());
  store().rollback_group();
}

void World::take_in(const std::string& audience, const std::string& channel, const std::vector<core::Recipient>& recipients) {
  in_group([&](Store& s) {
    take(s.begin(audience, channel));
    take(s.add(audience, channel, recipients));
    while (!take(s.complete(audience, channel, "fingerprint", 500))) {
    }
  });
}

void World::take_in(const std::string& audience, const std::string& channel, const std::vector<std::string>& addresses) {
  std::vector<core::Recipient> recipients;
  for (const std::string& address : addresses) recipients.push_back(recipient(channel, address));
  take_in(audience, channel, recipients);
}

Group World::group(const std::string& audience, const std::string& channel) {
  Group group;
  in_group([&](Store& s) { group = take(s.group(audience, channel)); });
  return group;
}

std::optional<core::Incident> World::incident(const std::string& key, int occurrence) {
  std::optional<core::Incident> incident;
  in_group([&](Store& s) { incident = take(s.incident(key, occurrence)); });
  return incident;
}

Acceptance World::plan(const std::string& key, core::Impact impact, const std::vector<Planned>& planned) {
  Acceptance acceptance;
  const std::optional<core::Incident> known = incident(key);
  if (known && known->is_open()) acceptance.incident = *known;
  core::Incident& incident = acceptance.incident;
  if (!incident.id) {
    incident.key = key;
    incident.occurrence = known ? known->occurrence + 1 : 1;
    incident.title = "Title of " + key;
    incident.opened = now_;
  }
  incident.impact = impact;
  ++incident.updates;
  core::Update& update = acceptance.update;
  update.number = incident.updates;
  update.action = update.number == 1 ? core::Action::open : core::Action::update;
  update.event.incident = key;
  update.event.summary = "Summary " + std::to_string(update.number);
  update.at = now_;
  update.title = incident.title;
  update.impact = impact;
  for (const Planned& one : planned) acceptance.broadcasts.push_back(broadcast_of(one, update));
  return acceptance;
}

Accepted World::record(const Acceptance& acceptance) {
  Accepted accepted;
  in_group([&](Store& s) { accepted = take(s.record(acceptance, now_)); });
  return accepted;
}

Accepted World::announce(const std::string& key, core::Impact impact, const std::vector<Planned>& planned) {
  return record(plan(key, impact, planned));
}

Accepted World::keep(const std::string& key, core::UpdateState state, std::optional<UtcTime> due) {
  Acceptance acceptance = plan(key, core::Impact::major, {});
  acceptance.update.state = state;
  acceptance.incident.pending.push_back({acceptance.update.number, state, due});
  return record(acceptance);
}

Acceptance World::release_of(UpdateId pending, const std::vector<Planned>& planned) {
  std::optional<Stored> stored;
  in_group([&](Store& s) { stored = take(s.stored(pending)); });
  if (!stored) throw std::runtime_error("there is no such update to release");
  Acceptance acceptance;
  acceptance.incident = core::without_pending(stored->incident, stored->update.number);
  acceptance.update = stored->update;
  acceptance.update.state = core::UpdateState::announced;
  acceptance.update.at = now_;
  for (const Planned& one : planned) acceptance.broadcasts.push_back(broadcast_of(one, acceptance.update));
  return acceptance;
}

StopCounts World::stop(UpdateId update) {
  StopCounts counts;
  in_group([&](Store& s) { counts = take(s.stop(update, now_)); });
  return counts;
}

Accepted World::resolve(const std::string& key, const std::vector<Planned>& planned) {
  Acceptance acceptance = plan(key, core::Impact::major, planned);
  acceptance.incident.status = acceptance.update.status = core::Status::resolved;
  acceptance.incident.resolved = now_;
  acceptance.update.action = core::Action::resolve;
  return record(acceptance);
}

ClassId World::class_of(const std::string& channel, const std::string& destination) {
  ClassId id;
  in_group([&](Store& s) { id = take(s.destination_class(channel, destination)).id; });
  return id;
}

std::vector<Head> World::heads(ClassId from, core::Lane lane, std::size_t limit) {
  std::vector<Head> heads;
  in_group([&](Store& s) { heads = take(s.heads(from, lane, now_, limit)); });
  return heads;
}

std::optional<UtcTime> World::next_due(ClassId from) {
  std::optional<UtcTime> due;
  in_group([&](Store& s) { due = take(s.next_due(from)); });
  return due;
}

std::vector<Started> World::start(const StartOrder& order, const Judge& judge) {
  StartOrder with_age = order;
  if (with_age.max_age == Millis{}) with_age.max_age = max_age;
  const Judge always = [](const Candidate&) { return Verdict{}; };
  std::vector<Started> started;
  in_group([&](Store& s) { started = take(s.start(with_age, judge ? judge : always, now_)); });
  return started;
}

std::vector<Started> World::start_some(ClassId from, std::size_t most) {
  std::vector<Started> all;
  for (const core::Lane lane : {core::Lane::urgent, core::Lane::normal, core::Lane::bulk}) {
    for (const Head& head : heads(from, lane)) {
      StartOrder order;
      order.from = from;
      order.lane = lane;
      order.broadcast = head.broadcast;
      order.most = most - all.size();
      for (Started& one : start(order)) all.push_back(std::move(one));
      if (all.size() == most) return all;
    }
  }
  return all;
}

FinishReport World::finish(const std::vector<Finish>& finishes) {
  FinishReport report;
  in_group([&](Store& s) { report = take(s.finish(finishes, now_)); });
  return report;
}

FinishReport World::deliver(const std::vector<Started>& started, const std::string& remote_id) {
  std::vector<Finish> finishes;
  for (const Started& one : started) {
    finishes.push_back(finish_of(one, core::DeliveryState::delivered));
    finishes.back().remote_id = remote_id;
    finishes.back().keep_thread = !remote_id.empty();
  }
  return finish(finishes);
}

FinishReport World::wait(const Started& started, Millis pause, core::Backlog backlog) {
  Finish finish_it = finish_of(started, core::DeliveryState::waiting);
  finish_it.due = now_ + pause;
  finish_it.backlog = backlog;
  return finish({finish_it});
}

FinishReport World::fail(const std::vector<Started>& started, bool suppress) {
  std::vector<Finish> finishes;
  for (const Started& one : started) {
    finishes.push_back(finish_of(one, core::DeliveryState::failed));
    finishes.back().suppress = suppress;
  }
  return finish(finishes);
}

std::vector<std::string> World::drain(const std::string& channel) {
  std::vector<std::string> all;
  for (;;) {
    const std::vector<Started> started = start_some(channel);
    if (started.empty()) return all;
    for (const std::string& name : names(started)) all.push_back(name);
    deliver(started);
  }
}

std::unique_ptr<Ledger> World::ledger() { return take(store().reader()); }

StateCounts World::counts(const std::string& key) {
  const auto name = core::parse_incident_name(key);
  return take(ledger()->incident(*name)).deliveries;
}

std::vector<DeliveryRecord> World::list(const DeliveryFilter& filter) { return take(ledger()->deliveries(filter, 10000, "")).items; }

DeliveryRecord World::delivery(const DeliveryId& id) { return take(ledger()->delivery(id)); }

std::vector<std::string> World::suppressed() {
  std::vector<std::string> all;
  for (const Suppression& one : take(ledger()->suppressions())) all.push_back(one.address);
  return all;
}

NewBroadcast broadcast_of(const Planned& planned, const core::Update& update) {
  NewBroadcast broadcast;
  broadcast.audience = planned.audience;
  broadcast.channel = planned.channel;
  broadcast.lane = core::lane_of(update.impact);
  broadcast.backlog = planned.backlog;
  broadcast.previous_update = update.number - 1;
  broadcast.earlier_audiences = planned.earlier;
  broadcast.for_fallbacks = planned.for_fallbacks;
  for (const std::string& language : planned.languages) {
    core::Message message;
    message.language = language;
    message.subject = update.event.incident + " " + std::to_string(update.number);
    message.text = "text in " + language;
    message.parts = {"part one", "part two"};
    message.payload = std::string("bytes \0 and more", 16);
    broadcast.messages.push_back(message);
  }
  return broadcast;
}

Finish finish_of(const Started& started, core::DeliveryState state) {
  using core::AttemptResult;
  Finish finish;
  finish.claim = started.claim;
  finish.state = state;
  switch (state) {
    case core::DeliveryState::delivered:
      finish.result = AttemptResult::delivered;
      break;
    case core::DeliveryState::failed:
      finish.result = AttemptResult::rejected;
      break;
    default:
      finish.result = AttemptResult::retry;
      break;
  }
  finish.reply = "250 or not";
  return finish;
}

std::vector<std::string> names(const std::vector<Started>& started) {
  std::vector<std::string> all;
  for (const Started& one : started) all.push_back(one.address + "/" + std::to_string(one.update));
  return all;
}

bool wakes(const std::vector<ClassId>& work, ClassId named) { return std::find(work.begin(), work.end(), named) != work.end(); }

std::int64_t in(const StateCounts& counts, core::DeliveryState state) { return counts[static_cast<std::size_t>(state)]; }

std::int64_t sum(const StateCounts& counts) {
  std::int64_t all = 0;
  for (const std::int64_t count : counts) all += count;
  return all;
}

core::Recipient recipient(const std::string& channel, const std::string& address) {
  core::Recipient made;
  made.channel = channel;
  made.address = address;
  return made;
}

core::Recipient with_fallback(core::Recipient recipient, const std::string& channel, const std::string& to, std::optional<Millis> after) {
  recipient.fallback = core::Fallback{channel, to, after};
  return recipient;
}

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("CRIER_SEED");
  return given ? std::strtoull(given, nullptr, 10)
               : static_cast<std::uint64_t>(::testing::UnitTest::GetInstance()->random_seed()) + 20261122;
}

std::vector<std::string> addresses(std::size_t count, const std::string& stem) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(stem + std::to_string(i) + "@example.com");
  return all;
}

}  // namespace crier::store
