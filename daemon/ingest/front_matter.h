#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/json_writer.h"

namespace crier::ingest {

/// A fault of a text file that people write: its line (counting from 1) and one sentence.
struct LineFault {
  int line = 0;
  std::string detail;
  bool operator==(const LineFault&) const = default;
};

/// The lines between the two `---` of a draft. A strict subset of YAML, enough for an event's fields:
///   key: text            to the end of the line; "…" with JSON's escapes or '…' where it needs quotes; true and false are booleans
///   key: [a, "b"]        a list of texts; also as lines `- a` below `key:`
///   key: {a: b}          names with texts; also as indented lines `a: b` below `key:`
///   # …                  a comment, on a line of its own
/// Writes each key as a member of the JSON object that the caller has begun, and notes where it stood.
class FrontMatter {
 public:
  FrontMatter(core::JsonWriter& json, std::map<std::string, int>& lines, std::vector<LineFault>& faults)
      : json_(json), lines_(lines), faults_(faults) {}

  /// `first` is the number of the first of the lines.
  void read(const std::vector<std::string_view>& text, int first);

 private:
  struct Entry {
    std::string key;
    std::string_view value;
    int line = 0;
    std::vector<std::pair<int, std::string_view>> below;  ///< the indented lines that follow, trimmed, with their numbers
  };
  void write(const Entry& entry);
  void write_block(const Entry& entry);
  void write_flow(std::string_view inside, bool is_map, const Entry& entry);
  void write_scalar(std::string_view text, int line);
  void fault(int line, std::string detail) { faults_.push_back({line, std::move(detail)}); }

  core::JsonWriter& json_;
  std::map<std::string, int>& lines_;
  std::vector<LineFault>& faults_;
};

}  // namespace crier::ingest
