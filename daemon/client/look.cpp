#include "client/look.h"

#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/table.h"

namespace crier::client {
namespace {

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string texts(const json::array& items) {
  std::vector<std::string> all;
  for (const auto& item : items) {
    if (item.is_string()) all.emplace_back(item.get_string());
  }
  return join(all, ", ");
}

/// "7 delivered, 1 failed": the states that have some.
std::string delivery_counts(const json::value& incident) {
  const auto& deliveries = member_at(incident, "deliveries");
  std::string out;
  for (const char* state : {"queued", "sending", "waiting", "delivered", "failed", "superseded", "cancelled", "expired"}) {
    const auto count = number_at(deliveries, state);
    if (count > 0) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + state;
  }
  return out.empty() ? "none" : out;
}

void print_incidents(std::ostream& out, const json::array& incidents) {
  Table table({"INCIDENT", "STATUS", "IMPACT", "OPENED", "PROMISE", "TITLE"});
  for (const auto& incident : incidents) {
    table.add({text_at(incident, "incident"), text_at(incident, "status"), text_at(incident, "impact"), text_at(incident, "opened"),
               or_dash(text_at(incident, "promise")), text_at(incident, "title")});
  }
  table.print(out);
}

/// Channels that do not send, each with the command that makes them.
bool print_blocked(std::ostream& out, const json::array& channels) {
  bool any = false;
  for (const auto& channel : channels) {
    if (text_at(channel, "state") == "ready") continue;
    const auto name = printable(text_at(channel, "name"));
    out << "Channel " << name << " is " << printable(text_at(channel, "state")) << " (" << printable(text_at(channel, "reason")) << "), "
        << number_at(channel, "depth") << " not sent; to go on: crier resume " << name << '\n';
    any = true;
  }
  return any;
}

void print_list(std::ostream& out, std::string_view name, const json::array& items) {
  if (items.empty()) return;
  out << "    " << name << ":\n";
  for (const auto& item : items) {
    if (item.is_string()) print_lines(out, std::string_view(item.get_string()), "      ");
  }
}

void print_words(std::ostream& out, const json::value& update) {
  print_lines(out, text_at(update, "summary"), "    ");
  const auto& event = member_at(update, "event");
  const auto& consequences = member_at(event, "consequences");
  for (const auto& [name, text] :
       {std::pair{"Now", text_at(consequences, "now")}, std::pair{"Expected", text_at(consequences, "expected")},
        std::pair{"Permanent", text_at(consequences, "permanent")}, std::pair{"Began", text_at(event, "began")},
        std::pair{"Ended", text_at(event, "ended")}, std::pair{"Workaround", text_at(event, "workaround")},
        std::pair{"Details", text_at(event, "details")}, std::pair{"Root cause", text_at(event, "root_cause")}}) {
    if (text.empty()) continue;
    out << "    " << name << ":\n";
    print_lines(out, text, "      ");
  }
  print_list(out, "Done", items_at(member_at(event, "actions"), "done"));
  print_list(out, "Planned", items_at(member_at(event, "actions"), "planned"));
}

}  // namespace

int show_status(Tool& tool) {
  const auto open = tool.caller.get("/v1/incidents?state=open");
  if (!open) return tool.fail(open.error());
  if (tool.prints_json) return tool.print(*open);
  const auto channels = tool.caller.get("/v1/channels");
  if (!channels) return tool.fail(channels.error());
  const auto failed = tool.caller.get("/v1/deliveries?state=failed&since=24h&limit=100");
  if (!failed) return tool.fail(failed.error());
  auto& out = tool.world.out;
  out << "You are " << printable(tool.world.user) << ".\n";
  const auto& incidents = items_at(open->value, "incidents");
  if (incidents.empty()) {
    out << "No incident is open; to open one: crier open KEY --title T --impact major --summary S\n";
  } else {
    out << (incidents.size() == 1 ? "1 incident is open" : std::to_string(incidents.size()) + " incidents are open")
        << "; to see one: crier show KEY\n";
    print_incidents(out, incidents);
  }
  if (!print_blocked(out, items_at(channels->value, "channels"))) out << "All channels send.\n";
  if (const auto count = items_at(failed->value, "deliveries").size(); count > 0) {
    out << count << (count == 100 ? " or more" : "")
        << " deliveries failed in the last 24 h; to see them: crier queue --state failed; to try again: crier retry --all-failed\n";
  }
  return done;
}

int list_incidents(Tool& tool, const std::string& state, int limit) {
  const auto reply =
      tool.caller.get("/v1/incidents?limit=" + std::to_string(limit) + (state.empty() ? "" : "&state=" + percent_encode(state)));
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& incidents = items_at(reply->value, "incidents");
  if (incidents.empty()) {
    tool.world.out << "There is no incident.\n";
  } else {
    print_incidents(tool.world.out, incidents);
  }
  if (!text_at(reply->value, "next").empty()) tool.world.out << "There are more; to see them: crier list --limit N\n";
  return done;
}

int show_incident(Tool& tool, const std::string& key) {
  const auto reply = tool.caller.get("/v1/incidents/" + percent_encode(key));
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& incident = reply->value;
  auto& out = tool.world.out;
  out << printable(text_at(incident, "incident")) << ": " << printable(text_at(incident, "title")) << '\n'
      << "  status      " << printable(text_at(incident, "status")) << '\n'
      << "  impact      " << printable(text_at(incident, "impact")) << '\n'
      << "  services    " << printable(or_dash(texts(items_at(incident, "services")))) << '\n'
      << "  opened      " << printable(text_at(incident, "opened")) << '\n'
      << "  resolved    " << printable(or_dash(text_at(incident, "resolved"))) << '\n'
      << "  promise     " << printable(or_dash(text_at(incident, "promise"))) << '\n'
      << "  deliveries  " << delivery_counts(incident) << '\n';
  for (const auto& update : items_at(incident, "updates")) {
    out << "\n  " << number_at(update, "number") << "  " << printable(text_at(update, "at")) << "  " << printable(text_at(update, "action"))
        << " (" << printable(text_at(update, "status")) << ")  by " << printable(or_dash(text_at(update, "author"))) << ", "
        << printable(text_at(update, "state")) << "  " << printable(text_at(update, "update_id")) << '\n';
    print_words(out, update);
  }
  return done;
}

}  // namespace crier::client
