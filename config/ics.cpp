#include "config/ics.h"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "config/ics_rule.h"

namespace crier::config {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr int kLongestEvent = 400;              // days
constexpr std::int64_t kMostSteps = 5'000'000;  // days looked at for all rules together: some 40 ms

struct FreeProperty {
  void operator()(icalproperty* property) const { icalproperty_free(property); }
};
using Property = std::unique_ptr<icalproperty, FreeProperty>;

/// A line as libical reads it, none if it cannot.
Property property_of(const std::string& text) { return Property(icalproperty_new_from_string(text.c_str())); }

/// A DATE or the date of a DATE-TIME.
struct When {
  local_days day;
  bool is_date;
};

Result<When, IcsFault> when_of(const IcsLine& line, const std::string& text) {
  const IcsFault unreadable{line.number,
                            "the date of " + line.name + " cannot be read, expected such as " + line.name + ";VALUE=DATE:20261224"};
  const Property property = property_of(text);
  const icalvalue* value = property ? icalproperty_get_value(property.get()) : nullptr;
  if (value == nullptr) return unreadable;
  const auto kind = icalvalue_isa(value);
  if (kind != ICAL_DATE_VALUE && kind != ICAL_DATETIME_VALUE && kind != ICAL_DATETIMEDATE_VALUE && kind != ICAL_DATETIMEPERIOD_VALUE)
    return unreadable;
  const icaltimetype time = kind == ICAL_DATETIMEPERIOD_VALUE ? icalvalue_get_datetimeperiod(value).time
                            : kind == ICAL_DATE_VALUE         ? icalvalue_get_date(value)
                                                              : icalvalue_get_datetime(value);
  if (icaltime_is_null_time(time)) return unreadable;
  const core::LocalDate date{std::chrono::year{time.year}, std::chrono::month{static_cast<unsigned>(time.month)},
                             std::chrono::day{static_cast<unsigned>(time.day)}};
  if (!date.ok()) return IcsFault{line.number, "the date of " + line.name + " does not exist"};
  return When{local_days{date}, icaltime_is_date(time) != 0};
}

Result<When, IcsFault> when_of(const IcsLine& line) { return when_of(line, line.text); }

/// All-day; whole days of a DURATION, begun ones counted.
Result<int, IcsFault> duration_of(const IcsLine& line) {
  const Property property = property_of(line.text);
  if (!property || icalproperty_isa(property.get()) != ICAL_DURATION_PROPERTY)
    return IcsFault{line.number, "DURATION cannot be read, expected such as P2D"};
  const icaldurationtype duration = icalproperty_get_duration(property.get());
  if (duration.is_neg != 0) return IcsFault{line.number, "an event ends before it begins"};
  const double whole =
      duration.weeks * 7.0 + duration.days + (duration.hours * 3600.0 + duration.minutes * 60.0 + duration.seconds) / 86400.0;
  if (whole > kLongestEvent) return IcsFault{line.number, "an event lasts longer than 400 days, expected holidays"};
  return std::max(1, static_cast<int>(whole) + (whole > static_cast<int>(whole) ? 1 : 0));
}

/// Cut where no character is cut in two.
std::string_view beginning_of(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0U) == 0x80U) --longest;
  return text.substr(0, longest);
}

/// At most 200 bytes, for names are shown and sent on.
std::string name_of(const IcsLine& line) {
  // Of more than can be shown nothing is unescaped; the parameters (LANGUAGE) change nothing.
  const Property property = property_of("SUMMARY:" + std::string(beginning_of(line.value(), 1000)));
  const char* text =
      property && icalproperty_isa(property.get()) == ICAL_SUMMARY_PROPERTY ? icalproperty_get_summary(property.get()) : nullptr;
  if (text == nullptr || !is_utf8(text)) return "";
  return std::string(beginning_of(escape_control(trim(text)), 200));
}

/// One VEVENT as far as it counts.
struct Event {
  int line = 0;
  std::string uid;
  std::string name;
  local_days start{};
  bool has_start = false;
  bool is_timed = false;
  bool is_cancelled = false;
  int length = 1;
  std::vector<std::pair<int, IcsRule>> rules, exception_rules;  ///< with their lines
  std::vector<local_days> more;
  std::set<local_days> left_out;
  std::optional<local_days> replaces;  ///< the occurrence of which it stands in the place
};

/// Reads the lines of one event. What belongs to a timed one is not looked at. `dates` counts those of RDATE and EXDATE in all events.
class EventReader {
 public:
  explicit EventReader(std::size_t& dates) : dates_(dates) {}

  [[nodiscard]] Result<Event, IcsFault> read(const IcsEvent& lines) {
    event_.line = lines.number;
    for (const auto& line : lines.lines) {
      if (line.name != "DTSTART") continue;
      const auto start = when_of(line);
      if (!start) return start.error();
      event_.start = start->day;
      event_.has_start = true;
      event_.is_timed = !start->is_date;
    }
    for (const auto& line : lines.lines) {
      if (auto done = read(line); !done) return done.error();
    }
    if (!event_.has_start && !event_.is_cancelled) return IcsFault{lines.number, "an event has no DTSTART"};
    return std::move(event_);
  }

