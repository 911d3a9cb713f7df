#include "ingest/named_texts.h"

#include "base/text.h"

namespace crier::ingest {
namespace {

std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : to_lower_ascii(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  for (const std::string_view prefix : {"nagios", "icinga"}) {
    if (out.starts_with(prefix) && out.size() > prefix.size()) out.erase(0, prefix.size());
  }
  return out;
}

bool is_filled_in(std::string_view text) {
  const bool is_macro = text.size() > 2 && ((text.starts_with('$') && text.find('$', 1) == text.size() - 1) ||
                                            (text.starts_with('{') && text.find_first_of("{} ", 1) == text.size() - 1));
  return !is_macro && text != "*UNKNOWN*";
}

}  // namespace

NamedTexts::NamedTexts(const JsonNode& object, const Path& path, Faults& faults) : path_(path), faults_(faults) {
  for (const auto& child : JsonChildren(object)) {
    if (child.kind != JsonNode::Kind::null) nodes_.emplace(plain_name(child.name), &child);
  }
}

std::string_view NamedTexts::text(std::initializer_list<std::string_view> names) const {
  for (const auto name : names) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) continue;
    const auto& node = *found->second;
    if (node.kind != JsonNode::Kind::string) {
      faults_.add(Path(path_, node.name), "must be a string");
    } else if (is_filled_in(node.text) && !trim(node.text).empty()) {
      return node.text;
    }
  }
  return {};
}

std::string_view NamedTexts::written(std::initializer_list<std::string_view> names, std::string_view otherwise) const {
  for (const auto name : names) {
    if (const auto found = nodes_.find(name); found != nodes_.end()) return found->second->name;
  }
  return otherwise;
}

void NamedTexts::copy(Facts::Texts& to) const {
  for (const auto& [name, node] : nodes_) {
    if (node->kind == JsonNode::Kind::string && is_filled_in(node->text)) to.emplace(node->name, node->text);
  }
}

}  // namespace crier::ingest
