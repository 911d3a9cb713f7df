#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_writer.h"
#include "store/ledger.h"

namespace crier::api {

// What several answers have in common, for the sources of answers.h only.

using core::JsonWriter;
using core::to_text;

inline void member(JsonWriter& json, std::string_view name, const std::optional<UtcTime>& time) {
  json.key(name);
  if (time) {
    json.value(format_rfc3339(*time));
  } else {
    json.null();
  }
}

inline void member(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

template <class F>
std::string object(F write) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write(json);
  json.end_object();
  return out;
}

template <class List, class F>
void array(JsonWriter& json, std::string_view name, const List& list, F write) {
  json.key(name);
  json.begin_array();
  for (const auto& item : list) {
    json.begin_object();
    write(item);
    json.end_object();
  }
  json.end_array();
}

inline void next(JsonWriter& json, const std::string& next) {
  json.key("next");
  if (next.empty()) {
    json.null();
  } else {
    json.value(next);
  }
}

inline void counts(JsonWriter& json, std::string_view name, const store::StateCounts& counts) {
  json.key(name);
  json.begin_object();
  for (std::size_t i = 0; i < counts.size(); ++i) json.member(to_text(static_cast<core::DeliveryState>(i)), counts[i]);
  json.end_object();
}

}  // namespace crier::api
