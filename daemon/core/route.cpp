#include "core/route.h"

#include <algorithm>

namespace crier::core {
namespace {

constexpr std::string_view kLabel = "label.";

/// "impact is critical", or none if the incident has none of the wanted values.
std::optional<std::string> matched(const Incident& incident, const std::string& field, const std::vector<std::string>& wanted,
                                   bool in_maintenance) {
  for (const auto& value : field_values(incident, field, in_maintenance)) {
    if (std::find(wanted.begin(), wanted.end(), value) == wanted.end()) continue;
    return field + (field == "services" ? " has " : " is ") + value;
  }
  return std::nullopt;
}

std::optional<std::string> reason_of(const Route& rule, int number, const Incident& incident, bool in_maintenance) {
  const std::string start = "route " + std::to_string(number);
  if (rule.match.empty()) return start + " matches everything";
  std::vector<std::string> clauses;
  for (const auto& [field, wanted] : rule.match) {
    auto clause = matched(incident, field, wanted, in_maintenance);
    if (!clause) return std::nullopt;
    clauses.push_back(std::move(*clause));
  }
  std::string text = start + ": ";
  for (std::size_t i = 0; i < clauses.size(); ++i) text += (i == 0 ? "" : ", ") + clauses[i];
  return text;
}

bool has(const std::vector<Match>& matches, const std::string& audience) {
  return std::any_of(matches.begin(), matches.end(), [&](const Match& match) { return match.audience == audience; });
}

void add(std::vector<Match>& matches, int route_number, const std::string& audience, const std::string& reason) {
  if (!has(matches, audience)) matches.push_back(Match{route_number, audience, reason});
}

}  // namespace

std::vector<std::string> field_values(const Incident& incident, const std::string& field, bool in_maintenance) {
  if (field == "in_maintenance") return {in_maintenance ? "true" : "false"};
  if (field == "impact") return {std::string(to_text(incident.impact))};
  if (field == "status") return {std::string(to_text(incident.status))};
  if (field == "services") return incident.services;
  if (field == "source") return {incident.source};
  if (field == "incident") return {incident.key};
  if (field == "title") return {incident.title};
  if (field.starts_with(kLabel)) {
    const auto label = incident.labels.find(field.substr(kLabel.size()));
    if (label != incident.labels.end()) return {label->second};
  }
  return {};
}

std::vector<Match> route(const std::vector<Route>& routes, const Incident& incident, bool in_maintenance) {
  std::vector<Match> matches;
  int number = 0;
  for (const auto& rule : routes) {
    ++number;
    const auto reason = reason_of(rule, number, incident, in_maintenance);
    if (!reason) continue;
    for (const auto& audience : rule.audiences) add(matches, number, audience, *reason);
    if (!rule.continues) break;
  }
  return matches;
}

std::vector<Match> hearers(const std::vector<Route>& routes, const Incident& incident, bool in_maintenance) {
  std::vector<Match> all;
  if (!incident.routing_off) all = route(routes, incident, in_maintenance);
  for (const auto& audience : incident.added) add(all, 0, audience, "named by an event");
  for (const auto& told : incident.told) add(all, 0, told.audience, "was told of this incident by update " + std::to_string(told.number));
  std::erase_if(all, [&](const Match& match) {
    return std::find(incident.dropped.begin(), incident.dropped.end(), match.audience) != incident.dropped.end();
  });
  return all;
}

const std::vector<std::string>& route_fields() {
  static const std::vector<std::string> fields{"impact", "status", "services", "source", "incident", "title", "in_maintenance"};
  return fields;
}

}  // namespace crier::core
