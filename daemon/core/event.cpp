#include "core/event.h"

#include <algorithm>
#include <charconv>

namespace crier::core {
namespace {

constexpr std::size_t kLongestKey = 128;

bool is_key_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == ':' || c == '/' ||
         c == '-';
}

}  // namespace

bool is_incident_key(std::string_view text) {
  return !text.empty() && text.size() <= kLongestKey && std::all_of(text.begin(), text.end(), is_key_character);
}

std::optional<IncidentName> parse_incident_name(std::string_view text) {
  IncidentName name;
  const auto tilde = text.rfind('~');
  if (tilde != std::string_view::npos) {
    const auto number = text.substr(tilde + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), name.occurrence);
    if (error != std::errc{} || end != number.data() + number.size() || name.occurrence < 1) return std::nullopt;
    text = text.substr(0, tilde);
  }
  if (!is_incident_key(text)) return std::nullopt;
  name.key = std::string(text);
  return name;
}

std::string incident_name(const std::string& key, int occurrence) { return occurrence <= 1 ? key : key + "~" + std::to_string(occurrence); }

}  // namespace crier::core
