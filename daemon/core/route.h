#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/incident.h"

namespace crier::core {

/// One rule from an incident's fields and labels to audiences.
struct Route {
  /// Field (impact, status, services, source, incident, title, in_maintenance, label.<name>) → any of these values.
  std::map<std::string, std::vector<std::string>> match;
  std::vector<std::string> audiences;
  bool continues = false;        ///< go on to later routes after a match
  bool approve = false;          ///< what comes by this route is a draft until an operator approves it (rules C1)
  Millis remind{5 * 60 * 1000};  ///< of a draft, again and again
  std::optional<Millis> wait{};  ///< an incident is announced only if it still holds after this (rules C2)
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

/// The fields a route may match, for the configuration's checks ("label.<name>" beside them).
[[nodiscard]] const std::vector<std::string>& route_fields();

}  // namespace crier::core
