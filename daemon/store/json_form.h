#pragma once
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/vocabulary.h"

namespace crier::store {

/// Writes one JSON object, leaving out what is empty. Text is appended directly: building a value tree first took five times as
/// long, and this runs for every accepted event.
class JsonWriter {
 public:
  JsonWriter() {
    text_.reserve(512);
    text_ += '{';
  }
  void put(std::string_view name, std::string_view value);
  void put(std::string_view name, std::int64_t value);
  void put(std::string_view name, bool value);
  void put(std::string_view name, const std::vector<std::string>& values);
  void put(std::string_view name, const std::map<std::string, std::string>& values);
  void put(std::string_view name, const std::optional<UtcTime>& value) {
    if (value) put(name, static_cast<std::int64_t>(value->time_since_epoch().count()));
  }
  void put_present(std::string_view name, const std::optional<std::string>& value);  ///< also if it is ""
  void put_raw(std::string_view name, std::string_view json);
  [[nodiscard]] std::string take() {
    text_ += '}';
    return std::move(text_);
  }

  static void append_string(std::string& to, std::string_view value);

 private:
  void name(std::string_view name);
  std::string text_;
};

/// Reads an object that JsonWriter wrote; what is absent is empty.
class JsonReader {
 public:
  explicit JsonReader(const boost::json::object& object) : object_(object) {}
  [[nodiscard]] bool has(std::string_view name) const { return object_.if_contains(name) != nullptr; }
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const { return has(name); }
  [[nodiscard]] std::optional<UtcTime> time(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] std::map<std::string, std::string> text_map(std::string_view name) const;
  [[nodiscard]] const boost::json::object* object(std::string_view name) const;
  [[nodiscard]] const boost::json::array* array(std::string_view name) const;

 private:
  const boost::json::object& object_;
};

}  // namespace crier::store
