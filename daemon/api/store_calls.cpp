#include "api/answers.h"
#include "api/calls.h"

namespace crier::api {

void get_incidents(Context context) {
  auto query = read_incident_query(context.query);
  if (!query) return context.answer(problem(query.error()));
  const bool all = sees_all(context.request.peer);
  ask(context.parts, std::move(context.answer), [query = std::move(*query), all](store::Ledger& ledger) {
    const auto page = ledger.incidents(query.open, query.limit, query.after);
    return page ? ok(incidents_json(*page, all)) : problem(page.error());
  });
}

void get_incident(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const auto name = core::parse_incident_name(context.names.at(0));
  if (!name) return context.answer(problem(404, "There is no incident " + context.names.at(0) + "."));
  const bool all = sees_all(context.request.peer);
  ask(context.parts, std::move(context.answer), [name = *name, all](store::Ledger& ledger) {
    const auto record = ledger.incident(name);
    return record ? ok(incident_json(*record, all)) : problem(record.error());
  });
}

void get_deliveries(Context context) {
  auto query = read_delivery_query(context.query, context.parts.clock.utc());
  if (!query) return context.answer(problem(query.error()));
  ask(context.parts, std::move(context.answer), [query = std::move(*query)](store::Ledger& ledger) {
    const auto page = ledger.deliveries(query.filter, query.limit, query.after);
    return page ? ok(deliveries_json(*page)) : problem(page.error());
  });
}

void get_delivery(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const auto id = parse_delivery_id(context.names.at(0));
  if (!id) return context.answer(problem(404, "There is no delivery " + context.names.at(0) + "."));
  ask(context.parts, std::move(context.answer), [id = *id](store::Ledger& ledger) {
    const auto record = ledger.delivery(id);
    return record ? ok(delivery_json(*record)) : problem(record.error());
  });
}

void get_suppressions(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  ask(context.parts, std::move(context.answer), [](store::Ledger& ledger) {
    const auto suppressions = ledger.suppressions();
    return suppressions ? ok(suppressions_json(*suppressions)) : problem(suppressions.error());
  });
}

void get_metrics(Context context) {
  ask(context.parts, std::move(context.answer),
      [&metrics = context.parts.metrics, channels = context.parts.channels.channels()](store::Ledger& ledger) {
        const auto depths = ledger.depths();
        if (!depths) return problem(depths.error());
        Response response = ok(metrics.text(*depths, channels));
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        return response;
      });
}

void get_health(Context context) {
  context.parts.health.ask_alive([answer = std::move(context.answer)](bool is_alive) mutable {
    answer(is_alive ? ok(R"({"status":"ok"})") : problem(503, "A thread of crierd does not answer; restart it."));
  });
}

void get_readiness(Context context) {
  const auto readiness = context.parts.health.readiness();
  if (!readiness.ready) return context.answer(problem(503, readiness.reason));
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("status", "ready");
  json.key("divert");
  readiness.divert.empty() ? json.null() : json.value(readiness.divert);
  json.key("warnings");
  json.begin_array();
  for (const auto& warning : readiness.warnings) json.value(warning);
  json.end_array();
  json.end_object();
  context.answer(ok(std::move(out)));
}

}  // namespace crier::api
