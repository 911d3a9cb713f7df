#include "api/silences.h"

#include "api/filter_parts.h"
#include "core/json_writer.h"
#include "core/route.h"

namespace crier::api {
namespace {

constexpr Millis kLongest{30LL * 86400 * 1000};
constexpr std::size_t kLongestText = 2000;  // bytes, as one line of an event
constexpr std::size_t kMostValues = 100;

bool is_field(std::string_view name) {
  constexpr std::string_view label = "label.";
  if (name.starts_with(label)) return name.size() > label.size();
  const auto& fields = core::route_fields();
  return name != "in_maintenance" && std::find(fields.begin(), fields.end(), name) != fields.end();
}

void read_value(const JsonNode& node, const Path& path, std::vector<std::string>& to, Faults& faults) {
  if (node.kind != JsonNode::Kind::string) return faults.add(path, "must be a string");
  if (node.text.empty() || breaks_line(node.text) || node.text.size() > kLongestText)
    return faults.add(path, "is one line of 1 to 2000 bytes");
  if (to.size() == kMostValues) return faults.add(path, "is one of more than 100 values");
  to.emplace_back(node.text);
}

void read_match(const JsonNode& node, const Path& path, core::Silence& silence, Faults& faults) {
  if (node.kind != JsonNode::Kind::object) return faults.add(path, "must be an object such as {\"services\": \"checkout\"}");
  for (const auto& member : ingest::JsonChildren(node)) {
    const Path at(path, member.name);
    if (!is_field(member.name) || member.name.size() > kLongestText) {
      auto names = core::route_fields();
      std::erase(names, "in_maintenance");
      names.emplace_back("label.<name>");
      faults.add(at, suggest(member.name, names));
      continue;
    }
    auto& values = silence.match[std::string(member.name)];
    if (member.kind != JsonNode::Kind::array) {
      read_value(member, at, values, faults);
      continue;
    }
    std::size_t index = 0;
    for (const auto& one : ingest::JsonChildren(member)) read_value(one, Path(at, index++), values, faults);
    if (index == 0) faults.add(at, "must have a value");
  }
  if (silence.match.empty() && faults.empty())
    faults.add(path, "must name a field: a silence of everything is written {\"incident\": \"*\"}");
}

}  // namespace

Result<core::Silence, ingest::Refusal> read_silence(std::string_view text, UtcTime now) {
  Body body;
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
  core::Silence silence;
  silence.begins = now;
  std::optional<UtcTime> until;
  Faults faults;
  const Path top;
  bool has_match = false;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    if (member.name == "match") {
      has_match = true;
      read_match(member, path, silence, faults);
    } else if (member.name != "for" && member.name != "until" && member.name != "why") {
      faults.add(path, suggest(member.name, {"match", "for", "until", "why"}));
    } else if (member.kind != JsonNode::Kind::string || breaks_line(member.text) || member.text.size() > kLongestText) {
      faults.add(path, "must be a string of one line, at most 2000 bytes");
    } else if (member.name == "why") {
      silence.why = member.text;
    } else if (until) {
      faults.add(path, "is said twice; give `for` or `until`");
    } else {
      const auto span = member.name == "for" ? parse_duration(member.text) : std::nullopt;
      until = member.name == "for" ? (span ? std::optional(now + *span) : std::nullopt) : parse_rfc3339(member.text);
      if (!until || *until <= now || *until > now + kLongest)
        faults.add(path, member.name == "for" ? "must be a duration such as 2h, up to 30d" : "must be a time to come within 30 days");
    }
  }
  if (!has_match) faults.add(Path(top, "match"), "is required: which incidents, such as {\"services\": \"checkout\"}");
  if (!until && faults.empty()) faults.add(Path(top, "for"), "is required: for how long, such as 2h");
  if (trim(silence.why).empty() && faults.empty()) faults.add(Path(top, "why"), "is required: others must know why nothing is told");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  silence.until = *until;
  return silence;
}

std::optional<std::int64_t> read_silence_number(std::string_view text) {
  constexpr std::string_view prefix = "silence-";
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  return read_number<std::int64_t>(text);
}

namespace {

void write(core::JsonWriter& json, const core::Silence& silence) {
  json.begin_object();
  json.member("id", silence.name());
  json.key("match");
  json.begin_object();
  for (const auto& [field, values] : silence.match) {
    json.key(field);
    json.begin_array();
    for (const auto& value : values) json.value(value);
    json.end_array();
  }
  json.end_object();
  json.member("begins", format_rfc3339(silence.begins));
  json.member("until", format_rfc3339(silence.until));
  json.member("why", silence.why);
  json.member("author", silence.author);
  json.end_object();
}

}  // namespace

std::string silence_json(const core::Silence& silence) {
  std::string out;
  core::JsonWriter json(out);
  write(json, silence);
  return out;
}

std::string silences_json(const std::vector<core::Silence>& all) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.key("silences");
  json.begin_array();
  for (const auto& one : all) write(json, one);
  json.end_array();
  json.end_object();
  return out;
}

}  // namespace crier::api
