#include "wording/document.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "wording/code_points.h"

namespace crier::wording {
namespace {

/// As RE2's filter wants it. The folded text is UTF-8.
std::string lower(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : text[at];
      ++at;
      continue;
    }
    const auto [code, length] = decode(text, at);
    append(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(code))));
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

bool has_url(std::string_view text) { return text.find("://") != std::string_view::npos || text.find("www.") != std::string_view::npos; }

/// At most so many bytes, cut between characters.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

Document document_of(const Rulebook::Compiled::Language& rules, std::string_view language, bool is_translation, std::vector<Prose> prose) {
  Document document;
  document.language = language;
  document.is_translation = is_translation;
  document.rules = &rules;
  std::size_t left = kMostRead;
  for (auto& one : prose) {
    one.text = beginning(one.text, left);
    left -= one.text.size();
    if (one.text.empty()) break;
    Text text;
    text.field = one.field;
    text.pointer = std::move(one.pointer);
    text.original = one.text;
    text.folded = fold(one.text, Urls::blank);
    text.possible = rules.candidates(lower(text.folded.text));
    if (has_url(one.text)) {
      text.whole = fold(one.text, Urls::keep);
      text.possible_whole = rules.candidates(lower(text.whole.text));
    }
    document.texts.push_back(std::move(text));
  }
  return document;
}

/// Calls `use(number)` for each that both have, until it answers false; both ascend.
template <class Use>
void each_of_both(const std::vector<int>& numbers, const std::vector<int>& possible, Use use) {
  if (numbers.empty()) return;
  auto at = std::lower_bound(possible.begin(), possible.end(), numbers.front());
  for (auto number = numbers.begin(); at != possible.end() && number != numbers.end();) {
    if (*at < *number) {
      ++at;
    } else if (*number < *at) {
      number = std::lower_bound(number, numbers.end(), *at);
    } else if (!use(*number)) {
      return;
    } else {
      ++number;
    }
  }
}

