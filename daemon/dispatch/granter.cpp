#include "dispatch/granter.h"

namespace crier::dispatch {
namespace {

constexpr std::size_t kHeads = 64;
/// Rounds through the heads of one lane in one group: a later round serves what the first left over.
constexpr int kRounds = 4;
/// So many broadcasts in a row whose next delivery may not start end a lane's turn: the destinations that many wait for are full.
/// Each of them went behind the others, so the next group looks at others.
constexpr int kRefused = 8;
constexpr std::size_t kCachedBytes = std::size_t{4} << 20;
/// A probe takes the first delivery even if it is due later.
constexpr Millis kEver{100LL * 366 * 86400 * 1000};

}  // namespace

Granter::Granter(Guarded<Board>& board, const Clock& clock, UniqueFunction<void(Grant)> deliver)
    : board_(board), clock_(clock), deliver_(std::move(deliver)), messages_(kCachedBytes) {}

Result<void> Granter::before_commit(store::Store& store) {
  begin();
  if (!enabled_) return {};
  const Now now{clock_.utc(), clock_.steady()};
  const auto allowances = board_.with([&](Board& board) { return board.allowances(now.steady); });
  for (const auto& allowance : allowances) {
    if (auto granted = grant_class(store, allowance, now); !granted) return granted;
  }
  if (!watches_fallbacks_) return {};
  auto next = store.next_fallback();
  if (!next) return next.error();
  grant_.fallback = *next;
  return {};
}

void Granter::committed() {
  // An empty grant is delivered too: what is due next may have changed.
  if (enabled_ || !grant_.ready.empty()) deliver_(std::exchange(grant_, {}));
}

/// All that the board learnt from this group was not so.
void Granter::dropped() {
  board_.with([&](Board& board) {
    for (const auto& [place, retry] : counted_) board.unstart(place, retry, 1);
    for (const auto id : visited_) board.works(id);
    for (const auto id : made_) board.unknow(id);
  });
  // The numbers of messages that were never committed are given again.
  messages_.clear();
  begin();
  if (!enabled_) return;
  Grant lost;
  lost.lost = true;
  deliver_(std::move(lost));
}

void Granter::begin() {
  grant_ = {};
  counted_.clear();
  visited_.clear();
  made_.clear();
}

Result<void> Granter::grant_class(store::Store& store, const Allowance& allowance, const Now& now) {
  int used = 0;
  bool stopped = false;
  for (const auto lane : {core::Lane::urgent, core::Lane::normal, core::Lane::bulk}) {
    const int room = (lane == core::Lane::urgent ? allowance.urgent : allowance.others) - used;
    if (room <= 0) continue;
    const auto started = grant_lane(store, allowance, lane, room, now, stopped);
    if (!started) return started.error();
    used += *started;
    if (allowance.probe && used > 0) return {};
  }
  if (used >= allowance.others) return {};  // what is left goes on when a slot is free
  const auto due = store.next_due(allowance.from.id);
  if (!due) return due.error();
  visited_.push_back(allowance.from.id);
  board_.with([&](Board& board) { board.idle_until(allowance.from.id, *due, now.steady); });
  if (*due && **due <= now.utc && !stopped) grant_.more = true;
  return {};
}

Result<int> Granter::grant_lane(store::Store& store, const Allowance& allowance, core::Lane lane, int room, const Now& now, bool& stopped) {
  bool is_refused = false;
  const auto ask = [&](const store::Candidate& candidate) {
    return board_.with([&](Board& board) { return board.judge(allowance.from, candidate, allowance.probe, now.steady); });
  };
  const auto judge = [&](const store::Candidate& candidate) {
    Judgement judgement = ask(candidate);
    if (judgement.wants_class) {
      const auto made = store.destination_class(judgement.place.channel, judgement.place.destination);
      if (made) {
        made_.push_back(made->id);
        board_.with([&](Board& board) { board.know(*made, false); });
        judgement = ask(candidate);
      }
    }
    const auto kind = judgement.verdict.kind;
    if (kind == store::Verdict::Kind::start) counted_.emplace_back(std::move(judgement.place), candidate.attempts > 0);
    if (kind == store::Verdict::Kind::stop || kind == store::Verdict::Kind::skip) stopped = is_refused = true;
    // The class that it is moved to was not asked in this group, and may start at once.
    if (kind == store::Verdict::Kind::move) grant_.more = true;
    return judgement.verdict;
  };

  int used = 0;
  int refused = 0;
  const UtcTime due_by = allowance.probe ? now.utc + kEver : now.utc;
  for (int round = 0; round < kRounds && used < room; ++round) {
    const auto heads = store.heads(allowance.from.id, lane, due_by, kHeads);
    if (!heads) return heads.error();
    if (heads->empty()) {
      fair_.erase({allowance.from.id, lane});
      break;
    }
    const int before = used;
    for (const auto& pick : fair_[{allowance.from.id, lane}].pick(*heads, static_cast<std::size_t>(room - used))) {
      const store::StartOrder order{allowance.from.id, lane, pick.broadcast, pick.most, allowance.max_age, allowance.probe};
      is_refused = false;
      auto started = store.start(order, judge, now.utc);
      if (!started) return started.error();
      refused = is_refused && started->empty() ? refused + 1 : 0;
      used += static_cast<int>(started->size());
      if (auto kept = keep(store, std::move(*started)); !kept) return kept.error();
      if (refused == kRefused || (allowance.probe && used > 0)) return used;
    }
    if (used == before) break;
  }
  return used;
}

/// What the store started is what was judged so, in that order.
Result<void> Granter::keep(store::Store& store, std::vector<store::Started> all) {
  const std::size_t first = counted_.size() - all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto said = message(store, all[i].message);
    // One delivery whose text is gone must not stop all others.
    if (!said && said.error().kind == ErrorKind::not_found) said = std::shared_ptr<const core::Message>();
    if (!said) return said.error();
    grant_.ready.push_back({std::move(all[i]), std::move(*said), counted_[first + i].first});
  }
  return {};
}

Result<std::shared_ptr<const core::Message>> Granter::message(store::Store& store, MessageId id) {
  if (auto cached = messages_.find(id)) return Result<std::shared_ptr<const core::Message>>(std::move(cached));
  auto loaded = store.message(id);
  if (!loaded) return loaded.error();
  auto shared = std::make_shared<const core::Message>(std::move(*loaded));
  messages_.keep(id, shared);
  return shared;
}

}  // namespace crier::dispatch
