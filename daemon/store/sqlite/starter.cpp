#include "store/sqlite/starter.h"

#include "core/event.h"

namespace crier::store::sqlite {
namespace {

constexpr const char* kReady =
    "SELECT d.recipient, d.kind, r.address, m.name, m.secret_file, m.recipient, s.recipient"
    " FROM delivery d INDEXED BY delivery_live CROSS JOIN recipient r ON r.id = d.recipient"
    " LEFT JOIN member m ON m.audience_group = ?1 AND m.recipient = d.recipient LEFT JOIN suppression s ON s.recipient = d.recipient"
    " WHERE d.broadcast = ?2 AND d.class = ?3 AND d.state IN (0, 2) AND d.due <= ?4 ORDER BY d.due LIMIT ?5 OFFSET ?6";
constexpr const char* kMembers =
    "SELECT m.recipient, r.address, m.name, m.secret_file, m.language, m.fallback_channel, m.fallback_after, s.recipient"
    " FROM member m CROSS JOIN recipient r ON r.id = m.recipient LEFT JOIN suppression s ON s.recipient = m.recipient"
    " WHERE m.audience_group = ? AND m.recipient > ? AND m.recipient <= ? AND m.added <= ? ORDER BY m.recipient";

}  // namespace

Starter::Starter(Tables& tables, Chains& chains, Endings& endings, Threads& threads)
    : t_(tables),
      chains_(chains),
      endings_(endings),
      threads_(threads),
      ready_(tables.database, kReady),
      members_(tables.database, kMembers),
      incident_(tables.database, "SELECT key, occurrence FROM incident WHERE id = ?"),
      languages_(tables.database, kSelectLanguages) {}

Starter::Run Starter::begin(Broadcast& b, const StartOrder& order, const Judge& judge, UtcTime now) {
  Run run{order, judge, now, b, chains_.others(b), decode_groups(b.earlier), {}, {}, order.most * 4 + 200, 0, false};
  if (b.has(kShared)) {
    run.siblings = t_.broadcasts.of_update(b.update);
    std::erase_if(run.siblings, [&b](const Broadcast* other) { return other->id == b.id || other->channel != b.channel; });
  }
  return run;
}

Result<std::vector<Started>> Starter::start(const StartOrder& order, const Judge& judge, UtcTime now) {
  Broadcast* b = t_.broadcasts.find(order.broadcast);
  if (b == nullptr) return t_.database.outcome(std::vector<Started>{});
  const bool is_own = order.from == b->own_class;
  Run run = begin(*b, order, judge, now);
  if (b->live > 0) take_ready(run);
  if (is_own && !run.is_full()) expand(run);
  t_.lineup.settle(*b, order.from, is_own && may_expand(*b), now);
  if (!is_own) chains_.unpark(*b, now);
  return t_.database.outcome(std::move(run.started));
}

void Starter::expire_rest(Broadcast& b, std::size_t limit, UtcTime now) {
  StartOrder order;
  order.from = b.own_class;
  order.broadcast = b.id;
  order.most = 1;
  order.max_age = now - b.accepted - Millis(1);  // so all of it is too old and nobody is asked
  const Judge nobody = [](const Candidate&) { return Verdict{Verdict::Kind::stop, {}}; };
  Run run = begin(b, order, nobody, now);
  run.budget = limit;
  expand(run);
  t_.lineup.settle(b, b.own_class, may_expand(b), now);
}

std::vector<Starter::Member> Starter::ready_page(const Run& run) {
  const UtcTime until = run.order.ignore_due ? kNever - Millis(1) : run.now;
  const std::size_t limit = std::min(run.budget, run.order.most - run.started.size());
  std::vector<Member> page;
  Rows row = ready_(run.b.group, run.b.id, run.order.from, until, limit, run.skipped);
  while (row.next()) {
    Member member;
    member.recipient = row.id<RecipientId>();
    member.kind = row.as<DeliveryKind>();
    member.address = row.text();
    member.name = row.text();
    member.secret_file = row.text();
    member.has_left = !row.is_set() && run.b.group != 0;
    member.is_suppressed = row.is_set();
    page.push_back(std::move(member));
  }
  return page;
}

void Starter::take_ready(Run& run) {
  while (!run.is_full()) {
    // A row of a page leaves the class or the state in which it was found, or is counted as skipped: the next page has others.
    const std::vector<Member> page = ready_page(run);
    if (page.empty()) return;
    for (const Member& member : page) {
      if (run.is_full()) return;
      --run.budget;
      try_ready(run, member);
    }
  }
}

void Starter::try_ready(Run& run, const Member& member) {
  const auto found = t_.deliveries.find({run.b.id, member.recipient, member.kind});
  if (!found) return;
  Delivery d = *found;
  if (member.is_suppressed || member.has_left || run.is_too_old(d.since.value_or(run.b.accepted))) {
    d.state = member.has_left        ? core::DeliveryState::cancelled
              : member.is_suppressed ? core::DeliveryState::failed
                                     : core::DeliveryState::expired;
    d.reason = member.has_left ? "removed" : member.is_suppressed ? "suppressed" : "";
    endings_.end(run.b, *found, d, run.now);
    return;
  }
  const Verdict verdict = run.judge({member.address, run.b.lane, d.attempts, d.has(kUnsure)});
  if (verdict.kind == Verdict::Kind::stop || (verdict.kind == Verdict::Kind::move && verdict.to == run.order.from)) {
    run.is_stopped = true;
    return;
  }
  if (verdict.kind == Verdict::Kind::skip) {
    ++run.skipped;
    return;
  }
  if (verdict.kind == Verdict::Kind::move) {
    d.in_class = verdict.to;
    t_.deliveries.change(run.b, *found, d);
    t_.lineup.add_work(run.b, verdict.to, d.due);
    return;
  }
  d.state = core::DeliveryState::sending;
  d.epoch = t_.epoch;
  ++d.attempts;
  d.reason.clear();
  if (d.attempts == 1)
    d.at = run.now;
  else
    t_.deliveries.begin_attempt(d.id, d.attempts, run.now);
  t_.deliveries.change(run.b, *found, d);
  add_started(run, member, d);
}

void Starter::expand(Run& run) {
  Broadcast& b = run.b;
  if (b.has(kParkedByCap) && b.untried < kUntriedAtMost) b.clear(kParkedByCap);
  if (!may_expand(b)) return;
  const RecipientId bound = chains_.bound(b, run.others);
  const RecipientId cursor = b.cursor;
  if (bound <= cursor) {
    b.set(kParkedByOrder);
    return;
  }
  bool is_exhausted = true;
  {
    Rows row = members_(b.group, cursor, bound, b.generation);
    while (row.next()) {
      is_exhausted = false;
      if (run.is_full() || b.untried >= kUntriedAtMost) break;
      --run.budget;
      Member member;
      member.recipient = row.id<RecipientId>();
      member.address = row.text();
      member.name = row.text();
      member.secret_file = row.text();
      member.language = row.text();
      member.falls_back = row.is_set();
      if (const auto after = row.maybe_integer()) member.fallback_after = Millis(*after);
      member.is_suppressed = row.is_set();
      if (!expand_one(run, member)) break;
      b.cursor = member.recipient;
      b.dirty = true;
      is_exhausted = true;
    }
  }
  if (is_exhausted) end_expansion(run, bound);
  if (b.untried >= kUntriedAtMost && !b.has(kExpanded)) b.set(kParkedByCap);
  if (b.cursor != cursor || b.has(kExpanded)) chains_.let_go(b, run.now);
}

void Starter::end_expansion(Run& run, RecipientId bound) {
  if (bound.value != INT64_MAX) {
    run.b.set(kParkedByOrder);
    return;
  }
  run.b.set(kExpanded);
  t_.broadcasts.set_rest(run.b, 0);
  t_.broadcasts.set_fallback_at(run.b, std::nullopt);
}

bool Starter::is_told_elsewhere(Run& run, RecipientId recipient) {
  if (t_.overlaps.is_member_of_any(run.earlier, recipient)) return true;
  for (const Broadcast* sibling : run.siblings) {
    if (t_.deliveries.exists({sibling->id, recipient, DeliveryKind::post})) return true;
  }
  return false;
}

bool Starter::expand_one(Run& run, const Member& member) {
  Broadcast& b = run.b;
  Delivery d;
  d.id = {b.id, member.recipient, DeliveryKind::post};
  if (b.has(kShared) && is_told_elsewhere(run, member.recipient)) return true;
  if (b.has(kGaps) && t_.deliveries.exists(d.id)) return true;
  d.in_class = b.own_class;
  d.due = b.accepted;
  d.message = message_for(languages_, b, member.language);
  d.set(kFallsBack, member.falls_back);
  if (member.fallback_after) d.fallback_at = b.accepted + *member.fallback_after;
  if (member.is_suppressed || run.is_too_old(b.accepted)) {
    d.state = member.is_suppressed ? core::DeliveryState::failed : core::DeliveryState::expired;
    d.reason = member.is_suppressed ? "suppressed" : "";
    t_.broadcasts.set_rest(b, b.rest - 1);
    endings_.insert_ended(b, d, run.now);
    return true;
  }
  if (b.has(kLatest)) chains_.supersede_older(b, run.others, member.recipient, run.now);
  if (chains_.is_taken(run.others, member.recipient)) {
    d.due = kNever;
  } else {
    const Verdict verdict = run.judge({member.address, b.lane, 0, false});
    if (verdict.kind == Verdict::Kind::stop || (verdict.kind == Verdict::Kind::move && verdict.to == run.order.from)) {
      run.is_stopped = true;
      return false;
    }
    if (verdict.kind == Verdict::Kind::move) {
      d.in_class = verdict.to;
      t_.lineup.add_work(b, verdict.to, d.due);
    } else if (verdict.kind == Verdict::Kind::start) {
      d.state = core::DeliveryState::sending;
      d.epoch = t_.epoch;
      d.attempts = 1;
      d.at = run.now;
    }
  }
  t_.broadcasts.set_rest(b, b.rest - 1);
  t_.deliveries.insert(b, d);
  if (d.state == core::DeliveryState::sending) add_started(run, member, d);
  return true;
}

const std::string& Starter::incident_name(Broadcast& b) {
  if (b.incident_name.empty()) {
    Rows row = incident_(b.incident);
    if (row.next()) {
      const std::string key = row.text();
      b.incident_name = core::incident_name(key, static_cast<int>(row.integer()));
    }
  }
  return b.incident_name;
}

std::string Starter::corrected_id(Broadcast& b, RecipientId recipient) {
  if (!b.corrected) {
    b.corrected.emplace();
    const auto correction = t_.updates.find(b.update);
    if (!correction || !*correction || !(*correction)->update.event.corrects) return "";
    for (const BroadcastId id : t_.updates.broadcasts(b.incident, *(*correction)->update.event.corrects)) {
      const Broadcast* wrong = t_.broadcasts.find(id);
      if (wrong != nullptr && wrong->channel == b.channel) b.corrected->push_back(id);
    }
  }
  for (const BroadcastId id : *b.corrected) {
    const auto wrong = t_.deliveries.find({id, recipient, DeliveryKind::post});
    if (wrong && wrong->state == core::DeliveryState::delivered) return wrong->remote_id;
  }
  return "";
}

void Starter::add_started(Run& run, const Member& member, const Delivery& d) {
  Broadcast& b = run.b;
  Started started;
  started.claim = {d.id, d.epoch};
  started.from = run.order.from;
  started.lane = b.lane;
  started.incident = b.incident;
  started.incident_name = incident_name(b);
  started.exercise = b.has(kExercise);
  started.of = b.update;
  started.update = b.number;
  started.previous_update = b.previous;
  started.channel = t_.names.channel_name(b.channel);
  started.audience = t_.names.audience_name(b.audience);
  started.address = member.address;
  started.name = member.name;
  started.secret_file = member.secret_file;
  started.message = d.message;
  started.attempt = d.attempts;
  started.unsure = d.has(kUnsure);
  started.progress = d.progress;
  started.accepted = b.accepted;
  started.since = d.since.value_or(b.accepted);
  if (b.number > 1 || !d.is_post()) {  // the first update of an incident has nothing to follow
    if (auto thread = threads_.find(b.incident, d.id.recipient)) {
      started.thread_root = std::move(thread->root);
      started.thread_last = std::move(thread->last);
    }
  }
  if (b.has(kCorrects)) started.corrected_id = corrected_id(b, d.id.recipient);
  run.started.push_back(std::move(started));
}

}  // namespace crier::store::sqlite
