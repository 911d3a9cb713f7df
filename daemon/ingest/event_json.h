#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/problem.h"

namespace crier::ingest {

inline constexpr std::size_t kEventLimit = 1024 * 1024;      ///< bytes of one event
inline constexpr std::size_t kBodyLimit = 16 * 1024 * 1024;  ///< bytes of a body
inline constexpr std::size_t kBatchLimit = 10000;            ///< events of a batch

/// How events lie in a body.
enum class Layout {
  json,   ///< application/json: one object, or an array of them
  lines,  ///< application/x-ndjson: one object a line; blank lines are passed over and not counted
};

/// The events of one request. Of a batch, faults and decisions point at "/3/impact".
struct Document {
  std::vector<core::Event> events;
  bool is_batch = false;
};

/// Why a body is no document of events: not JSON at all or misused (400), or a problem of the kind it names (413, 422).
struct Refusal {
  bool malformed = false;
  core::Problem problem;
};

/// Decodes a body: all or nothing, every fault with a pointer. `idempotency_key` is the header's value ("" = none): the id of
/// a single event; it does not go with a batch, nor with another id in the event (rules E4).
[[nodiscard]] Result<Document, Refusal> read_events(std::string_view body, Layout layout, std::string_view idempotency_key);

}  // namespace crier::ingest
