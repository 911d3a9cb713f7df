#include "simulation/life.h"

#include <utility>

#include "intake/sources.h"

namespace crier::simulation {
namespace {

// Fixed, so that two runs are the same to the byte.
constexpr std::uint64_t kInstanceSeed = 7;
constexpr std::uint64_t kDriverSeed = 11;

}  // namespace

void Life::Ear::write(LogLevel level, std::string_view, std::string_view sentence, std::initializer_list<LogField> fields) {
  if (level != LogLevel::error) return;
  std::string text(sentence);
  for (const auto& field : fields) text += (&field == fields.begin() ? " (" : ", ") + std::string(field.name) + " " + field.value;
  complain_(text + (fields.size() > 0 ? ")" : ""));
}

Life::Life(World world, const config::SnapshotPtr& snapshot)
    : world_(std::move(world)),
      snapshot_(labelled(snapshot)),
      ear_(world_.complain),
      loop_(world_.clock),
      release_timer_(loop_, world_.clock),
      occasion_timer_(loop_, world_.clock),
      receivers_(loop_, world_.right_clock, world_.faults, world_.posts),
      store_(store::open_memory(world_.memory)) {}

Life::~Life() = default;

/// Their files too, before anything else goes on: there is nobody whom it keeps waiting.
Result<void> Life::take_recipients(store::Store& store, const config::Snapshot& snapshot) {
  const auto sources = intake::recipient_sources(snapshot);
  if (!sources) return sources.error();
  const auto left = intake::begin_intake(store, snapshot, *sources);
  if (!left) return left.error();
  for (const auto& source : *left) {
    if (auto taken = intake::take_whole(store, source, world_.complain); !taken) return taken;
  }
  return {};
}

/// As app/wiring.cpp does it.
Result<void> Life::begin() {
  if (auto begun = store_->begin_group(); !begun) return begun;
  auto taken = take_recipients(*store_, *snapshot_);
  if (!taken) {
    store_->rollback_group();
    return taken;
  }
  if (auto committed = store_->commit_group(); !committed) return committed;
  Random random(kInstanceSeed);
  auto remembered = dispatch::remember(*store_, *snapshot_, random, world_.clock.utc());
  if (!remembered) return remembered.error();
  remembered_ = std::move(*remembered);
  if (auto looking = store_->begin_group(); !looking) return looking;
  auto occasions = clock::remember(*store_, *snapshot_, world_.clock.utc());
  store_->rollback_group();
  if (!occasions) return occasions.error();
  occasions_ = std::move(*occasions);
  auto ledger = store_->reader();
  if (!ledger) return ledger.error();
  reader_ = store::inline_reader(std::move(*ledger));
  wire();
  return {};
}

void Life::wire() {
  const auto snapshot = [this] { return snapshot_; };
  const auto work_for = [this](const std::vector<ClassId>& classes) { driver_->work_for(classes); };
  driver_ =
      std::make_unique<dispatch::Driver>(dispatch::Driver::Parts{loop_, loop_, receivers_, world_.clock, ear_, *this, Random(kDriverSeed)});
  writer_ = store::inline_writer(*store_, &driver_->group_end());
  announcer_ = announce::make_announcer({*writer_, *reader_, loop_, world_.clock, release_timer_, *this});
  operators_ = std::make_unique<operators::Operators>(operators::Operators::Parts{
      loop_, world_.clock, ear_, *writer_, *reader_, *driver_, snapshot, work_for, [](core::NoticeKind, std::string_view) {}});
  clockwork_ = clock::make_clockwork({loop_, occasion_timer_, world_.clock, ear_, *writer_, *reader_, snapshot, *this, work_for,
                                      [](core::Occasion, core::OccasionResult, std::int64_t) {}, [](bool, std::int64_t) {}});
  driver_->start(*writer_, snapshot_, std::move(remembered_));
  announcer_->start(snapshot);
  operators_->start();
  clockwork_->start(std::move(occasions_));
  loop_.run_posted();
}

void Life::live_until(UtcTime time) { loop_.run_until_before(time - world_.right_clock.utc()); }

void Life::settle() { loop_.settle(); }

void Life::clock_was_set() {
  occasion_timer_.was_set();
  release_timer_.was_set();
  loop_.run_posted();
}

Result<void> Life::reload(const config::SnapshotPtr& snapshot) {
  auto next = labelled(snapshot);
  const auto refused = persist([this, next](store::Store& store) { return take_recipients(store, *next); });
  if (refused) return Error{refused->kind, refused->detail};
  snapshot_ = std::move(next);
  driver_->reload(snapshot_);
  clockwork_->reloaded();
  loop_.run_posted();
  return {};
}

void Life::attempt_ended(const Attempt& attempt) { operators_->attempt_ended(attempt); }

void Life::channel_changed(const dispatch::ChannelStatus& status) { operators_->channel_changed(status); }

void Life::update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) {
  driver_->give_way(accepted.incident, update);
  operators_->update_accepted(accepted, update, source);
  clockwork_->update_accepted(accepted, update, source);
}

void Life::update_changed(const store::Accepted& accepted, const core::Update& update) {
  driver_->give_way(accepted.incident, update);
  operators_->update_changed(accepted, update);
  clockwork_->update_changed(accepted, update);
}

void Life::release_failed(const store::Accepted& accepted, const std::string& why) { operators_->release_failed(accepted, why); }

}  // namespace crier::simulation
