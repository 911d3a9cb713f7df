#include "store/json_form.h"

#include <charconv>

namespace crier::store {

void JsonWriter::append_string(std::string& to, std::string_view value) {
  static constexpr char kHex[] = "0123456789abcdef";
  to += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    to.append(value, begin, i - begin);
    begin = i + 1;
    if (byte == '"' || byte == '\\') {
      to += '\\';
      to += value[i];
    } else {
      to += "\\u00";
      to += kHex[byte >> 4];
      to += kHex[byte & 15];
    }
  }
  to.append(value, begin, value.size() - begin);
  to += '"';
}

void JsonWriter::name(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void JsonWriter::put(std::string_view field, std::string_view value) {
  if (value.empty()) return;
  name(field);
  append_string(text_, value);
}

void JsonWriter::put(std::string_view field, std::int64_t value) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  name(field);
  text_.append(digits, end);
}

void JsonWriter::put(std::string_view field, bool value) {
  if (value) put_raw(field, "true");
}

void JsonWriter::put(std::string_view field, const std::vector<std::string>& values) {
  if (values.empty()) return;
  name(field);
  char before = '[';
  for (const auto& value : values) {
    text_ += before;
    append_string(text_, value);
    before = ',';
  }
  text_ += ']';
}

void JsonWriter::put(std::string_view field, const std::map<std::string, std::string>& values) {
  if (values.empty()) return;
  name(field);
  char before = '{';
  for (const auto& [key, value] : values) {
    text_ += before;
    append_string(text_, key);
    text_ += ':';
    append_string(text_, value);
    before = ',';
  }
  text_ += '}';
}

void JsonWriter::put_present(std::string_view field, const std::optional<std::string>& value) {
  if (!value) return;
  name(field);
  append_string(text_, *value);
}

void JsonWriter::put_raw(std::string_view field, std::string_view json) {
  name(field);
  text_ += json;
}

std::string JsonReader::text(std::string_view name) const { return maybe_text(name).value_or(std::string()); }

std::optional<std::string> JsonReader::maybe_text(std::string_view name) const {
  const auto* value = object_.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::int64_t JsonReader::integer(std::string_view name) const {
  const auto* value = object_.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::optional<UtcTime> JsonReader::time(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return UtcTime(Millis(integer(name)));
}

std::vector<std::string> JsonReader::texts(std::string_view name) const {
  std::vector<std::string> values;
  if (const auto* list = array(name)) {
    for (const auto& value : *list) {
      if (value.is_string()) values.emplace_back(value.get_string());
    }
  }
  return values;
}

std::map<std::string, std::string> JsonReader::text_map(std::string_view name) const {
  std::map<std::string, std::string> values;
  if (const auto* pairs = object(name)) {
    for (const auto& [key, value] : *pairs) {
      if (value.is_string()) values.emplace(std::string(key), std::string(value.get_string()));
    }
  }
  return values;
}

const boost::json::object* JsonReader::object(std::string_view name) const {
  const auto* value = object_.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

const boost::json::array* JsonReader::array(std::string_view name) const {
  const auto* value = object_.if_contains(name);
  return value != nullptr ? value->if_array() : nullptr;
}

}  // namespace crier::store
