#include "api/answers.h"
#include "api/calls.h"
#include "config/divert.h"

namespace crier::api {
namespace {

/// The update or the incident that the path names; none: there is no such thing.
std::optional<announce::PendingName> pending_name(const std::string& name, bool is_update) {
  if (is_update) {
    if (const auto id = parse_update_id(name)) return announce::PendingName(*id);
    return std::nullopt;
  }
  if (auto incident = core::parse_incident_name(name)) return announce::PendingName(std::move(*incident));
  return std::nullopt;
}

Response unknown(const std::string& name, bool is_update) {
  return problem(404, std::string("There is no ") + (is_update ? "update " : "incident ") + name + ".");
}

}  // namespace

bool sees_all(const core::Peer& peer) { return peer.right == core::Right::operate; }

void get_updates(Context context) {
  auto query = read_update_query(context.query);
  if (!query) return context.answer(problem(query.error()));
  const bool all = sees_all(context.request.peer);
  ask(context.parts, std::move(context.answer), [query = std::move(*query), all](store::Ledger& ledger) {
    const auto page = ledger.updates(query.filter, query.limit, query.after);
    return page ? ok(updates_json(*page, all)) : problem(page.error());
  });
}

void approve_update(Context context, bool is_update) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  auto name = pending_name(context.names.at(0), is_update);
  if (!name) return context.answer(unknown(context.names.at(0), is_update));
  auto order = read_approval(context.request.body);
  if (!order) return context.answer(problem(order.error()));
  auto done = [answer = std::move(context.answer)](Result<announce::EventResult, core::Problem> result) mutable {
    answer(result ? ok(result_json(*result)) : problem(result.error()));
  };
  announce::Approval approval{std::move(*name), std::move(order->words), order->confirm};
  context.parts.announcer.approve(context.parts.snapshot(), std::move(approval), context.request.peer, std::move(done));
}

void withdraw_update(Context context, bool is_update) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  auto name = pending_name(context.names.at(0), is_update);
  if (!name) return context.answer(unknown(context.names.at(0), is_update));
  auto done = [answer = std::move(context.answer)](Result<announce::Ended, core::Problem> ended) mutable {
    if (!ended) return answer(problem(ended.error()));
    if (ended->was_pending) return answer(ok(withdrawn_json(*ended)));
    const auto& accepted = ended->accepted;
    answer(problem(409, "Update " + std::to_string(accepted.number) + " of " + accepted.incident_name + " is " +
                            std::string(core::to_text(accepted.state)) +
                            "; only a draft or an update that is held or waits can be withdrawn."));
  };
  context.parts.announcer.end_pending(context.parts.snapshot(), std::move(*name), core::UpdateState::withdrawn, context.request.peer,
                                      std::move(done));
}

void get_log(Context context) {
  auto query = read_log_query(context.query);
  if (!query) return context.answer(problem(query.error()));
  ask(context.parts, std::move(context.answer), [query = std::move(*query)](store::Ledger& ledger) {
    const auto page = ledger.log(query.incident, query.limit, query.after);
    return page ? ok(log_json(*page)) : problem(page.error());
  });
}

void get_whoami(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  context.answer(ok(whoami_json(context.request.peer, std::string(config::divert_mode(*context.parts.snapshot())))));
}

}  // namespace crier::api
