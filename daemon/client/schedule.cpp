#include "client/schedule.h"

#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/result_lines.h"
#include "client/table.h"
#include "client/terminal.h"
#include "core/json_writer.h"

namespace crier::client {
namespace {

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

/// "2026-11-23 16:30 +01:00" of "2026-11-23T16:30:00+01:00".
std::string local_of(const std::string& rfc3339) {
  if (rfc3339.size() < 20 || rfc3339.find_first_of("Z+-", 19) == std::string::npos) return rfc3339;
  const std::string zone = rfc3339.substr(rfc3339.find_first_of("Z+-", 19));
  return rfc3339.substr(0, 10) + " " + rfc3339.substr(11, 5) + " " + (zone == "Z" ? "UTC" : zone);
}

std::string utc_of(const std::string& rfc3339) {
  return rfc3339.size() < 20 ? rfc3339 : rfc3339.substr(0, 10) + " " + rfc3339.substr(11, 5);
}

void print_entry(std::ostream& out, const json::value& entry) {
  out << printable(text_at(entry, "id")) << ": " << printable(occasion_of(entry));
  if (const auto incident = text_at(entry, "incident"); !incident.empty()) out << " of " << printable(incident);
  out << " to " << printable(whom(entry)) << " at " << printable(local_of(text_at(entry, "local"))) << " ("
      << printable(utc_of(text_at(entry, "at"))) << " UTC)";
}

void print_message(std::ostream& out, const json::value& message) {
  out << "\n  " << printable(text_at(message, "audience")) << " by " << printable(text_at(message, "channel")) << ", "
      << number_at(message, "recipients") << (number_at(message, "recipients") == 1 ? " recipient" : " recipients");
  if (const auto language = text_at(message, "language"); !language.empty()) out << ", in " << printable(language);
  out << '\n';
  if (const auto subject = text_at(message, "subject"); !subject.empty()) out << "    " << printable(subject) << "\n\n";
  print_lines(out, text_at(message, "text"), "    ");
}

}  // namespace

std::string occasion_of(const json::value& entry) {
  std::string text = text_at(entry, "occasion");
  const auto stage = text_at(entry, "stage");
  if (!stage.empty() && stage != "close" && stage != "open") text += ", " + stage;
  if (const auto name = text_at(entry, "name"); !name.empty()) text += " " + name;
  return text;
}

std::string whom(const json::value& entry) {
  const auto audience = text_at(entry, "audience");
  return audience.empty() ? "operators" : audience;
}

int show_schedule(Tool& tool, const ScheduleFlags& flags) {
  std::string query;
  const auto add = [&query](const char* name, const std::string& value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + std::string(name) + "=" + percent_encode(value);
  };
  add("from", flags.from);
  add("until", flags.until);
  add("incident", flags.incident);
  add("audience", flags.audience);
  const auto reply = tool.caller.get("/v1/schedule" + query);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& occasions = items_at(reply->value, "occasions");
  if (occasions.empty()) {
    tool.world.out << "The clock has nothing to say " << (flags.until.empty() ? "in the next 7 days" : "until then")
                   << ". It speaks of open incidents when offices close and open (`rhythm` and `office_hours` in the configuration),\n"
                      "of promised updates, of maintenance and by reminders; see: crier help rhythm\n";
    return done;
  }
  Table table({"ID", "LOCAL", "UTC", "OCCASION", "INCIDENT", "TO", "WHY"});
  for (const auto& entry : occasions) {
    const auto state = text_at(entry, "state");
    table.add({text_at(entry, "id"), local_of(text_at(entry, "local")), utc_of(text_at(entry, "at")),
               occasion_of(entry) + (state == "planned" || state.empty() ? "" : " (" + state + ")"), or_dash(text_at(entry, "incident")),
               whom(entry), text_at(entry, "reason")});
  }
  table.print(tool.world.out, Style(tool.world).width());
  if (!text_at(reply->value, "next").empty())
    tool.world.out << "There is more; to see it: crier schedule --until, --incident or --audience\n";
  return done;
}

int show_occasion(Tool& tool, const std::string& id) {
  const auto reply = tool.caller.get("/v1/schedule/" + percent_encode(id));
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  auto& out = tool.world.out;
  const auto& entry = reply->value;
  print_entry(out, entry);
  out << "\n  " << printable(text_at(entry, "reason")) << '\n';
  if (const auto needless = text_at(entry, "needless"); !needless.empty())
    out << "  As things are nothing would be said: " << printable(needless) << ".\n";
  for (const auto& message : items_at(entry, "messages")) print_message(out, message);
  for (const auto& letter : items_at(entry, "operators")) {
    out << "\n  operators\n    " << printable(text_at(letter, "title")) << "\n\n";
    for (const auto& fact : items_at(letter, "facts")) out << "    " << (fact.is_string() ? printable(fact.get_string()) : "") << '\n';
    for (const auto& command : items_at(letter, "commands"))
      out << "    " << (command.is_string() ? printable(command.get_string()) : "") << '\n';
  }
  out << "\nto do without it: crier schedule skip " << printable(id) << "\nto have it at once: crier schedule now " << printable(id)
      << '\n';
  return done;
}

int change_occasion(Tool& tool, const std::string& id, const std::string& what) {
  const auto reply = tool.caller.post("/v1/schedule/" + percent_encode(id) + "/" + what);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  auto& out = tool.world.out;
  print_entry(out, reply->value);
  const auto incident = text_at(reply->value, "incident");
  if (what == "now") {
    out << " was carried out now and does not come at its time.\n";
    if (!incident.empty()) out << "undo: crier stop " << printable(sending_key(incident)) << '\n';
    return done;
  }
  out << " is skipped.\n";
  if (!incident.empty())
    out << "undo: it cannot be planned again; to say it yourself: crier update " << printable(sending_key(incident)) << " --summary …\n";
  return done;
}

int hush_incident(Tool& tool, const std::string& key, const std::string& span) {
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  json.member("for", span);
  json.end_object();
  const auto reply = tool.caller.post("/v1/incidents/" + percent_encode(key) + "/hush", body);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto until = text_at(reply->value, "hushed");
  const auto incident = printable(text_at(reply->value, "incident"));
  if (until.empty()) {
    tool.world.out << incident << ": the clock speaks of it again.\n";
  } else {
    tool.world.out << incident << ": the clock says nothing of it until " << printable(utc_of(until))
                   << " UTC; promises are still counted.\n"
                   << "undo: crier hush " << incident << " --off\n";
  }
  return done;
}

}  // namespace crier::client
