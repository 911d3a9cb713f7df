#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>

#include "base/text.h"
#include "config/ics.h"
#include "config/keys.h"
#include "config/parts.h"

namespace crier::config {
namespace {

using core::OfficeSpan;
using reader::Node;
using Week = std::array<std::vector<OfficeSpan>, 7>;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kDay = 24 * 60;

std::optional<std::size_t> day_of(std::string_view text) {
  const auto found = std::find(kDays.begin(), kDays.end(), to_lower_ascii(trim(text)));
  return found == kDays.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - kDays.begin()));
}

/// The days of "fri", "mon-thu", "fri-mon", "mon,wed"; none if it is none of these.
std::optional<std::vector<std::size_t>> days_of(std::string_view text) {
  std::vector<std::size_t> all;
  for (const auto part : split(text, ',')) {
    const auto ends = split(part, '-');
    if (ends.size() > 2) return std::nullopt;
    const auto first = day_of(ends.front());
    const auto last = day_of(ends.back());
    if (!first || !last) return std::nullopt;
    for (std::size_t day = *first;; day = (day + 1) % kDays.size()) {
      all.push_back(day);
      if (day == *last) break;
    }
  }
  return all;
}

std::string nearest_day(std::string_view text) {
  const std::vector<std::string> known(kDays.begin(), kDays.end());
  for (const auto item : split(text, ',')) {
    for (const auto part : split(item, '-')) {
      if (day_of(part)) continue;
      const auto near = nearest(to_lower_ascii(trim(part).substr(0, 3)), known);
      return near ? "did you mean '" + *near + "'?" : "expected such as mon or mon-fri";
    }
  }
  return "expected such as mon or mon-fri";
}

/// Minutes since midnight of "9:00", "09:00", "24:00".
std::optional<int> minutes_of(std::string_view text) {
  const auto parts = split(trim(text), ':');
  if (parts.size() != 2 || parts[0].empty() || parts[0].size() > 2 || parts[1].size() != 2) return std::nullopt;
  int value[2] = {0, 0};
  for (std::size_t i = 0; i < 2; ++i) {
    for (const char c : parts[i]) {
      if (c < '0' || c > '9') return std::nullopt;
      value[i] = value[i] * 10 + (c - '0');
    }
  }
  const int all = value[0] * 60 + value[1];
  return value[1] > 59 || all > kDay ? std::nullopt : std::optional(all);
}

std::string clock(int minute) {
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minute / 60 % 24) + ":" + two(minute % 60);
}

/// Reads the hours of one audience.
class Hours {
 public:
  explicit Hours(reader::Context context) : context_(context) {}

  std::optional<Week> read(const Node& node) {
    if (node.kind == Node::Kind::broken) return std::nullopt;
    if (node.kind == Node::Kind::scalar && node.text == "24x7") {
      for (auto& day : week_) day = {{0, kDay}};
      return week_;
    }
    if (node.kind != Node::Kind::map || node.entries.empty()) {
      context_.diagnostics.fault(node.at, "'office_hours' has no days", "expected such as {mon-thu: \"09:00-17:30\"}, or 24x7");
      return std::nullopt;
    }
    for (const auto& entry : node.entries) read_days(entry);
    if (is_sound_) check_overlaps();
    return is_sound_ ? std::optional(week_) : std::nullopt;
  }

 private:
  void fault(reader::Position at, std::string what, std::string expected) {
    is_sound_ = false;
    context_.diagnostics.fault(at, std::move(what), std::move(expected));
  }

