#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "config/reader/diagnostic.h"
#include "config/reader/files.h"
#include "config/reader/key.h"
#include "config/reader/node.h"
#include "config/reader/values.h"

namespace crier::reader {

/// What reading needs beside the tree.
struct Context {
  Diagnostics& diagnostics;
  const Files& files;
};

/// Holds a map against its table, inner sections included: unknown keys (with a suggestion), keys that are not built, missing keys,
/// wrong types, values out of bounds. `at` is where the section is named. True if the node is a map at all (or nothing).
bool check(const Node& node, Position at, const Table& table, Context context);

/// "did you mean 'x'?" or the list of what there is.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& known);

/// A checked map with its table: the values, or the table's defaults where a key is absent or at fault (which was told then).
/// A view: node and table outlive it. Asking for a key that the table does not have is a bug (std::logic_error).
class Section {
 public:
  Section(const Node& node, Position at, const Table& table, Context context) : node_(node), at_(at), table_(table), context_(context) {}

  /// True if the table has the key.
  [[nodiscard]] bool knows(std::string_view key) const { return find_key(table_, key) != nullptr; }
  /// True if the file gives the key.
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key) const;
  /// The text if the file gives one and nothing is wrong with it as such.
  [[nodiscard]] std::optional<std::string> given(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] std::int64_t count(std::string_view key) const;
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] Millis duration(std::string_view key) const;
  [[nodiscard]] std::optional<Millis> optional_duration(std::string_view key) const;
  [[nodiscard]] std::optional<double> rate(std::string_view key) const;
  [[nodiscard]] std::uint32_t mode(std::string_view key) const;
  /// The position among the words of the table, so that an enumeration in the same order is cast from it.
  [[nodiscard]] std::size_t choice(std::string_view key) const;
  /// The items of a list of texts with their places; a single text is a list of one.
  [[nodiscard]] std::vector<const Node*> texts(std::string_view key) const;
  /// Absolute path of a file or folder, "" if none is named; a fault if it is not there.
  [[nodiscard]] std::string path(std::string_view key) const;
  /// The secret in the file that the key names, empty if none is named; a fault if it cannot be had.
  [[nodiscard]] Secret secret(std::string_view key) const;
  [[nodiscard]] std::vector<Secret> secret_lines(std::string_view key) const;

  [[nodiscard]] Section section(std::string_view key) const;
  [[nodiscard]] std::vector<Section> sections(std::string_view key) const;
  /// The entries of `named`; none if the file has none.
  [[nodiscard]] const std::vector<Entry>& entries(std::string_view key) const;
  /// The value as it stands in the file, none if it does not.
  [[nodiscard]] const Node* node(std::string_view key) const;

  /// Of the key's value; of the section if the file does not give the key.
  [[nodiscard]] Position at(std::string_view key) const;
  /// Of the key itself.
  [[nodiscard]] Position key_at(std::string_view key) const;
  [[nodiscard]] Position at() const { return at_; }
  [[nodiscard]] const Node& whole() const { return node_; }
  [[nodiscard]] Context context() const { return context_; }
  void fault(std::string_view key, std::string what, std::string expected = {}) const;

 private:
  [[nodiscard]] const Key& known(std::string_view key) const;

  const Node& node_;
  Position at_;
  const Table& table_;
  Context context_;
};

}  // namespace crier::reader
