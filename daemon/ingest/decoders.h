#pragma once
#include "base/time.h"
#include "ingest/faults.h"
#include "ingest/json_tree.h"
#include "ingest/monitor_document.h"

namespace crier::ingest {

// One for each form of document. Each adds the events that it finds to `out`, and faults for what it cannot do without; the events are
// of use only if there was no fault.

/// What every decoder has.
struct Decoding {
  Format format;
  const Mappings& mappings;
  UtcTime now;
  Faults& faults;
  MonitorEvents& out;
  [[nodiscard]] const Mapping& mapping() const { return mappings.of(format); }
};

/// A group of alerts: Alertmanager's webhook, and Grafana's, which has its shape (alerts.cpp).
void decode_group(const JsonNode& root, const Decoding& decoding);
/// An array of alerts, of which those of one key make one event (alert_list.cpp).
void decode_alert_list(const JsonNode& root, const Decoding& decoding);
/// PagerDuty's Events API 2 (pagerduty.cpp).
void decode_pagerduty(const JsonNode& root, const Decoding& decoding);
/// The macros of Nagios and Icinga as an object of strings (macros.cpp), or what Icinga posts to Icinga Notifications (process_event.cpp).
void decode_macros(const JsonNode& root, const Decoding& decoding);
void decode_process_event(const JsonNode& root, const Decoding& decoding);
/// The parameters of a Zabbix webhook, or what its scripts usually post (zabbix.cpp).
void decode_zabbix(const JsonNode& root, const Decoding& decoding);
/// One CloudEvent with its attributes beside its data (cloudevents.cpp); `path` is where it lies.
void decode_cloudevent(const JsonNode& root, const Path& path, const Decoding& decoding);
/// One whose attributes are headers and whose data is the body.
void decode_binary_cloudevent(const JsonNode& body, const MonitorDocument& document, const Decoding& decoding);
[[nodiscard]] bool is_binary_cloudevent(const MonitorDocument& document);

/// Words the happening and adds it; faults at `path` if nothing names it or says what it is about. `key_advice` says which member would.
void add_event(const struct Happening& happening, const Path& path, std::string_view key_member, const Decoding& decoding);

/// False, and a fault, if it is none.
[[nodiscard]] bool is_object(const JsonNode& node, const Path& path, const char* what, Faults& faults);

}  // namespace crier::ingest
