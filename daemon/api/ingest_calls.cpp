#include "api/answers.h"
#include "api/calls.h"
#include "base/text.h"
#include "ingest/monitor_document.h"

namespace crier::api {
namespace {

using ingest::Format;

/// Monitors name JSON in many ways, and some in none.
bool is_json(const std::string& type, Format format) {
  if (type.empty() || type == "application/json" || type == "text/json" || type == "text/plain") return true;
  const bool is_envelope = type.starts_with("application/cloudevents");
  return is_envelope ? format == Format::cloudevents && type.ends_with("+json") : type.ends_with("+json");
}

/// The announcer points at "/3/impact" of several events, at "/impact" of one: in the document that is where the event lies, and goes on
/// behind it only where the document itself has events.
void point_into(const ingest::MonitorEvents& document, std::vector<core::Fault>& faults) {
  for (auto& fault : faults) {
    std::string_view rest = fault.pointer;
    std::size_t index = 0;
    if (document.events.size() > 1) {
      rest.remove_prefix(std::min<std::size_t>(rest.size(), 1));
      while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
        index = index * 10 + static_cast<std::size_t>(rest.front() - '0');
        rest.remove_prefix(1);
      }
    }
    const std::string place = index < document.places.size() ? document.places[index] : "";
    fault.pointer = document.are_events_there ? place + std::string(rest) : place;
  }
}

Response accepted(const std::vector<announce::EventResult>& results, bool is_alertmanagers) {
  Response response = ok(is_alertmanagers ? "" : accepted_json(results));
  if (!is_alertmanagers) response.status = 202;
  return response;
}

std::vector<std::pair<std::string_view, std::string_view>> views_of(const std::vector<std::pair<std::string, std::string>>& headers) {
  return {headers.begin(), headers.end()};
}

/// `is_alertmanagers`: answered as Alertmanager answers.
void take(Context context, Format format, ingest::AlertBoard& board, bool is_alertmanagers) {
  Metrics& metrics = context.parts.metrics;
  const std::string source(to_text(format));
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const auto type = media_type(context.request.header("content-type"));
  if (!is_json(type, format))
    return context.answer(problem(415, "Documents of " + source + " come as application/json, not as " + type + "."));
  const auto snapshot = context.parts.snapshot();
  auto document = ingest::read_monitor({format, context.request.body, type, views_of(context.request.headers)}, snapshot->ingest,
                                       context.parts.clock.utc());
  if (!document) {
    metrics.event(source, "invalid");
    return context.answer(problem(document.error()));
  }
  board.settle(*document, context.parts.clock.utc());
  if (document->events.empty()) return context.answer(accepted({}, is_alertmanagers));
  auto events = document->events;
  const auto count = static_cast<std::int64_t>(events.size());
  auto done = [&metrics, source, count, is_alertmanagers, document = std::move(*document),
               answer = std::move(context.answer)](Result<std::vector<announce::EventResult>, core::Problem> results) mutable {
    if (!results) {
      auto refusal = std::move(results).error();
      metrics.event(source, result_name(refusal.kind), count);
      point_into(document, refusal.faults);
      return answer(problem(refusal));
    }
    count_duplicates(metrics, source, *results);
    answer(accepted(*results, is_alertmanagers));
  };
  core::Peer peer = context.request.peer;
  peer.door = source;
  context.parts.announcer.accept(snapshot, std::move(events), peer, std::move(done));
}

}  // namespace

void post_monitor_document(Context context, ingest::AlertBoard& board) {
  const auto format = ingest::parse_format(context.names.front());
  if (format) return take(std::move(context), *format, board, false);
  const auto near = nearest(context.names.front(), ingest::format_names());
  context.answer(problem(404, "There is no such door; there are " + join(ingest::format_names(), ", ") + "." +
                                  (near ? " Did you mean " + *near + "?" : std::string())));
}

void post_alerts(Context context, ingest::AlertBoard& board) { take(std::move(context), Format::prometheus, board, true); }

}  // namespace crier::api
