#include "config/reader/write.h"

#include <algorithm>

#include "base/text.h"
#include "config/reader/conceal.h"
#include "config/reader/diagnostic.h"

namespace crier::reader {
namespace {

constexpr std::size_t kRemarkColumn = 44;

/// Plain where YAML surely takes it for the same text, else in double quotes.
std::string yaml_text(std::string_view text, bool quoted) {
  constexpr std::string_view safe_first = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/";
  const bool has_first = !text.empty() && safe_first.find(text.front()) != std::string_view::npos;
  const bool has_special = text.find_first_of("\"'\\{}[],#\n\r\t") != std::string_view::npos || text.find(": ") != std::string_view::npos;
  if (!quoted && has_first && !has_special && !text.ends_with(':') && !text.ends_with(' ')) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string shown(const Node& node, bool is_secret) {
  if (is_secret) return "\"***\"";
  const auto hidden = secret_begin(node.text);
  if (hidden != std::string::npos) return yaml_text(node.text.substr(0, hidden) + "***", node.quoted);
  return yaml_text(node.text, node.quoted);
}

void show(const Node& node, int indent, bool is_secret, std::string& out) {
  const std::string blanks(static_cast<std::size_t>(indent), ' ');
  switch (node.kind) {
    case Node::Kind::null:
    case Node::Kind::broken:
      out += "\n";
      return;
    case Node::Kind::scalar:
      out += " " + shown(node, is_secret) + "\n";
      return;
    case Node::Kind::list:
      if (node.items.empty()) out += " []";
      out += "\n";
      for (const auto& item : node.items) {
        std::string inner;
        show(item, indent + 2, is_secret, inner);
        // What has lines of its own begins behind the dash.
        if (inner.starts_with('\n') && inner.size() > 1) inner = " " + inner.substr(static_cast<std::size_t>(indent) + 3);
        out += blanks + "-" + inner;
      }
      return;
    case Node::Kind::map:
      if (node.entries.empty()) out += " {}";
      out += "\n";
      for (const auto& entry : node.entries) {
        out += blanks + yaml_text(entry.key, false) + ":";
        show(entry.value, indent + 2, is_secret || holds_secret(entry.key), out);
      }
      return;
  }
}

bool is_block(const Key& key) { return key.type == Type::section || key.type == Type::sections || key.type == Type::named; }

std::string remark(const Key& key) {
  if (key.built == Built::ignored) return "not built yet: " + std::string(key.help);
  if (key.built == Built::refused) return "not built yet, refused: " + std::string(key.help);
  const std::string kind = is_block(key) ? "" : brief(key) + (key.required ? ", required" : "") + ": ";
  return kind + std::string(key.help);
}

std::string value_text(const Key& key) {
  const auto value = key.fallback.empty() ? key.example : key.fallback;
  const bool is_raw = key.type == Type::free || key.type == Type::texts || key.type == Type::choices || is_block(key);
  if (value.empty()) return is_raw ? "" : "\"\"";
  return is_raw ? std::string(value) : yaml_text(value, key.type == Type::mode);
}

}  // namespace

std::string show(const Node& root) {
  std::string out;
  show(root, 0, false, out);
  if (out.starts_with('\n')) out.erase(0, 1);
  return out;
}

void ReferenceWriter::write(std::string_view text, std::string_view note, int indent) {
  std::string line(static_cast<std::size_t>(indent), ' ');
  if (begins_item_) line.replace(line.size() - 2, 2, "- ");
  begins_item_ = false;
  line += text;
  for (auto column = comments_.rbegin(); column != comments_.rend(); ++column) line.insert(static_cast<std::size_t>(*column), "# ");
  if (!note.empty()) {
    const auto width = static_cast<std::size_t>(characters(line));
    line += std::string(width + 2 > kRemarkColumn ? 2 : kRemarkColumn - width, ' ') + "# " + std::string(note);
  }
  out_ += line + "\n";
}

void ReferenceWriter::line(std::string_view text, int indent) { write(text, "", indent); }

void ReferenceWriter::begin_comment(int column) { comments_.push_back(column); }
void ReferenceWriter::end_comment() { comments_.pop_back(); }

void ReferenceWriter::keys(const Table& table, int indent) {
  for (const auto& row : table) key(row, indent);
}

void ReferenceWriter::key(const Key& row, int indent) {
  const bool has_table = is_block(row) && row.inner != nullptr && row.built == Built::yes;
  const bool is_given = !row.fallback.empty() || row.required || row.shown;
  // Within a comment the example is written as it would be used.
  const bool is_example = has_table && row.type != Type::section && examples_ == Examples::commented && comments_.empty();
  const bool hidden = row.built != Built::yes || !is_given || is_example;
  if (hidden) begin_comment(indent);
  const std::string name(row.name);
  const auto value = has_table ? std::string() : value_text(row);
  write(name + ":" + (value.empty() ? "" : " " + value), remark(row), indent);
  if (has_table) inside(row, indent + 2);
  if (hidden) end_comment();
}

void ReferenceWriter::inside(const Key& row, int indent) {
  if (row.type == Type::section) return keys(row.inner(), indent);
  if (row.type == Type::named) {
    write(std::string(row.example) + ":", "", indent);
  } else {
    begins_item_ = true;
  }
  keys(row.inner(), indent + 2);
}

}  // namespace crier::reader
