#include "simulation/event_node.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "core/json_writer.h"
#include "ingest/event_json.h"

namespace crier::simulation {
namespace {

using reader::Node;

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 16 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A plain word of YAML is a text wherever an event has one: only its flags and numbers are not.
bool is_flag_or_number(std::string_view key, const Node& node) {
  static constexpr std::string_view kSuch[] = {"anyway", "draft", "announce", "restricted", "widen", "exercise", "confirm", "corrects"};
  if (node.quoted || std::find(std::begin(kSuch), std::end(kSuch), key) == std::end(kSuch)) return false;
  return node.text == "true" || node.text == "false" || is_number(node.text);
}

void write(core::JsonWriter& json, const Node& node, std::string_view key) {
  switch (node.kind) {
    case Node::Kind::list:
      json.begin_array();
      for (const auto& item : node.items) write(json, item, {});
      return json.end_array();
    case Node::Kind::map:
      json.begin_object();
      for (const auto& entry : node.entries) {
        json.key(entry.key);
        write(json, entry.value, {});
      }
      return json.end_object();
    case Node::Kind::scalar:
      return is_flag_or_number(key, node) ? json.raw(node.text) : json.value(node.text);
    default:
      return json.null();
  }
}

}  // namespace

std::optional<core::Event> read_event(const Node& node, reader::Diagnostics& diagnostics) {
  std::string text;
  core::JsonWriter json(text);
  json.begin_object();
  for (const auto& entry : node.entries) {
    if (entry.key == "at") continue;
    json.key(entry.key);
    write(json, entry.value, entry.key);
  }
  json.end_object();
  auto document = ingest::read_events(text, ingest::Layout::json, {});
  if (document) return std::move(document->events.front());
  const auto& problem = document.error().problem;
  for (const auto& fault : problem.faults) {
    diagnostics.fault(place_of(node, fault.pointer),
                      fault.pointer.empty() ? fault.detail : "'" + fault.pointer.substr(1) + "' " + fault.detail);
  }
  if (problem.faults.empty()) diagnostics.fault(node.at, problem.detail);
  return std::nullopt;
}

reader::Position place_of(const Node& node, std::string_view pointer) {
  if (pointer.empty()) return node.at;
  pointer.remove_prefix(1);
  const auto slash = std::min(pointer.find('/'), pointer.size());
  std::string name(pointer.substr(0, slash));
  for (const auto& [escaped, plain] : {std::pair<std::string_view, char>{"~1", '/'}, {"~0", '~'}}) {
    for (auto at = name.find(escaped); at != std::string::npos; at = name.find(escaped, at + 1)) name.replace(at, 2, 1, plain);
  }
  if (const auto* entry = node.find(name)) {
    if (entry->value.kind == Node::Kind::null) return entry->at;
    return place_of(entry->value, pointer.substr(slash));
  }
  std::size_t index = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), index);
  if (parsed.ec == std::errc{} && index < node.items.size()) return place_of(node.items[index], pointer.substr(slash));
  return node.at;
}

}  // namespace crier::simulation
