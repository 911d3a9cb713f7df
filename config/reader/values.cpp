#include "config/reader/values.h"

#include <charconv>
#include <utility>

#include "base/text.h"

namespace crier::reader {
namespace {

bool is_scalar(const Node& node) { return node.kind == Node::Kind::scalar; }
bool is_plain(const Node& node) { return is_scalar(node) && !node.quoted; }

template <class T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Digits with at most one point; neither exponents nor "inf", which from_chars would take.
std::optional<double> decimal(std::string_view text) {
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  return whole<double>(text);
}

std::pair<std::string_view, std::string_view> limits(const Key& key) {
  const auto dots = key.bounds.find("..");
  if (dots == std::string_view::npos) return {};
  return {key.bounds.substr(0, dots), key.bounds.substr(dots + 2)};
}

template <class T, class Parse>
bool is_within(const Key& key, const T& value, Parse parse) {
  const auto [low, high] = limits(key);
  const std::optional<T> least = parse(low);
  const std::optional<T> most = parse(high);
  return (!least || value >= *least) && (!most || value <= *most);
}

}  // namespace

Node scalar(std::string_view text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = text;
  return node;
}

std::optional<std::string> as_text(const Key& key, const Node& node) {
  if (!is_scalar(node)) return std::nullopt;
  if (key.type != Type::prose && breaks_line(node.text)) return std::nullopt;
  if (node.text.empty() && key.type != Type::prose && key.type != Type::text) return std::nullopt;
  return node.text;
}

std::optional<bool> as_flag(const Node& node) {
  if (!is_plain(node)) return std::nullopt;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  return std::nullopt;
}

std::optional<std::int64_t> as_count(const Key& key, const Node& node) {
  if (!is_plain(node)) return std::nullopt;
  const auto value = whole<std::int64_t>(node.text);
  if (!value || !is_within(key, *value, whole<std::int64_t>)) return std::nullopt;
  return value;
}

std::optional<double> as_number(const Key& key, const Node& node) {
  if (!is_plain(node)) return std::nullopt;
  const auto value = decimal(node.text);
  if (!value || !is_within(key, *value, decimal)) return std::nullopt;
  return value;
}

std::optional<Millis> as_duration(const Key& key, const Node& node) {
  if (!is_scalar(node)) return std::nullopt;
  const auto value = parse_duration(node.text);
  if (!value || !is_within(key, *value, parse_duration)) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> as_mode(const Node& node) {
  if (!is_scalar(node)) return std::nullopt;
  const auto& text = node.text;
  const bool has_size = text.size() == 3 || (text.size() == 4 && text.front() == '0');
  if (!has_size || text.find_first_not_of("01234567") != std::string::npos) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) value = value * 8 + static_cast<std::uint32_t>(c - '0');
  return value;
}

std::optional<std::size_t> as_choice(const Key& key, const Node& node) {
  if (!is_scalar(node)) return std::nullopt;
  const auto all = words(key);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == node.text) return i;
  }
  return std::nullopt;
}

std::optional<double> as_rate(const Node& node) {
  if (!is_scalar(node)) return std::nullopt;
  const auto slash = node.text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto count = decimal(std::string_view(node.text).substr(0, slash));
  const auto unit = std::string_view(node.text).substr(slash + 1);
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  // Less than one in a day is a mistake, more than a million a second no limit.
  if (!count || seconds == 0 || *count / seconds < 1.0 / 86400 || *count / seconds > 1e6) return std::nullopt;
  return *count / seconds;
}

bool is_value(const Key& key, const Node& node) {
  switch (key.type) {
    case Type::text:
    case Type::prose:
    case Type::file:
    case Type::folder:
    case Type::secret:
      return as_text(key, node).has_value();
    case Type::flag:
      return as_flag(node).has_value();
    case Type::count:
      return as_count(key, node).has_value();
    case Type::number:
      return as_number(key, node).has_value();
    case Type::duration:
      return as_duration(key, node).has_value();
    case Type::rate:
      return as_rate(node).has_value();
    case Type::mode:
      return as_mode(node).has_value();
    case Type::choice:
      return as_choice(key, node).has_value();
    default:
      return true;
  }
}

}  // namespace crier::reader
