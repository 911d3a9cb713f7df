#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crier::render {

/// A text of a template source: for the positions of faults.
struct SourceText {
  std::string file;  ///< as faults name it
  std::string text;
};

/// "file:line:column: what"; both counted from 1, columns in bytes.
[[nodiscard]] std::string fault_at(const SourceText& source, std::size_t offset, std::string_view what);

/// One phrase of one language: the words of the templates that are not the event's own.
struct Phrase {
  std::string text;
  std::shared_ptr<const SourceText> source;  ///< the file it stands in
  std::size_t offset = 0;                    ///< of `text` in it
};

/// The phrases of all languages: files "phrases.<language>", lines "key = text", "#" begins a comment line. Look-up goes from
/// "de-at" to "de" to "en". Invariant: English has every key.
class Phrases {
 public:
  /// Adds a file's lines over what is there. The first English file fixes which keys there are; faults are appended.
  void add(const std::string& language, const std::shared_ptr<const SourceText>& source, std::vector<std::string>& faults);

  [[nodiscard]] const Phrase* find(std::string_view language, std::string_view key) const;
  /// Requires: English has the key.
  [[nodiscard]] const std::string& text(std::string_view language, std::string_view key) const;
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::vector<std::string> languages() const;

 private:
  std::map<std::string, std::map<std::string, Phrase, std::less<>>, std::less<>> languages_;
};

/// A language tag in lower case with "-": "de_AT" is "de-at".
[[nodiscard]] std::string language_tag(std::string_view text);
/// The tag itself, then without its last part, and so on: "de-at", "de".
[[nodiscard]] std::vector<std::string> language_chain(std::string_view tag);

}  // namespace crier::render
