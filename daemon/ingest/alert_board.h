#pragma once
#include <string>
#include <unordered_map>

#include "base/time.h"
#include "ingest/monitor_document.h"

namespace crier::ingest {

/// Which alerts of an incident fire, as Prometheus says it: each document has only those alerts of which there is something to tell, so
/// that the end of one says nothing of the others (on an instance of its own, say). An alert fires until the end that it was sent with, or
/// five minutes, as an Alertmanager has it; Prometheus sends it again long before. In memory only: after a start it fills within a minute.
/// Owner: the service. Thread: loop.
class AlertBoard {
 public:
  /// Notes the document's alerts, and takes out of it the resolves of incidents of which others still fire.
  void settle(MonitorEvents& document, UtcTime now);
  /// Alerts that are known to fire, or to have fired lately.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  using Alerts = std::unordered_map<std::string, UtcTime>;  ///< until when each fires, by its digest
  void note(Alerts& alerts, const std::vector<AlertState>& states, UtcTime now);
  void sweep(UtcTime now);

  std::unordered_map<std::string, Alerts> incidents_;  ///< by key
  std::size_t size_ = 0;
  UtcTime next_sweep_{};
};

}  // namespace crier::ingest
