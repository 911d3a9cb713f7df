#include "config/ics_rule.h"

#include <libical/ical.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "config/ics_lines.h"

namespace crier::config {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

Error invalid(std::string text) { return {ErrorKind::invalid, std::move(text)}; }

struct FreeProperty {
  void operator()(icalproperty* property) const { icalproperty_free(property); }
};

template <std::size_t N>
std::vector<int> list_of(const short (&values)[N]) {
  std::vector<int> all;
  for (const short value : values) {
    if (value == ICAL_RECURRENCE_ARRAY_MAX) break;
    all.push_back(value);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// libical keeps INTERVAL in a short and COUNT in an int, whatever does not fit wraps around.
bool has_long_number(const std::string& text) {
  for (const auto part : split(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = part.substr(0, equals);
    const std::size_t digits = part.size() - equals - 1;
    if ((name == "INTERVAL" && digits > 4) || (name == "COUNT" && digits > 9)) return true;
  }
  return false;
}

int count_of_days(year y) { return y.is_leap() ? 366 : 365; }

/// Finds the days of one rule, one period (day, week, month or year) after the other.
class Search {
 public:
  Search(const IcsRule& rule, local_days start, std::int64_t& steps) : rule_(rule), start_(start), first_(start), steps_(steps) {
    const bool says_which = !rule_.weeks.empty() || !rule_.year_days.empty() || !rule_.month_days.empty() || !rule_.weekdays.empty();
    const std::chrono::weekday weekday{start};
    if (!says_which && rule_.every == IcsRule::Every::year) {
      if (rule_.months.empty()) rule_.months = {static_cast<int>(static_cast<unsigned>(first_.month()))};
      rule_.month_days = {static_cast<int>(static_cast<unsigned>(first_.day()))};
    }
    if (!says_which && rule_.every == IcsRule::Every::month) rule_.month_days = {static_cast<int>(static_cast<unsigned>(first_.day()))};
    const bool has_only_weeks = !rule_.weeks.empty() && rule_.year_days.empty() && rule_.month_days.empty() && rule_.weekdays.empty();
    if ((!says_which && rule_.every == IcsRule::Every::week) || has_only_weeks) rule_.weekdays = {{weekday, 0}};
    is_bound_to_months_ = rule_.every == IcsRule::Every::month || !rule_.months.empty();
  }

  [[nodiscard]] Result<std::vector<local_days>> run() {
    // What lies before 1970 has to be gone through only if it is counted.
    std::int64_t period =
        rule_.count > 0 ? 0 : std::max<std::int64_t>(0, periods_until(local_days{year{kFirstIcsYear} / 1 / 1}) / rule_.interval);
    for (bool goes_on = true; goes_on; ++period) {
      if (--steps_ < 0) return invalid("the calendar's rules have to be looked through for too long, expected holidays");
      set_.clear();
      goes_on = look_at(period * rule_.interval);
      if (steps_ < 0) return invalid("the calendar's rules have to be looked through for too long, expected holidays");
      if (goes_on) goes_on = take();
      if (found_.size() > kMostIcsDays) return invalid("an event's rule names more than 20000 days, expected holidays");
    }
    return std::move(found_);
  }

 private:
  /// How many periods lie between that of the start and that of a later day; 0 for an earlier one.
  [[nodiscard]] std::int64_t periods_until(local_days later) const {
    if (later <= start_) return 0;
    const year_month_day to{later};
    const int years = static_cast<int>(to.year()) - static_cast<int>(first_.year());
    switch (rule_.every) {
      case IcsRule::Every::day:
        return (later - start_).count();
      case IcsRule::Every::week:
        return (later - start_).count() / 7;
      case IcsRule::Every::month:
        return std::int64_t{12} * years + static_cast<int>(static_cast<unsigned>(to.month())) -
               static_cast<int>(static_cast<unsigned>(first_.month()));
      default:
        return years;
    }
  }

  /// Puts the days of a period into the set; false behind the last year.
  bool look_at(std::int64_t period) {
    const local_days end{year{kLastIcsYear + 1} / 1 / 1};
    if (rule_.every == IcsRule::Every::day || rule_.every == IcsRule::Every::week) {
      const bool is_week = rule_.every == IcsRule::Every::week;
      const local_days begin =
          is_week ? start_ - (std::chrono::weekday{start_} - rule_.week_start) + days{7 * period} : start_ + days{period};
      for (int i = 0; i < (is_week ? 7 : 1); ++i) look_at(begin + days{i});
      return begin < end;
    }
    if (rule_.every == IcsRule::Every::month) {
      const auto at = first_.year() / first_.month() + std::chrono::months{period};
      if (static_cast<int>(at.year()) > kLastIcsYear) return false;
      look_at_month(at);
      return true;
    }
    const year at{static_cast<int>(first_.year()) + static_cast<int>(std::min<std::int64_t>(period, std::int64_t{2} * kLastIcsYear))};
    if (static_cast<int>(at) > kLastIcsYear) return false;
    for (unsigned m = 1; m <= 12; ++m) {
      if (rule_.months.empty() || std::binary_search(rule_.months.begin(), rule_.months.end(), static_cast<int>(m)))
        look_at_month(at / month{m});
    }
    return true;
  }

  void look_at_month(std::chrono::year_month at) {
    const local_days begin{at / 1};
    const local_days end{(at + std::chrono::months{1}) / 1};
    for (local_days one = begin; one < end; one += days{1}) look_at(one);
  }

  void look_at(local_days one) {
    --steps_;
    if (matches(one)) set_.push_back(one);
  }

  [[nodiscard]] bool matches(local_days one) const {
    const auto has = [](const std::vector<int>& list, int value, int from_the_end) {
      return std::binary_search(list.begin(), list.end(), value) || std::binary_search(list.begin(), list.end(), from_the_end);
    };
    const year_month_day date{one};
    const int month_day = static_cast<int>(static_cast<unsigned>(date.day()));
    const int in_month = static_cast<int>(static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day()));
    const int in_year = count_of_days(date.year());
    const int year_day = static_cast<int>((one - local_days{date.year() / 1 / 1}).count()) + 1;
    if (!rule_.months.empty()) {
      const int number = static_cast<int>(static_cast<unsigned>(date.month()));
      if (!std::binary_search(rule_.months.begin(), rule_.months.end(), number)) return false;
    }
    if (!rule_.month_days.empty() && !has(rule_.month_days, month_day, month_day - in_month - 1)) return false;
    if (!rule_.year_days.empty() && !has(rule_.year_days, year_day, year_day - in_year - 1)) return false;
    if (!rule_.weekdays.empty()) {
      const int place = is_bound_to_months_ ? month_day : year_day;
      const int length = is_bound_to_months_ ? in_month : in_year;
      if (!is_weekday(std::chrono::weekday{one}, (place - 1) / 7 + 1, -((length - place) / 7 + 1))) return false;
    }
    return rule_.weeks.empty() || is_in_weeks(one, date.year());
  }

  [[nodiscard]] bool is_weekday(std::chrono::weekday weekday, int place, int from_the_end) const {
    return std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(), [&](const auto& one) {
      return one.first == weekday && (one.second == 0 || one.second == place || one.second == from_the_end);
    });
  }

  /// The first week of a year is the first that has four days of it.
  [[nodiscard]] local_days first_week(year of) const {
    const local_days fourth{of / 1 / 4};
    return fourth - (std::chrono::weekday{fourth} - rule_.week_start);
  }

  [[nodiscard]] bool is_in_weeks(local_days one, year of) const {
    if (one < first_week(of))
      of -= std::chrono::years{1};
    else if (one >= first_week(of + std::chrono::years{1}))
      of += std::chrono::years{1};
    const int week = static_cast<int>((one - first_week(of)).count() / 7) + 1;
    const int all = static_cast<int>((first_week(of + std::chrono::years{1}) - first_week(of)).count() / 7);
    return std::binary_search(rule_.weeks.begin(), rule_.weeks.end(), week) ||
           std::binary_search(rule_.weeks.begin(), rule_.weeks.end(), week - all - 1);
  }

  /// Takes what counts of the period's set; false if the rule ends there.
  bool take() {
    if (!rule_.positions.empty()) choose_positions();
    for (const auto one : set_) {
      if (one < start_) continue;
      if (rule_.until && one > *rule_.until) return false;
      const int at = static_cast<int>(year_month_day{one}.year());
      if (at >= kFirstIcsYear && at <= kLastIcsYear) found_.push_back(one);
      if (rule_.count > 0 && ++counted_ >= rule_.count) return false;
    }
    return true;
  }

  void choose_positions() {
    const int size = static_cast<int>(set_.size());
    std::vector<local_days> chosen;
    for (int i = 0; i < size; ++i) {
      const auto is_chosen = [&](int place) { return std::binary_search(rule_.positions.begin(), rule_.positions.end(), place); };
      if (is_chosen(i + 1) || is_chosen(i - size)) chosen.push_back(set_[static_cast<std::size_t>(i)]);
    }
    set_ = std::move(chosen);
  }

  IcsRule rule_;
  local_days start_;
  year_month_day first_;
  std::int64_t& steps_;
  bool is_bound_to_months_ = false;
  std::vector<local_days> set_;
  std::vector<local_days> found_;
  int counted_ = 0;
};

}  // namespace

Result<IcsRule> read_ics_rule(const std::string& as_written) {
  constexpr std::size_t kLongest = 2000;
  const std::string text = upper_case(as_written);
  if (text.size() > kLongest || has_long_number(text))
    return invalid("an event's rule is longer, or has larger numbers, than holidays need");
  if (text.find("RSCALE") != std::string::npos)
    return invalid("an event's rule is of another calendar (RSCALE), expected the dates themselves");
  icalerror_set_errors_are_fatal(0);
  const std::unique_ptr<icalproperty, FreeProperty> property(icalproperty_new_from_string(("RRULE:" + text).c_str()));
  if (!property || icalproperty_isa(property.get()) != ICAL_RRULE_PROPERTY) return invalid("an event's rule cannot be read");
  const icalrecurrencetype read = icalproperty_get_rrule(property.get());
  IcsRule rule;
  switch (read.freq) {
    case ICAL_DAILY_RECURRENCE:
      rule.every = IcsRule::Every::day;
      break;
    case ICAL_WEEKLY_RECURRENCE:
      rule.every = IcsRule::Every::week;
      break;
    case ICAL_MONTHLY_RECURRENCE:
      rule.every = IcsRule::Every::month;
      break;
    case ICAL_YEARLY_RECURRENCE:
      rule.every = IcsRule::Every::year;
      break;
    case ICAL_NO_RECURRENCE:
      return invalid("an event's rule cannot be read");
    default:
      return invalid("an event repeats within a day, expected holidays");
  }
  rule.interval = read.interval;
  rule.count = read.count;
  if (rule.interval < 1 || rule.count < 0) return invalid("an event's rule cannot be read");
  if (!icaltime_is_null_time(read.until)) {
    const year_month_day until{year{read.until.year}, month{static_cast<unsigned>(read.until.month)},
                               day{static_cast<unsigned>(read.until.day)}};
    if (!until.ok()) return invalid("an event's rule ends on a day that does not exist");
    rule.until = local_days{until};
  }
  if (read.week_start != ICAL_NO_WEEKDAY) rule.week_start = std::chrono::weekday{static_cast<unsigned>(read.week_start) - 1};
  rule.months = list_of(read.by_month);
  rule.month_days = list_of(read.by_month_day);
  rule.year_days = list_of(read.by_year_day);
  rule.weeks = list_of(read.by_week_no);
  rule.positions = list_of(read.by_set_pos);
  for (const int value : list_of(read.by_day)) {
    const auto weekday = icalrecurrencetype_day_day_of_week(static_cast<short>(value));
    const int place = icalrecurrencetype_day_position(static_cast<short>(value));
    const bool counts = rule.every == IcsRule::Every::month || rule.every == IcsRule::Every::year;
    if (weekday == ICAL_NO_WEEKDAY || (place != 0 && !counts)) return invalid("an event's rule cannot be read");
    rule.weekdays.emplace_back(std::chrono::weekday{static_cast<unsigned>(weekday) - 1}, place);
  }
  return rule;
}

Result<std::vector<local_days>> days_of(const IcsRule& rule, local_days start, std::int64_t& steps) {
  return Search(rule, start, steps).run();
}

}  // namespace crier::config
