#include "config/subject.h"
#include "dispatch/driver.h"

namespace crier::dispatch {
namespace {

constexpr Millis kBetweenExpiries{10'000};
constexpr Millis kBetweenSweeps{60 * 60 * 1000};
constexpr Millis kSweepAgain{10'000};
constexpr std::size_t kFallbacks = 500;
/// Many are made in portions, between which other work goes on.
constexpr Millis kBetweenFallbacks{100};
constexpr std::size_t kSweepRows = 500;  // rules G4
/// Sweeping waits while so much is under way.
constexpr int kIdle = 8;

/// What a channel's test says: a notice of its own, worded like any other.
Result<core::Message> test_message(const config::Snapshot& snapshot, const config::Channel& channel, UtcTime now) {
  core::Incident incident;
  incident.key = "test";
  incident.is_notice = true;
  incident.title = "Test message";
  incident.opened = now;
  core::Update update;
  update.number = 1;
  update.action = core::Action::notice;
  update.at = now;
  update.title = incident.title;
  update.event.action = core::Action::notice;
  update.event.summary = "This is a test of the channel " + channel.name + ". Nothing is wrong and nothing need be done.";
  core::Audience audience;
  audience.name = "test";
  audience.timezone = "UTC";
  return render::render(*snapshot.templates, channel.form,
                        config::subject_of(snapshot, channel, incident, update, audience, audience.language, 0));
}

Error no_channel(const std::string& name) { return {ErrorKind::not_found, "there is no channel called " + name}; }

}  // namespace

std::vector<ChannelStatus> Driver::channels() const {
  return board_.with([&](const Board& board) { return board.statuses(parts_.clock.steady()); });
}

void Driver::announce_state(const std::string& channel) {
  const auto status = board_.with([&](Board& board) { return board.status(channel, parts_.clock.steady()); });
  if (status) parts_.observer.channel_changed(*status);
}

void Driver::change_pause(const std::string& name, std::optional<store::Upkeep::Pause> pause,
                          UniqueFunction<void(Result<ChannelStatus>)> done) {
  const auto status = [this, name] { return board_.with([&](Board& board) { return board.status(name, parts_.clock.steady()); }); };
  if (!status()) {
    done(no_channel(name));
    return;
  }
  auto answer = std::make_shared<decltype(done)>(std::move(done));
  const auto credit = board_.with([&](Board& board) { return board.credit_at(name, parts_.clock.utc()); });
  persist(
      [name, pause, credit](store::Store& store) -> Result<void> {
        auto set = store.set_pause(name, pause);
        if (!set || pause) return set;
        return keep_credit(store, name, credit);
      },
      [this, name, pause, answer, status] {
        board_.with([&](Board& board) {
          if (pause) {
            board.pause(name, pause->reason, pause->by_operator, pause->since);
          } else {
            board.resume(name, parts_.clock.utc());
          }
        });
        if (pause) give_back_all_of(name);
        if (!pause) writer_->wake();
        announce_state(name);
        (*answer)(*status());
      });
}

void Driver::give_back_all_of(const std::string& channel) {
  std::vector<Place> places;
  for (const auto& [place, held] : held_) {
    if (place.channel == channel) places.push_back(place);
  }
  for (const auto& place : places) give_back(place);
}

void Driver::pause(const std::string& name, UniqueFunction<void(Result<ChannelStatus>)> done) {
  change_pause(name, store::Upkeep::Pause{name, "paused by an operator", true, parts_.clock.utc()}, std::move(done));
}

void Driver::resume(const std::string& name, UniqueFunction<void(Result<ChannelStatus>)> done) {
  change_pause(name, std::nullopt, std::move(done));
}

void Driver::pause_for(const std::string& channel, const std::string& reason) {
  const auto now = parts_.clock.utc();
  const auto status = board_.with([&](Board& board) {
    auto before = board.status(channel, parts_.clock.steady());
    // What an operator paused stays paused by the operator.
    if (before && before->condition != ChannelCondition::paused) board.pause(channel, reason, false, now);
    return before;
  });
  if (!status || status->condition == ChannelCondition::paused) return;
  // At once: what is held goes back before the pause is on disk, or it would be refused too.
  give_back_all_of(channel);
  if (status->condition == ChannelCondition::blocked && status->reason == reason) return;
  parts_.log.error("channel-paused", "a channel is paused until an operator resumes it", {{"channel", channel}, {"reason", reason}});
  change_pause(channel, store::Upkeep::Pause{channel, reason, false, now}, [](const Result<ChannelStatus>&) {});
}

void Driver::test(const std::string& name, const std::string& to, UniqueFunction<void(Result<core::Outcome>)> done) {
  const auto channel = snapshot_->channels.find(name);
  if (channel == snapshot_->channels.end()) {
    done(no_channel(name));
    return;
  }
  if (to.empty() && !channel->second.traits.own_recipient) {
    done(Error{ErrorKind::invalid, "say to which address the test shall go"});
    return;
  }
  auto message = test_message(*snapshot_, channel->second, parts_.clock.utc());
  if (!message) {
    done(message.error());
    return;
  }
  auto flight = std::make_shared<Flight>();
  flight->ready.message = std::make_shared<const core::Message>(std::move(*message));
  flight->ready.started.channel = name;
  flight->ready.started.address = to;
  flight->ready.started.incident_name = "test";
  flight->ready.started.update = 1;
  flight->ready.started.accepted = parts_.clock.utc();
  flight->ready.started.claim.delivery = {BroadcastId{parts_.clock.utc().time_since_epoch().count()}, RecipientId{1}, DeliveryKind::post};
  flight->snapshot = snapshot_;
  flight->channel = &channel->second;
  flight->channel_state = channel_states_[name];
  flight->tested = [answer = std::move(done)](core::Outcome outcome) mutable { answer(std::move(outcome)); };
  send(std::move(flight));
}

void Driver::arm_fallbacks() {
  if (!next_fallback_ || is_making_fallbacks_ || draining_) return;
  const auto pause = std::max(*next_fallback_ - parts_.clock.utc(), kBetweenFallbacks);
  const auto at = parts_.clock.steady() + pause;
  if (fallbacks_armed_ && *fallbacks_armed_ <= at) return;
  fallbacks_armed_ = at;
  parts_.loop.post_after(pause, [this, at] {
    if (fallbacks_armed_ == at) fallbacks_armed_.reset();
    make_fallbacks();
  });
}

void Driver::make_fallbacks() {
  const auto now = parts_.clock.utc();
  if (!next_fallback_ || is_making_fallbacks_ || draining_) return;
  if (*next_fallback_ > now) return arm_fallbacks();
  is_making_fallbacks_ = true;
  auto work = std::make_shared<std::vector<ClassId>>();
  persist(
      [work, now](store::Store& store) -> Result<void> {
        auto made = store.due_fallbacks(now, kFallbacks);
        if (!made) return made.error();
        *work = std::move(*made);
        return {};
      },
      [this, work] {
        is_making_fallbacks_ = false;
        work_for(*work);
        // The end of that group has said when the next is due.
        arm_fallbacks();
      });
}

/// What is old goes when little is under way.
void Driver::sweep_later(Millis pause) {
  parts_.loop.post_after(pause, [this] {
    if (draining_ || failed_) return;
    if (in_flight_ >= kIdle || recording_ > 0) return sweep_later(kSweepAgain);
    sweep_later(kBetweenSweeps);
    sweep();
  });
}

/// While a destination takes nothing, what waits for it is looked at now and then.
void Driver::expire_later() {
  if (is_expiring_later_) return;
  is_expiring_later_ = true;
  parts_.loop.post_after(kBetweenExpiries, [this] {
    is_expiring_later_ = false;
    if (draining_ || failed_) return;
    if (recording_ > 0) return expire_later();
    expire();
  });
}

/// What was never started ends at its age also where hardly anything starts: behind a service that does not answer. Where a
/// channel is paused or not configured, age stands still (rules H7, H10).
void Driver::expire() {
  const auto now = parts_.clock.utc();
  std::vector<std::pair<std::string, UtcTime>> old;
  board_.with([&](Board& board) {
    for (const auto& [name, channel] : snapshot_->channels) {
      const auto status = board.status(name, parts_.clock.steady());
      const bool is_slowed = status && (status->condition == ChannelCondition::probing ||
                                        (status->condition == ChannelCondition::ready && !status->reason.empty()));
      if (is_slowed) {
        old.emplace_back(name, now - channel.common.retry.max_age - board.credit(name));
      }
    }
  });
  if (old.empty()) return;
  expire_later();
  persist(
      [old, now](store::Store& store) -> Result<void> {
        for (const auto& [channel, before] : old) {
          if (auto ended = store.expire(channel, before, now, kSweepRows); !ended) return ended.error();
        }
        return {};
      },
      [] {});
}

void Driver::sweep() {
  const auto now = parts_.clock.utc();
  auto swept = std::make_shared<std::int64_t>(0);
  persist(
      [now, swept, retention = snapshot_->retention](store::Store& store) -> Result<void> {
        auto rows = store.sweep(now - retention.history, now - retention.deliveries, now, kSweepRows);
        if (!rows) return rows.error();
        *swept = *rows;
        return {};
      },
      [this, swept] {
        if (*swept >= static_cast<std::int64_t>(kSweepRows) && in_flight_ < kIdle && !draining_) sweep();
      });
}

bool has_timed_fallbacks(const config::Snapshot& snapshot) {
  for (const auto& [name, audience] : snapshot.audiences) {
    for (const auto& recipient : audience.recipients) {
      if (recipient.fallback && recipient.fallback->after) return true;
    }
  }
  return false;
}

}  // namespace crier::dispatch
