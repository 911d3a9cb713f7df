#include "channels/http/preset_text.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace crier::channels::http {
namespace {

using reader::Entry;
using reader::Node;
using reader::Section;

constexpr std::string_view kLinks = "$links";

bool is_header_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// What a plain scalar is in JSON; none if it is a text.
std::optional<boost::json::value> literal(const Node& node) {
  if (node.quoted) return std::nullopt;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  std::int64_t whole = 0;
  const auto& text = node.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return whole;
  return std::nullopt;
}

}  // namespace

bool is_pointer(std::string_view text) { return text.empty() || text.starts_with('/'); }

void TextReader::check_name(const Node& node, const std::string& name) const {
  if (std::find(known_.begin(), known_.end(), name) != known_.end()) return;
  diagnostics_.fault(node.at, "there is no placeholder '" + name + "' here", reader::suggestion(name, known_));
}

void TextReader::check(const Node& node, const Template& made) const {
  for (const auto& piece : made.pieces()) {
    if (!piece.is_name || std::find(known_.begin(), known_.end(), piece.text) != known_.end()) continue;
    diagnostics_.fault(node.at_byte(piece.at), "there is no placeholder '" + piece.text + "' here", reader::suggestion(piece.text, known_));
  }
}

Template TextReader::text(const Node& node) const {
  if (node.kind == Node::Kind::broken) return {};
  if (node.kind != Node::Kind::scalar && node.kind != Node::Kind::null) {
    diagnostics_.fault(node.at, "this is no text", "expected a text with placeholders");
    return {};
  }
  auto made = Template::parse(node.text);
  if (!made) {
    diagnostics_.fault(node.at_byte(made.error().at), made.error().what);
    return {};
  }
  check(node, *made);
  return std::move(*made);
}

Template TextReader::text(const Section& section, std::string_view key) const {
  if (const Node* node = section.node(key)) return text(*node);
  return *Template::parse(section.text(key));
}

std::vector<Pair> TextReader::pairs(const Section& section, std::string_view key) const {
  std::vector<Pair> out;
  for (const auto& entry : section.entries(key)) {
    Pair pair{entry.key, text(entry.value), false};
    if (pair.name.ends_with('?')) {
      pair.is_optional = true;
      pair.name.pop_back();
    }
    if (key == "headers" && !is_header_name(pair.name))
      diagnostics_.fault(entry.at, "this is no name of a header", "expected small letters, digits and '-'");
    out.push_back(std::move(pair));
  }
  return out;
}

JsonTemplate TextReader::object(const Node& node) const {
  JsonTemplate out;
  out.kind = JsonTemplate::Kind::object;
  if (node.entries.size() == 1 && node.entries.front().key == kLinks) {
    out.kind = JsonTemplate::Kind::links;
    const auto& named = node.entries.front().value;
    check_name(named, named.text);
    out.text = Template::parse("{" + named.text + "}").has_value() ? *Template::parse("{" + named.text + "}") : Template();
    return out;
  }
  for (const auto& entry : node.entries) {
    JsonTemplate::Member member{entry.key, false, json(entry.value)};
    for (; member.name.ends_with('?') || member.name.ends_with('#'); member.name.pop_back()) {
      if (member.name.back() == '?') {
        member.is_optional = true;
      } else if (member.value.kind == JsonTemplate::Kind::text) {
        member.value.kind = JsonTemplate::Kind::number;
      } else {
        diagnostics_.fault(entry.at, "'#' makes a number of a text, and this is none", "leave the '#' out");
      }
    }
    out.members.push_back(std::move(member));
  }
  return out;
}

JsonTemplate TextReader::json(const Node& node) const {
  JsonTemplate out;
  switch (node.kind) {
    case Node::Kind::map:
      return object(node);
    case Node::Kind::list:
      out.kind = JsonTemplate::Kind::array;
      for (const auto& item : node.items) out.items.push_back(json(item));
      return out;
    case Node::Kind::scalar:
      if (auto value = literal(node)) {
        out.literal = std::move(*value);
        return out;
      }
      out.kind = JsonTemplate::Kind::text;
      out.text = text(node);
      return out;
    case Node::Kind::null:
    case Node::Kind::broken:
      break;
  }
  return out;
}

Request TextReader::request(const Section& section) const {
  Request out;
  out.method = section.text("method");
  out.url = text(section, "url");
  out.path = text(section, "path");
  out.query = pairs(section, "query");
  out.headers = pairs(section, "headers");
  out.form = pairs(section, "form");
  const bool bodies[] = {section.has("json"), section.has("form"), section.has("text")};
  if (std::count(std::begin(bodies), std::end(bodies), true) > 1)
    diagnostics_.fault(section.at(), "this request has two bodies", "expected one of json, form, text");
  if (bodies[0]) {
    out.body = Body::json;
    out.json = json(*section.node("json"));
    if (out.json.kind != JsonTemplate::Kind::object) section.fault("json", "'json' has no members", "expected keys of its own");
  } else if (bodies[1]) {
    out.body = Body::form;
  } else if (bodies[2]) {
    out.body = Body::text;
    out.text = text(section, "text");
  }
  return out;
}

}  // namespace crier::channels::http
