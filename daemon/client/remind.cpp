#include "client/remind.h"

#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/moments.h"
#include "client/table.h"
#include "client/terminal.h"
#include "core/json_writer.h"
#include "core/moment.h"

namespace crier::client {
namespace {

std::string names_of(const json::array& items) {
  std::string all;
  for (const auto& item : items) {
    if (item.is_string()) all += (all.empty() ? "" : ", ") + std::string(item.get_string());
  }
  return all;
}

}  // namespace

int add_reminder(Tool& tool, const ReminderFlags& flags) {
  if (flags.audiences.empty()) return tool.fail({usage, "Say who is reminded: --audience NAME."});
  if (flags.summary.empty()) return tool.fail({usage, "Say what is said: --summary TEXT."});
  core::Moment moment;
  if (const auto ahead = parse_duration(flags.at)) {
    moment = {core::local_time_of(tool.world.now() + *ahead, core::Zone()), core::Zone()};
  } else if (auto parsed = core::parse_moment(flags.at, home_zone(tool.world))) {
    moment = *parsed;
  } else {
    return tool.fail({usage, "--at " + printable(parsed.error()) + "."});
  }
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  std::string local = format_rfc3339(UtcTime{moment.local.time_since_epoch()});
  local.pop_back();
  json.member("at", local + " " + moment.zone.name());
  json.key("audiences");
  json.begin_array();
  for (const auto& audience : flags.audiences) json.value(audience);
  json.end_array();
  json.member("summary", flags.summary);
  if (!flags.title.empty()) json.member("title", flags.title);
  if (!flags.name.empty()) json.member("name", flags.name);
  json.end_object();
  const auto reply = tool.caller.post("/v1/reminders", body);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto name = printable(text_at(reply->value, "name"));
  tool.world.out << name << ": " << printable(names_of(items_at(reply->value, "audiences"))) << " is reminded at "
                 << printable(text_at(reply->value, "local")) << " (" << printable(text_at(reply->value, "timezone"))
                 << ")\nundo: crier remind --cancel " << name << '\n';
  return done;
}

int list_reminders(Tool& tool) {
  const auto reply = tool.caller.get("/v1/reminders");
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& reminders = items_at(reply->value, "reminders");
  if (reminders.empty()) {
    tool.world.out << "There is no reminder; to make one: crier remind --at \"2026-11-23 09:00 Europe/Berlin\" --audience A --summary S\n";
    return done;
  }
  Table table({"NAME", "NEXT", "ZONE", "EVERY", "TO", "SUMMARY"});
  for (const auto& one : reminders) {
    const auto cron = text_at(one, "cron");
    const auto local = text_at(one, "local");
    table.add({text_at(one, "name"), local.empty() ? "-" : local, text_at(one, "timezone"), cron.empty() ? "once" : cron,
               names_of(items_at(one, "audiences")), text_at(one, "summary")});
  }
  table.print(tool.world.out, Style(tool.world).width());
  return done;
}

int cancel_reminder(Tool& tool, const std::string& name) {
  Call call;
  call.method = "DELETE";
  call.path = "/v1/reminders/" + percent_encode(name);
  const auto reply = tool.caller.call(call, true);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  tool.world.out << printable(name) << " is cancelled and does not come.\n";
  return done;
}

}  // namespace crier::client
