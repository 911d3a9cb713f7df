#include "api/answers.h"
#include "api/calls.h"
#include "core/event.h"
#include "store/directory.h"

namespace crier::api {
namespace {

using store::Interventions;

constexpr Millis kRecent{24LL * 3600 * 1000};  // rules D4: what is older is retried only if told

using Change = UniqueFunction<Result<Interventions::Count>(store::Store&)>;
using Then = UniqueFunction<void(const Interventions::Count&)>;

/// An entry of the log has the name that crierd gives an incident; the one who asks names the newest of a key by the key alone.
Result<std::string> logged_name(store::Store& store, const std::string& asked) {
  const auto name = core::parse_incident_name(asked);
  if (!name) return asked;
  const auto incident = store.incident(name->key, name->occurrence);
  if (!incident) return incident.error();
  return *incident ? core::incident_name(name->key, (*incident)->occurrence) : asked;
}

/// Runs the change in a group transaction, with its line in the log if it changed something, and goes on, on the loop, with what it
/// counted, or answers why it was not done. `entry` has no effect yet.
void submit(const Parts& parts, const std::shared_ptr<Answer>& answer, store::LogEntry entry, Change change, Then then) {
  struct Work {
    store::LogEntry entry;
    Change change;
    Then then;
    Interventions::Count count;
  };
  auto work = std::make_shared<Work>();
  work->entry = std::move(entry);
  work->change = std::move(change);
  work->then = std::move(then);
  store::Operation operation;
  operation.run = [work](store::Store& store) -> Result<void> {
    auto count = work->change(store);
    if (!count) return count.error();
    work->count = std::move(*count);
    if (work->count.count == 0) return {};
    store::LogEntry noted = work->entry;
    auto name = logged_name(store, work->entry.incident);
    if (!name) return name.error();
    noted.incident = std::move(*name);
    noted.effect += std::to_string(work->count.count);
    return store.note(noted);
  };
  operation.done = [work, answer, &parts](const Result<void>& committed) {
    std::optional<Error> failed;
    if (!committed) failed = committed.error();
    parts.loop.post([work, answer, &parts, failed] {
      if (failed) return (*answer)(problem(*failed));
      if (!work->count.work.empty()) parts.new_work(work->count.work);
      work->then(work->count);
    });
  };
  if (!parts.writer.submit(std::move(operation))) (*answer)(problem(503, "The store is busy; try again in a moment."));
}

/// Why one delivery was not changed: there is none, or its state does not allow it.
void explain(const Parts& parts, const std::shared_ptr<Answer>& answer, DeliveryId id, bool retry) {
  auto reply = [answer](Response response) { (*answer)(std::move(response)); };
  ask(parts, std::move(reply), [id, retry](store::Ledger& ledger) {
    const auto record = ledger.delivery(id);
    if (!record) return problem(record.error());
    const std::string state(core::to_text(record->state));
    return problem(409, "Delivery " + to_text(id) + " is " + state + (record->reason.empty() ? "" : " (" + record->reason + ")") + "; " +
                            (retry ? "only failed, expired, cancelled and waiting ones can be tried again."
                                   : "only queued and waiting ones can be cancelled."));
  });
}

store::LogEntry entry_of(const Context& context, bool retry, std::string effect) {
  return {context.parts.clock.utc(), context.request.peer.name, retry ? "retry" : "cancel", "", 0, std::move(effect)};
}

}  // namespace

void change_delivery(Context context, bool retry) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const auto id = parse_delivery_id(context.names.at(0));
  if (!id) return context.answer(problem(404, "There is no delivery " + context.names.at(0) + "."));
  const UtcTime now = context.parts.clock.utc();
  auto answer = std::make_shared<Answer>(std::move(context.answer));
  submit(
      context.parts, answer, entry_of(context, retry, to_text(*id) + ": "),
      [id = *id, retry, now](store::Store& store) { return retry ? store.retry(id, now) : store.cancel(id, now); },
      [&parts = context.parts, answer, id = *id, retry](const Interventions::Count& count) {
        if (count.count == 0) return explain(parts, answer, id, retry);
        (*answer)(ok(count_json(count.count)));
      });
}

void change_deliveries(Context context, bool retry) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  const UtcTime now = context.parts.clock.utc();
  auto order = read_bulk_order(context.request.body, now);
  if (!order) return context.answer(problem(order.error()));
  if (retry && !order->filter.state) order->filter.state = core::DeliveryState::failed;
  // Naming an incident tells that it may be closed, naming a time that it may be long ago (rules D4).
  const bool closed_too = order->all || !order->filter.incident.empty();
  const UtcTime not_before = order->all || order->filter.since ? UtcTime{} : now - kRecent;
  auto answer = std::make_shared<Answer>(std::move(context.answer));
  store::LogEntry entry = entry_of(context, retry, "");
  entry.incident = order->filter.incident;
  entry.update = order->filter.update.value_or(0);
  if (!order->filter.channel.empty()) entry.effect = "channel " + order->filter.channel + ": ";
  submit(
      context.parts, answer, std::move(entry),
      [filter = order->filter, retry, closed_too, not_before, now](store::Store& store) {
        return retry ? store.retry(filter, closed_too, not_before, now) : store.cancel(filter, now);
      },
      [answer](const Interventions::Count& count) { (*answer)(ok(count_json(count.count))); });
}

void lift_suppression(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const std::string channel = context.names.at(0);
  const std::string address = context.names.at(1);
  const auto snapshot = context.parts.snapshot();
  const auto configured = snapshot->channels.find(channel);
  const std::string canonical =
      configured == snapshot->channels.end() ? address : store::canonical_address(configured->second.type, address);
  auto answer = std::make_shared<Answer>(std::move(context.answer));
  store::LogEntry entry{
      context.parts.clock.utc(), context.request.peer.name, "lift", "", 0, address + " on channel " + channel + " is written to again: "};
  submit(
      context.parts, answer, std::move(entry),
      [channel, address, canonical](store::Store& store) -> Result<Interventions::Count> {
        auto lifted = store.lift(channel, address);
        if (lifted && !*lifted && canonical != address) lifted = store.lift(channel, canonical);
        if (!lifted) return lifted.error();
        return Interventions::Count{*lifted ? 1 : 0, {}};
      },
      [answer, channel, address](const Interventions::Count& count) {
        (*answer)(count.count > 0 ? ok(count_json(count.count)) : problem(404, address + " is not suppressed on channel " + channel + "."));
      });
}

}  // namespace crier::api
