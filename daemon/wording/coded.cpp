#include "wording/coded.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace crier::wording {
namespace {

using Spots = std::vector<Spot>;

constexpr std::size_t kFirstPart = 60;  // words: half a paragraph, which is what most people read
constexpr std::size_t kUnbroken = 120;  // words without a paragraph break
constexpr std::size_t kPost = 280;      // X counts more for some signs; what is longer becomes a thread, cut between sentences
constexpr std::size_t kFewWords = 2;    // that a text of stock phrases may have beside them

bool is_letter(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// The byte behind the first `count` words; the end if there are fewer.
std::size_t behind_words(std::string_view text, std::size_t count) {
  std::size_t words = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool letter = is_letter(text[i]) || (inside && (text[i] == '\'' || text[i] == '-'));  // "don't" is one
    if (inside && !letter && ++words == count) return i;
    inside = letter;
  }
  return text.size();
}

std::size_t end_of_paragraph(std::string_view text) {
  const auto end = text.find("\n\n");
  return end == std::string_view::npos ? text.size() : end;
}

std::string_view sentence_around(std::string_view text, std::size_t at) {
  constexpr auto kNone = std::string_view::npos;
  // A full stop within an address or a number ends nothing.
  auto before = at == 0 ? kNone : text.find_last_of(".!?\n", at - 1);
  while (before != kNone && text[before] == '.' && text[before + 1] != ' ' && text[before + 1] != '\n')
    before = before == 0 ? kNone : text.find_last_of(".!?\n", before - 1);
  const std::size_t begin = before == kNone ? 0 : before + 1;
  const auto end = text.find_first_of("!?\n", at);
  std::size_t stop = at;
  for (;;) {
    stop = text.find('.', stop);
    if (stop == std::string_view::npos || stop + 1 >= text.size() || text[stop + 1] == ' ' || text[stop + 1] == '\n') break;
    ++stop;
  }
  return text.substr(begin, std::min({end, stop, text.size()}) - begin);
}

/// The folded text with single blanks, so that an update that is only broken otherwise is the same.
std::string normal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (is_blank && (out.empty() || out.back() == ' ')) continue;
    out += is_blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

/// What two updates are compared by: code and addresses count, for they may be all that differs.
std::string said(std::string_view text) {
  return normal(text.find('`') == std::string_view::npos ? fold(text, Urls::keep).text : std::string(text));
}

/// Whether the text is one of the rule's tokens, or several, and next to nothing else: words of three letters or more beside them.
bool is_stock(const Matcher& matcher, const Text& text) {
  const auto known = matcher.all(Part::tokens, text, 1000);
  if (known.empty()) return false;
  std::size_t words = 0, length = 0, next = 0;
  const std::string& all = text.folded.text;
  for (std::size_t i = 0; i <= all.size(); ++i) {
    while (next < known.size() && known[next].end <= i) ++next;
    const bool is_known = next < known.size() && i >= known[next].begin;
    if (i < all.size() && !is_known && is_letter(all[i])) {
      ++length;
    } else {
      if (length >= 3) ++words;
      length = 0;
    }
  }
  return words <= kFewWords;
}

/// Nothing but the title and the summary says anything.
bool is_summary_alone(const Document& document) {
  return std::all_of(document.texts.begin(), document.texts.end(),
                     [](const Text& text) { return text.field == Field::summary || text.field == Field::title; });
}

Spots at(const Text& text, Span span) { return {{&text, span, {}, {}}}; }
Spots whole(const Text& text) { return at(text, {0, text.folded.text.size()}); }
Spots missing(Field field) { return {{nullptr, {}, pointer_to(field), {}}}; }

Spots contentless(const Matcher& matcher, const Document& document, const Subject& subject) {
  const Text* summary = document.text_of(Field::summary);
  if (summary == nullptr || document.is_translation || !is_summary_alone(document)) return {};
  if (!subject.earlier.empty()) {
    const std::string now = said(summary->original);
    const auto is_same = [&](const std::string& earlier) { return said(earlier) == now; };
    if (std::any_of(subject.earlier.begin(), subject.earlier.end(), is_same)) return whole(*summary);
  }
  return is_stock(matcher, *summary) ? whole(*summary) : Spots{};
}

Spots promise_overdue(const Matcher& matcher, const Document& document, const Subject& subject) {
  const bool is_overdue =
      subject.now && subject.incident != nullptr && subject.incident->promise && subject.incident->promise->due < *subject.now;
  if (!is_overdue || document.is_translation || matcher.is_said(Part::tokens)) return {};
  return missing(Field::summary);
}

Spots next_update_past(const Matcher&, const Document& document, const Subject& subject) {
  const bool is_past = subject.now && subject.event.next_update && *subject.event.next_update <= *subject.now;
  return is_past && !document.is_translation ? missing(Field::next_update) : Spots{};
}

Spots permanent_buried(const Matcher& matcher, const Document& document, const Subject&) {
  // What is said in its own field is highlighted.
  if (document.text_of(Field::permanent) != nullptr) return {};
  Spots late;
  for (const auto& text : document.texts) {
    const std::size_t early = text.field == Field::title || text.field == Field::now ? text.folded.text.size()
                              : text.field == Field::summary                         ? end_of_paragraph(text.folded.text)
                                                                                     : 0;
    for (const Span span : matcher.all(Part::tokens, text)) {
      if (span.begin < early) return {};
      late.push_back({&text, span, {}, {}});
    }
  }
  return late.empty() ? Spots{} : Spots{late.front()};
}

Spots consequence_late(const Matcher& matcher, const Document& document, const Subject&) {
  const Text* summary = document.text_of(Field::summary);
  if (summary == nullptr || document.text_of(Field::now) != nullptr) return {};
  const std::size_t early = behind_words(summary->folded.text, kFirstPart);
  const auto first = matcher.first(Part::tokens, *summary);
  return first && first->begin >= early ? at(*summary, *first) : Spots{};
}

Spots jargon_early(const Matcher& matcher, const Document& document, const Subject&) {
  Spots spots;
  for (const auto& text : document.texts) {
    if (text.field != Field::title && text.field != Field::summary) continue;
    const std::size_t early = behind_words(text.folded.text, kFirstPart);
    for (const Span span : matcher.all(Part::tokens, text)) {
      if (span.begin < early) spots.push_back({&text, span, {}, {}});
    }
  }
  return spots;
}

Spots summary_long(const Matcher&, const Document& document, const Subject&) {
  const Text* summary = document.text_of(Field::summary);
  if (summary == nullptr) return {};
  const auto counts = count(summary->folded.text);
  const bool is_long = counts.first_paragraph_words > static_cast<double>(kFirstPart) ||
                       (counts.words > static_cast<double>(kUnbroken) && counts.paragraphs < 2);
  return is_long ? at(*summary, {0, end_of_paragraph(summary->folded.text)}) : Spots{};
}

/// Patience is asked for where help is: templates do that if there is a contact, so only prose that asks apart from it is told.
Spots patience_apart(const Matcher& matcher, const Document& document, const Subject& subject) {
  for (const auto& text : document.texts) {
    const auto asked = matcher.first(Part::first, text);
    if (!asked) continue;
    const auto sentence = sentence_around(text.folded.text, asked->begin);
    const auto begin = static_cast<std::size_t>(sentence.data() - text.folded.text.data());
    for (const Span contact : matcher.all(Part::second, text)) {
      if (contact.begin >= begin && contact.end <= begin + sentence.size()) return {};
    }
    return at(text, *asked);
  }
  const bool has_contact = subject.event.contact || subject.contact || matcher.is_said(Part::second);
  return has_contact || document.is_translation ? Spots{} : missing(Field::contact);
}

/// Whether a post on X has the words of this document.
bool is_posted(const Document& document, const Subject& subject) {
  return std::any_of(subject.posted_in.begin(), subject.posted_in.end(), [&](std::string_view language) {
    if (document.is_translation) return primary(language) == primary(document.language);
    const auto& translations = subject.event.translations;
    return std::none_of(translations.begin(), translations.end(),
                        [&](const auto& one) { return primary(one.first) == primary(language) && !one.second.summary.empty(); });
  });
}

Spots channel_fit(const Matcher&, const Document& document, const Subject& subject) {
  const Text* summary = document.text_of(Field::summary);
  const bool is_short = std::find(subject.channels.begin(), subject.channels.end(), "x") != subject.channels.end();
  if (!is_short || summary == nullptr) return {};
  // A translation that no post is written in needs to fit none, nor the words that it replaces.
  if (!subject.posted_in.empty() && !is_posted(document, subject)) return {};
  // A thread is cut between sentences; one that fits no post is cut within.
  std::size_t begin = 0, length = 0;
  const std::string& text = summary->folded.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends =
        text[i] == '\n' || ((text[i] == '.' || text[i] == '!' || text[i] == '?') && (i + 1 == text.size() || text[i + 1] == ' '));
    if (ends && length > kPost) return at(*summary, {begin, i + 1});
    const bool is_before = length == 0 && text[i] == ' ';
    if (ends || is_before) begin = i + 1;
    if (ends) length = 0;
    if (!ends && !is_before && (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++length;
  }
  return length > kPost ? at(*summary, {begin, text.size()}) : Spots{};
}

Spots resolved_bare(const Matcher& matcher, const Document& document, const Subject& subject) {
  const Text* summary = document.text_of(Field::summary);
  if (summary == nullptr || document.is_translation || !is_summary_alone(document)) return {};
  if (subject.event.began || subject.event.ended) return {};
  return is_stock(matcher, *summary) ? whole(*summary) : Spots{};
}

/// `first` says that it is over where it is not; `second` that it is looked for where it was found.
Spots state_mismatch(const Matcher& matcher, const Document& document, const Subject& subject) {
  const bool is_found = subject.state == State::monitoring || subject.state == State::resolved;
  for (const auto& text : document.texts) {
    if (text.field != Field::title && text.field != Field::summary && text.field != Field::now) continue;
    if (const auto span = matcher.first(is_found ? Part::second : Part::first, text)) return at(text, *span);
  }
  return {};
}

/// Start and end are asked for by the event itself.
Spots maintenance_window(const Matcher& matcher, const Document& document, const Subject& subject) {
  if (document.is_translation) return {};
  const auto& consequences = subject.event.consequences;
  const bool has_effect = !consequences.now.empty() || !consequences.expected.empty() || !consequences.permanent.empty();
  if (!has_effect && !matcher.is_said(Part::first)) return missing(Field::now);
  return {};
}

/// Closing and opening are said by the clock from fields; in prose that is written for them `first` and `second` are looked for.
Spots office(const Matcher& matcher, const Document& document, const Subject& subject) {
  if (document.is_translation) return {};
  const bool carries_night = subject.incident != nullptr && subject.incident->overnight;
  const bool has_night = subject.event.overnight || carries_night || matcher.is_said(Part::first);
  const bool has_next = subject.event.next_update || subject.event.next_update_in || matcher.is_said(Part::tokens);
  const bool needs_contact = !matcher.rule().second.empty() && !subject.event.contact && !subject.contact && !matcher.is_said(Part::second);
  if (!has_night) return missing(Field::overnight);
  if (!has_next) return missing(Field::next_update);
  return needs_contact ? missing(Field::contact) : Spots{};
}

struct Coded {
  std::string_view name;
  Spots (*run)(const Matcher&, const Document&, const Subject&);
};
constexpr std::array<Coded, 14> kAll{{{"channel-fit", channel_fit},
                                      {"consequence-late", consequence_late},
                                      {"contentless", contentless},
                                      {"jargon-early", jargon_early},
                                      {"maintenance-window", maintenance_window},
                                      {"next-update-past", next_update_past},
                                      {"office-close", office},
                                      {"office-open", office},
                                      {"patience-apart", patience_apart},
                                      {"permanent-buried", permanent_buried},
                                      {"promise-overdue", promise_overdue},
                                      {"resolved-bare", resolved_bare},
                                      {"state-mismatch", state_mismatch},
                                      {"summary-long", summary_long}}};

const Coded* find(std::string_view name) {
  const auto found = std::find_if(kAll.begin(), kAll.end(), [&](const Coded& one) { return one.name == name; });
  return found == kAll.end() ? nullptr : found;
}

}  // namespace

bool is_coded(std::string_view name) { return find(name) != nullptr; }

std::string coded_names() {
  std::string all;
  for (const auto& one : kAll) all.append(all.empty() ? "" : ", ").append(one.name);
  return all;
}

Spots run_coded(const Matcher& matcher, const Document& document, const Subject& subject) {
  const Coded* coded = find(matcher.rule().check);
  return coded == nullptr ? Spots{} : coded->run(matcher, document, subject);
}

}  // namespace crier::wording
