#pragma once
#include <string>
#include <string_view>
#include <vector>

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
  void keys(const Table& table, int indent);
  /// One key of a table with what is inside.
  void key(const Key& key, int indent);
  /// A line of its own.
  void line(std::string_view text, int indent);
  /// What follows is a comment that begins at that column, until the end of it. Comments nest: what has no default stays one when the block
  /// around it is taken into use.
  void begin_comment(int column);
  void end_comment();
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void write(std::string_view text, std::string_view remark, int indent);
  void inside(const Key& key, int indent);

  Examples examples_;
  std::string out_;
  std::vector<int> comments_;
  bool begins_item_ = false;  ///< the next key is the first of a list's item
};

}  // namespace crier::reader
