#include "core/cron.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"
#include "core/civil_time.h"
#include "core/zone_loaded.h"

namespace crier::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Days looked at, and months passed over: of a line for February alone 40 a year, and a 29 February on a Sunday is up to 40 years away.
constexpr int kMostSteps = 50 * 40;
constexpr days kFarAhead{50 * 366};

struct Field {
  std::string_view name;
  int low, high;
  std::string_view names;  ///< three letters each, the first for `low`
};
constexpr std::array<Field, 5> kFields{{{"minute", 0, 59, ""},
                                        {"hour", 0, 23, ""},
                                        {"day of month", 1, 31, ""},
                                        {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
                                        {"day of week", 0, 7, "sunmontuewedthufrisat"}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kMacros{{{"@yearly", "0 0 1 1 *"},
                                                                                {"@annually", "0 0 1 1 *"},
                                                                                {"@monthly", "0 0 1 * *"},
                                                                                {"@weekly", "0 0 * * 0"},
                                                                                {"@daily", "0 0 * * *"},
                                                                                {"@midnight", "0 0 * * *"},
                                                                                {"@hourly", "0 * * * *"}}};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Reads one field; its values are set in `values`.
class FieldReader {
 public:
  FieldReader(const Field& field, std::string_view text, std::size_t column) : field_(field), text_(text), column_(column) {}

  [[nodiscard]] std::optional<CronFault> read(std::bitset<60>& values) {
    for (;;) {
      if (auto fault = item(values)) return fault;
      if (at_ == text_.size()) return std::nullopt;
      if (text_[at_] != ',') return fault("a comma, a range or a step was expected in the " + std::string(field_.name));
      ++at_;
    }
  }

 private:
  [[nodiscard]] CronFault fault(std::string what) const { return {column_ + at_, std::move(what)}; }

  std::optional<CronFault> item(std::bitset<60>& values) {
    int from = field_.low;
    int to = field_.high;
    bool is_single = false;
    const bool may_be_any = field_.name.starts_with("day");
    if (at_ < text_.size() && (text_[at_] == '*' || (text_[at_] == '?' && may_be_any && text_ == "?"))) {
      ++at_;
      if (field_.high == 7) to = 6;
    } else {
      const auto first = value();
      if (!first) return expected();
      from = to = *first;
      is_single = true;
      if (at_ < text_.size() && text_[at_] == '-') {
        ++at_;
        auto last = value();
        if (!last) return expected();
        // Sunday ends a week that begins on Monday.
        if (field_.high == 7 && *last == 0 && from > 0) last = 7;
        if (*last < from) return fault("the range ends before it begins");
        to = *last;
        is_single = false;
      }
    }
    int step = 1;
    if (at_ < text_.size() && text_[at_] == '/') {
      ++at_;
      const auto wide = number();
      if (!wide || *wide < 1) return fault("a step is a number from 1, such as */15");
      step = *wide;
      if (step > field_.high)
        return fault("a step of " + std::to_string(step) + " is longer than the " + std::string(field_.name) + " has values");
      if (is_single) to = field_.high == 7 ? 6 : field_.high;  // "5/15": from 5 on
    }
    for (int one = from; one <= to; one += step) values.set(static_cast<std::size_t>(field_.high == 7 ? one % 7 : one));
    return std::nullopt;
  }

  [[nodiscard]] CronFault expected() const {
    std::string what =
        "the " + std::string(field_.name) + " is a number from " + std::to_string(field_.low) + " to " + std::to_string(field_.high);
    if (!field_.names.empty()) what += " or a name such as " + std::string(field_.names.substr(0, 3));
    return fault(what);
  }

  std::optional<int> number() {
    const std::size_t begin = at_;
    int value = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && at_ - begin < 4) value = value * 10 + (text_[at_++] - '0');
    return at_ == begin ? std::nullopt : std::optional(value);
  }

  std::optional<int> value() {
    const std::size_t begin = at_;
    if (const auto plain = number()) {
      if (*plain >= field_.low && *plain <= field_.high) return plain;
      at_ = begin;
      return std::nullopt;
    }
    const std::string word = to_lower_ascii(text_.substr(at_, 3));
    const bool goes_on = at_ + 3 < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_ + 3])) != 0;
    if (word.size() < 3 || goes_on) return std::nullopt;
    for (std::size_t i = 0; i + 3 <= field_.names.size(); i += 3) {
      if (field_.names.substr(i, 3) != word) continue;
      at_ += 3;
      return field_.low + static_cast<int>(i / 3);
    }
    return std::nullopt;
  }

  const Field& field_;
  std::string_view text_;
  std::size_t column_;
  std::size_t at_ = 0;
};

