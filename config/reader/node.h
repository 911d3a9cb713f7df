#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/reader/diagnostic.h"

namespace crier::reader {

struct Entry;

/// One value of the file with its place. Owner: the load; sections refer into it, so it stays unchanged while they live.
struct Node {
  enum class Kind {
    null,    ///< nothing after the colon, or ~
    scalar,  ///< text
    list,
    map,
    broken,  ///< a fault was already told; nothing more is to be said about it
  };
  Kind kind = Kind::null;
  Position at;
  std::string text;            ///< of a scalar
  bool quoted = false;         ///< then it is text, never a flag or number
  bool as_written = false;     ///< the text stands in the file as it is, in one line and without escapes
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the order of the file; keys are unique

  /// The value under the key, none if the map has no such key.
  [[nodiscard]] const Entry* find(std::string_view key) const;
  /// Where that byte of the text stands; where the value begins if its text is written in another way.
  [[nodiscard]] Position at_byte(std::size_t offset) const;
};

struct Entry {
  std::string key;
  Position at;  ///< of the key
  Node value;
};

}  // namespace crier::reader
