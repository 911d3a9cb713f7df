#include "client/postmortem_draft.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "client/moments.h"
#include "core/civil_time.h"

namespace crier::client {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string month_of(const core::CivilTime& time) {
  static constexpr std::array<const char*, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                       "July",    "August",   "September", "October", "November", "December"};
  return std::to_string(time.day) + " " + kMonths[static_cast<std::size_t>(time.month - 1)];
}

std::string day_of(const core::CivilTime& time) { return month_of(time) + " " + std::to_string(time.year); }

/// "15:02 CET (14:02 UTC)", with the date in UTC where that is another day.
std::string clock_in(UtcTime time, const core::Zone& zone) {
  const auto local = core::civil_time(time, zone);
  std::string shown = two(local.hour) + ":" + two(local.minute) + " " + local.abbreviation;
  if (local.abbreviation == "UTC") return shown;
  const auto utc = core::civil_time(time, core::Zone());
  return shown + " (" + (utc.day == local.day ? "" : month_of(utc) + ", ") + two(utc.hour) + ":" + two(utc.minute) + " UTC)";
}

/// "2 d 3 h", "1 h 5 min", "25 min".
std::string span_of(Millis time) {
  const auto whole = std::chrono::floor<minutes>(time);
  if (whole < minutes(1)) return "less than 1 min";
  const auto pair = [](std::int64_t large, const char* large_unit, std::int64_t small, const char* small_unit) {
    return std::to_string(large) + large_unit + (small > 0 ? " " + std::to_string(small) + small_unit : "");
  };
  if (whole >= days(1)) return pair(whole / days(1), " d", whole % days(1) / hours(1), " h");
  if (whole >= hours(1)) return pair(whole / hours(1), " h", whole % hours(1) / minutes(1), " min");
  return std::to_string(whole.count()) + " min";
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & '\x80') != 0; }

/// Plain words as one line of Markdown that shows them as they are.
std::string as_markdown(std::string_view text) {
  std::string line;
  for (const auto part : split(text, '\n')) {
    if (!trim(part).empty()) line.append(line.empty() ? "" : " ").append(trim(part));
  }
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const char next = i + 1 < line.size() ? line[i + 1] : ' ';
    const bool is_within_word = i > 0 && is_letter(line[i - 1]) && is_letter(next);
    const bool is_mark = std::string_view("\\`*[<").find(c) != std::string_view::npos || (c == '_' && !is_within_word) ||
                         (c == '~' && next == '~') || (c == '&' && (is_letter(next) || next == '#'));
    if (is_mark) out += '\\';
    out += c;
  }
  return out;
}

bool is_announced(const json::value& update) { return text_at(update, "state") == "announced"; }

/// All updates by their numbers.
std::vector<const json::value*> in_order(const json::value& incident) {
  std::vector<const json::value*> all;
  for (const auto& update : items_at(incident, "updates")) all.push_back(&update);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return number_at(*a, "number") < number_at(*b, "number"); });
  return all;
}

std::int64_t corrects(const json::value& update) {
  return std::max(number_at(update, "corrects"), number_at(member_at(update, "event"), "corrects"));
}

/// What was said in an update's place in the end: the last correction of the correction and so on, or it itself; null if the correction was
/// stopped, for then what was wrong stands nowhere as right.
const json::value* said_in_the_end(const std::vector<const json::value*>& all, const json::value* update) {
  // Corrections have greater numbers than what they correct, so one pass meets them all.
  const json::value* last = update;
  for (const auto* other : all) {
    if (last == nullptr || corrects(*other) != number_at(*last, "number") || number_at(*last, "number") == 0) continue;
    if (is_announced(*other)) last = other;
    if (text_at(*other, "state") == "stopped") return nullptr;
  }
  return last;
}

std::set<std::string> told(const json::value& update) {
  std::set<std::string> names;
  for (const auto& one : items_at(update, "told")) names.insert(text_at(one, "audience"));
  return names;
}

/// What was said at a time; `words` is another update than `place` where that was corrected.
struct Said {
  const json::value* place = nullptr;
  const json::value* words = nullptr;
  bool is_for_some = false;  ///< of those that the incident told not all were told this
};

