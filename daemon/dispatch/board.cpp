#include "dispatch/board.h"

#include <algorithm>

#include "channels/adapter.h"

namespace crier::dispatch {
namespace {

/// An attempt that runs longer than this makes its destination a slow one: others do not wait behind it.
constexpr Millis kBrisk{250};

}  // namespace

void Board::configure(const std::map<std::string, ChannelTerms>& channels) {
  for (auto& [name, channel] : channels_) {
    if (!channels.contains(name)) channel.configured = false;
  }
  for (const auto& [name, terms] : channels) {
    auto [at, fresh] = channels_.try_emplace(name);
    Channel& channel = at->second;
    const bool same_type = fresh || channel.terms.type == terms.type;
    channel.configured = true;
    channel.terms = terms;
    if (fresh) channel.rate = RateLimit(terms.rate);
    channel.rate.change(terms.rate);
    Destination& own = this->at(channel, "");
    // Another service: what was learnt of the old one says nothing. What is under way there still ends here.
    if (!same_type) {
      own.window = Window(terms.connections);
      own.held_until.reset();
      own.failed_probes = 0;
    }
    for (auto& [key, destination] : channel.destinations) destination.window.limit_to(terms.connections);
  }
}

void Board::know(const store::DestinationClass& known, bool works) {
  Channel& channel = channels_[known.channel];
  if (channel.terms.type.empty()) channel.configured = false;
  Destination& destination = at(channel, known.destination);
  destination.id = known.id;
  if (works) {
    destination.works = true;
    destination.due.reset();
  }
  places_[known.id] = Place{known.channel, known.destination};
}

void Board::unknow(ClassId id) {
  const auto place = places_.find(id);
  if (place == places_.end()) return;
  if (Destination* destination = find(place->second)) {
    destination->id = {};
    destination->works = false;
  }
  places_.erase(place);
}

bool Board::works(ClassId id) {
  const auto place = places_.find(id);
  Destination* destination = place == places_.end() ? nullptr : find(place->second);
  if (destination == nullptr) return false;
  destination->works = true;
  destination->due.reset();
  return true;
}

std::vector<Allowance> Board::allowances(SteadyTime now) {
  std::vector<Allowance> all;
  for (auto& [name, channel] : channels_) {
    std::erase_if(channel.destinations, [&](const auto& one) {
      if (one.first.empty() || !is_forgettable(one.second, now)) return false;
      places_.erase(one.second.id);
      return true;
    });
    if (!channel.configured || channel.paused) continue;
    for (auto& [key, destination] : channel.destinations) {
      if (!destination.id || (!key.empty() && !destination.works)) continue;
      Allowance one = allowance(name, channel, key, destination, now);
      if (one.urgent > 0 || one.others > 0) all.push_back(std::move(one));
    }
  }
  return all;
}

Allowance Board::allowance(const std::string& name, Channel& channel, const std::string& key, Destination& destination, SteadyTime now) {
  Allowance one{{destination.id, name, key}, 0, 0, false, channel.terms.retry.max_age + channel.credit.length};
  if (destination.window.is_dead()) {
    one.probe = may_probe(destination, now);
    one.urgent = one.others = one.probe ? 1 : 0;
  } else if (!is_held(destination, now)) {
    const bool shared = channel.terms.addressed && key.empty();
    one.urgent = shared ? kMostStarted - channel.started : room(channel, destination, true);
    one.others = shared ? one.urgent - kMostStarted / 10 : room(channel, destination, false);
  }
  one.urgent = std::clamp(one.urgent, 0, channel.rate.available(now, true));
  one.others = std::clamp(one.others, 0, channel.rate.available(now, false));
  return one;
}

/// Started attempts that a destination may have: those its window lets out and those that wait for a slot of it.
int Board::most(const Channel& channel, const Destination& destination) {
  return destination.window.size() + (channel.terms.runs_ahead ? destination.ahead : 0);
}

void Board::keep_pace(Destination& destination, SteadyTime now) {
  ++destination.ended;
  const auto span = now - destination.counted;
  if (span < kPace) return;
  destination.ahead = std::clamp(static_cast<int>(destination.ended * kPace / span), kAhead, kMostAhead);
  destination.ended = 0;
  destination.counted = now;
}

/// How many more may be started at a destination. The reserve keeps a connection, and a tenth of the run-ahead, for urgent ones.
int Board::room(const Channel& channel, const Destination& destination, bool urgent) {
  const int all = most(channel, destination);
  const int reserve = urgent || destination.window.size() < 2 ? 0 : std::max(1, all / 10);
  return all - reserve - destination.started;
}

Judgement Board::judge(const store::DestinationClass& from, const store::Candidate& candidate, bool probe, SteadyTime now) {
  using Kind = store::Verdict::Kind;
  Judgement judgement{{Kind::stop, {}}, {}, false};
  Channel* channel = find(from.channel);
  if (channel == nullptr) return judgement;
  const bool urgent = candidate.lane == core::Lane::urgent;
  if (channel->rate.available(now, urgent) < 1) return judgement;
  judgement.place = from.destination.empty() ? place_of(from.channel, candidate.address) : Place{from.channel, from.destination};
  Destination& destination = at(*channel, judgement.place.destination);
  const bool elsewhere = judgement.place.destination != from.destination;
  const auto move = [&] {
    judgement.wants_class = !destination.id;
    if (judgement.wants_class) return;
    destination.works = true;
    destination.due.reset();
    judgement.verdict = {Kind::move, destination.id};
  };
  if (!probe) {
    const bool is_closed = destination.window.is_dead() || is_held(destination, now);
    if (is_closed || room(*channel, destination, urgent) < 1) {
      if (elsewhere && (is_closed || is_slow(destination, now))) move();
      return judgement;
    }
    // Retries do not take the slots of first attempts.
    if (candidate.attempts > 0 && destination.retries >= std::max(1, most(*channel, destination) / 2)) {
      judgement.verdict.kind = Kind::skip;
      return judgement;
    }
  } else {
    destination.probing = true;
  }
  ++destination.started;
  ++channel->started;
  if (candidate.attempts > 0) ++destination.retries;
  channel->rate.take(1);
  judgement.verdict.kind = Kind::start;
  return judgement;
}

Place Board::place_of(const std::string& channel, const std::string& address) const {
  const Channel* found = find(channel);
  if (found == nullptr || !found->terms.addressed) return {channel, ""};
  return {channel, channels::destination_of(address)};
}

void Board::idle_until(ClassId id, std::optional<UtcTime> due, SteadyTime now) {
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  const Place place = found->second;
  Destination* destination = find(place);
  if (destination == nullptr) return;
  destination->works = due.has_value();
  destination->due = due;
  forget_if_idle(channels_.at(place.channel), place.destination, now);
}

void Board::unstart(const Place& place, bool retry, int count) {
  Channel* channel = find(place.channel);
  Destination* destination = find(place);
  if (channel == nullptr || destination == nullptr) return;
  destination->started -= count;
  if (retry) destination->retries -= count;
  destination->probing = false;
  channel->started -= count;
  channel->rate.give_back(count);
}

bool Board::send(const Place& place, core::Lane lane, SteadyTime now) {
  Channel* channel = find(place.channel);
  Destination* destination = find(place);
  if (channel == nullptr || destination == nullptr) return false;
  const int size = destination->probing ? 1 : destination->window.size();
  const int limit = lane == core::Lane::urgent || size < 2 ? size : size - 1;
  if (destination->sent >= limit) return false;
  if (destination->sent == 0) destination->progress = now;
  destination->busy = ++destination->sent;
  return true;
}

bool Board::is_closed(const Place& place, SteadyTime now) const {
  const Channel* channel = find(place.channel);
  if (channel == nullptr || !channel->configured || channel->paused) return true;
  const auto destination = channel->destinations.find(place.destination);
  if (destination == channel->destinations.end() || destination->second.probing) return false;
  return destination->second.window.is_dead() || is_held(destination->second, now);
}

std::optional<Millis> Board::ended(const Place& place, bool retry, Signal signal, std::optional<Millis> hold_destination,
                                   std::optional<Millis> hold_channel, SteadyTime now) {
  Channel* channel = find(place.channel);
  Destination* destination = find(place);
  if (channel == nullptr || destination == nullptr) return std::nullopt;
  // Ends come in lots: what counts is how many were under way before the lot.
  const int in_flight = destination->busy;
  --destination->sent;
  --destination->started;
  --channel->started;
  if (retry) --destination->retries;
  destination->progress = now;
  keep_pace(*destination, now);
  const bool was_probe = destination->probing;
  destination->probing = false;
  if (signal == Signal::succeeded) {
    if (destination->window.is_dead()) destination->window.revive();
    destination->failed_probes = 0;
    destination->window.succeeded(in_flight);
    if (was_probe) destination->held_until.reset();
  }
  if (signal == Signal::failed) {
    const bool was_dead = destination->window.is_dead();
    destination->window.failed();
    if (destination->window.is_dead() && (!was_dead || was_probe)) close(*channel, *destination, now);
  }
  if (hold_destination) destination->held_until = std::max(destination->held_until.value_or(now), now + *hold_destination);
  if (hold_channel) {
    auto& until = at(*channel, "").held_until;
    until = std::max(until.value_or(now), now + *hold_channel);
  }
  if (was_probe && signal == Signal::none && destination->window.is_dead() && !hold_destination) close(*channel, *destination, now);
  std::optional<Millis> closed;
  if (is_held(*destination, now)) closed = std::chrono::ceil<Millis>(*destination->held_until - now);
  forget_if_idle(*channel, place.destination, now);
  return closed;
}

/// Dead: the next probe comes after a pause that doubles with each that failed.
void Board::close(const Channel& channel, Destination& destination, SteadyTime now) {
  Millis pause = std::min(kFirstProbe, channel.terms.retry.initial);
  const Millis longest = std::max(pause, std::min(kLongestProbe, channel.terms.retry.cap));
  for (int i = 0; i < destination.failed_probes && pause < longest; ++i) pause *= 2;
  ++destination.failed_probes;
  destination.held_until = now + std::min(pause, longest);
}

void Board::given_back(const Place& place, bool retry) {
  Channel* channel = find(place.channel);
  Destination* destination = find(place);
  if (channel == nullptr || destination == nullptr) return;
  --destination->started;
  --channel->started;
  if (retry) --destination->retries;
  destination->probing = false;
  channel->rate.give_back(1);
}

void Board::pause(const std::string& name, const std::string& reason, bool by_operator, UtcTime now) {
  Channel* channel = find(name);
  if (channel == nullptr) return;
  if (!channel->paused) channel->paused_since = now;
  channel->paused = reason;
  channel->by_operator = by_operator;
}

void Board::resume(const std::string& name, UtcTime now) {
  Channel* channel = find(name);
  if (channel == nullptr) return;
  channel->credit = credit_at(name, now);
  channel->paused.reset();
  for (auto& [key, destination] : channel->destinations) {
    // An operator's resume means now: what was given up on is tried at once.
    destination.held_until.reset();
    destination.works = destination.works || destination.id;
    destination.due.reset();
  }
}

Millis Board::credit(const std::string& name) const {
  const Channel* channel = find(name);
  return channel == nullptr ? Millis{0} : channel->credit.length;
}

PauseCredit Board::credit_at(const std::string& name, UtcTime now) const {
  const Channel* channel = find(name);
  if (channel == nullptr) return {};
  PauseCredit credit = channel->credit;
  if (!channel->paused) return credit;
  const bool outlived = channel->paused_since - credit.until > channel->terms.retry.max_age + credit.length;
  if (outlived) credit.length = Millis{0};
  credit.length += std::max(Millis{0}, now - channel->paused_since);
  credit.until = now;
  return credit;
}

void Board::restore(const std::string& name, const PauseCredit& credit, UtcTime now) {
  Channel* channel = find(name);
  if (channel != nullptr && now - credit.until <= channel->terms.retry.max_age + credit.length) channel->credit = credit;
}

std::optional<Millis> Board::next_change(SteadyTime now, UtcTime utc) const {
  std::optional<Millis> least;
  const auto at = [&](Millis pause) { least = std::min(least.value_or(pause), std::max(pause, Millis{1})); };
  for (const auto& [name, channel] : channels_) {
    if (!channel.configured || channel.paused) continue;
    if (const auto refill = channel.rate.next(now)) at(std::chrono::ceil<Millis>(*refill - now));
    for (const auto& [key, destination] : channel.destinations) {
      // One that is full turns slow: then what waits behind it for others moves on.
      if (channel.terms.addressed && !key.empty() && destination.sent > 0 && !is_slow(destination, now) &&
          room(channel, destination, false) < 1)
        at(std::chrono::ceil<Millis>(*destination.progress + kBrisk - now) + Millis{1});
      if (!destination.works && !key.empty()) continue;
      if (is_held(destination, now))
        at(std::chrono::ceil<Millis>(*destination.held_until - now));
      else if (destination.due && *destination.due > utc)
        at(*destination.due - utc);
    }
  }
  return least;
}

int Board::started() const {
  int all = 0;
  for (const auto& [name, channel] : channels_) all += channel.started;
  return all;
}

std::optional<ClassId> Board::waiting_class(const Place& place) const {
  const Channel* channel = find(place.channel);
  if (channel == nullptr || place.destination.empty()) return std::nullopt;
  const auto destination = channel->destinations.find(place.destination);
  if (destination == channel->destinations.end() || !destination->second.id) return std::nullopt;
  return destination->second.id;
}

bool Board::is_held(const Destination& destination, SteadyTime now) { return destination.held_until && *destination.held_until > now; }

bool Board::may_probe(const Destination& destination, SteadyTime now) {
  return !destination.probing && destination.started == 0 && !is_held(destination, now);
}

bool Board::is_slow(const Destination& destination, SteadyTime now) { return destination.progress && now - *destination.progress > kBrisk; }

Board::Channel* Board::find(const std::string& channel) {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? nullptr : &found->second;
}

const Board::Channel* Board::find(const std::string& channel) const {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? nullptr : &found->second;
}

Board::Destination* Board::find(const Place& place) {
  Channel* channel = find(place.channel);
  if (channel == nullptr) return nullptr;
  const auto found = channel->destinations.find(place.destination);
  return found == channel->destinations.end() ? nullptr : &found->second;
}

Board::Destination& Board::at(Channel& channel, const std::string& destination) {
  return channel.destinations.try_emplace(destination, channel.terms.connections).first->second;
}

/// Nothing is under way, due or wrong there. That it takes much is remembered between the groups of a busy time.
bool Board::is_forgettable(const Destination& destination, SteadyTime now) {
  if (destination.started > 0 || destination.works || is_held(destination, now) || !destination.window.is_untouched()) return false;
  const bool takes_much = destination.window.size() > Window::kInitial || destination.ahead > kAhead;
  return !takes_much || !destination.progress || now - *destination.progress >= kRemembered;
}

void Board::forget_if_idle(Channel& channel, const std::string& name, SteadyTime now) {
  const auto found = channel.destinations.find(name);
  if (name.empty() || found == channel.destinations.end() || !is_forgettable(found->second, now)) return;
  places_.erase(found->second.id);
  channel.destinations.erase(found);
}

}  // namespace crier::dispatch
