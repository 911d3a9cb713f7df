#include "config/ics_lines.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace crier::config {
namespace {

constexpr std::size_t kMostEvents = 20'000;
constexpr std::size_t kDeepest = 8;
constexpr std::size_t kLongestLine = 5'000;
constexpr std::ptrdiff_t kMostRules = 20;  // of one event
/// What libical is asked to read: nothing but what counts.
constexpr std::array<std::string_view, 11> kRead{"DTSTART", "DTEND",  "DURATION",      "RRULE",   "EXRULE", "RDATE",
                                                 "EXDATE",  "STATUS", "RECURRENCE-ID", "SUMMARY", "UID"};

/// Lines as they were before they were folded, and the numbers of their first.
class Unfolded {
 public:
  explicit Unfolded(std::string_view text) : rest_(text) {}

  std::optional<IcsLine> next() {
    if (rest_.empty()) return std::nullopt;
    IcsLine line;
    line.number = number_ + 1;
    line.text = physical();
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) line.text += physical().substr(1);
    line.name = upper_case(std::string_view(line.text).substr(0, line.text.find_first_of(":;")));
    return line;
  }

 private:
  std::string_view physical() {
    ++number_;
    const auto end = rest_.find('\n');
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  std::string_view rest_;
  int number_ = 0;
};

/// The parts of calendars, one in the other.
class Parts {
 public:
  std::vector<IcsEvent> events;

  Result<void, IcsFault> line(IcsLine line) {
    if (trim(line.text).empty()) return {};
    if (line.name == "BEGIN") return begin(line);
    if (line.name == "END") return end(line);
    if (open_.empty())
      return IcsFault{line.number,
                      has_calendar_ ? "this stands behind the calendar's end" : "no calendar begins here, expected BEGIN:VCALENDAR"};
    if (!is_in_event() || std::find(kRead.begin(), kRead.end(), line.name) == kRead.end()) return {};
    return take(std::move(line));
  }

  [[nodiscard]] Result<void, IcsFault> finish() const {
    if (!open_.empty())
      return IcsFault{open_.back().number, "BEGIN:" + shown(open_.back().name) + " has no end, the file may have been cut off"};
    if (!has_calendar_) return IcsFault{0, "the file is no calendar: it has no BEGIN:VCALENDAR"};
    return {};
  }

 private:
  struct Open {
    std::string name;
    int number;
  };

  static std::string shown(std::string_view name) { return is_utf8(name) ? escape_control(name.substr(0, 40)) : "?"; }
  [[nodiscard]] bool is_in_event() const { return open_.size() == 2 && open_.back().name == "VEVENT"; }

  /// libical takes long over lines of megabytes, and over very many.
  Result<void, IcsFault> take(IcsLine line) {
    auto& lines = events.back().lines;
    const bool is_list = line.name == "RDATE" || line.name == "EXDATE";
    const auto before =
        std::count_if(lines.begin(), is_list ? lines.begin() : lines.end(), [&line](const auto& one) { return one.name == line.name; });
    if (line.name == "SUMMARY") {
      if (before == 0) lines.push_back(std::move(line));
      return {};
    }
    const bool is_rule = line.name == "RRULE" || line.name == "EXRULE";
    if (before >= (is_rule ? kMostRules : 1)) return IcsFault{line.number, line.name + " stands in an event once too often"};
    // Of a list, what stands before its dates is read anew with each of them.
    const std::size_t single = is_list ? line.text.size() - line.value().size() : line.text.size();
    if (single > kLongestLine) return IcsFault{line.number, line.name + " is too long"};
    lines.push_back(std::move(line));
    return {};
  }

  Result<void, IcsFault> begin(const IcsLine& line) {
    const std::string name = upper_case(trim(line.value()));
    if (open_.empty() && name != "VCALENDAR") return IcsFault{line.number, "no calendar begins here, expected BEGIN:VCALENDAR"};
    if (open_.size() >= kDeepest) return IcsFault{line.number, "the parts of the calendar are nested too deeply"};
    has_calendar_ = true;
    open_.push_back({name, line.number});
    if (is_in_event()) {
      if (events.size() >= kMostEvents) return IcsFault{line.number, "the calendar has more than 20000 events, expected holidays"};
      events.push_back({line.number, {}});
    }
    return {};
  }

  Result<void, IcsFault> end(const IcsLine& line) {
    const std::string name = upper_case(trim(line.value()));
    if (open_.empty() || open_.back().name != name)
      return IcsFault{line.number,
                      "END:" + shown(name) + " ends nothing" + (open_.empty() ? "" : ", expected END:" + shown(open_.back().name))};
    open_.pop_back();
    return {};
  }

  std::vector<Open> open_;
  bool has_calendar_ = false;
};

}  // namespace

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

std::string_view IcsLine::value() const {
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') is_quoted = !is_quoted;
    if (text[i] == ':' && !is_quoted) return std::string_view(text).substr(i + 1);
  }
  return {};
}

Result<std::vector<IcsEvent>, IcsFault> events_of(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (upper_case(text).find("BEGIN:VCALENDAR") == std::string::npos)
    return IcsFault{0, "the file is no calendar: it has no BEGIN:VCALENDAR"};
  if (text.find('\0') != std::string_view::npos) return IcsFault{0, "the file is no calendar: it has a NUL"};
  Parts parts;
  Unfolded lines(text);
  while (auto line = lines.next()) {
    if (auto taken = parts.line(std::move(*line)); !taken) return taken.error();
  }
  if (auto whole = parts.finish(); !whole) return whole.error();
  return std::move(parts.events);
}

}  // namespace crier::config
