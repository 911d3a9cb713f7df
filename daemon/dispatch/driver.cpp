#include "dispatch/driver.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/crypto.h"

namespace crier::dispatch {
namespace {

/// Before a group is run again whose end was lost (disk full).
constexpr Millis kLostPause{200};
/// The first sweep comes soon, so that one who is restarted often is swept too.
constexpr Millis kFirstSweep{10'000};

ChannelTerms terms_of(const config::Channel& channel) {
  ChannelTerms terms;
  terms.type = channel.type;
  terms.connections = channel.common.connections;
  terms.rate = channel.common.rate;
  terms.addressed = channel.traits.destination_from_address;
  terms.runs_ahead = channel.common.unsure == core::Unsure::repeat && terms.connections > 1;
  terms.retry = channel.common.retry;
  return terms;
}

std::map<std::string, ChannelTerms> terms_of(const config::Snapshot& snapshot) {
  std::map<std::string, ChannelTerms> terms;
  for (const auto& [name, channel] : snapshot.channels) terms.emplace(name, terms_of(channel));
  return terms;
}

double seconds(Millis span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

Driver::Driver(Parts parts)
    : parts_(parts),
      granter_(board_, parts.clock, [this](Granter::Grant grant) { grants_.put(std::move(grant)); }),
      grants_(parts.loop,
              [this](std::vector<Granter::Grant> all) {
                for (auto& grant : all) granted(std::move(grant));
                arm();
              }),
      departures_(parts.outbound,
                  [this](std::vector<FlightPtr> all) {
                    for (auto& flight : all) runner_.run(std::move(flight));
                  }),
      news_(parts.loop, [this](std::vector<RunnerNews> all) { news(std::move(all)); }),
      runner_(parts.transport, parts.clock, news_) {}

Driver::~Driver() = default;

void Driver::start(store::Writer& writer, config::SnapshotPtr snapshot, Remembered remembered) {
  writer_ = &writer;
  snapshot_ = std::move(snapshot);
  instance_ = remembered.instance;
  channel_states_ = std::move(remembered.channel_states);
  board_.with([&](Board& board) {
    board.configure(terms_of(*snapshot_));
    for (const auto& known : remembered.classes) board.know(known, true);
    for (const auto& [channel, credit] : remembered.credits) board.restore(channel, credit, parts_.clock.utc());
    for (const auto& pause : remembered.pauses) board.pause(pause.channel, pause.reason, pause.by_operator, pause.since);
  });
  if (remembered.recovered > 0) {
    parts_.log.warn("attempts-unknown",
                    "attempts were cut off by the last end of the daemon; each is repeated or dropped as its channel says",
                    {{"attempts", static_cast<long>(remembered.recovered)}});
  }
  granter_.watch_fallbacks(has_timed_fallbacks(*snapshot_));
  granter_.enable(true);
  writer_->wake();
  sweep_later(kFirstSweep);
}

void Driver::reload(config::SnapshotPtr snapshot) {
  snapshot_ = std::move(snapshot);
  board_.with([&](Board& board) { board.configure(terms_of(*snapshot_)); });
  granter_.watch_fallbacks(has_timed_fallbacks(*snapshot_));
  know_classes();
  // What is held for a channel that is gone goes back; what may go out now does.
  std::vector<Place> places;
  for (const auto& [place, held] : held_) places.push_back(place);
  for (const auto& place : places) pump(place);
}

/// Channels that are new need their class in the store before anything can start.
void Driver::know_classes() {
  auto classes = std::make_shared<std::vector<store::DestinationClass>>();
  persist(
      [snapshot = snapshot_, classes](store::Store& store) -> Result<void> {
        classes->clear();
        for (const auto& [name, channel] : snapshot->channels) {
          auto own = store.destination_class(name, "");
          if (!own) return own.error();
          classes->push_back(std::move(*own));
        }
        return {};
      },
      [this, classes] { know(*classes); });
}

void Driver::work_for(const std::vector<ClassId>& classes) {
  if (classes.empty() || failed_) return;
  bool all_known = true;
  board_.with([&](Board& board) {
    for (const auto id : classes) all_known = board.works(id) && all_known;
  });
  if (!all_known) find_classes();
  writer_->wake();
}

void Driver::find_classes() {
  auto classes = std::make_shared<std::vector<store::DestinationClass>>();
  persist(
      [classes](store::Store& store) -> Result<void> {
        auto working = store.classes_with_work();
        if (!working) return working.error();
        *classes = std::move(*working);
        return {};
      },
      [this, classes] { know(*classes); });
}

void Driver::know(const std::vector<store::DestinationClass>& classes) {
  board_.with([&](Board& board) {
    for (const auto& known : classes) board.know(known, true);
  });
  writer_->wake();
}

void Driver::granted(Granter::Grant grant) {
  std::set<Place> places;
  std::vector<Ending> endings;
  for (auto& ready : grant.ready) {
    if (!ready.message) {
      endings.push_back(unsent(ready, core::DeliveryState::failed));
      endings.back().finish.reply = "what it was to say is not stored any more";
      continue;
    }
    if (const auto stopping = stopping_.find(ready.started.of); stopping != stopping_.end()) {
      stopping->second.push_back(std::move(ready));
      continue;
    }
    places.insert(ready.place);
    auto& lane = held_[ready.place][static_cast<std::size_t>(ready.started.lane)];
    lane.push_back(std::move(ready));
  }
  record(std::move(endings));
  for (const auto& place : places) pump(place);
  if (grant.more && !failed_) writer_->wake();
  if (grant.lost) return wake_after(kLostPause);
  next_fallback_ = grant.fallback;
  arm_fallbacks();
}

void Driver::wake_after(Millis pause) {
  parts_.loop.post_after(pause, [this] {
    if (!failed_) writer_->wake();
  });
}

void Driver::pump(const Place& place) {
  const auto found = held_.find(place);
  if (found == held_.end()) return;
  const auto now = parts_.clock.steady();
  if (draining_ || board_.with([&](Board& board) { return board.is_closed(place, now); })) {
    give_back(place);
    return;
  }
  bool empty = true;
  for (auto& lane : found->second) {
    while (!lane.empty() && board_.with([&](Board& board) { return board.send(place, lane.front().started.lane, now); })) {
      Ready next = std::move(lane.front());
      lane.pop_front();
      launch(std::move(next));
    }
    empty = empty && lane.empty();
  }
  if (empty) held_.erase(found);
}

void Driver::launch(Ready ready) {
  auto flight = std::make_shared<Flight>();
  flight->ready = std::move(ready);
  flight->snapshot = snapshot_;
  flight->channel = &snapshot_->channels.at(flight->ready.started.channel);
  flight->channel_state = channel_states_[flight->ready.started.channel];
  send(std::move(flight));
}

channels::Job Driver::job_for(const Ready& ready) {
  const store::Started& started = ready.started;
  channels::Job job;
  job.delivery = started.claim.delivery;
  // Receivers drop what they have seen: numbers must not come again with a new store, so its instance is mixed in.
  job.incident = static_cast<std::int64_t>(Random(instance_ ^ static_cast<std::uint64_t>(started.incident.value)).next() >> 1U);
  job.update = started.update;
  job.previous_update = started.previous_update;
  job.incident_name = started.incident_name;
  job.attempt = started.attempt;
  job.idempotency_key = to_text(started.claim.delivery) + "-" + std::to_string(started.accepted.time_since_epoch().count());
  job.message = ready.message;
  job.to = started.address;
  job.name = started.name;
  if (const auto secrets = snapshot_->recipient_secrets.find(started.secret_file); secrets != snapshot_->recipient_secrets.end())
    job.secrets = secrets->second;
  job.thread_root = started.thread_root;
  job.thread_last = started.thread_last;
  job.corrected_id = started.corrected_id;
  job.progress = started.progress;
  job.unsure = started.unsure;
  job.now = parts_.clock.utc();
  job.nonce = to_hex(random_bytes(16));
  return job;
}

void Driver::news(std::vector<RunnerNews> all) {
  std::vector<Ending> endings;
  std::set<Place> places;
  for (auto& item : all) {
    if (auto* end = std::get_if<Landed>(&item)) {
      places.insert(end->flight->ready.place);
      landed(std::move(*end), endings);
    } else {
      wanted(std::move(std::get<Wanted>(item)));
    }
  }
  record(std::move(endings));
  for (const auto& place : places) pump(place);
  check_drained();
}

void Driver::landed(Landed landed, std::vector<Ending>& endings) {
  Flight& flight = *landed.flight;
  --in_flight_;
  landed.outcome = of_the_real_recipient(std::move(landed.outcome), flight.hop);
  if (flight.tested) {
    flight.tested(std::move(landed.outcome));
    return;
  }
  const Ready& ready = flight.ready;
  const auto now = parts_.clock.utc();
  const AttemptFacts facts{ready.started.attempt,
                           ready.started.since + board_.with([&](Board& board) { return board.credit(ready.started.channel); }),
                           flight.channel->traits.threads,
                           flight.channel->adapter->edits_root(),
                           ready.started.claim.delivery.kind == DeliveryKind::edit,
                           !ready.started.thread_root.empty()};
  Aftermath after = aftermath(landed.outcome, facts, flight.channel->common, now, parts_.random.unit());
  Ending ending{std::move(after.finish), {}};
  ending.finish.claim = ready.started.claim;
  const bool stays = !core::is_final(ending.finish.state);
  bool takes_nothing = false;
  board_.with([&](Board& board) {
    const auto closed = board.ended(ready.place, ready.is_retry(), after.signal, after.hold_destination, after.hold_channel, landed.at);
    // A destination that takes nothing is probed; all that waits for it is due when the probe is.
    if (closed && ending.finish.state == core::DeliveryState::waiting) ending.finish.due = std::min(ending.finish.due, now + *closed);
    if (closed && stays) ending.finish.to = board.waiting_class(ready.place);
    if (stays) board.works(ending.finish.to.value_or(ready.started.from));
    takes_nothing = closed.has_value();
  });
  if (takes_nothing) expire_later();
  ending.seen = {ready.started.claim.delivery,
                 ready.started.channel,
                 ready.started.audience,
                 ready.started.incident_name,
                 ready.started.address,
                 ready.started.update,
                 ready.started.attempt,
                 ending.finish.state,
                 ending.finish.result,
                 ending.finish.reply,
                 now,
                 std::chrono::duration<double>(landed.at - flight.began).count(),
                 seconds(now - ready.started.accepted),
                 ready.started.exercise};
  endings.push_back(std::move(ending));
  if (!after.pause_channel.empty()) pause_for(ready.started.channel, after.pause_channel);
}

void Driver::wanted(Wanted wanted) {
  const auto go_on = [this, flight = wanted.flight] { parts_.outbound.post([this, flight] { runner_.go_on(flight); }); };
  if (auto* state = std::get_if<channels::ChannelState>(&wanted.what)) {
    const std::string& channel = wanted.flight->channel->name;
    channel_states_[channel] = state->state;
    persist([channel, kept = state->state](store::Store& store) { return store.keep_channel_state(channel, kept); }, go_on);
    return;
  }
  if (wanted.flight->tested) return go_on();
  persist(
      [claim = wanted.flight->ready.started.claim,
       progress = std::get<channels::Checkpoint>(wanted.what).progress](store::Store& store) -> Result<void> {
        auto kept = store.checkpoint(claim, progress);
        if (!kept && kept.error().kind == ErrorKind::stale) return {};
        return kept;
      },
      go_on);
}

void Driver::arm() {
  const auto now = parts_.clock.steady();
  const auto utc = parts_.clock.utc();
  const auto pause = board_.with([&](Board& board) { return board.next_change(now, utc); });
  if (!pause || draining_) return;
  const auto at = now + *pause;
  if (armed_ && *armed_ <= at) return;
  armed_ = at;
  parts_.loop.post_after(*pause, [this, at] {
    if (armed_ == at) armed_.reset();
    if (!failed_) writer_->wake();
  });
}

void Driver::drain(UniqueFunction<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  granter_.enable(false);
  give_back_all();
  // The group that is at its end just now may still start something; what it started is given back before this is done.
  persist([](store::Store&) { return Result<void>(); }, [] {});
  check_drained();
}

void Driver::cancel() {
  parts_.outbound.post([this] { parts_.transport.cancel_all(); });
}

void Driver::leave() { failed_ = true; }

int Driver::under_way() const { return static_cast<int>(in_flight_); }

void Driver::check_drained() {
  if (!draining_ || !drained_ || in_flight_ > 0 || (recording_ > 0 && !failed_) || !held_.empty()) return;
  std::exchange(drained_, {})();
}

}  // namespace crier::dispatch
