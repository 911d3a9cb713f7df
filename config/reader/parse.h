#pragma once
#include <string_view>

#include "config/reader/diagnostic.h"
#include "config/reader/node.h"

namespace crier::reader {

/// The tree of one YAML document; faults go to `diagnostics`, the tree then holds what could be read. Refused, each with its place: what is
/// not UTF-8, control characters, bad syntax, quotes left open, duplicate keys, keys that are no plain text, anchors, aliases, merge
/// keys, tags, more than one document, nesting deeper than 32. An empty file is an empty map.
[[nodiscard]] Node parse(std::string_view text, Diagnostics& diagnostics);

}  // namespace crier::reader
