#include "api/target.h"

#include "base/text.h"

namespace crier::api {
namespace {

std::optional<std::string> decode(std::string_view text) {
  auto decoded = percent_decode(text);
  if (decoded && (!is_utf8(*decoded) || breaks_line(*decoded))) return std::nullopt;
  return decoded;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  Target out;
  const auto question = target.find('?');
  for (const auto part : split(target.substr(1, question == std::string_view::npos ? question : question - 1), '/')) {
    auto segment = decode(part);
    if (!segment) return std::nullopt;
    out.segments.push_back(std::move(*segment));
  }
  if (question == std::string_view::npos) return out;
  for (const auto part : split(target.substr(question + 1), '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = decode(part.substr(0, equals));
    auto value = decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    out.query.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

}  // namespace crier::api
