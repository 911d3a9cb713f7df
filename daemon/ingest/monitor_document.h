#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ingest/event_json.h"
#include "ingest/mapping.h"

namespace crier::ingest {

/// A monitor's document as it came.
struct MonitorDocument {
  Format format = Format::alertmanager;
  std::string_view body;
  std::string_view media_type;                                         ///< in lower case, without parameters; "" = none was given
  std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< names in lower case; CloudEvents' ce-… are looked for
};

/// One alert of a document of Prometheus, as an AlertBoard keeps it.
struct AlertState {
  std::string digest;  ///< of all its labels
  bool is_firing = true;
  std::optional<UtcTime> ends;  ///< as it was sent
};

/// What became of it: events, each with where in the document it lies (a JSON pointer). No events: nothing of it is about an incident.
struct MonitorEvents {
  std::vector<core::Event> events;
  std::vector<std::string> places;
  std::vector<std::vector<AlertState>> alerts;  ///< of each event, where the document is of Prometheus; else empty
  bool are_events_there = false;  ///< what lies there is an event of interface.md section 2, so that pointers go on behind the place
};

/// Decodes a document (interface.md section 8, docs/ingest.md): all or nothing; faults point into it. `now` tells what has ended.
/// Every event has a key, an opening a title, an impact and a summary; one-line fields are one line. Pure.
/// Thread: any.
[[nodiscard]] Result<MonitorEvents, Refusal> read_monitor(const MonitorDocument& document, const Mappings& mappings, UtcTime now);

}  // namespace crier::ingest
