#include "render/phrases.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "render/local_time.h"

namespace crier::render {
namespace {

constexpr std::string_view kDefault = "en";

std::string unknown_key(std::string_view key, const std::vector<std::string>& keys) {
  std::string what = "'" + std::string(key) + "' is no phrase that a template uses";
  if (const auto near = nearest(key, keys)) what += "; did you mean '" + *near + "'?";
  return what;
}

}  // namespace

std::string fault_at(const SourceText& source, std::size_t offset, std::string_view what) {
  const std::string_view before = std::string_view(source.text).substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return source.file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + std::string(what);
}

void Phrases::add(const std::string& language, const std::shared_ptr<const SourceText>& source, std::vector<std::string>& faults) {
  const std::vector<std::string> known = keys();
  auto& phrases = languages_[language];
  std::size_t offset = 0;
  for (const auto line : split(source->text, '\n')) {
    const std::size_t begin = offset;
    offset += line.size() + 1;
    const std::string_view shown = trim(line);
    if (shown.empty() || shown.front() == '#') continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      faults.push_back(fault_at(*source, begin, "a phrase is written 'key = text'"));
      continue;
    }
    const std::string key(trim(line.substr(0, equals)));
    const std::string_view text = trim(line.substr(equals + 1));
    const std::size_t at = text.empty() ? begin : begin + static_cast<std::size_t>(text.data() - line.data());
    if (!known.empty() && std::find(known.begin(), known.end(), key) == known.end()) {
      faults.push_back(fault_at(*source, begin, unknown_key(key, known)));
    } else if (const std::string wrong = time_pattern_fault(key, text); !wrong.empty()) {
      faults.push_back(fault_at(*source, at, wrong));
    } else {
      phrases[key] = Phrase{std::string(text), source, at};
    }
  }
}

const Phrase* Phrases::find(std::string_view language, std::string_view key) const {
  std::vector<std::string> chain = language_chain(language);
  chain.emplace_back(kDefault);
  for (const auto& tag : chain) {
    const auto phrases = languages_.find(tag);
    if (phrases == languages_.end()) continue;
    if (const auto phrase = phrases->second.find(key); phrase != phrases->second.end()) return &phrase->second;
  }
  return nullptr;
}

const std::string& Phrases::text(std::string_view language, std::string_view key) const {
  const Phrase* phrase = find(language, key);
  if (phrase == nullptr) throw std::logic_error("Phrases: English lacks '" + std::string(key) + "'");
  return phrase->text;
}

std::vector<std::string> Phrases::keys() const {
  std::vector<std::string> keys;
  const auto english = languages_.find(kDefault);
  if (english == languages_.end()) return keys;
  for (const auto& [key, phrase] : english->second) keys.push_back(key);
  return keys;
}

std::vector<std::string> Phrases::languages() const {
  std::vector<std::string> tags;
  for (const auto& [tag, phrases] : languages_) tags.push_back(tag);
  return tags;
}

std::string language_tag(std::string_view text) {
  std::string tag = to_lower_ascii(text);
  std::replace(tag.begin(), tag.end(), '_', '-');
  return tag;
}

std::vector<std::string> language_chain(std::string_view tag) {
  std::vector<std::string> chain;
  for (std::string rest = language_tag(tag); !rest.empty(); rest.resize(rest.rfind('-') == std::string::npos ? 0 : rest.rfind('-')))
    chain.push_back(rest);
  return chain;
}

}  // namespace crier::render
