#include "api/answers.h"
#include "api/calls.h"

namespace crier::api {
namespace {

store::LogEntry entry_of(const Context& context, std::string command, std::string effect) {
  return {context.parts.clock.utc(), context.request.peer.name, std::move(command), "", 0, std::move(effect)};
}

/// Writes into the log what was done. It was done whether that succeeds or not.
void note(const Parts& parts, store::LogEntry entry) {
  store::Operation operation;
  operation.run = [entry = std::move(entry)](store::Store& store) { return store.note(entry); };
  operation.done = [](const Result<void>&) {};
  static_cast<void>(parts.writer.submit(std::move(operation)));
}

/// Answers with the channel's object; its depth is the store's to know.
UniqueFunction<void(Result<dispatch::ChannelStatus>)> answer_channel(Context& context, const std::string& command) {
  return [&parts = context.parts, entry = entry_of(context, command, "channel " + context.names.at(0)),
          answer = std::move(context.answer)](Result<dispatch::ChannelStatus> status) mutable {
    if (!status) return answer(problem(status.error()));
    note(parts, std::move(entry));
    ask(parts, std::move(answer), [status = std::move(*status)](store::Ledger& ledger) {
      const auto depths = ledger.depths();
      return depths ? ok(channel_json(status, *depths)) : problem(depths.error());
    });
  };
}

}  // namespace

void get_channels(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  ask(context.parts, std::move(context.answer), [channels = context.parts.channels.channels()](store::Ledger& ledger) {
    const auto depths = ledger.depths();
    return depths ? ok(channels_json(channels, *depths)) : problem(depths.error());
  });
}

void pause_channel(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  context.parts.channels.pause(context.names.at(0), answer_channel(context, "pause"));
}

void resume_channel(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  context.parts.channels.resume(context.names.at(0), answer_channel(context, "resume"));
}

void test_channel(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  auto to = read_test_order(context.request.body);
  if (!to) return context.answer(problem(to.error()));
  const auto snapshot = context.parts.snapshot();
  const auto channel = snapshot->channels.find(context.names.at(0));
  if (channel == snapshot->channels.end()) return context.answer(problem(404, "There is no channel " + context.names.at(0) + "."));
  if (to->empty() && !channel->second.traits.own_recipient) {
    return context.answer(problem(
        core::Problem{ErrorKind::invalid, "Invalid request", "to: an address is needed to test this channel.", {{"/to", "is required"}}}));
  }
  auto done = [&parts = context.parts, entry = entry_of(context, "test", "channel " + context.names.at(0)),
               answer = std::move(context.answer)](Result<core::Outcome> outcome) mutable {
    if (outcome) note(parts, std::move(entry));
    answer(outcome ? ok(outcome_json(*outcome)) : problem(outcome.error()));
  };
  context.parts.channels.test(context.names.at(0), *to, std::move(done));
}

}  // namespace crier::api
