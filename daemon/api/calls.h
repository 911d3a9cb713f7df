#pragma once
#include <string>
#include <vector>

#include "api/filters.h"
#include "api/problem.h"
#include "api/service.h"
#include "ingest/alert_board.h"
#include "ingest/event_json.h"

namespace crier::api {

using Answer = UniqueFunction<void(Response)>;

/// One call that its peer may make, with what its path and query say.
struct Context {
  const Parts& parts;
  Request request;
  std::vector<std::string> names;  ///< what stood for "{…}" in the path, decoded
  Query query;
  Answer answer;
};

// Each answers exactly once, on the loop.
void post_events(Context context);
/// A document of the format that stands in the path.
void post_monitor_document(Context context, ingest::AlertBoard& board);
/// What Prometheus sends to an Alertmanager.
void post_alerts(Context context, ingest::AlertBoard& board);
void post_preview(Context context);
void post_check(Context context);
void get_incidents(Context context);
void get_incident(Context context);
void get_updates(Context context);
/// `is_update`: the path names an update, not the incident whose newest draft is meant.
void approve_update(Context context, bool is_update);
void withdraw_update(Context context, bool is_update);
void stop_update(Context context);
void get_log(Context context);
void get_whoami(Context context);
void get_deliveries(Context context);
void get_delivery(Context context);
void change_delivery(Context context, bool retry);
void change_deliveries(Context context, bool retry);
void get_channels(Context context);
void pause_channel(Context context);
void resume_channel(Context context);
void test_channel(Context context);
void get_suppressions(Context context);
void lift_suppression(Context context);
void get_schedule(Context context);
void show_occasion(Context context);
/// `now`: it is carried out; else it is skipped.
void change_occasion(Context context, bool now);
void hush_incident(Context context);
void get_reminders(Context context);
void post_reminder(Context context);
void delete_reminder(Context context);
void get_hours(Context context);
void get_silences(Context context);
void post_silence(Context context);
void end_silence(Context context);
void get_metrics(Context context);
void get_health(Context context);
void get_readiness(Context context);

/// How metrics call what became of events that were not taken.
[[nodiscard]] std::string_view result_name(ErrorKind kind);
void count_duplicates(Metrics& metrics, const std::string& source, const std::vector<announce::EventResult>& results);

/// Whether the peer may read restricted incidents (rules A3).
[[nodiscard]] bool sees_all(const core::Peer& peer);

[[nodiscard]] Response problem(const ingest::Refusal& refusal);
/// "application/json" of "Application/JSON; charset=utf-8".
[[nodiscard]] std::string media_type(std::string_view content_type);
/// 415 if a body came with a type that is not JSON; none if it may be read.
[[nodiscard]] std::optional<Response> refuse_type(const Request& request);

/// Asks the store's reader and answers on the loop with what `question` makes of it.
void ask(const Parts& parts, Answer answer, UniqueFunction<Response(store::Ledger&)> question);

}  // namespace crier::api
