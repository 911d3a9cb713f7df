#include "ingest/members.h"

#include <charconv>

#include "base/text.h"

namespace crier::ingest {
namespace {

const char* what_of(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::object:
      return "an object";
    case JsonNode::Kind::array:
      return "an array";
    default:
      return "a string";
  }
}

}  // namespace

const JsonNode* member(const JsonNode& object, std::string_view name) {
  if (object.kind != JsonNode::Kind::object) return nullptr;
  for (const auto& child : JsonChildren(object)) {
    if (child.name == name) return child.kind == JsonNode::Kind::null ? nullptr : &child;
  }
  return nullptr;
}

const JsonNode* member_of(const JsonNode& object, std::string_view name, JsonNode::Kind kind, const Path& path, Faults& faults) {
  const auto* found = member(object, name);
  if (found == nullptr || found->kind == kind) return found;
  faults.add(Path(path, name), std::string("must be ") + what_of(kind));
  return nullptr;
}

std::string_view text_member(const JsonNode& object, std::string_view name, const Path& path, Faults& faults) {
  const auto* found = member_of(object, name, JsonNode::Kind::string, path, faults);
  return found == nullptr ? std::string_view() : found->text;
}

std::optional<UtcTime> foreign_time(std::string_view text) {
  if (const auto time = parse_rfc3339(text)) return time;
  constexpr std::size_t offset = 5;
  if (text.size() <= offset || (text[text.size() - offset] != '+' && text[text.size() - offset] != '-')) return std::nullopt;
  return parse_rfc3339(std::string(text.substr(0, text.size() - 2)) + ":" + std::string(text.substr(text.size() - 2)));
}

std::optional<UtcTime> epoch_time(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr std::int64_t year_2200 = 7258118400;
  if (error != std::errc{} || end != text.data() + text.size() || seconds <= 0 || seconds > year_2200) return std::nullopt;
  return UtcTime(std::chrono::seconds(seconds));
}

std::optional<UtcTime> time_member(const JsonNode& object, std::string_view name, const Path& path, Faults& faults) {
  const auto text = text_member(object, name, path, faults);
  if (text.empty()) return std::nullopt;
  const auto time = foreign_time(text);
  if (!time)
    faults.add(Path(path, name), "must be a time such as 2026-11-22T13:05:00Z, not \"" + escape_control(text.substr(0, 80)) + "\"");
  return time;
}

void texts_member(const JsonNode& object, std::string_view name, Facts::Texts& to, const Path& path, Faults& faults) {
  const auto* found = member_of(object, name, JsonNode::Kind::object, path, faults);
  if (found == nullptr) return;
  const Path here(path, name);
  for (const auto& child : JsonChildren(*found)) {
    if (child.kind == JsonNode::Kind::string) {
      to.emplace(child.name, child.text);
    } else if (child.kind != JsonNode::Kind::null) {
      faults.add(Path(here, child.name), "must be a string");
    }
  }
}

void add_scalars(const JsonNode& object, Facts::Texts& to) {
  if (object.kind != JsonNode::Kind::object) return;
  for (const auto& child : JsonChildren(object)) {
    if (child.kind == JsonNode::Kind::string || child.kind == JsonNode::Kind::number) to.emplace(child.name, child.text);
  }
}

std::string_view text_in(const Facts::Texts& texts, std::string_view name) {
  if (const auto found = texts.find(name); found != texts.end()) return found->second;
  for (const auto& [key, text] : texts) {
    if (key.size() == name.size() && to_lower_ascii(key) == name) return text;
  }
  return {};
}

}  // namespace crier::ingest
