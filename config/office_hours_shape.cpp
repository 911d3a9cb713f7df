#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Node;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

bool is_day(std::string_view text) { return std::find(kDays.begin(), kDays.end(), text) != kDays.end(); }

/// "fri", "mon-thu".
bool is_days(std::string_view text) {
  const auto parts = split(text, '-');
  return parts.size() <= 2 && std::all_of(parts.begin(), parts.end(), is_day);
}

/// Minutes since midnight of "09:00" to "24:00".
std::optional<int> minutes(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const auto two = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int value = two(0) * 60 + two(3);
  if (two(3) > 59 || value > 24 * 60) return std::nullopt;
  return value;
}

/// "09:00-12:00,13:00-16:00"; one that ends before it begins crosses midnight.
bool is_spans(std::string_view text) {
  for (const auto span : split(text, ',')) {
    const auto ends = split(trim(span), '-');
    if (ends.size() != 2) return false;
    const auto from = minutes(trim(ends[0]));
    const auto until = minutes(trim(ends[1]));
    if (!from || !until || *from == *until) return false;
  }
  return true;
}

/// "2026-12-24", a day that there is.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int numbers[3] = {0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c < '0' || c > '9' || part > 2) {
      return false;
    } else {
      numbers[part] = numbers[part] * 10 + (c - '0');
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{numbers[0]}, std::chrono::month{static_cast<unsigned>(numbers[1])},
                                         std::chrono::day{static_cast<unsigned>(numbers[2])}};
  return date.ok();
}

}  // namespace

void check_office_hours(const Node& node, reader::Context context) {
  if (node.kind != Node::Kind::map) {
    if (node.kind != Node::Kind::broken)
      context.diagnostics.fault(node.at, "'office_hours' has no days", "expected such as {mon-thu: \"09:00-17:30\"}");
    return;
  }
  for (const auto& entry : node.entries) {
    if (!is_days(entry.key))
      context.diagnostics.fault(entry.at, "'" + entry.key + "' is no day of the week", "expected such as mon or mon-fri");
    if (entry.value.kind == Node::Kind::broken) continue;
    const bool is_scalar = entry.value.kind == Node::Kind::scalar;
    if (!is_scalar || !is_spans(entry.value.text)) {
      context.diagnostics.fault(is_scalar ? entry.value.at : entry.at, "this is no time of opening and closing",
                                "expected such as \"09:00-12:00,13:00-17:30\"");
    }
  }
}

void check_holidays(const Node& node, reader::Context context) {
  if (node.kind != Node::Kind::list) {
    if (node.kind != Node::Kind::broken)
      context.diagnostics.fault(node.at, "'holidays' is no list", "expected .ics files and dates such as 2026-12-24");
    return;
  }
  for (const auto& item : node.items) {
    if (item.kind == Node::Kind::broken) continue;
    const bool fits = item.kind == Node::Kind::scalar && (is_date(item.text) || (item.text.ends_with(".ics") && !breaks_line(item.text)));
    if (!fits) context.diagnostics.fault(item.at, "this is no holiday", "expected an .ics file or a date such as 2026-12-24");
  }
}

}  // namespace crier::config
