#include "config/ics.h"

#include <libical/ical.h>

#include <memory>
#include <set>
#include <vector>

#include "base/text.h"

namespace crier::config {
namespace {

constexpr std::size_t kMostDays = 20'000;
constexpr std::size_t kMostEvents = 20'000;
constexpr int kMostSteps = 200'000;  // of all rules' iterators together
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2100;

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;
struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Iterator = std::unique_ptr<icalrecur_iterator, FreeIterator>;

Error invalid(std::string text) { return {ErrorKind::invalid, std::move(text)}; }

core::LocalDate date_of(const icaltimetype& time) {
  return {std::chrono::year{time.year}, std::chrono::month{static_cast<unsigned>(time.month)}, std::chrono::day{static_cast<unsigned>(time.day)}};
}

std::string summary_of(icalcomponent* event) {
  const char* text = icalcomponent_get_summary(event);
  std::string name = text == nullptr ? "" : text;
  if (!is_utf8(name)) return "";
  return escape_control(trim(name));
}

/// All events of one text into days.
class Reading {
 public:
  IcsDays found;

  [[nodiscard]] Result<void> event(icalcomponent* event) {
    if (++events_ > kMostEvents) return invalid("the calendar has more than 20000 events, expected one of holidays");
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return {};
    const icaltimetype start = icalcomponent_get_dtstart(event);
    if (icaltime_is_null_time(start) || !icaltime_is_valid_time(start)) return {};
    if (!icaltime_is_date(start)) {
      ++found.timed;
      return {};
    }
    const int length = length_of(event, start);
    if (length > 400) return invalid("an event of the calendar lasts longer than 400 days, expected holidays");
    const std::string name = summary_of(event);
    const std::set<core::LocalDate> left_out = exceptions(event);
    const auto add = [&](const icaltimetype& day) { return days(day, length, name, left_out); };
    const bool is_override = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != nullptr;
    auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (rule == nullptr || is_override) {
      if (auto done = add(start); !done) return done;
    }
    for (; rule != nullptr && !is_override; rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
      if (auto done = repeat(icalproperty_get_rrule(rule), start, add); !done) return done;
    }
    for (auto* more = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); more != nullptr;
         more = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
      const icaltimetype day = icalproperty_get_rdate(more).time;
      if (icaltime_is_null_time(day)) continue;
      if (auto done = add(day); !done) return done;
    }
    return {};
  }

 private:
  /// Days; DTEND is the day after the last.
  static int length_of(icalcomponent* event, const icaltimetype& start) {
    const icaltimetype end = icalcomponent_get_dtend(event);
    if (icaltime_is_null_time(end)) return 1;
    const auto first = std::chrono::local_days{date_of(start)};
    const auto last = std::chrono::local_days{date_of(end)};
    return std::max(1, static_cast<int>((last - first).count()));
  }

  static std::set<core::LocalDate> exceptions(icalcomponent* event) {
    std::set<core::LocalDate> all;
    for (auto* one = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); one != nullptr;
         one = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
      const icaltimetype day = icalproperty_get_exdate(one);
      if (!icaltime_is_null_time(day)) all.insert(date_of(day));
    }
    return all;
  }

  template <class Add>
  Result<void> repeat(const icalrecurrencetype& rule, const icaltimetype& start, const Add& add) {
    if (rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE || rule.freq == ICAL_HOURLY_RECURRENCE)
      return invalid("an event of the calendar repeats within a day, expected holidays");
    const Iterator iterator(icalrecur_iterator_new(rule, start));
    if (!iterator) return invalid("an event of the calendar has a rule that cannot be read");
    for (;;) {
      if (++steps_ > kMostSteps) return invalid("the rules of the calendar name too many days, expected holidays");
      const icaltimetype day = icalrecur_iterator_next(iterator.get());
      if (icaltime_is_null_time(day) || day.year > kLastYear) return {};
      if (auto done = add(day); !done) return done;
    }
  }

  Result<void> days(const icaltimetype& first, int length, const std::string& name, const std::set<core::LocalDate>& left_out) {
    if (left_out.contains(date_of(first))) return {};
    const auto begin = std::chrono::local_days{date_of(first)};
    for (int i = 0; i < length; ++i) {
      const core::LocalDate day{begin + std::chrono::days{i}};
      if (static_cast<int>(day.year()) < kFirstYear || static_cast<int>(day.year()) > kLastYear) continue;
      found.days.try_emplace(day, name);
      if (found.days.size() > kMostDays) return invalid("the calendar names more than 20000 days, expected holidays");
    }
    return {};
  }

  std::size_t events_ = 0;
  int steps_ = 0;
};

/// The events of a component and of what lies in it; true if there was a calendar.
Result<bool> walk(icalcomponent* component, Reading& reading) {
  bool is_calendar = false;
  std::vector<icalcomponent*> open{component};
  while (!open.empty()) {
    icalcomponent* one = open.back();
    open.pop_back();
    const auto kind = icalcomponent_isa(one);
    if (kind == ICAL_VCALENDAR_COMPONENT) is_calendar = true;
    if (kind == ICAL_VEVENT_COMPONENT) {
      if (auto done = reading.event(one); !done) return done.error();
      continue;
    }
    for (auto* inner = icalcomponent_get_first_component(one, ICAL_ANY_COMPONENT); inner != nullptr;
         inner = icalcomponent_get_next_component(one, ICAL_ANY_COMPONENT))
      open.push_back(inner);
  }
  return is_calendar;
}

}  // namespace

Result<IcsDays> read_ics(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find("BEGIN:VCALENDAR") == std::string_view::npos) return invalid("the file is no calendar: it has no BEGIN:VCALENDAR");
  if (text.find('\0') != std::string_view::npos) return invalid("the file is no calendar: it has a NUL");
  icalerror_set_errors_are_fatal(0);
  const Component whole(icalparser_parse_string(std::string(text).c_str()));
  if (!whole) return invalid("the calendar cannot be read");
  Reading reading;
  const auto is_calendar = walk(whole.get(), reading);
  if (!is_calendar) return is_calendar.error();
  if (!*is_calendar) return invalid("the calendar cannot be read");
  return std::move(reading.found);
}

}  // namespace crier::config
