#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crier::reader {

/// What a key takes.
enum class Type {
  text,      ///< one line
  prose,     ///< text that may have several lines
  flag,      ///< true | false
  count,     ///< a whole number
  number,    ///< a number that may have a fraction
  duration,  ///< 90s, 45m, 24h, 7d
  rate,      ///< 200/s, 10/m, 600/h
  mode,      ///< permissions in octal, 0660
  choice,    ///< one of the words in `bounds`
  choices,   ///< any of the words in `bounds`
  texts,     ///< a list of texts, or one text
  file,      ///< a file beside the configuration
  folder,    ///< a folder beside the configuration
  secret,    ///< the name of a file that holds a secret
  section,   ///< keys of its own: `inner`
  sections,  ///< a list of such
  named,     ///< names, each with such a section; without `inner` the reader's owner checks them
  free,      ///< checked by whoever reads it
};

/// Whether this release does what a key says.
enum class Built {
  yes,
  ignored,  ///< accepted with a warning: nothing is done about it
  refused,  ///< it would hold back, restrict or divert: an error until it is honoured
};

struct Key;
using Table = std::vector<Key>;

/// One line of a table of known keys. The table feeds the checks, the values' defaults, `crierd --print-defaults` and the reference.
/// Texts are as they would stand in the file and live as long as the program.
struct Key {
  std::string_view name{};
  Type type = Type::text;
  std::string_view fallback{};  ///< the default, "" = none; "{}" or "[]" for what the reference shows live
  std::string_view bounds{};    ///< "1..1000", "1s..7d" for numbers and durations; "a | b" for choices
  std::string_view help{};      ///< one line
  bool required = false;
  std::string_view example{};  ///< shown in the reference where there is no default
  bool shown = false;          ///< the reference's example gives it, though it is not required
  Built built = Built::yes;
  const Table& (*inner)() = nullptr;
};

/// The key of that name, none if the table has none.
[[nodiscard]] const Key* find_key(const Table& table, std::string_view name);
/// The words of a choice.
[[nodiscard]] std::vector<std::string> words(const Key& key);
/// What the key takes, as a message and the reference say it: "a duration such as 90s, 45m, 24h or 7d, between 1s and 7d".
[[nodiscard]] std::string expectation(const Key& key);
/// The same in a word or two: "duration, 1s..7d".
[[nodiscard]] std::string brief(const Key& key);

}  // namespace crier::reader
