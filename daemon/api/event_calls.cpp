#include "api/answers.h"
#include "api/calls.h"
#include "wording/finding_json.h"

namespace crier::api {

std::string_view result_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
    case ErrorKind::too_large:
      return "invalid";
    case ErrorKind::denied:
      return "denied";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::unavailable:
    case ErrorKind::full:
      return "unavailable";
    default:
      return "failed";
  }
}

void count_duplicates(Metrics& metrics, const std::string& source, const std::vector<announce::EventResult>& results) {
  const auto duplicates =
      std::count_if(results.begin(), results.end(), [](const announce::EventResult& result) { return result.duplicate; });
  if (duplicates > 0) metrics.event(source, "duplicate", duplicates);
}

namespace {

/// 415 if the body's type is neither JSON nor lines of it. None given is taken for JSON.
Result<ingest::Layout, Response> layout_of(const Request& request) {
  const auto type = media_type(request.header("content-type"));
  if (type.empty() || type == "application/json") return ingest::Layout::json;
  if (type == "application/x-ndjson") return ingest::Layout::lines;
  return problem(415, "Events come as application/json (an object or an array) or application/x-ndjson, not as " + type + ".");
}

/// The announcer points into batches of several; in an array of one the pointers need their /0 all the same.
core::Problem in_batch(core::Problem problem, bool is_single_in_batch) {
  if (!is_single_in_batch) return problem;
  for (auto& fault : problem.faults) fault.pointer.insert(0, "/0");
  if (problem.faults.empty()) problem.faults.push_back({"/0", problem.detail});
  return problem;
}

}  // namespace

void post_events(Context context) {
  Metrics& metrics = context.parts.metrics;
  const std::string source = context.request.peer.name;
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  auto layout = layout_of(context.request);
  if (!layout) return context.answer(std::move(layout).error());
  auto document = ingest::read_events(context.request.body, *layout, context.request.header("idempotency-key"));
  if (!document) {
    Response response = problem(document.error());
    metrics.event(source, response.status == 403 ? "denied" : "invalid");
    return context.answer(std::move(response));
  }
  const auto count = static_cast<std::int64_t>(document->events.size());
  const bool is_single_in_batch = document->is_batch && count == 1;
  auto done = [&metrics, source, count, is_single_in_batch,
               answer = std::move(context.answer)](Result<std::vector<announce::EventResult>, core::Problem> results) mutable {
    if (!results) {
      metrics.event(source, result_name(results.error().kind), count);
      return answer(problem(in_batch(std::move(results).error(), is_single_in_batch)));
    }
    count_duplicates(metrics, source, *results);
    Response response = ok(accepted_json(*results));
    response.status = 202;
    answer(std::move(response));
  };
  context.parts.announcer.accept(context.parts.snapshot(), std::move(document->events), context.request.peer, std::move(done));
}

namespace {

/// The one event of a question about it; none if it was answered already that it is none.
std::optional<core::Event> one_event(Context& context, const char* what) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error())), std::nullopt;
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused)), std::nullopt;
  auto document = ingest::read_events(context.request.body, ingest::Layout::json, context.request.header("idempotency-key"));
  if (!document) return context.answer(problem(document.error())), std::nullopt;
  if (document->is_batch) return context.answer(problem(400, std::string(what) + " takes one event, not an array.")), std::nullopt;
  return std::move(document->events.front());
}

}  // namespace

void post_preview(Context context) {
  auto event = one_event(context, "A preview");
  if (!event) return;
  auto done = [answer = std::move(context.answer)](Result<announce::Preview, core::Problem> preview) mutable {
    answer(preview ? ok(preview_json(*preview)) : problem(preview.error()));
  };
  context.parts.announcer.preview(context.parts.snapshot(), std::move(*event), context.request.peer, std::move(done));
}

void post_check(Context context) {
  auto event = one_event(context, "A check");
  if (!event) return;
  auto done = [answer = std::move(context.answer)](Result<std::vector<wording::Finding>, core::Problem> findings) mutable {
    answer(findings ? ok(wording::to_json(*findings)) : problem(findings.error()));
  };
  context.parts.announcer.check(context.parts.snapshot(), std::move(*event), context.request.peer, std::move(done));
}

}  // namespace crier::api
