#include "client/channels.h"

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "base/text.h"
#include "client/table.h"
#include "client/terminal.h"
#include "config/load.h"
#include "core/json_writer.h"

namespace crier::client {
namespace {

std::string rate_of(const json::value& channel) {
  const auto& rate = member_at(channel, "rate");
  if (rate.is_double() || rate.is_int64()) return json::serialize(rate) + "/s";
  return "-";
}

config::Environment environment_of(World& world) {
  config::Environment environment;
  environment.credentials_directory = world.variable("CREDENTIALS_DIRECTORY").value_or("");
  return environment;
}

bool is_absent(World& world, const std::string& path) {
  std::error_code failed;
  if (std::filesystem::exists(path, failed)) return false;
  world.err << "crier: " << printable(path) << " does not exist; name the file with --config FILE.\n";
  return true;
}

}  // namespace

int list_channels(Tool& tool) {
  const auto reply = tool.caller.get("/v1/channels");
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  Table table({"CHANNEL", "TYPE", "STATE", "DEPTH", "RATE", "REASON"});
  for (const auto& channel : items_at(reply->value, "channels")) {
    table.add({text_at(channel, "name"), text_at(channel, "type"), text_at(channel, "state"), std::to_string(number_at(channel, "depth")),
               rate_of(channel), text_at(channel, "reason")});
  }
  table.print(tool.world.out, Style(tool.world).width());
  return done;
}

int change_channel(Tool& tool, const std::string& name, const std::string& what) {
  const auto reply = tool.caller.post("/v1/channels/" + percent_encode(name) + "/" + what);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  tool.world.out << "Channel " << printable(text_at(reply->value, "name")) << " is " << printable(text_at(reply->value, "state")) << ", "
                 << number_at(reply->value, "depth") << " not sent.\n";
  return done;
}

int test_channel(Tool& tool, const std::string& name, const std::string& to) {
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  if (!to.empty()) json.member("to", to);
  json.end_object();
  const auto reply = tool.caller.post("/v1/channels/" + percent_encode(name) + "/test", body);
  if (!reply) return tool.fail(reply.error());
  const auto outcome = text_at(reply->value, "outcome");
  if (tool.prints_json) {
    tool.print(*reply);
  } else {
    tool.world.out << printable(outcome) << ": " << printable(text_at(reply->value, "reply")) << '\n';
  }
  if (outcome == "delivered") return done;
  return outcome == "rejected" ? refused : try_later;
}

int check_config(World& world, const std::string& path) {
  if (is_absent(world, path)) return no_file;
  const auto loaded = config::load(path, environment_of(world));
  world.out << loaded.report << (loaded.report.empty() || loaded.report.ends_with('\n') ? "" : "\n");
  if (!loaded.snapshot) return bad_config;
  world.out << printable(path) << " is valid.\n";
  return done;
}

int show_config(World& world, const std::string& path) {
  if (is_absent(world, path)) return no_file;
  const auto text = config::show(path);
  if (!text) {
    world.err << text.error().text << (text.error().text.ends_with('\n') ? "" : "\n");
    return bad_config;
  }
  world.out << *text;
  return done;
}

}  // namespace crier::client