  void read_days(const reader::Entry& entry) {
    constexpr std::size_t kLongestKey = 64, kMostSpans = 48;
    const auto days = entry.key.size() > kLongestKey ? std::nullopt : days_of(entry.key);
    if (!days) fault(entry.at, "'" + entry.key + "' is no day of the week", nearest_day(entry.key));
    if (entry.value.kind == Node::Kind::broken) {
      is_sound_ = false;
      return;
    }
    if (entry.value.kind != Node::Kind::scalar)
      return fault(entry.at, "this is no time of opening and closing", "expected such as \"09:00-12:00,13:00-17:30\"");
    std::vector<OfficeSpan> spans;
    for (const auto text : split(entry.value.text, ',')) {
      if (spans.size() == kMostSpans)
        return fault(entry.value.at, "a day has more than " + std::to_string(kMostSpans) + " spans", "expected a few");
      const auto ends = split(trim(text), '-');
      const auto open = ends.size() == 2 ? minutes_of(ends[0]) : std::nullopt;
      const auto close = ends.size() == 2 ? minutes_of(ends[1]) : std::nullopt;
      if (!open || !close || *open == kDay)
        return fault(entry.value.at, "'" + std::string(trim(text)) + "' is no time of opening and closing",
                     "expected such as \"09:00-12:00,13:00-17:30\"");
      if (*open == *close)
        return fault(entry.value.at, "'" + std::string(trim(text)) + "' ends when it begins",
                     "expected a time between; for a whole day 00:00-24:00");
      spans.push_back({*open, *close < *open ? *close + kDay : *close});
    }
    if (!days) return;
    for (const auto day : *days) {
      for (const auto& span : spans) {
        week_[day].push_back(span);
        places_[day].push_back(entry.value.at);
      }
    }
  }

  /// Within a day, and from a day that crosses midnight into the next.
  void check_overlaps() {
    struct Placed {
      OfficeSpan span;
      reader::Position at;
    };
    std::array<std::vector<Placed>, 7> all;
    for (std::size_t day = 0; day < 7; ++day) {
      for (std::size_t i = 0; i < week_[day].size(); ++i) all[day].push_back({week_[day][i], places_[day][i]});
      std::sort(all[day].begin(), all[day].end(), [](const auto& a, const auto& b) { return a.span.open < b.span.open; });
    }
    for (std::size_t day = 0; day < 7; ++day) {
      for (std::size_t i = 0; i + 1 < all[day].size(); ++i) {
        if (all[day][i].span.close > all[day][i + 1].span.open) tell(all[day][i].span, all[day][i + 1].span, day, day, all[day][i + 1].at);
      }
      const std::size_t next = (day + 1) % 7;
      if (all[day].empty() || all[next].empty()) continue;
      if (all[day].back().span.close - kDay > all[next].front().span.open)
        tell(all[day].back().span, all[next].front().span, day, next, all[day].back().at);
    }
  }

  /// Once a place: what overlaps on one day of "mon-fri" does on all.
  void tell(const OfficeSpan& a, const OfficeSpan& b, std::size_t day, std::size_t next, reader::Position at) {
    if (!told_.insert(at).second) return;
    const auto name = [](const OfficeSpan& span, std::size_t of) {
      return clock(span.open) + "-" + (span.close == kDay ? "24:00" : clock(span.close)) + " on " + std::string(kDays[of]);
    };
    fault(at, name(a, day) + " and " + name(b, next) + " overlap", "expected spans one after the other");
  }

  reader::Context context_;
  Week week_;
  std::array<std::vector<reader::Position>, 7> places_;
  std::set<reader::Position> told_;
  bool is_sound_ = true;
};

/// "2026-12-24", whether or not there is such a day.
std::optional<core::LocalDate> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [text](std::size_t from, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(from, length)) value = c < '0' || c > '9' ? -10'000 : value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return core::LocalDate{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                         std::chrono::day{static_cast<unsigned>(day)}};
}

/// A day that several name is called what the first calls it that has a name for it.
void add_holiday(std::map<core::LocalDate, std::string>& all, core::LocalDate day, const std::string& name) {
  auto& held = all[day];
  if (held.empty()) held = name;
}

void read_holidays_file(const Loading& loading, const Node& item, std::map<core::LocalDate, std::string>& out) {
  auto& diagnostics = loading.context.diagnostics;
  const auto text = read_whole(loading.context.files.beside(item.text), kLargestIcs, "4 MiB", "an .ics file");
  if (!text) return diagnostics.fault(item.at, item.text + ": " + text.error().text, "");
  const auto read = read_ics(*text);
  if (!read) {
    const auto& fault = read.error();
    return diagnostics.fault(item.at, item.text + (fault.line > 0 ? ", line " + std::to_string(fault.line) : "") + ": " + fault.what, "");
  }
  if (read->timed > 0) {
    diagnostics.warning(
        item.at, item.text + " has " + std::to_string(read->timed) +
                     (read->timed == 1 ? " event that begins at a time of day; it is" : " events that begin at a time of day; they are") +
                     " no holiday");
  }
  if (read->days.empty()) diagnostics.warning(item.at, item.text + " names no day between 1970 and 2100");
  for (const auto& [day, name] : read->days) add_holiday(out, day, name);
}

