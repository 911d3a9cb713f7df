#include "api/calls.h"
#include "api/silences.h"

namespace crier::api {

void get_silences(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  auto done = [answer = std::move(context.answer)](Result<std::vector<core::Silence>, core::Problem> all) mutable {
    answer(all ? ok(silences_json(*all)) : problem(all.error()));
  };
  context.parts.announcer.list_silences(std::move(done));
}

void post_silence(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  auto silence = read_silence(context.request.body, context.parts.clock.utc());
  if (!silence) return context.answer(problem(silence.error()));
  silence->author = context.request.peer.name;
  auto done = [answer = std::move(context.answer)](Result<core::Silence, core::Problem> kept) mutable {
    if (!kept) return answer(problem(kept.error()));
    auto response = ok(silence_json(*kept));
    response.status = 201;
    answer(std::move(response));
  };
  context.parts.announcer.add_silence(std::move(*silence), context.request.peer, std::move(done));
}

void end_silence(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const auto number = read_silence_number(context.names.at(0));
  if (!number) return context.answer(problem(404, "There is no silence " + context.names.at(0) + "; see: crier silence --list."));
  auto done = [answer = std::move(context.answer)](Result<core::Silence, core::Problem> ended) mutable {
    answer(ended ? ok(silence_json(*ended)) : problem(ended.error()));
  };
  context.parts.announcer.end_silence(*number, context.request.peer, std::move(done));
}

}  // namespace crier::api