 private:
  Result<void, IcsFault> read(const IcsLine& line) {
    if (line.name == "UID") {
      event_.uid = line.value();
    } else if (line.name == "STATUS") {
      event_.is_cancelled = to_lower_ascii(trim(line.value())) == "cancelled";
    } else if (line.name == "RECURRENCE-ID") {
      return read_replaced(line);
    } else if (event_.is_timed) {
      return {};
    } else if (line.name == "SUMMARY") {
      event_.name = name_of(line);
    } else if (line.name == "DTEND" && event_.has_start) {
      return read_end(line);
    } else if (line.name == "DURATION") {
      const auto length = duration_of(line);
      if (!length) return length.error();
      event_.length = *length;
    } else if (line.name == "RRULE" || line.name == "EXRULE") {
      auto rule = read_ics_rule(std::string(line.value()));
      if (!rule) return IcsFault{line.number, rule.error().text};
      (line.name == "RRULE" ? event_.rules : event_.exception_rules).emplace_back(line.number, std::move(*rule));
    } else if (line.name == "RDATE" || line.name == "EXDATE") {
      return read_dates(line);
    }
    return {};
  }

  Result<void, IcsFault> read_replaced(const IcsLine& line) {
    if (line.text.find("THISANDFUTURE") < line.text.size() - line.value().size())
      return IcsFault{line.number, "an event is changed from one day on (RANGE=THISANDFUTURE), expected single days"};
    const auto replaced = when_of(line);
    if (!replaced) return replaced.error();
    event_.replaces = replaced->day;
    return {};
  }

  /// DTEND is the day after the last; the same day is written by some for one day.
  Result<void, IcsFault> read_end(const IcsLine& line) {
    const auto end = when_of(line);
    if (!end) return end.error();
    const auto length = (end->day - event_.start).count();
    if (length < 0) return IcsFault{line.number, "an event ends before it begins"};
    if (length > kLongestEvent) return IcsFault{line.number, "an event lasts longer than 400 days, expected holidays"};
    event_.length = std::max(1, static_cast<int>(length));
    return {};
  }

  Result<void, IcsFault> read_dates(const IcsLine& line) {
    const auto value = line.value();
    const std::string head = line.text.substr(0, line.text.size() - value.size());
    for (const auto one : split(value, ',')) {
      if (++dates_ > kMostIcsDays) return IcsFault{line.number, "the calendar names more than 20000 days, expected holidays"};
      const auto when = when_of(line, head + std::string(trim(one)));
      if (!when) return when.error();
      if (line.name == "EXDATE") {
        event_.left_out.insert(when->day);
      } else {
        event_.more.push_back(when->day);
      }
    }
    return {};
  }

  std::size_t& dates_;
  Event event_;
};

/// Spreads events into days.
class Spreading {
 public:
  IcsDays found;

  /// `replaced`: the occurrences that have an event of their own.
  Result<void, IcsFault> spread(const Event& event, const std::set<local_days>& replaced) {
    std::set<local_days> begins(event.more.begin(), event.more.end());
    if (event.rules.empty()) begins.insert(event.start);
    for (const auto& [line, rule] : event.rules) {
      const auto all = days_of(rule, event.start, steps_);
      if (!all) return IcsFault{line, all.error().text};
      begins.insert(all->begin(), all->end());
    }
    for (const auto& [line, rule] : event.exception_rules) {
      const auto all = days_of(rule, event.start, steps_);
      if (!all) return IcsFault{line, all.error().text};
      for (const auto day : *all) begins.erase(day);
    }
    for (const auto begin : begins) {
      if (event.left_out.contains(begin) || (!event.replaces && replaced.contains(begin))) continue;
      steps_ -= event.length;
      for (int i = 0; i < event.length; ++i) add(begin + days{i}, event.name);
      if (found.days.size() > kMostIcsDays || steps_ < 0)
        return IcsFault{event.line, "the calendar names more than 20000 days, expected holidays"};
    }
    return {};
  }

 private:
  void add(local_days day, const std::string& name) {
    const core::LocalDate date{day};
    if (static_cast<int>(date.year()) < kFirstIcsYear || static_cast<int>(date.year()) > kLastIcsYear) return;
    auto& held = found.days[date];
    if (held.empty()) held = name;
  }

  std::int64_t steps_ = kMostSteps;
};

}  // namespace

Result<IcsDays, IcsFault> read_ics(std::string_view text) {
  icalerror_set_errors_are_fatal(0);
  const auto parts = events_of(text);
  if (!parts) return parts.error();
  std::vector<Event> events;
  std::map<std::string, std::set<local_days>> replaced;
  std::size_t dates = 0;
  for (const auto& part : *parts) {
    auto event = EventReader(dates).read(part);
    if (!event) return event.error();
    if (event->replaces && !event->uid.empty()) replaced[event->uid].insert(*event->replaces);
    events.push_back(std::move(*event));
  }
  const std::set<local_days> none;
  Spreading spreading;
  for (const auto& event : events) {
    if (event.is_cancelled) continue;
    if (event.is_timed) {
      ++spreading.found.timed;
      continue;
    }
    const auto of = replaced.find(event.uid);
    if (auto done = spreading.spread(event, of == replaced.end() ? none : of->second); !done) return done.error();
  }
  return std::move(spreading.found);
}

}  // namespace crier::config
