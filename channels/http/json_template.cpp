#include "channels/http/json_template.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "channels/http/links.h"

namespace crier::channels::http {
namespace {

namespace json = boost::json;

std::optional<double> as_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A whole number stays one of all its digits, as ids have more than a double keeps.
json::value number(const std::string& text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return whole;
  if (const auto real = as_number(text)) return *real;
  return json::value(text);
}

json::array facets(const std::string& text) {
  json::array out;
  for (const auto& link : links_in(text)) {
    json::object facet;
    facet["index"] = json::object{{"byteStart", link.begin}, {"byteEnd", link.end}};
    facet["features"] =
        json::array{json::object{{"$type", "app.bsky.richtext.facet#link"}, {"uri", text.substr(link.begin, link.end - link.begin)}}};
    out.push_back(std::move(facet));
  }
  return out;
}

bool is_empty(const json::value& value) {
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* array = value.if_array()) return array->empty();
  return false;
}

bool is_left_out(const JsonTemplate& value, const json::value& filled, const Values& values) {
  if (value.kind == JsonTemplate::Kind::text || value.kind == JsonTemplate::Kind::number) return value.text.lacks(values);
  return is_empty(filled);
}

}  // namespace

json::value fill(const JsonTemplate& document, const Values& values) {
  switch (document.kind) {
    case JsonTemplate::Kind::literal:
      return document.literal;
    case JsonTemplate::Kind::text:
      return json::value(document.text.fill(values));
    case JsonTemplate::Kind::number:
      return number(document.text.fill(values));
    case JsonTemplate::Kind::links:
      return facets(document.text.fill(values));
    case JsonTemplate::Kind::object: {
      json::object out;
      for (const auto& member : document.members) {
        auto value = fill(member.value, values);
        if (!member.is_optional || !is_left_out(member.value, value, values)) out[member.name] = std::move(value);
      }
      return out;
    }
    case JsonTemplate::Kind::array: {
      json::array out;
      for (const auto& item : document.items) out.push_back(fill(item, values));
      return out;
    }
  }
  return nullptr;
}

void merge(json::value& into, const json::value& more) {
  if (!into.is_object() || !more.is_object()) {
    into = more;
    return;
  }
  for (const auto& member : more.get_object()) merge(into.get_object()[member.key()], member.value());
}

std::string text_at(const json::value& document, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = document.find_pointer({pointer.data(), pointer.size()}, failed);
  if (failed || found == nullptr) return "";
  if (found->is_string()) return std::string(found->get_string());
  if (found->is_int64() || found->is_uint64() || found->is_bool()) return json::serialize(*found);
  return "";
}

std::optional<double> number_at(const json::value& document, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = document.find_pointer({pointer.data(), pointer.size()}, failed);
  if (failed || found == nullptr) return std::nullopt;
  if (found->is_double()) return found->get_double();
  return as_number(text_at(document, pointer));
}

}  // namespace crier::channels::http
