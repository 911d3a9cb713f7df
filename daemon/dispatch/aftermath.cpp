#include "dispatch/aftermath.h"

namespace crier::dispatch {
namespace {

using core::AttemptResult;
using core::DeliveryState;
using core::OutcomeKind;
using core::Scope;

void delivered(const core::Outcome& outcome, const AttemptFacts& facts, Aftermath& after) {
  after.finish.state = DeliveryState::delivered;
  after.finish.result = AttemptResult::delivered;
  after.finish.remote_id = outcome.remote_id;
  after.finish.keep_thread = facts.keeps_thread && !facts.is_edit && !outcome.remote_id.empty();
  after.finish.edit_root = facts.edits_root && !facts.is_edit && facts.has_root;
  after.signal = Signal::succeeded;
}

void rejected(const core::Outcome& outcome, Aftermath& after, UtcTime now) {
  after.finish.result = AttemptResult::rejected;
  if (outcome.scope == Scope::channel) {
    // Our own credentials or rights: the delivery is not at fault and waits for the operators.
    after.finish.state = DeliveryState::queued;
    after.finish.due = now;
    after.finish.count_attempt = false;
    after.finish.unsure = outcome.maybe_accepted;
    after.pause_channel = outcome.reply.empty() ? "the service refused our credentials" : outcome.reply;
    return;
  }
  after.finish.state = DeliveryState::failed;
  after.finish.suppress = outcome.suppress;
  after.signal = Signal::succeeded;
}

void again(const core::Outcome& outcome, const AttemptFacts& facts, const channels::CommonSettings& settings, UtcTime now, double unit,
           Aftermath& after) {
  after.finish.result = outcome.maybe_accepted ? AttemptResult::unknown : AttemptResult::retry;
  if (outcome.scope == Scope::destination || outcome.scope == Scope::channel)
    after.signal = outcome.congested ? Signal::none : Signal::failed;
  if (outcome.maybe_accepted && settings.unsure == core::Unsure::drop) {
    after.finish.state = DeliveryState::failed;
    return;
  }
  const Millis pause = core::backoff(settings.retry, facts.attempt, outcome.after, unit);
  after.finish.due = now + pause;
  after.finish.unsure = outcome.maybe_accepted;
  after.finish.state = core::is_too_old(settings.retry, facts.since, after.finish.due) ? DeliveryState::expired : DeliveryState::waiting;
  if (outcome.after || outcome.congested) {
    if (outcome.scope == Scope::destination) after.hold_destination = pause;
    if (outcome.scope == Scope::channel) after.hold_channel = pause;
  }
}

}  // namespace

Aftermath aftermath(const core::Outcome& outcome, const AttemptFacts& facts, const channels::CommonSettings& settings, UtcTime now,
                    double unit) {
  Aftermath after;
  after.finish.reply = outcome.reply;
  after.finish.backlog = settings.backlog;
  switch (outcome.kind) {
    case OutcomeKind::delivered:
      delivered(outcome, facts, after);
      break;
    case OutcomeKind::rejected:
      rejected(outcome, after, now);
      break;
    case OutcomeKind::retry:
      again(outcome, facts, settings, now, unit, after);
      break;
  }
  return after;
}

}  // namespace crier::dispatch