std::map<core::LocalDate, std::string> read_holidays(const Loading& loading, const Node& node) {
  std::map<core::LocalDate, std::string> all;
  auto& diagnostics = loading.context.diagnostics;
  if (node.kind != Node::Kind::list) {
    if (node.kind != Node::Kind::broken)
      diagnostics.fault(node.at, "'holidays' is no list", "expected .ics files and dates such as 2026-12-24");
    return all;
  }
  for (const auto& item : node.items) {
    if (item.kind == Node::Kind::broken) continue;
    const bool is_text = item.kind == Node::Kind::scalar;
    if (is_text && item.text.ends_with(".ics") && !breaks_line(item.text)) {
      read_holidays_file(loading, item, all);
    } else if (const auto date = is_text ? date_of(item.text) : std::nullopt) {
      if (date->ok())
        add_holiday(all, *date, "");
      else
        diagnostics.fault(item.at, "there is no day " + item.text, "");
    } else {
      diagnostics.fault(item.at, is_text ? "'" + item.text + "' is no holiday" : "this is no holiday",
                        "expected an .ics file or a date such as 2026-12-24");
    }
  }
  return all;
}

std::optional<core::Impact> read_impact(const reader::Section& section, std::string_view key) {
  return section.has(key) ? std::optional(static_cast<core::Impact>(section.choice(key))) : std::nullopt;
}

void read_deliver(const Loading& loading, const reader::Section& section, core::Audience& out) {
  const Node* node = section.node("deliver");
  if (node == nullptr) {
    if (section.has("min_impact"))
      section.fault("min_impact", "'min_impact' stands without 'deliver'", "expected 'deliver: office-hours' beside it");
    return;
  }
  core::QuietHours quiet;
  quiet.breaks_through = read_impact(section, "min_impact");
  const Node* when = node;
  if (node->kind == Node::Kind::map) {
    if (!reader::check(*node, section.at("deliver"), deliver_keys(), loading.context)) return;
    const reader::Section inner(*node, section.at("deliver"), deliver_keys(), loading.context);
    if (const auto impact = read_impact(inner, "min_impact")) quiet.breaks_through = impact;
    when = inner.node("when");
  }
  if (when == nullptr || when->kind == Node::Kind::broken) return;
  if (when->kind == Node::Kind::scalar && when->text == "always") {
    if (quiet.breaks_through)
      section.fault("deliver", "'min_impact' says nothing where all is delivered at once", "expected 'deliver: office-hours' with it");
    return;
  }
  if (when->kind != Node::Kind::scalar || when->text != "office-hours")
    return section.fault("deliver", "'deliver' is no time of delivery",
                         "expected office-hours, always, or {when: office-hours, min_impact: critical}");
  if (section.node("office_hours") == nullptr)
    return section.fault("deliver", "'deliver: office-hours' needs the hours", "expected 'office_hours' beside it");
  out.quiet = quiet;
}

}  // namespace

void read_office_hours(const Loading& loading, const reader::Section& section, core::Audience& out) {
  std::map<core::LocalDate, std::string> holidays;
  if (const auto* node = section.node("holidays")) {
    holidays = read_holidays(loading, *node);
    if (section.node("office_hours") == nullptr)
      loading.context.diagnostics.warning(section.key_at("holidays"),
                                          "'holidays' of audience '" + out.name + "' count for nothing without 'office_hours'");
  }
  if (const auto* node = section.node("office_hours")) {
    if (auto week = Hours(loading.context).read(*node)) out.office_hours.emplace(out.timezone, std::move(*week), std::move(holidays));
  }
  read_deliver(loading, section, out);
}

}  // namespace crier::config
