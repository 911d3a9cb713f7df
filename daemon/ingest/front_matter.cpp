#include "ingest/front_matter.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "ingest/json_tree.h"

namespace crier::ingest {
namespace {

bool is_list_field(std::string_view key) { return key == "services" || key == "audiences" || key == "drop_audiences"; }

/// Where a colon ends a key: one that is followed by a blank or nothing, outside quotes.
std::size_t end_of_key(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return i;
  }
  return std::string_view::npos;
}

/// The text of a scalar; none if its quotes are wrong.
std::optional<std::string> unquote(std::string_view text) {
  if (text.starts_with('"')) {
    JsonTree tree;
    if (!tree.parse(text) || tree.root().kind != JsonNode::Kind::string) return std::nullopt;
    return std::string(tree.root().text);
  }
  if (!text.starts_with('\'')) return std::string(text);
  if (text.size() < 2 || !text.ends_with('\'')) return std::nullopt;
  std::string out;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\'') {
      out += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '\'') {
      out += text[i++];
    } else {
      return std::nullopt;
    }
  }
  return out;
}

/// The parts between commas outside quotes.
std::vector<std::string_view> split_flow(std::string_view text) {
  std::vector<std::string_view> parts;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == '"' && c == '\\') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ',') {
      parts.push_back(trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (const auto last = trim(text.substr(std::min(begin, text.size()))); !last.empty() || !parts.empty()) parts.push_back(last);
  return parts;
}

/// Fields whose value is a number, not a text that looks like one.
bool is_number_field(std::string_view key) { return key == "corrects" || key == "confirm"; }

bool is_number(std::string_view text) {
  return text.size() <= 12 && (text.size() == 1 || !text.starts_with('0')) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void FrontMatter::read(const std::vector<std::string_view>& text, int first) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int line = first + static_cast<int>(i);
    const auto content = trim(text[i]);
    if (content.empty() || content.starts_with('#')) continue;
    const bool is_below = text[i].starts_with(' ') || text[i].starts_with('\t') || content.starts_with("- ") || content == "-";
    if (is_below && !entries.empty()) {
      entries.back().below.emplace_back(line, content);
      continue;
    }
    const auto colon = end_of_key(content);
    if (is_below || colon == std::string_view::npos || colon == 0) {
      fault(line, "is not of the form `key: value`");
      continue;
    }
    Entry entry{std::string(content.substr(0, colon)), trim(content.substr(colon + 1)), line, {}};
    if (std::any_of(entries.begin(), entries.end(), [&](const Entry& other) { return other.key == entry.key; })) {
      fault(line, entry.key + " stands twice in the front matter");
      continue;
    }
    entries.push_back(std::move(entry));
  }
  for (const auto& entry : entries) write(entry);
}

void FrontMatter::write(const Entry& entry) {
  lines_["/" + entry.key] = entry.line;
  if (entry.value.starts_with('|') || entry.value.starts_with('>'))
    return fault(entry.line, "long text belongs below the front matter, under its heading");
  if (!entry.value.empty() && !entry.below.empty())
    return fault(entry.below.front().first, "is not of the form `key: value`; a text is one line here");
  if (entry.value.empty() && entry.below.empty()) return;
  json_.key(entry.key);
  if (!entry.below.empty()) return write_block(entry);
  const bool is_list = entry.value.starts_with('[');
  const bool is_map = entry.value.starts_with('{');
  if (is_list || is_map) {
    const bool is_closed = entry.value.size() > 1 && entry.value.ends_with(is_list ? ']' : '}');
    if (!is_closed) fault(entry.line, std::string("the ") + (is_list ? "list lacks its ]" : "map lacks its }"));
    return write_flow(entry.value.substr(1, entry.value.size() - (is_closed ? 2U : 1U)), is_map, entry);
  }
  if (is_number_field(entry.key) && is_number(entry.value)) return json_.raw(entry.value);
  if (!is_list_field(entry.key)) return write_scalar(entry.value, entry.line);
  json_.begin_array();
  write_scalar(entry.value, entry.line);
  json_.end_array();
}

void FrontMatter::write_block(const Entry& entry) {
  const bool is_list = entry.below.front().second.starts_with('-');
  is_list ? json_.begin_array() : json_.begin_object();
  int index = 0;
  for (const auto& [line, content] : entry.below) {
    if (content.starts_with('-') != is_list) {
      fault(line, "a list and names with values do not mix under one key");
      continue;
    }
    if (is_list) {
      lines_["/" + entry.key + "/" + std::to_string(index++)] = line;
      write_scalar(trim(content.substr(1)), line);
      continue;
    }
    const auto colon = end_of_key(content);
    if (colon == std::string_view::npos) {
      fault(line, "is not of the form `key: value`");
      continue;
    }
    const auto name = content.substr(0, colon);
    lines_["/" + entry.key + "/" + std::string(name)] = line;
    json_.key(name);
    write_scalar(trim(content.substr(colon + 1)), line);
  }
  is_list ? json_.end_array() : json_.end_object();
}

void FrontMatter::write_flow(std::string_view inside, bool is_map, const Entry& entry) {
  is_map ? json_.begin_object() : json_.begin_array();
  for (const auto part : split_flow(inside)) {
    if (!is_map) {
      write_scalar(part, entry.line);
      continue;
    }
    const auto colon = end_of_key(part);
    if (colon == std::string_view::npos) {
      fault(entry.line, "a map has the form {name: value, …}");
      continue;
    }
    json_.key(part.substr(0, colon));
    write_scalar(trim(part.substr(colon + 1)), entry.line);
  }
  is_map ? json_.end_object() : json_.end_array();
}

void FrontMatter::write_scalar(std::string_view text, int line) {
  if (text == "true" || text == "false") return json_.value(text == "true");
  auto plain = unquote(text);
  if (!plain) fault(line, "its quotes are not closed, or have something behind them");
  json_.value(plain.value_or(std::string()));
}

}  // namespace crier::ingest
