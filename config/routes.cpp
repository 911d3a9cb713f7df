#include <algorithm>

#include "base/text.h"
#include "config/keys.h"
#include "config/parts.h"
#include "core/route.h"
#include "core/say.h"
#include "core/vocabulary.h"

namespace crier::config {
namespace {

using reader::Entry;
using reader::Node;
using reader::Section;

/// What a value of a field must be, told if it is not.
void check_match_value(const Loading& loading, const std::string& field, const Node& value) {
  auto& diagnostics = loading.context.diagnostics;
  const auto& text = value.text;
  if (field == "impact" && !core::parse_impact(text)) {
    diagnostics.fault(value.at, "there is no impact '" + text + "'", reader::suggestion(text, {"none", "minor", "major", "critical"}));
  }
  if (field == "status" && !core::parse_status(text)) {
    diagnostics.fault(value.at, "there is no status '" + text + "'",
                      reader::suggestion(text, {"investigating", "identified", "monitoring", "resolved", "scheduled", "in-progress"}));
  }
  if (field == "in_maintenance" && text != "true" && text != "false")
    diagnostics.fault(value.at, "'in_maintenance' cannot be '" + text + "'", "expected true or false");
  const auto& services = loading.snapshot.rules.services;
  if (field == "services" && std::find(services.begin(), services.end(), text) == services.end()) {
    diagnostics.fault(value.at, "there is no service '" + text + "'", reader::suggestion(text, services));
  }
}

std::vector<std::string> match_values(const Loading& loading, const Entry& entry) {
  auto& diagnostics = loading.context.diagnostics;
  std::vector<const Node*> nodes;
  if (entry.value.kind == Node::Kind::scalar) nodes.push_back(&entry.value);
  for (const auto& item : entry.value.items) nodes.push_back(&item);
  std::vector<std::string> out;
  for (const auto* node : nodes) {
    if (node->kind == Node::Kind::broken) continue;
    if (node->kind != Node::Kind::scalar || node->text.empty() || breaks_line(node->text)) {
      diagnostics.fault(node->at, "'" + entry.key + "' cannot be matched with this", "expected one line of text");
      continue;
    }
    check_match_value(loading, entry.key, *node);
    out.push_back(node->text);
  }
  if (nodes.empty() && entry.value.kind != Node::Kind::broken)
    diagnostics.fault(entry.at, "'" + entry.key + "' has no value, so that this never matches", "expected a text or a list of texts");
  return out;
}

/// True if a route may match the field; false was told.
bool check_field(const Loading& loading, const Entry& entry) {
  constexpr std::string_view label = "label.";
  auto names = core::route_fields();
  if (std::find(names.begin(), names.end(), entry.key) != names.end()) return true;
  if (entry.key.starts_with(label) && entry.key.size() > label.size()) return true;
  auto& diagnostics = loading.context.diagnostics;
  names.emplace_back("label.<name>");
  diagnostics.fault(entry.at, "an incident has no field '" + entry.key + "'", reader::suggestion(entry.key, names));
  return false;
}

void read_match(const Loading& loading, const Section& section, core::Route& out) {
  const auto* match = section.node("match");
  if (match == nullptr) return;
  if (match->kind != Node::Kind::map) {
    section.fault("match", "'match' has no fields", "expected such as {impact: critical}, or {} for everything");
    return;
  }
  for (const auto& entry : match->entries) {
    if (check_field(loading, entry)) out.match.emplace(entry.key, match_values(loading, entry));
  }
}

void read_audience_names(const Loading& loading, const Section& section, core::Route& out) {
  const auto& known = loading.snapshot.rules.audiences;
  const auto names = section.texts("audiences");
  for (const auto* name : names) {
    if (std::find(known.begin(), known.end(), name->text) == known.end()) {
      loading.context.diagnostics.fault(name->at, "there is no audience '" + name->text + "'", reader::suggestion(name->text, known));
    }
    out.audiences.push_back(name->text);
  }
  const auto* node = section.node("audiences");
  if (node != nullptr && node->kind == Node::Kind::list && node->items.empty())
    section.fault("audiences", "this route leads to nobody", "expected at least one audience");
}

/// A text of `say`, its markers looked at.
std::string said_text(const Section& section, std::string_view key) {
  std::string text = section.text(key);
  if (const auto fault = core::say_fault(text))
    section.fault(key, "'" + std::string(key) + "' " + *fault,
                  "expected {service}, {title}, {impact}, {status}, {incident} or {label.NAME}");
  return text;
}

void read_say(const Section& section, core::Route& out) {
  if (!section.has("say")) return;
  const auto say = section.section("say");
  const auto consequences = say.section("consequences");
  out.say = core::Say{said_text(say, "title"),
                      said_text(say, "summary"),
                      {said_text(consequences, "now"), said_text(consequences, "expected"), said_text(consequences, "permanent")},
                      said_text(say, "details"),
                      said_text(say, "workaround"),
                      said_text(say, "resolved")};
  if (out.say->title.empty() && out.say->summary.empty() && out.say->resolved.empty())
    section.fault("say", "'say' says nothing", "expected at least 'title', 'summary' or 'resolved'");
  for (const char* key : {"consequences", "details", "workaround"}) {
    if (say.has(key) && out.say->summary.empty())
      say.fault(key, "'" + std::string(key) + "' goes with a summary", "expected 'summary' beside it");
  }
  for (const char* key : {"title", "summary", "resolved"}) {
    if (say.has(key) && trim(say.text(key)).empty())
      say.fault(key, "'" + std::string(key) + "' is empty", "expected words, or leave it out");
  }
}

void read_monitor_resolve(const Section& section, core::Route& out) {
  if (section.has("monitor_resolve")) out.monitor_resolve = static_cast<core::MonitorResolve>(section.choice("monitor_resolve"));
}

/// `approve: true` or `approve: {remind: 5m}`.
void read_approve(const Loading& loading, const Section& section, core::Route& out) {
  const auto* node = section.node("approve");
  if (node == nullptr) return;
  if (node->kind == Node::Kind::map) {
    reader::check(*node, node->at, approve_keys(), loading.context);
    out.approve = true;
    out.remind = Section(*node, node->at, approve_keys(), loading.context).duration("remind");
    return;
  }
  const auto flag = reader::as_flag(*node);
  if (!flag) section.fault("approve", "'approve' cannot be this", "expected true, false or such as {remind: 5m}");
  out.approve = flag.value_or(false);
}

}  // namespace

void read_routes(Loading& loading) {
  auto& routes = loading.snapshot.rules.routes;
  const auto sections = loading.root.sections("routes");
  std::optional<std::size_t> last_reached;
  for (const auto& section : sections) {
    core::Route out;
    read_match(loading, section, out);
    read_audience_names(loading, section, out);
    read_say(section, out);
    read_monitor_resolve(section, out);
    read_approve(loading, section, out);
    out.wait = section.optional_duration("wait");
    out.continues = section.flag("continue");
    if (last_reached) {
      loading.context.diagnostics.warning(section.at(),
                                          "this route is never reached, for route " + std::to_string(*last_reached) + " takes everything");
    }
    const auto* match = section.node("match");
    const bool takes_all = match != nullptr && match->kind == Node::Kind::map && match->entries.empty() && !out.continues;
    routes.push_back(std::move(out));
    if (takes_all && !last_reached) last_reached = routes.size();
  }
  if (sections.empty() && !loading.context.diagnostics.failed()) {
    loading.context.diagnostics.warning({}, "there are no routes: nobody is told of anything but by events that name their audiences");
  }
}

}  // namespace crier::config
