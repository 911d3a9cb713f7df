#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/ingest_commands.h"
#include "client/result_lines.h"
#include "client/table.h"
#include "render/escape.h"

namespace crier::client {
namespace {

using ingest::Format;

/// What notification commands are given in their environment. Only these are looked for: a shell has a HOSTNAME of its own and secrets
/// beside it.
constexpr std::array kMacros{"NOTIFICATIONTYPE",
                             "NOTIFICATIONAUTHOR",
                             "NOTIFICATIONAUTHORNAME",
                             "NOTIFICATIONCOMMENT",
                             "HOSTNAME",
                             "HOSTDISPLAYNAME",
                             "HOSTALIAS",
                             "HOSTADDRESS",
                             "HOSTADDRESS6",
                             "HOSTSTATE",
                             "HOSTOUTPUT",
                             "HOSTGROUPNAMES",
                             "HOSTACKAUTHOR",
                             "HOSTACKCOMMENT",
                             "LASTHOSTSTATECHANGE",
                             "SERVICEDESC",
                             "SERVICENAME",
                             "SERVICEDISPLAYNAME",
                             "SERVICESTATE",
                             "SERVICEOUTPUT",
                             "SERVICEGROUPNAMES",
                             "SERVICEACKAUTHOR",
                             "SERVICEACKCOMMENT",
                             "LASTSERVICESTATECHANGE",
                             "TIMET",
                             "LONGDATETIME",
                             "SHORTDATETIME"};

bool is_macro_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// NAME=VALUE; none: it is a file.
std::optional<std::pair<std::string, std::string>> macro_in(const std::string& word) {
  const auto equals = word.find('=');
  if (equals == std::string::npos || !is_macro_name(std::string_view(word).substr(0, equals))) return std::nullopt;
  return std::pair(word.substr(0, equals), word.substr(equals + 1));
}

/// With Nagios' prefix where the notification's type has it, else without.
void add_environment(const World& world, json::object& to) {
  const bool is_prefixed = world.variable("NAGIOS_NOTIFICATIONTYPE").has_value();
  const std::string prefix = is_prefixed ? "NAGIOS_" : "";
  for (const char* name : kMacros) {
    if (const auto value = world.variable(prefix + name)) to[name] = render::valid_utf8(*value);
  }
}

Result<std::string, Failure> document_of(World& world, const IngestFlags& flags, Format format) {
  json::object macros;
  std::vector<std::string> files;
  if (flags.from_environment) {
    if (format != Format::nagios && format != Format::icinga)
      return Failure{usage, "--environment is for --format nagios and icinga; give another document as a file or as NAME=VALUE."};
    add_environment(world, macros);
    if (!macros.contains("NOTIFICATIONTYPE"))
      return Failure{refused, "The environment has no NOTIFICATIONTYPE, and none with NAGIOS_ before it; give the macros as NAME=VALUE."};
  }
  for (const auto& word : flags.words) {
    if (const auto macro = macro_in(word)) {
      macros[macro->first] = render::valid_utf8(macro->second);
    } else {
      files.push_back(word);
    }
  }
  if (files.size() > 1)
    return Failure{usage, "One document at a time: " + printable(files[1]) + " is neither a second file nor NAME=VALUE."};
  if (!files.empty() && !macros.empty()) return Failure{usage, "Give a file or macros as NAME=VALUE, not both."};
  if (!macros.empty()) return json::serialize(macros);
  return read_file(world, files.empty() ? "-" : files.front());
}

std::string type_of(Format format, const std::string& document) {
  if (format != Format::cloudevents) return "application/json";
  return trim(document).starts_with('[') ? "application/cloudevents-batch+json" : "application/cloudevents+json";
}

}  // namespace

Result<Format, Failure> format_of(const std::string& name) {
  if (const auto format = ingest::parse_format(name)) return *format;
  const auto near = nearest(name, ingest::format_names());
  return Failure{usage, "--format is one of " + join(ingest::format_names(), ", ") + ", not " + printable(name) + "." +
                            (near ? " Did you mean " + *near + "?" : std::string())};
}

int send_document(Tool& tool, const IngestFlags& flags) {
  const auto format = format_of(flags.format);
  if (!format) return tool.fail(format.error());
  auto document = document_of(tool.world, flags, *format);
  if (!document) return tool.fail(document.error());
  Call call;
  call.method = "POST";
  call.path = "/v1/ingest/" + std::string(to_text(*format));
  call.content_type = type_of(*format, *document);
  call.body = std::move(*document);
  // A document that was taken and comes again says nothing new.
  const auto reply = tool.caller.call(call, true);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& results = items_at(reply->value, "results");
  for (const auto& result : results) print_result(tool, result);
  if (results.empty()) tool.world.out << "Nothing of it opens or ends an incident; crierd has done nothing.\n";
  if (results.size() == 1) print_undo(tool, results.front(), false);
  return done;
}

}  // namespace crier::client