std::vector<Said> all_said(const json::value& incident) {
  const auto all = in_order(incident);
  std::set<std::string> everybody;
  for (const auto* update : all) {
    if (is_announced(*update)) everybody.merge(told(*update));
  }
  std::vector<Said> said;
  for (const auto* update : all) {
    const auto occasion = text_at(*update, "occasion");
    const bool is_by_clock = !occasion.empty() && occasion != "event" && occasion != "maintenance";
    if (!is_announced(*update) || is_by_clock || corrects(*update) > 0) continue;
    const auto* words = said_in_the_end(all, update);
    if (words == nullptr || trim(text_at(*words, "summary")).empty()) continue;
    const auto is_for_some = [&](const std::set<std::string>& who) { return !who.empty() && who != everybody; };
    said.push_back({update, words, is_for_some(told(*update)) || is_for_some(told(*words))});
  }
  return said;
}

std::string line_of(const Said& said, const core::Zone& zone) {
  const auto at = parse_rfc3339(text_at(*said.place, "at"));
  const auto status = text_at(*said.words, "status");
  return (at ? clock_in(*at, zone) : text_at(*said.place, "at")) + ", " + as_markdown(status) +
         (said.words != said.place ? " (corrected)" : "") + ": " + as_markdown(text_at(*said.words, "summary"));
}

/// "customers by mail: 119 of 120; …"; what is still under way is not counted as told.
std::string told_of(const json::value& update) {
  std::string out;
  for (const auto& one : items_at(update, "told")) {
    out += (out.empty() ? "" : "; ") + text_at(one, "audience") + " by " + text_at(one, "channel") + ": " +
           std::to_string(number_at(one, "delivered")) + " of " + std::to_string(number_at(one, "recipients"));
  }
  return out.empty() ? "nobody" : out;
}

void add_deliveries(std::vector<std::string>& lines, const json::value& incident, const core::Zone& zone) {
  std::string day;
  for (const auto* update : in_order(incident)) {
    const auto state = text_at(*update, "state");
    const auto at = parse_rfc3339(text_at(*update, "at"));
    if (!at || (state != "announced" && state != "stopped")) continue;
    if (auto date = day_of(core::civil_time(*at, zone)); date != day) {
      lines.push_back(date + ":");
      day = std::move(date);
    }
    const auto corrected = number_at(*update, "corrected_by");
    lines.push_back("- " + clock_in(*at, zone) + ", update " + std::to_string(number_at(*update, "number")) + ", " +
                    text_at(*update, "status") + (state == "stopped" ? ", stopped" : "") +
                    (corrected > 0 ? ", corrected by update " + std::to_string(corrected) : "") + ": " + told_of(*update));
  }
}

/// How long each status was the last one, until the end; what was never said, or stopped, made none.
void add_phases(std::vector<std::string>& lines, const json::value& incident) {
  const auto opened = parse_rfc3339(text_at(incident, "opened"));
  const auto resolved = parse_rfc3339(text_at(incident, "resolved"));
  if (!opened || !resolved) return;
  static constexpr std::array<std::pair<const char*, const char*>, 3> kPhases{
      {{"investigating", "Investigating"}, {"identified", "Identified"}, {"monitoring", "Monitoring"}}};
  std::array<Millis, kPhases.size()> lengths{};
  std::string status;
  UtcTime since = *opened;
  const auto end = [&](UtcTime at) {
    for (std::size_t i = 0; i < kPhases.size(); ++i) {
      if (status == kPhases[i].first && at > since) lengths[i] += at - since;
    }
    since = std::max(since, at);
  };
  for (const auto* update : in_order(incident)) {
    const auto state = text_at(*update, "state");
    const auto at = parse_rfc3339(text_at(*update, "at"));
    if (!at || *at > *resolved || (state != "announced" && state != "recorded") || corrects(*update) > 0) continue;
    auto now = text_at(*update, "status");
    if (now.empty() || now == status) continue;
    // What was said first had been so from the beginning.
    if (!status.empty()) end(*at);
    status = std::move(now);
  }
  end(*resolved);
  lines.emplace_back("How long it took, from when it was opened here to when its end was said:");
  for (std::size_t i = 0; i < kPhases.size(); ++i) {
    if (lengths[i].count() > 0) lines.push_back("- " + std::string(kPhases[i].second) + ": " + span_of(lengths[i]));
  }
  lines.push_back("- In all: " + span_of(*resolved - *opened));
}

