#pragma once
#include <string>
#include <string_view>

#include "config/reader/key.h"
#include "config/reader/node.h"

namespace crier::reader {

/// The tree as YAML, in the order of the file, comments gone. Values of keys that may hold a secret but name no file are shown as ***, as
/// are credentials within URLs.
[[nodiscard]] std::string show(const Node& root);

/// How the reference shows lists and named sections.
enum class Examples {
  commented,  ///< as comments: the text, loaded, is the defaults
  live,       ///< as one example each: the text, loaded, has every section
};

/// Writes tables of keys as YAML: each key with its default, and type, bounds and help as a comment.
class ReferenceWriter {
 public:
  explicit ReferenceWriter(Examples examples) : examples_(examples) {}

  /// The keys of a table, `indent` blanks deep.
  void keys(const Table& table, int indent, bool as_comment = false);
  /// One key of a table with what is inside.
  void key(const Key& key, int indent, bool as_comment = false);
  /// A line of its own: "NAME:" or a remark.
  void line(std::string_view text, int indent, bool as_comment = false);
  [[nodiscard]] Examples examples() const { return examples_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void item(const Table& table, int indent, bool as_comment);
  void write(std::string_view text, std::string_view remark, int indent, bool as_comment);

  Examples examples_;
  std::string out_;
  bool begins_item_ = false;  ///< the next key is the first of a list's item
};

}  // namespace crier::reader
