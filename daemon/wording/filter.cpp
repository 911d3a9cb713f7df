#include "wording/filter.h"

#include <algorithm>
#include <deque>

namespace crier::wording {
namespace {

std::uint64_t edge(std::uint32_t state, unsigned char byte) { return (static_cast<std::uint64_t>(state) << 8U) | byte; }

}  // namespace

bool Filter::add(const std::string& pattern, const RE2::Options& options) {
  int number = 0;
  if (expressions_.Add(pattern, options, &number) != RE2::NoError) return false;
  ++count_;
  return true;
}

void Filter::add_word(const std::string& word, int number) {
  std::uint32_t state = kRoot;
  for (const char c : word) {
    const auto [at, is_new] = edges_.try_emplace(edge(state, static_cast<unsigned char>(c)), static_cast<std::uint32_t>(words_.size()));
    if (is_new) words_.emplace_back();
    state = at->second;
  }
  words_[state].push_back(number);
}

void Filter::link() {
  failures_.assign(words_.size(), kRoot);
  // Breadth first: a failure leads to a state nearer to the root, which is complete by then.
  std::vector<std::vector<std::pair<unsigned char, std::uint32_t>>> children(words_.size());
  for (const auto& [key, to] : edges_) children[key >> 8U].emplace_back(static_cast<unsigned char>(key & 0xFFU), to);
  std::deque<std::uint32_t> next;
  for (const auto& [byte, child] : children[kRoot]) next.push_back(child);
  while (!next.empty()) {
    const std::uint32_t state = next.front();
    next.pop_front();
    for (const auto& [byte, child] : children[state]) {
      failures_[child] = step(failures_[state], byte);
      const auto& shorter = words_[failures_[child]];
      words_[child].insert(words_[child].end(), shorter.begin(), shorter.end());
      next.push_back(child);
    }
  }
}

void Filter::compile() {
  if (count_ == 0) return;
  std::vector<std::string> words;
  expressions_.Compile(&words);
  words_.assign(1, {});
  for (std::size_t i = 0; i < words.size(); ++i) add_word(words[i], static_cast<int>(i));
  link();
}

std::uint32_t Filter::step(std::uint32_t state, unsigned char byte) const {
  for (;;) {
    if (const auto found = edges_.find(edge(state, byte)); found != edges_.end()) return found->second;
    if (state == kRoot) return kRoot;
    state = failures_[state];
  }
}

std::vector<int> Filter::candidates(std::string_view lower) const {
  std::vector<int> found;
  if (count_ == 0) return found;
  std::vector<int> words;
  std::uint32_t state = kRoot;
  std::vector<bool> visited(words_.size());
  for (const char c : lower) {
    state = step(state, static_cast<unsigned char>(c));
    if (words_[state].empty() || visited[state]) continue;
    visited[state] = true;
    words.insert(words.end(), words_[state].begin(), words_[state].end());
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  expressions_.AllPotentials(words, &found);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace crier::wording
