#include "client/hours.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/moments.h"
#include "client/table.h"
#include "client/terminal.h"
#include "core/civil_time.h"

namespace crier::client {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int kSlots = 48;
constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/// Monday, midnight in UTC, of the week in which the day lies.
UtcTime monday_of(std::chrono::sys_days day) { return day - days{std::chrono::weekday{day}.iso_encoding() - 1}; }

std::optional<std::chrono::sys_days> date_of(const std::string& text) {
  const auto time = parse_rfc3339(text + "T00:00:00Z");
  return time ? std::optional(std::chrono::floor<days>(*time)) : std::nullopt;
}

/// One character for each half hour of a day: open, closed, and the one that is now.
std::string bar(const json::value& audience, UtcTime midnight, UtcTime now) {
  std::string drawn;
  for (int slot = 0; slot < kSlots; ++slot) {
    const UtcTime from = midnight + minutes{30} * slot;
    const UtcTime until = from + minutes{30};
    bool is_open = false;
    for (const auto& span : items_at(audience, "open")) {
      const auto begin = parse_rfc3339(text_at(span, "from"));
      const auto end = parse_rfc3339(text_at(span, "until"));
      // More than half of it.
      if (begin && end && std::min(*end, until) - std::max(*begin, from) >= minutes{15}) is_open = true;
    }
    const bool is_now = from <= now && now < until;
    drawn += is_now ? (is_open ? 'O' : '|') : (is_open ? '#' : '.');
  }
  return drawn;
}

/// Where each even hour begins: "0   2   4 …", shifted for another zone.
std::string axis(UtcTime midnight, const core::Zone& zone) {
  std::string line(kSlots + 2, ' ');
  for (int slot = 0; slot < kSlots; slot += 4) {
    const auto civil = core::civil_time(midnight + minutes{30} * slot, zone);
    std::string label = std::to_string(civil.hour);
    if (civil.minute != 0) label += ":" + std::to_string(civil.minute);
    line.replace(static_cast<std::size_t>(slot), label.size(), label);
  }
  return line;
}

std::string holiday_on(const json::value& audience, const std::string& date) {
  for (const auto& holiday : items_at(audience, "holidays")) {
    if (text_at(holiday, "date") != date) continue;
    const auto name = text_at(holiday, "name");
    return name.empty() ? "holiday" : name;
  }
  return "";
}

}  // namespace

int show_hours(Tool& tool, const std::string& audience, const std::string& week) {
  const UtcTime now = tool.world.now();
  auto day = std::chrono::floor<days>(now);
  if (!week.empty()) {
    const auto chosen = date_of(week);
    if (!chosen) return tool.fail({usage, "--week is a date such as 2026-11-23, not " + printable(week) + "."});
    day = *chosen;
  }
  const UtcTime monday = monday_of(day);
  std::string path =
      "/v1/hours?from=" + percent_encode(format_rfc3339(monday)) + "&until=" + percent_encode(format_rfc3339(monday + days{7}));
  if (!audience.empty()) path += "&audience=" + percent_encode(audience);
  const auto reply = tool.caller.get(path);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  auto& out = tool.world.out;
  const auto& audiences = items_at(reply->value, "audiences");
  if (audiences.empty()) {
    out << "No audience has office hours; they are `office_hours` of an audience in the configuration.\n";
    return done;
  }
  std::size_t widest = 8;
  for (const auto& one : audiences) widest = std::max(widest, std::min<std::size_t>(columns_of(printable(text_at(one, "name"))), 20));
  const auto left = [&](const std::string& text) {
    const std::string shown = columns_of(text) > widest ? cut(text, widest) : text;
    return shown + std::string(widest - columns_of(shown) + 2, ' ');
  };
  const core::Zone home = home_zone(tool.world);
  const bool is_utc = core::civil_time(monday, home).abbreviation == "UTC";
  out << "# open  . closed  O | now, open or closed; a character is half an hour\n";
  for (int i = 0; i < 7; ++i) {
    const UtcTime midnight = monday + days{i};
    const std::string date = format_rfc3339(midnight).substr(0, 10);
    out << '\n' << kDays[static_cast<std::size_t>(i)] << " " << date << '\n' << left("UTC") << axis(midnight, core::Zone()) << '\n';
    if (!is_utc) out << left(cut(home.name(), widest)) << axis(midnight, home) << '\n';
    for (const auto& one : audiences) {
      const auto holiday = holiday_on(one, date);
      out << left(printable(text_at(one, "name"))) << bar(one, midnight, now) << (holiday.empty() ? "" : "  " + printable(holiday)) << '\n';
    }
  }
  out << '\n';
  for (const auto& one : audiences) {
    const bool is_open = member_at(one, "is_open").is_bool() && member_at(one, "is_open").get_bool();
    const auto turn = text_at(one, is_open ? "next_close" : "next_open");
    out << printable(text_at(one, "name")) << " (" << printable(text_at(one, "timezone")) << ") is " << (is_open ? "open" : "closed")
        << (turn.empty() ? "" : (is_open ? " until " : "; it opens ") + printable(turn)) << '\n';
  }
  return done;
}

}  // namespace crier::client
