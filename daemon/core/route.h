#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/incident.h"

namespace crier::core {

/// Words written beforehand that go to a route's audiences instead of a monitor's (rules B4). An empty one replaces nothing, except
/// that a summary replaces all that the monitor said besides the title. `{service}`, `{title}`, `{impact}`, `{status}`, `{incident}` and
/// `{label.NAME}` stand for what the incident has of them.
struct Say {
  std::string title;
  std::string summary;
  Consequences consequences;
  std::string details;
  std::string workaround;
  std::string resolved;  ///< the summary of a resolve; empty: it is worded by template
  bool operator==(const Say&) const = default;
};

/// What becomes of a monitor's resolve (rules B3).
enum class MonitorResolve : std::uint8_t { announce, draft, ignore };

/// One rule from an incident's fields and labels to audiences.
struct Route {
  /// Field (impact, status, services, source, incident, title, in_maintenance, label.<name>) → any of these values.
  std::map<std::string, std::vector<std::string>> match;
  std::vector<std::string> audiences;
  bool continues = false;        ///< go on to later routes after a match
  bool approve = false;          ///< what comes by this route is a draft until an operator approves it (rules C1)
  Millis remind{5 * 60 * 1000};  ///< of a draft, again and again
  std::optional<Millis> wait{};  ///< an incident is announced only if it still holds after this (rules C2)
  std::optional<Say> say{};
  std::optional<MonitorResolve> monitor_resolve{};  ///< none: a resolve announces until a person has written, then it is a draft
};

/// One route that matched, or the audience's other reason, as preview shows it.
struct Match {
  int route = 0;  ///< counting from 1, as in the file; 0 = no route but a name or an earlier update
  std::string audience;
  std::string reason;  ///< "route 1: impact is critical, services has checkout" …
  bool operator==(const Match&) const = default;
};

/// The audiences that routing gives an incident, each once, in route order, each with its reason. First match wins unless
/// the route continues. `in_maintenance`: one of its services is under maintenance now (rules I8).
[[nodiscard]] std::vector<Match> route(const std::vector<Route>& routes, const Incident& incident, bool in_maintenance = false);

/// Every audience that hears an update (rules A1, A2): by routing (unless off), named, or already told, without those dropped.
[[nodiscard]] std::vector<Match> hearers(const std::vector<Route>& routes, const Incident& incident, bool in_maintenance = false);

/// The values an incident has for a field that a route may match: several for services, none for an absent label.
[[nodiscard]] std::vector<std::string> field_values(const Incident& incident, const std::string& field, bool in_maintenance = false);

/// The fields a route may match, for the configuration's checks ("label.<name>" beside them).
[[nodiscard]] const std::vector<std::string>& route_fields();

}  // namespace crier::core
