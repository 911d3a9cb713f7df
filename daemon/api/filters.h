#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "clock/agenda.h"
#include "core/event.h"
#include "core/problem.h"
#include "core/reminder.h"
#include "ingest/event_json.h"
#include "store/ledger.h"

namespace crier::api {

/// The query of a call, by name and value.
using Query = std::vector<std::pair<std::string, std::string>>;

/// What GET /v1/deliveries asks for.
struct DeliveryQuery {
  store::DeliveryFilter filter;
  std::size_t limit = 100;  ///< 1 to 10,000
  std::string after;
};
/// Unknown names and values are faults, never passed over: a filter that does not filter would show what nobody asked for.
[[nodiscard]] Result<DeliveryQuery, core::Problem> read_delivery_query(const Query& query, UtcTime now);

struct IncidentQuery {
  std::optional<bool> open;
  std::size_t limit = 100;
  std::string after;
};
[[nodiscard]] Result<IncidentQuery, core::Problem> read_incident_query(const Query& query);

struct UpdateQuery {
  store::UpdateFilter filter;
  std::size_t limit = 100;
  std::string after;
};
[[nodiscard]] Result<UpdateQuery, core::Problem> read_update_query(const Query& query);

struct LogQuery {
  std::string incident;  ///< KEY, KEY~2, or "" for all
  std::size_t limit = 100;
  std::string after;
};
[[nodiscard]] Result<LogQuery, core::Problem> read_log_query(const Query& query);

/// Refuses every name: for calls that take no query.
[[nodiscard]] Result<void, core::Problem> read_no_query(const Query& query);

/// The body of the bulk calls: a filter or `all: true` (rules D4), 422 otherwise.
struct BulkOrder {
  store::DeliveryFilter filter;
  bool all = false;
};
[[nodiscard]] Result<BulkOrder, ingest::Refusal> read_bulk_order(std::string_view body, UtcTime now);

/// The body of an approval: other words for the update, and the answer to the guard; both may be absent.
struct ApprovalOrder {
  std::optional<core::Event> words;
  std::optional<std::int64_t> confirm;
};
[[nodiscard]] Result<ApprovalOrder, ingest::Refusal> read_approval(std::string_view body);

/// `{"to": …}` of a channel's test; the address is one line and may be left out.
[[nodiscard]] Result<std::string, ingest::Refusal> read_test_order(std::string_view body);

/// For calls that take no body: none, or an object with nothing in it.
[[nodiscard]] Result<void, ingest::Refusal> read_no_body(std::string_view body);

/// What GET /v1/schedule asks for: `from` is now unless said, `until` seven days after it, at most 400.
[[nodiscard]] Result<clock::EntryQuery, core::Problem> read_schedule_query(const Query& query, UtcTime now);

/// `{"for": "8h"}` of hushing.
[[nodiscard]] Result<Millis, ingest::Refusal> read_hush_order(std::string_view body);

/// A one-shot reminder for some of the `known` audiences. If it has no name, one is made of its content. Its author is for the caller to
/// say.
[[nodiscard]] Result<core::Reminder, ingest::Refusal> read_reminder(std::string_view body, UtcTime now,
                                                                    const std::vector<std::string>& known);

/// What GET /v1/hours asks for: the week (Monday to Monday in UTC) of now unless said, from now if only `until` is said; at most 62 days.
struct HoursQuery {
  UtcTime from{};
  UtcTime until{};
  std::string audience;  ///< "" = all
};
[[nodiscard]] Result<HoursQuery, core::Problem> read_hours_query(const Query& query, UtcTime now);

}  // namespace crier::api
