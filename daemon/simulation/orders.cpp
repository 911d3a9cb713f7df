#include <algorithm>

#include "core/moment.h"
#include "simulation/life.h"

// What operators type, carried out as the API does it (interface.md section 3).

namespace crier::simulation {
namespace {

using core::Problem;

core::Peer operator_peer() { return {"operator", core::Right::operate, true, 0, false}; }

Problem problem_of(const Error& error) { return {error.kind, "It was not done", error.text, {}}; }

Problem not_found(std::string detail) { return {ErrorKind::not_found, "There is no such thing", std::move(detail), {}}; }

/// How far a schedule is looked through.
constexpr Millis kAhead{60LL * 86400 * 1000};

}  // namespace

template <class T, class Ask>
std::optional<Problem> Life::answer_of(Ask ask) {
  auto answer = std::make_shared<std::optional<Result<T, Problem>>>();
  ask([answer](Result<T, Problem> result) { answer->emplace(std::move(result)); });
  loop_.run_posted();
  if (!*answer)
    return Problem{ErrorKind::internal, "No answer", "the simulation was not answered at once, which is a fault of its own", {}};
  return **answer ? std::nullopt : std::optional((*answer)->error());
}

std::optional<Problem> Life::say(core::Event event) {
  return answer_of<std::vector<announce::EventResult>>([&](auto done) {
    std::vector<core::Event> events;
    events.push_back(std::move(event));
    announcer_->accept(snapshot_, std::move(events), operator_peer(), std::move(done));
  });
}

std::optional<Problem> Life::carry_out(const Order& order) {
  switch (order.verb) {
    case Verb::approve: {
      auto name = pending_of(order);
      if (!name) return name.error();
      return answer_of<announce::EventResult>([&](auto done) {
        announcer_->approve(snapshot_, {std::move(*name), std::nullopt, std::nullopt}, operator_peer(), std::move(done));
      });
    }
    case Verb::withdraw:
      return end_pending(order, core::UpdateState::withdrawn);
    case Verb::stop:
      return stop(order);
    case Verb::skip:
    case Verb::now:
      return do_occasion(order);
    case Verb::hush: {
      const auto name = core::parse_incident_name(order.incident);
      if (!name) return not_found("there is no incident " + order.incident);
      return answer_of<std::optional<UtcTime>>([&](auto done) { clockwork_->hush(*name, order.span, operator_peer(), std::move(done)); });
    }
    case Verb::remind:
      return remind(order);
    case Verb::unremind:
      return answer_of<std::monostate>([&](auto done) { clockwork_->remove_reminder(order.name, operator_peer(), std::move(done)); });
    case Verb::pause:
    case Verb::resume: {
      std::optional<Result<dispatch::ChannelStatus>> answer;
      auto done = [&answer](Result<dispatch::ChannelStatus> status) { answer.emplace(std::move(status)); };
      order.verb == Verb::pause ? driver_->pause(order.channel, done) : driver_->resume(order.channel, done);
      loop_.run_posted();
      return answer && !*answer ? std::optional(problem_of(answer->error())) : std::nullopt;
    }
    case Verb::retry:
      return retry_failed();
    default:
      return std::nullopt;  // restart and reload are the play's
  }
}

Result<announce::PendingName, Problem> Life::pending_of(const Order& order) {
  const auto name = core::parse_incident_name(order.incident);
  if (!name) return not_found("there is no incident " + order.incident);
  if (order.update == 0) return announce::PendingName(*name);
  UpdateId id;
  static_cast<void>(reader_->ask([&](store::Ledger& ledger) {
    const auto record = ledger.incident(*name);
    if (!record) return;
    for (const auto& update : record->updates) {
      if (update.number == order.update) id = update.id;
    }
  }));
  if (!id) return not_found("there is no update " + std::to_string(order.update) + " of " + order.incident);
  return announce::PendingName(id);
}

std::optional<Problem> Life::end_pending(const Order& order, core::UpdateState as) {
  auto name = pending_of(order);
  if (!name) return name.error();
  return answer_of<announce::Ended>(
      [&](auto done) { announcer_->end_pending(snapshot_, std::move(*name), as, operator_peer(), std::move(done)); });
}

std::optional<Problem> Life::stop(const Order& order) {
  Order named = order;
  if (named.update == 0) {
    const auto name = core::parse_incident_name(order.incident);
    static_cast<void>(reader_->ask([&](store::Ledger& ledger) {
      if (const auto record = name ? ledger.incident(*name) : Result<store::IncidentRecord>(Error{}))
        named.update = record->incident.updates;
    }));
  }
  const auto pending =
      named.update > 0 ? pending_of(named) : Result<announce::PendingName, Problem>(not_found("there is no incident " + order.incident));
  if (!pending) return pending.error();
  const auto id = std::get<UpdateId>(*pending);
  auto ended = std::make_shared<std::optional<Result<announce::Ended, Problem>>>();
  announcer_->end_pending(snapshot_, id, core::UpdateState::stopped, operator_peer(),
                          [ended](auto result) { ended->emplace(std::move(result)); });
  loop_.run_posted();
  if (!*ended || !**ended) return *ended ? std::optional((*ended)->error()) : std::nullopt;
  if ((**ended)->was_pending) return std::nullopt;
  std::optional<Result<store::StopCounts>> counts;
  const UtcTime now = world_.clock.utc();
  driver_->stop(
      id, [now, named](const store::StopCounts&) { return store::LogEntry{now, "operator", "stop", named.incident, named.update, ""}; },
      [&counts](Result<store::StopCounts> result) { counts.emplace(std::move(result)); });
  loop_.run_posted();
  return counts && !*counts ? std::optional(problem_of(counts->error())) : std::nullopt;
}

std::optional<Problem> Life::do_occasion(const Order& order) {
  clock::EntryQuery query;
  query.from = world_.clock.utc();
  query.until = query.from + kAhead;
  query.incident = order.incident;
  query.audience = order.audience;
  query.kind = order.occasion;
  const auto page = clockwork_->list(query);
  const auto entry = std::find_if(page.entries.begin(), page.entries.end(), [&](const clock::Entry& one) {
    return one.state != "skipped" && (order.stage.empty() || one.stage == order.stage) && (order.name.empty() || one.name == order.name);
  });
  if (entry == page.entries.end()) return not_found("nothing on the schedule is like this");
  return answer_of<clock::Entry>([&](auto done) {
    order.verb == Verb::skip ? clockwork_->skip(entry->id, operator_peer(), std::move(done))
                             : clockwork_->hasten(entry->id, operator_peer(), std::move(done));
  });
}

std::optional<Problem> Life::remind(const Order& order) {
  const auto moment = core::parse_moment(order.when);
  if (!moment) return Problem{ErrorKind::invalid, "Invalid reminder", moment.error(), {}};
  core::Reminder reminder{order.name, moment->local, moment->zone, order.audiences, order.title, order.summary, "operator"};
  return answer_of<clock::Clockwork::ReminderEntry>(
      [&](auto done) { clockwork_->add_reminder(std::move(reminder), operator_peer(), std::move(done)); });
}

std::optional<Problem> Life::retry_failed() {
  std::vector<ClassId> work;
  auto refused = persist([&work, now = world_.clock.utc()](store::Store& store) -> Result<void> {
    store::DeliveryFilter failed;
    failed.state = core::DeliveryState::failed;
    auto count = store.retry(failed, false, now - std::chrono::hours{24}, now);
    if (!count) return count.error();
    work = std::move(count->work);
    return {};
  });
  if (!refused) driver_->work_for(work);
  loop_.run_posted();
  return refused;
}

std::optional<Problem> Life::persist(std::function<Result<void>(store::Store&)> run) {
  std::optional<Result<void>> answer;
  store::Operation operation;
  operation.run = [run = std::move(run)](store::Store& store) { return run(store); };
  operation.done = [&answer](const Result<void>& committed) { answer.emplace(committed); };
  static_cast<void>(writer_->submit(std::move(operation)));
  if (answer && !*answer) return problem_of(answer->error());
  return std::nullopt;
}

}  // namespace crier::simulation
