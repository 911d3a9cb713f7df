#include "client/postmortem_draft.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/text.h"
#include "client/moments.h"
#include "core/civil_time.h"

namespace crier::client {
namespace {

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// "2026-11-25 15:02 CET (14:02 UTC)".
std::string both_times(UtcTime time, const core::Zone& zone) {
  const auto local = core::civil_time(time, zone);
  const std::string utc = format_rfc3339(time);
  const std::string day = std::to_string(local.year) + "-" + two(static_cast<int>(local.month)) + "-" + two(static_cast<int>(local.day));
  std::string shown = day + " " + two(local.hour) + ":" + two(local.minute) + " " + local.abbreviation;
  if (local.abbreviation == "UTC") return shown;
  const std::string utc_day = utc.substr(0, 10) == day ? "" : utc.substr(0, 10) + " ";
  return shown + " (" + utc_day + utc.substr(11, 5) + " UTC)";
}

/// Of a table's cell: one line, no bars.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

/// "customers by mail: 119 of 120; …"; what is still under way is not counted as told.
std::string told_of(const json::value& update) {
  std::string out;
  for (const auto& one : items_at(update, "told")) {
    out += (out.empty() ? "" : "; ") + cell(text_at(one, "audience")) + " by " + cell(text_at(one, "channel")) + ": " +
           std::to_string(number_at(one, "delivered")) + " of " + std::to_string(number_at(one, "recipients"));
  }
  return out.empty() ? "nobody" : out;
}

/// Those that were announced, in order.
std::vector<const json::value*> announced(const json::value& incident) {
  std::vector<const json::value*> all;
  for (const auto& update : items_at(incident, "updates")) {
    const auto state = text_at(update, "state");
    if (state == "announced" || state == "stopped") all.push_back(&update);
  }
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return number_at(*a, "number") < number_at(*b, "number"); });
  return all;
}

}  // namespace

std::string record_of(const json::value& incident, const core::Zone& zone) {
  const auto opened = parse_rfc3339(text_at(incident, "opened"));
  const auto resolved = parse_rfc3339(text_at(incident, "resolved"));
  const auto updates = announced(incident);
  std::string out;
  if (opened) out += "- Opened: " + both_times(*opened, zone) + "\n";
  const auto first = updates.empty() ? std::nullopt : parse_rfc3339(text_at(*updates.front(), "at"));
  if (opened && first) out += "- First message: " + length_of(*first - *opened) + " later\n";
  if (resolved) out += "- Resolved: " + both_times(*resolved, zone) + (opened ? ", after " + length_of(*resolved - *opened) : "") + "\n";
  const auto& promises = member_at(incident, "promises");
  const auto kept = number_at(promises, "kept");
  const auto broken = number_at(promises, "broken");
  if (kept + broken > 0) out += "- Promised updates: " + std::to_string(kept) + " in time, " + std::to_string(broken) + " late\n";
  out += "\n| time | what was said | who got it |\n| --- | --- | --- |\n";
  for (const auto* update : updates) {
    const auto at = parse_rfc3339(text_at(*update, "at"));
    out += "| " + (at ? both_times(*at, zone) : "") + " | " + cell(text_at(*update, "status")) + ": " + cell(text_at(*update, "summary")) +
           " | " + told_of(*update) + " |\n";
  }
  return out;
}

void fill_in_record(Tool& tool, core::Event& event, const json::value& incident) {
  if (!incident.is_object()) return;
  if (event.details.empty()) event.details = record_of(incident, home_zone(tool.world));
  std::optional<UtcTime> began, ended;
  for (const auto& update : items_at(incident, "updates")) {
    const auto& said = member_at(update, "event");
    if (const auto time = parse_rfc3339(text_at(said, "began"))) began = time;
    if (const auto time = parse_rfc3339(text_at(said, "ended"))) ended = time;
  }
  if (!event.began) event.began = began ? began : parse_rfc3339(text_at(incident, "opened"));
  if (!event.ended) event.ended = ended ? ended : parse_rfc3339(text_at(incident, "resolved"));
}

}  // namespace crier::client