template <std::size_t N>
std::bitset<N> cut(const std::bitset<60>& values) {
  std::bitset<N> all;
  for (std::size_t i = 0; i < N && i < values.size(); ++i) all[i] = values[i];
  return all;
}

local_seconds to_local(UtcTime time, int offset) {
  return local_seconds{std::chrono::floor<seconds>(time).time_since_epoch() + seconds{offset}};
}
UtcTime to_utc(local_seconds local, int offset) { return UtcTime{local.time_since_epoch() - seconds{offset}}; }

/// When the zone's offset changes next after `time`; none if it never does again.
std::optional<UtcTime> next_change(UtcTime time, const Zone& zone) {
  const auto& loaded = zone.loaded().zone;
  cctz::time_zone::civil_transition change;
  if (!loaded.next_transition(std::chrono::floor<seconds>(time), &change)) return std::nullopt;
  const auto from = loaded.lookup(change.from);
  const auto to = loaded.lookup(change.to);
  const auto at = to.kind == cctz::time_zone::civil_lookup::REPEATED ? to.trans : from.trans;
  return UtcTime{std::chrono::duration_cast<Millis>(at.time_since_epoch())};
}

}  // namespace

Result<Cron, CronFault> Cron::parse(std::string_view text) {
  Cron cron;
  cron.text_ = trim(text);
  std::string_view line = text;
  if (const auto word = trim(text); word.starts_with('@')) {
    const auto macro = std::find_if(kMacros.begin(), kMacros.end(), [&](const auto& one) { return one.first == to_lower_ascii(word); });
    if (macro == kMacros.end())
      return CronFault{text.find('@'), "there is no such word; @hourly, @daily, @weekly, @monthly and @yearly are"};
    line = macro->second;
  }
  std::array<std::bitset<60>, 5> values;
  std::array<std::string_view, 5> fields;
  std::array<std::size_t, 5> columns{};
  std::size_t at = 0;
  std::size_t count = 0;
  for (;;) {
    while (at < line.size() && is_blank(line[at])) ++at;
    if (at == line.size()) break;
    const std::size_t begin = at;
    while (at < line.size() && !is_blank(line[at])) ++at;
    if (count == fields.size()) return CronFault{begin, "a line has five fields: minute, hour, day of month, month, day of week"};
    fields[count] = line.substr(begin, at - begin);
    columns[count++] = begin;
  }
  if (count != fields.size())
    return CronFault{line.size(),
                     "a line has five fields: minute, hour, day of month, month, day of week; this has " + std::to_string(count)};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (auto fault = FieldReader(kFields[i], fields[i], columns[i]).read(values[i])) return std::move(*fault);
  }
  cron.minutes_ = values[0];
  cron.hours_ = cut<24>(values[1]);
  cron.days_ = cut<32>(values[2]);
  cron.months_ = cut<13>(values[3]);
  cron.weekdays_ = cut<7>(values[4]);
  const auto is_open = [](std::string_view field) { return field.front() == '*' || field.front() == '?'; };
  cron.any_day_ = is_open(fields[2]);
  cron.any_weekday_ = is_open(fields[4]);
  cron.follows_real_time_ = fields[0].front() == '*' || fields[1].front() == '*';
  if (!cron.next_local(local_days{std::chrono::year{2000} / 1 / 1}))
    return CronFault{columns[2], "this never comes: no month that is named has that day"};
  return cron;
}

