#include "api/answers.h"
#include "api/calls.h"

namespace crier::api {
namespace {

std::string effect_of(const store::StopCounts& counts) {
  return std::to_string(counts.delivered) + " delivered, " + std::to_string(counts.sending) + " on their way, " +
         std::to_string(counts.cancelled) + " will not be sent";
}

}  // namespace

// What is pending is ended by the announcer, what was announced by dispatch. A release in between finds its update ended.
void stop_update(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  const auto id = parse_update_id(context.names.at(0));
  if (!id) return context.answer(problem(404, "There is no update " + context.names.at(0) + "."));
  const std::string peer = context.request.peer.name;
  auto done = [&parts = context.parts, peer, id = *id,
               answer = std::move(context.answer)](Result<announce::Ended, core::Problem> ended) mutable {
    if (!ended || ended->was_pending) parts.brake.thaw(id);
    if (!ended) return answer(problem(ended.error()));
    if (ended->was_pending) return answer(ok(stop_json({0, 0, ended->recipients, {}})));
    auto note = [peer, now = parts.clock.utc(), incident = ended->accepted.incident_name, number = ended->accepted.number](
                    const store::StopCounts& counts) { return store::LogEntry{now, peer, "stop", incident, number, effect_of(counts)}; };
    parts.brake.stop(id, std::move(note), [answer = std::move(answer)](Result<store::StopCounts> counts) mutable {
      answer(counts ? ok(stop_json(*counts)) : problem(counts.error()));
    });
  };
  // Whatever waits in the store's queue before this, nothing more of the update goes out.
  context.parts.brake.freeze(*id);
  context.parts.announcer.end_pending(context.parts.snapshot(), *id, core::UpdateState::stopped, context.request.peer, std::move(done));
}

}  // namespace crier::api
