#include "client/silence.h"

#include <boost/json.hpp>
#include <map>
#include <ostream>

#include "base/text.h"
#include "client/moments.h"
#include "client/table.h"
#include "client/terminal.h"
#include "core/json_writer.h"
#include "core/silence.h"

namespace crier::client {
namespace {

using Match = std::map<std::string, std::vector<std::string>>;

/// "services=checkout"; a word without = is an incident's key.
Match match_of(const std::vector<std::string>& words) {
  Match match;
  for (const auto& word : words) {
    const auto sign = word.find('=');
    if (sign == std::string::npos) {
      match["incident"].push_back(word);
      continue;
    }
    const auto field = word.substr(0, sign);
    match[field == "service" ? "services" : field].push_back(word.substr(sign + 1));
  }
  return match;
}

std::string match_text(const json::value& silence) {
  Match match;
  const auto* fields = silence.is_object() ? silence.get_object().if_contains("match") : nullptr;
  if (fields == nullptr || !fields->is_object()) return "";
  for (const auto& [field, values] : fields->get_object()) {
    if (!values.is_array()) continue;
    for (const auto& value : values.get_array()) {
      if (value.is_string()) match[std::string(field)].emplace_back(value.get_string());
    }
  }
  return core::match_text(match);
}

}  // namespace

int add_silence(Tool& tool, const SilenceFlags& flags) {
  if (flags.match.empty())
    return tool.fail(
        {usage, "Say what is silenced: crier silence services=checkout --for 2h --why TEXT (or KEY, source=…, label.NAME=…)."});
  if (!parse_duration(flags.span)) return tool.fail({usage, "Say for how long: --for 2h."});
  if (trim(flags.why).empty()) return tool.fail({usage, "Say why, for whoever wonders that nothing is told: --why TEXT."});
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  json.key("match");
  json.begin_object();
  for (const auto& [field, values] : match_of(flags.match)) {
    json.key(field);
    json.begin_array();
    for (const auto& value : values) json.value(value);
    json.end_array();
  }
  json.end_object();
  json.member("for", flags.span);
  json.member("why", flags.why);
  json.end_object();
  const auto reply = tool.caller.post("/v1/silences", body);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto id = printable(text_at(reply->value, "id"));
  tool.world.out << id << ": what monitors say where " << printable(match_text(reply->value)) << " waits until "
                 << printable(text_at(reply->value, "until")) << "; people are heard as ever\nundo: crier silence --end " << id << '\n';
  return done;
}

int list_silences(Tool& tool) {
  const auto reply = tool.caller.get("/v1/silences");
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& silences = items_at(reply->value, "silences");
  if (silences.empty()) {
    tool.world.out << "Nothing is silenced; to silence: crier silence services=checkout --for 2h --why TEXT\n";
    return done;
  }
  Table table({"ID", "UNTIL", "BY", "WHERE", "WHY"});
  for (const auto& one : silences)
    table.add({text_at(one, "id"), text_at(one, "until"), text_at(one, "author"), match_text(one), text_at(one, "why")});
  table.print(tool.world.out, Style(tool.world).width());
  return done;
}

int end_silence(Tool& tool, const std::string& id) {
  Call call;
  call.method = "DELETE";
  call.path = "/v1/silences/" + percent_encode(id);
  const auto reply = tool.caller.call(call, true);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  tool.world.out << printable(text_at(reply->value, "id")) << " has ended; what waited for it is told now if it still holds.\n";
  return done;
}

}  // namespace crier::client