/// Neither letter nor digit, as the bounds of tokens are written (rulebook.cpp).
bool is_bound(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return !((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_');
  const char32_t code = decode(text, at).first;
  const bool is_word = code == 0xAA || code == 0xB5 || code == 0xBA || (code >= 0xC0 && code < 0x2000) ||
                       (code >= 0x2C00 && code < 0x3000) || (code >= 0x3040 && code < 0x1F000) || code >= 0x20000;
  return !is_word;
}

std::size_t begin_of_last(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

/// Whether a match at the edge of the text begins (or ends) with a sign of its own, which the edge bounds, and not with one that bounds it:
/// then it matches behind (before) a further one too.
bool is_own(const RE2& expression, const std::string& probe) {
  return expression.Match(probe, 0, probe.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

/// A match without the signs that bound it.
Span without_bounds(const RE2& expression, std::string_view text, Span match) {
  const std::string found(text.substr(match.begin, match.end - match.begin));
  const bool owns_begin = match.begin == 0 && (!is_bound(text, 0) || is_own(expression, "\n" + found));
  const std::size_t last = begin_of_last(text, match.end);
  const bool owns_end = match.end == text.size() && (!is_bound(text, last) || is_own(expression, found + "\n"));
  const std::size_t begin = owns_begin ? match.begin : match.begin + std::max<std::size_t>(decode(text, match.begin).second, 1);
  return {begin, owns_end || begin >= match.end ? match.end : last};
}

/// Calls `use(begin, end)` for each match, until it answers false; without the signs that bound it, of which each may bound two matches.
/// Groups would tell where it stands within them, and would cost ten times as much.
template <class Use>
void each(const RE2& expression, std::string_view text, bool is_bounded, Use use) {
  std::size_t from = 0;
  re2::StringPiece match;
  const re2::StringPiece whole(text.data(), text.size());
  while (from <= text.size() && expression.Match(whole, from, text.size(), RE2::UNANCHORED, &match, 1)) {
    const auto at = static_cast<std::size_t>(match.data() - text.data());
    const Span whole_match{at, at + match.size()};
    const auto [begin, end] = is_bounded && !match.empty() ? without_bounds(expression, text, whole_match) : whole_match;
    if (end > begin && !use(begin, end)) return;
    from = std::max(end, from + 1);
  }
}

}  // namespace

const Text* Document::text_of(Field field) const {
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const Text& text) { return text.field == field; });
  return found == texts.end() ? nullptr : &*found;
}

std::vector<Document> documents_of(const Rulebook& rulebook, const Subject& subject) {
  std::vector<Document> all;
  auto& compiled = rulebook.compiled();
  if (const auto* rules = compiled.ready(rulebook, subject.language))
    all.push_back(document_of(*rules, subject.language, false, prose_of(subject.event)));
  for (const auto& [language, words] : subject.event.translations) {
    if (const auto* rules = compiled.ready(rulebook, language))
      all.push_back(document_of(*rules, language, true, prose_of(language, words)));
  }
  return all;
}

const std::vector<int>& Matcher::numbers(Part part) const {
  switch (part) {
    case Part::tokens:
      return of_rule_.tokens;
    case Part::swaps:
      return of_rule_.swaps;
    case Part::first:
      return of_rule_.first;
    case Part::second:
      return of_rule_.second;
    case Part::unless:
      return of_rule_.unless;
    default:
      return of_rule_.exceptions;
  }
}

bool Matcher::looks_in(Field field) const {
  return rule_.fields.empty() || std::find(rule_.fields.begin(), rule_.fields.end(), field) != rule_.fields.end();
}

std::vector<Span> Matcher::exceptions_in(const Text& text) const {
  std::vector<Span> excepted;
  each_of_both(of_rule_.exceptions, text.possible, [&](int number) {
    each(document_.rules->expression(number), text.folded.text, !rule_.nonword, [&](std::size_t from, std::size_t to) {
      excepted.push_back({from, to});
      return true;
    });
    return true;
  });
  // So that the last one that begins before a place has the farthest end of all that do.
  std::sort(excepted.begin(), excepted.end(), [](Span a, Span b) { return a.begin < b.begin; });
  std::size_t farthest = 0;
  for (auto& span : excepted) span.end = farthest = std::max(farthest, span.end);
  return excepted;
}

std::vector<Span> Matcher::all(Part part, const Text& text, std::size_t most) const {
  std::vector<Span> found;
  std::optional<std::vector<Span>> excepted;
  const bool is_bounded = !rule_.nonword && rule_.raw.empty();
  each_of_both(numbers(part), text.possible, [&](int number) {
    std::size_t count = 0;
    each(document_.rules->expression(number), text.folded.text, is_bounded, [&](std::size_t begin, std::size_t end) {
      if (!excepted) excepted = exceptions_in(text);
      const auto behind =
          std::upper_bound(excepted->begin(), excepted->end(), begin, [](std::size_t at, const Span& span) { return at < span.begin; });
      const bool is_excepted = behind != excepted->begin() && end <= std::prev(behind)->end;
      if (is_excepted) return true;
      found.push_back({begin, end});
      return ++count < most;
    });
    return true;
  });
  // What several expressions find at one place is one finding: the first, and of those the longest.
  std::sort(found.begin(), found.end(), [](Span a, Span b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
  std::size_t end = 0;
  std::erase_if(found, [&](Span span) {
    if (span.begin < end) return true;
    end = span.end;
    return false;
  });
  if (found.size() > most) found.resize(most);
  return found;
}

std::optional<Span> Matcher::first(Part part, const Text& text) const {
  const auto found = all(part, text, 1);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

bool Matcher::is_said(Part part) const {
  const auto& expressions = numbers(part);
  bool is_there = false;
  const auto look = [&](const std::vector<int>& possible, const std::string& folded) {
    each_of_both(expressions, possible, [&](int number) {
      is_there = RE2::PartialMatch(folded, document_.rules->expression(number));
      return !is_there;
    });
    return is_there;
  };
  return std::any_of(document_.texts.begin(), document_.texts.end(), [&](const Text& text) {
    return looks_in(text.field) && (look(text.possible, text.folded.text) || look(text.possible_whole, text.whole.text));
  });
}

bool Matcher::has_group(Part part) const {
  const auto& expressions = numbers(part);
  return !expressions.empty() && document_.rules->expression(expressions.front()).NumberOfCapturingGroups() > 0;
}

std::string Matcher::caught(Part part, const Text& text, Span match) const {
  std::string word;
  const re2::StringPiece within(text.folded.text.data() + match.begin, match.end - match.begin);
  if (has_group(part)) RE2::PartialMatch(within, document_.rules->expression(numbers(part).front()), &word);
  return word;
}

std::string Matcher::better_of(std::string_view found) const {
  for (std::size_t i = 0; i < of_rule_.each_swap.size(); ++i) {
    if (RE2::FullMatch(re2::StringPiece(found.data(), found.size()), *of_rule_.each_swap[i])) return rule_.swaps[i].better;
  }
  return {};
}

}  // namespace crier::wording