bool Cron::has_day(local_days date) const {
  const std::chrono::year_month_day day{date};
  if (!months_[static_cast<unsigned>(day.month())]) return false;
  const bool of_month = days_[static_cast<unsigned>(day.day())];
  const bool of_week = weekdays_[std::chrono::weekday{date}.c_encoding()];
  return any_day_ || any_weekday_ ? of_month && of_week : of_month || of_week;
}

/// The first local minute at or after `from` that the line names.
std::optional<local_seconds> Cron::next_local(local_seconds from) const {
  local_days date = std::chrono::floor<days>(from);
  auto minute = static_cast<int>(std::chrono::ceil<minutes>(from - date).count());
  for (int i = 0; i < kMostSteps; ++i, date += days{1}, minute = 0) {
    const std::chrono::year_month_day day{date};
    if (!months_[static_cast<unsigned>(day.month())]) {
      // To the last day of the month; the loop goes on with the next.
      date = local_days{day.year() / day.month() / std::chrono::last};
      continue;
    }
    if (!has_day(date)) continue;
    for (int hour = minute / 60; hour < 24; ++hour) {
      if (!hours_[static_cast<std::size_t>(hour)]) continue;
      for (int one = hour == minute / 60 ? minute % 60 : 0; one < 60; ++one) {
        if (minutes_[static_cast<std::size_t>(one)]) return date + std::chrono::hours{hour} + minutes{one};
      }
    }
  }
  return std::nullopt;
}

/// Every real minute whose wall-clock time the line names: what is skipped does not come, what is repeated comes twice.
std::optional<Firing> Cron::next_real(UtcTime time, const Zone& zone) const {
  const UtcTime limit = time + kFarAhead;
  UtcTime begin = time;
  bool is_first = true;
  while (begin < limit) {
    const int offset = civil_time(begin, zone).offset_seconds;
    const auto change = next_change(begin, zone);
    local_seconds from = to_local(begin, offset);
    if (is_first) from += seconds{1};
    is_first = false;
    // Within one offset, local time runs like real time.
    const auto local = next_local(from);
    if (local && (!change || to_utc(*local, offset) < *change)) {
      const UtcTime at = to_utc(*local, offset);
      const auto instants = instants_of(*local, zone);
      return Firing{at, *local, instants.kind == Instants::Kind::repeated && at == instants.second ? 2 : 1};
    }
    if (!local || !change) return std::nullopt;
    // Nothing comes before, whatever the clocks do meanwhile: they are never set by two days. A change that is near may set them back to
    // what was passed already.
    const bool is_near = *change - begin < days{2};
    begin = is_near ? *change : std::max(*change, to_utc(*local, offset) - days{2});
  }
  return std::nullopt;
}

/// Every local time that the line names comes once: in a gap at its end, of two passes in the first.
std::optional<Firing> Cron::next_fixed(UtcTime time, const Zone& zone) const {
  local_seconds from = std::chrono::floor<minutes>(local_time_of(time, zone));
  for (;;) {
    const auto local = next_local(from);
    if (!local) return std::nullopt;
    const UtcTime at = instant_of(*local, zone);
    if (at > time) return Firing{at, *local, 1};
    from = *local + minutes{1};
  }
}

std::optional<Firing> Cron::next(UtcTime time, const Zone& zone) const {
  return follows_real_time_ ? next_real(time, zone) : next_fixed(time, zone);
}

bool Cron::fires_at(UtcTime time, const Zone& zone) const {
  const auto found = next(time - Millis{1}, zone);
  return found && found->at < time + minutes{1};
}

}  // namespace crier::core
