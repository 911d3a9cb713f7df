#include "simulation/line.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "core/civil_time.h"
#include "core/json_writer.h"

namespace crier::simulation {
namespace {

/// A text, or null where it does not apply.
void member(core::JsonWriter& json, std::string_view name, const std::string& text) {
  json.key(name);
  if (text.empty()) return json.null();
  json.value(text);
}

void member_if(core::JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.member(name, text);
}

using Row = std::array<std::string, 7>;

std::string about(const Line& line) {
  if (!line.name.empty()) return line.name;
  std::string text = line.incidents.empty() ? line.incident : join(line.incidents, " ");
  if (line.update && !text.empty()) text += " #" + std::to_string(*line.update);
  return text;
}

Row row_of(const Line& line) {
  const std::string local = line.local();
  std::string when =
      local.substr(0, 10) + " " + local.substr(11, 5) + " " + (local.ends_with('Z') ? "UTC" : local.substr(local.size() - 6));
  std::string what(to_text(line.occasion));
  if (!line.stage.empty()) what += " (" + line.stage + ")";
  std::string to = line.channel;
  if (line.recipients != 1) to += " to " + std::to_string(line.recipients);
  if (!line.recipient.empty()) to += " " + line.recipient;
  return {std::move(when),
          std::move(what),
          line.audience,
          std::move(to),
          about(line),
          line.outcome,
          escape_control(line.subject.empty() ? line.reply : line.subject)};
}

std::size_t width(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace

std::string Line::local() const { return core::format_local(at, zone); }

std::string to_json(const Line& line) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("at", format_rfc3339(line.at));
  json.member("local", line.local());
  member(json, "audience", line.audience);
  member(json, "channel", line.channel);
  member(json, "recipient", line.recipient);
  if (line.recipients != 1) json.member("recipients", line.recipients);
  json.member("occasion", to_text(line.occasion));
  member(json, "incident", line.incident);
  if (!line.incidents.empty()) {
    json.key("incidents");
    json.begin_array();
    for (const auto& one : line.incidents) json.value(one);
    json.end_array();
  }
  json.key("update");
  line.update ? json.value(*line.update) : json.null();
  member_if(json, "stage", line.stage);
  json.member("outcome", line.outcome);
  member_if(json, "reply", line.reply);
  json.member("subject", line.subject);
  json.member("text", line.text);
  member_if(json, "name", line.name);
  json.end_object();
  return out;
}

std::string to_table(const std::vector<Line>& lines) {
  std::vector<Row> rows{{"LOCAL TIME", "OCCASION", "AUDIENCE", "TO", "ABOUT", "OUTCOME", "SUBJECT"}};
  for (const auto& line : lines) rows.push_back(row_of(line));
  std::array<std::size_t, 7> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - width(row[i]) + 2, ' ');
    }
    out += '\n';
  }
  return out;
}

}  // namespace crier::simulation
