#pragma once
#include <optional>
#include <vector>

#include "ingest/decoders.h"
#include "ingest/happening.h"

namespace crier::ingest {

/// One alert of a document, as Alertmanager, Grafana and Prometheus have it. Refers into the document.
struct Alert {
  const JsonNode* labels = nullptr;       ///< an object of strings; none if there are none
  const JsonNode* annotations = nullptr;  ///< the same
  bool is_firing = true;
  std::optional<UtcTime> starts, ends;  ///< no end: it has not ended
  std::size_t index = 0;                ///< in the document
  [[nodiscard]] std::string_view label(std::string_view name) const;
};

/// Its `status` where it has one, else its end tells whether it fires. 0001-01-01 is no end.
[[nodiscard]] Alert read_alert(const JsonNode& node, const Path& path, UtcTime now, Faults& faults);

/// What follows from several alerts that are one incident: impact, times, and the words of the worst of those that fire for what is not
/// common to all.
void add_alerts(const std::vector<Alert>& alerts, const Mapping& mapping, Happening& to);

/// The labels that all of them have alike.
[[nodiscard]] Facts::Texts common_labels(const std::vector<Alert>& alerts);

}  // namespace crier::ingest