core::Zone zone_of_readers(Tool& tool) {
  if (const auto reply = tool.caller.get("/v1/hours", 403); reply && reply->status < 300) {
    for (const auto& audience : items_at(reply->value, "audiences")) {
      if (core::Zone zone(text_at(audience, "timezone")); zone.is_known()) return zone;
    }
  }
  return home_zone(tool.world);
}

void take_texts(std::vector<std::string>& to, const json::value& actions, std::string_view name) {
  std::vector<std::string> texts;
  for (const auto& item : items_at(actions, name)) {
    if (item.is_string() && !trim(item.get_string()).empty()) texts.emplace_back(item.get_string());
  }
  if (!texts.empty()) to = std::move(texts);
}

/// What was said last of cause, actions, begin and end, to all.
core::Event last_said(const json::value& incident) {
  core::Event last;
  for (const auto& said : all_said(incident)) {
    if (said.is_for_some) continue;
    const auto& event = member_at(*said.words, "event");
    if (const auto time = parse_rfc3339(text_at(event, "began"))) last.began = time;
    if (const auto time = parse_rfc3339(text_at(event, "ended"))) last.ended = time;
    if (auto cause = text_at(event, "root_cause"); !trim(cause).empty()) last.root_cause = std::move(cause);
    take_texts(last.actions.done, member_at(event, "actions"), "done");
    take_texts(last.actions.planned, member_at(event, "actions"), "planned");
  }
  return last;
}

}  // namespace

std::string timeline_of(const json::value& incident, const core::Zone& zone) {
  std::string out;
  std::string day;
  for (const auto& said : all_said(incident)) {
    const auto at = parse_rfc3339(text_at(*said.place, "at"));
    if (said.is_for_some || !at) continue;
    if (auto date = day_of(core::civil_time(*at, zone)); date != day) {
      out += (out.empty() ? "" : "\n") + date + ":\n\n";
      day = std::move(date);
    }
    out += "- " + line_of(said, zone) + "\n";
  }
  return std::string(trim(out));
}

std::vector<std::string> record_of(const json::value& incident, const core::Zone& zone) {
  std::vector<std::string> lines{"For you alone, from the record. Who was told when, and how many of them got it:"};
  add_deliveries(lines, incident, zone);
  std::vector<std::string> for_some;
  for (const auto& said : all_said(incident)) {
    if (said.is_for_some) for_some.push_back("- " + line_of(said, zone));
  }
  if (!for_some.empty()) {
    lines.emplace_back("Told only to some of them, and so not in the list below; move there what all may read:");
    lines.insert(lines.end(), for_some.begin(), for_some.end());
  }
  const auto& promises = member_at(incident, "promises");
  const auto kept = number_at(promises, "kept");
  const auto broken = number_at(promises, "broken");
  if (kept + broken > 0) lines.push_back("Promised updates: " + std::to_string(kept) + " in time, " + std::to_string(broken) + " late");
  add_phases(lines, incident);
  return lines;
}

void fill_in_record(Tool& tool, core::Event& event, ingest::DraftComments& asks, const json::value& incident) {
  if (!incident.is_object()) return;
  const auto zone = zone_of_readers(tool);
  if (event.details.empty()) event.details = timeline_of(incident, zone);
  for (auto& line : record_of(incident, zone)) asks["/details"].push_back(std::move(line));
  auto said = last_said(incident);
  if (!event.began) event.began = said.began;
  if (!event.ended) event.ended = said.ended;
  if (event.root_cause.empty()) event.root_cause = std::move(said.root_cause);
  if (event.actions.done.empty()) event.actions.done = std::move(said.actions.done);
  if (event.actions.planned.empty()) event.actions.planned = std::move(said.actions.planned);
}

}  // namespace crier::client
