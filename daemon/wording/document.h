#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wording/check.h"
#include "wording/compiled.h"
#include "wording/fold.h"
#include "wording/prose.h"

namespace crier::wording {

/// One text of an event, folded, and which of the language's expressions may match it.
struct Text {
  Field field = Field::summary;
  std::string pointer;
  std::string_view original;
  Folded folded;                    ///< without URLs
  Folded whole;                     ///< with them, for what may be said by a link
  std::vector<int> possible;        ///< numbers of expressions, ascending
  std::vector<int> possible_whole;  ///< the same for `whole`
};

/// The texts of an event in one language.
struct Document {
  std::string_view language;
  bool is_translation = false;
  std::vector<Text> texts;
  const Rulebook::Compiled::Language* rules = nullptr;

  [[nodiscard]] const Text* text_of(Field field) const;
};

/// Bytes of a folded text.
struct Span {
  std::size_t begin = 0, end = 0;
};

/// Something that a rule found: in a text, or about a field that is missing (text null).
struct Spot {
  const Text* text = nullptr;
  Span span{};
  std::string pointer{};  ///< where text is null
  std::string instead{};  ///< of a substitution
};

/// Bytes of a document that are looked at; no reader gets so far, and nobody's text may keep everything else waiting.
inline constexpr std::size_t kMostRead = 64 * 1024;

/// The event's own texts, then each translation that the rulebook has rules for.
[[nodiscard]] std::vector<Document> documents_of(const Rulebook& rulebook, const Subject& subject);

/// One rule's expressions on the texts of a document.
class Matcher {
 public:
  Matcher(const Rulebook& rulebook, std::size_t rule, const Document& document)
      : rule_(rulebook.rules()[rule]), of_rule_(rulebook.compiled().of_rules[rule]), document_(document) {}

  [[nodiscard]] const Rule& rule() const { return rule_; }
  [[nodiscard]] const std::optional<Metric>& metric() const { return of_rule_.metric; }
  [[nodiscard]] bool looks_in(Field field) const;
  /// Where the part matches and no exception does; at most `most`.
  [[nodiscard]] std::vector<Span> all(Part part, const Text& text, std::size_t most = kMostOfOne) const;
  [[nodiscard]] std::optional<Span> first(Part part, const Text& text) const;
  /// Whether it matches anywhere in the document's prose, in links too.
  [[nodiscard]] bool is_said(Part part) const;
  /// Whether the part has a group, and what the group holds in one of its matches.
  [[nodiscard]] bool has_group(Part part) const;
  [[nodiscard]] std::string caught(Part part, const Text& text, Span match) const;
  /// The phrase to take instead of what a substitution found.
  [[nodiscard]] std::string better_of(std::string_view found) const;

 private:
  [[nodiscard]] const std::vector<int>& numbers(Part part) const;
  /// By where they begin; each goes to the farthest end of it and of those before.
  [[nodiscard]] std::vector<Span> exceptions_in(const Text& text) const;

  const Rule& rule_;
  const Rulebook::Compiled::OfRule& of_rule_;
  const Document& document_;
};

}  // namespace crier::wording
