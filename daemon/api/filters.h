#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/problem.h"
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

/// Refuses every name: for calls that take no query.
[[nodiscard]] Result<void, core::Problem> read_no_query(const Query& query);

/// The body of the bulk calls: a filter or `all: true` (rules D4), 422 otherwise.
struct BulkOrder {
  store::DeliveryFilter filter;
  bool all = false;
};
[[nodiscard]] Result<BulkOrder, ingest::Refusal> read_bulk_order(std::string_view body, UtcTime now);

/// `{"to": …}` of a channel's test; the address is one line and may be left out.
[[nodiscard]] Result<std::string, ingest::Refusal> read_test_order(std::string_view body);

}  // namespace crier::api
