#pragma once
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "wording/check.h"
#include "wording/prose.h"

namespace crier::wording {

// Small rules of their own, so that what is tested is how rules are applied and not what the shipped ones say.

inline Rule rule_of(Kind kind, std::string id = "house") {
  Rule rule;
  rule.id = std::move(id);
  rule.language = "en";
  rule.kind = kind;
  rule.message = "This is not to be said.";
  return rule;
}

inline Rule existence(std::vector<std::string> tokens, std::string id = "house") {
  Rule rule = rule_of(Kind::existence, std::move(id));
  rule.tokens = std::move(tokens);
  return rule;
}

inline Rule coded(std::string check) {
  Rule rule = rule_of(Kind::coded, check);
  rule.check = std::move(check);
  return rule;
}

inline std::shared_ptr<const Rulebook> book_of(std::vector<Rule> rules) {
  auto book = Rulebook::compile(std::move(rules));
  if (!book) throw std::logic_error("rule " + book.error().front().id + ": " + book.error().front().detail);
  return std::move(*book);
}

inline core::Event event_of(std::string summary) {
  core::Event event;
  event.summary = std::move(summary);
  return event;
}

inline std::vector<Finding> found(const Rule& rule, const core::Event& event, State state = State::update) {
  return check(*book_of({rule}), Subject{.event = event, .state = state});
}

/// The field that a finding points to; "" where the event does not say it.
inline std::string text_at(const core::Event& event, const std::string& pointer) {
  std::vector<Prose> all = prose_of(event);
  for (const auto& [language, words] : event.translations) {
    for (auto& one : prose_of(language, words)) all.push_back(one);
  }
  const auto at = std::find_if(all.begin(), all.end(), [&](const Prose& prose) { return prose.pointer == pointer; });
  return at == all.end() ? std::string() : std::string(at->text);
}

/// What the findings point to, as it was written.
inline std::vector<std::string> words_of(const std::vector<Finding>& findings, const core::Event& event) {
  std::vector<std::string> words;
  for (const auto& finding : findings) words.push_back(text_at(event, finding.pointer).substr(finding.offset, finding.length));
  return words;
}

/// The words that a rule finds in a summary.
inline std::vector<std::string> words_in(const Rule& rule, const std::string& summary) {
  const auto event = event_of(summary);
  return words_of(found(rule, event), event);
}

inline std::vector<std::string> pointers_of(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(finding.pointer);
  return all;
}

inline std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(finding.rule);
  return all;
}

/// "word word … " so many times.
inline std::string words(int count, const std::string& word = "word") {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i > 0 ? " " : "") + word;
  return text;
}

/// As RFC 3629 has it: no overlong forms, no surrogates, nothing behind U+10FFFF.
inline bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    const unsigned first = byte(0), second = byte(1);
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    if (first < 0x80) {
      ++at;
    } else if (first >= 0xC2 && first <= 0xDF && follows(1)) {
      at += 2;
    } else if (first >= 0xE0 && first <= 0xEF && follows(1) && follows(2) && !(first == 0xE0 && second < 0xA0) &&
               !(first == 0xED && second > 0x9F)) {
      at += 3;
    } else if (first >= 0xF0 && first <= 0xF4 && follows(1) && follows(2) && follows(3) && !(first == 0xF0 && second < 0x90) &&
               !(first == 0xF4 && second > 0x8F)) {
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace crier::wording
