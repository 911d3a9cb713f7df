#pragma once
#include <string>
#include <vector>

#include "channels/http/preset.h"
#include "config/reader/section.h"

namespace crier::channels::http {

/// Reads a preset's texts: templates whose placeholders are all among `known`, and what is made of them. Faults go to the diagnostics with
/// the place of the placeholder. Owner: the load; refers into the tree.
class TextReader {
 public:
  TextReader(reader::Diagnostics& diagnostics, std::vector<std::string> known) : diagnostics_(diagnostics), known_(std::move(known)) {}

  [[nodiscard]] Template text(const reader::Node& node) const;
  /// Of a key's value, or the table's default.
  [[nodiscard]] Template text(const reader::Section& section, std::string_view key) const;
  [[nodiscard]] std::vector<Pair> pairs(const reader::Section& section, std::string_view key) const;
  [[nodiscard]] JsonTemplate json(const reader::Node& node) const;
  [[nodiscard]] Request request(const reader::Section& section) const;
  void check_name(const reader::Node& node, const std::string& name) const;

 private:
  [[nodiscard]] JsonTemplate object(const reader::Node& node) const;
  void check(const reader::Node& node, const Template& made) const;

  reader::Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

/// True for "" and what begins with '/' (RFC 6901).
[[nodiscard]] bool is_pointer(std::string_view text);

}  // namespace crier::channels::http
