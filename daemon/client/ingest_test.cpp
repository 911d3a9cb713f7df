#include <unistd.h>

#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/ingest_commands.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/wrapping.h"
#include "config/load.h"
#include "core/event_json_writer.h"
#include "core/route.h"
#include "ingest/monitor_document.h"

namespace crier::client {
namespace {

constexpr const char* kUsual = "/etc/crier/crier.yaml";

/// Whose mapping and routes count; no snapshot: the documents as they are without configuration. The failure has nothing to add where the
/// report of a configuration was printed.
Result<config::SnapshotPtr, Failure> configuration(World& world, const std::string& given) {
  const std::string path = given.empty() ? kUsual : given;
  if (access(path.c_str(), R_OK) != 0) {
    if (!given.empty()) return Failure{no_file, printable(path) + " cannot be read; name the configuration with --config FILE."};
    return config::SnapshotPtr();
  }
  config::Environment environment;
  environment.without_secrets = true;
  const auto loaded = config::load(path, environment);
  if (loaded.snapshot) return loaded.snapshot;
  world.err << loaded.report;
  return Failure{bad_config, {}};
}

Failure refusal_of(const ingest::Refusal& refusal, const std::string& name) {
  Failure failure{refused, name + ": " + printable(refusal.problem.detail)};
  const auto& faults = refusal.problem.faults;
  if (faults.size() < 2) return failure;  // the sentence has said it
  for (const auto& fault : faults) failure.text += "\n  " + printable(fault.pointer) + " " + printable(fault.detail);
  return failure;
}

/// Who would hear of an incident that this event opens; an update is for those who were told, too.
std::vector<core::Match> hearers_of(const config::Snapshot& snapshot, const core::Event& event) {
  core::Incident incident;
  incident.key = event.incident;
  incident.title = event.title.value_or("");
  incident.impact = event.impact.value_or(core::Impact::minor);
  incident.services = event.services.value_or(std::vector<std::string>());
  incident.labels = event.labels;
  incident.source = event.source;
  return core::route(snapshot.rules.routes, incident);
}

std::string labels_of(const core::Event& event) {
  std::string out;
  for (const auto& [name, value] : event.labels) out += (out.empty() ? "" : ", ") + printable(name) + "=" + printable(value);
  return out;
}

/// What the route does before its audiences hear anything, and in whose words.
std::string on_the_way(const core::Route& route) {
  std::string text;
  if (route.wait) text += ", if it still holds after " + format_duration(*route.wait);
  if (route.approve) text += ", once somebody has approved it";
  if (route.say) text += ", in the words of the route";
  return text;
}

void print_hearers(std::ostream& out, const config::Snapshot& snapshot, const core::Event& event) {
  const auto matches = hearers_of(snapshot, event);
  if (matches.empty()) out << "  No route matches: nobody would be told.\n";
  for (const auto& match : matches) {
    const auto way = match.route > 0 ? on_the_way(snapshot.rules.routes[static_cast<std::size_t>(match.route) - 1]) : std::string();
    out << "  Told: " << printable(match.audience) << " (" << printable(match.reason) << ")" << way << '\n';
  }
}

void print_event(std::ostream& out, const core::Event& event, const config::SnapshotPtr& snapshot) {
  out << core::to_text(event.action) << " " << event.incident << '\n';
  const auto line = [&out](const char* name, const std::string& text) {
    if (!text.empty()) out << "  " << name << ": " << text << '\n';
  };
  line("Title", printable(event.title.value_or("")));
  if (event.impact) line("Impact", std::string(core::to_text(*event.impact)));
  if (event.services) line("Services", printable(join(*event.services, ", ")));
  line("Labels", labels_of(event));
  if (event.at) line("Time", format_rfc3339(*event.at));
  if (!event.summary.empty()) {
    out << "  Summary:\n";
    print_lines(out, event.summary, "    ");
  }
  switch (event.action) {
    case core::Action::resolve:
      out << "  It is worded by template and told to those who were told of the incident.\n";
      break;
    case core::Action::acknowledge:
      out << "  It is recorded; nobody is told.\n";
      break;
    default:
      if (snapshot) print_hearers(out, *snapshot, event);
      break;
  }
}

void print_json(std::ostream& out, const std::vector<core::Event>& events, const config::SnapshotPtr& snapshot) {
  namespace json = boost::json;
  json::array all;
  for (const auto& event : events) {
    json::object one{{"event", json::parse(core::canonical_json(event))}};
    if (snapshot && event.action != core::Action::resolve && event.action != core::Action::acknowledge) {
      json::array matched;
      for (const auto& match : hearers_of(*snapshot, event))
        matched.push_back(json::object{{"route", match.route}, {"audience", match.audience}, {"reason", match.reason}});
      one["matched"] = std::move(matched);
    }
    all.push_back(std::move(one));
  }
  out << json::serialize(json::object{{"events", std::move(all)}}) << '\n';
}

}  // namespace

int test_document(World& world, const IngestFlags& flags, bool prints_json) {
  const auto fail = [&](const Failure& failure) {
    if (!failure.text.empty()) world.err << "crier: " << failure.text << '\n';
    return failure.exit;
  };
  const auto format = format_of(flags.format);
  if (!format) return fail(format.error());
  const auto snapshot = configuration(world, flags.config);
  if (!snapshot) return fail(snapshot.error());
  const auto text = read_file(world, flags.file);
  if (!text) return fail(text.error());
  const auto mappings = *snapshot ? (*snapshot)->ingest : ingest::Mappings();
  const auto document = ingest::read_monitor({*format, *text, "", {}}, mappings, world.now());
  if (!document) return fail(refusal_of(document.error(), printable(flags.file == "-" ? "stdin" : flags.file)));
  if (prints_json) {
    print_json(world.out, document->events, *snapshot);
    return done;
  }
  const WrappedOutput out(world.out, Style(world).width());
  for (const auto& event : document->events) print_event(world.out, event, *snapshot);
  if (document->events.empty()) world.out << "Nothing of it opens or ends an incident; crierd would take it and do nothing.\n";
  world.out << "This is a test; nothing was sent.\n";
  return done;
}

}  // namespace crier::client
