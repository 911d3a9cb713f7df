#include "wording/metric.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"

namespace crier::wording {

struct Metric::Node {
  char operation = '0';  ///< '0' a number, 'n' a name, else + - * /
  double number = 0;
  double TextCounts::*name = nullptr;
  std::shared_ptr<const Node> left, right;
};

namespace {

using NodePtr = std::shared_ptr<const Metric::Node>;

constexpr std::array<std::pair<std::string_view, double TextCounts::*>, 6> kNames{
    {{"characters", &TextCounts::characters},
     {"words", &TextCounts::words},
     {"sentences", &TextCounts::sentences},
     {"paragraphs", &TextCounts::paragraphs},
     {"first_paragraph_words", &TextCounts::first_paragraph_words},
     {"long_words", &TextCounts::long_words}}};

constexpr int kDeepest = 32;

bool is_digit(char c) { return (c >= '0' && c <= '9') || c == '.'; }
bool is_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Recursive descent over sums of products.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}
  [[nodiscard]] NodePtr whole() {
    auto node = sum(0);
    skip();
    if (fault.empty() && at_ < text_.size()) fault = "what does \"" + std::string(text_.substr(at_, 20)) + "\" mean there?";
    return node;
  }
  std::string fault;

 private:
  void skip() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());  // Vale's formulas are blocks of lines
  }
  [[nodiscard]] bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] NodePtr sum(int depth) {
    auto left = product(depth);
    for (;;) {
      const char operation = take('+') ? '+' : take('-') ? '-' : '\0';
      if (operation == '\0') return left;
      left = std::make_shared<Metric::Node>(Metric::Node{operation, 0, nullptr, left, product(depth)});
    }
  }
  [[nodiscard]] NodePtr product(int depth) {
    auto left = atom(depth);
    for (;;) {
      const char operation = take('*') ? '*' : take('/') ? '/' : '\0';
      if (operation == '\0') return left;
      left = std::make_shared<Metric::Node>(Metric::Node{operation, 0, nullptr, left, atom(depth)});
    }
  }
  [[nodiscard]] NodePtr atom(int depth) {
    if (depth > kDeepest) {
      fault = "brackets are nested too deeply";
      return nothing();
    }
    if (take('(')) {
      auto inner = sum(depth + 1);
      if (!take(')') && fault.empty()) fault = "a closing bracket is missing";
      return inner;
    }
    skip();
    std::size_t end = at_;
    if (end < text_.size() && is_digit(text_[end])) {
      while (end < text_.size() && is_digit(text_[end])) ++end;
      const auto value = number_of(text_.substr(at_, end - at_));
      if (!value && fault.empty()) fault = "\"" + std::string(text_.substr(at_, end - at_)) + "\" is no number";
      at_ = end;
      return std::make_shared<Metric::Node>(Metric::Node{'0', value.value_or(0), nullptr, nullptr, nullptr});
    }
    while (end < text_.size() && is_name(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    for (const auto& [name, member] : kNames) {
      if (name == word) return std::make_shared<Metric::Node>(Metric::Node{'n', 0, member, nullptr, nullptr});
    }
    if (fault.empty()) {
      fault = word.empty() ? "a number or a name is missing" : "\"" + std::string(word) + "\" is nothing that is counted";
      fault += "; there are";
      for (const auto& [name, member] : kNames) fault += (fault.ends_with("are") ? " " : ", ") + std::string(name);
    }
    return nothing();
  }
  [[nodiscard]] static NodePtr nothing() { return std::make_shared<Metric::Node>(); }

  std::string_view text_;
  std::size_t at_ = 0;
};

double value_of(const Metric::Node& node, const TextCounts& counts) {
  switch (node.operation) {
    case '0':
      return node.number;
    case 'n':
      return counts.*node.name;
    case '+':
      return value_of(*node.left, counts) + value_of(*node.right, counts);
    case '-':
      return value_of(*node.left, counts) - value_of(*node.right, counts);
    case '*':
      return value_of(*node.left, counts) * value_of(*node.right, counts);
    default: {
      const double divisor = value_of(*node.right, counts);
      return divisor == 0.0 ? 0.0 : value_of(*node.left, counts) / divisor;
    }
  }
}

}  // namespace

TextCounts count(std::string_view folded) {
  TextCounts counts;
  std::size_t word = 0;
  bool ends_sentence = true;
  bool is_first_paragraph = true;
  bool in_paragraph = false;
  int breaks = 0;
  const auto end_word = [&] {
    if (word == 0) return;
    ++counts.words;
    if (is_first_paragraph) ++counts.first_paragraph_words;
    if (word > 6) ++counts.long_words;
    word = 0;
    ends_sentence = false;
  };
  for (const char c : folded) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U && c != '\n') ++counts.characters;
    const bool joins = word > 0 && (c == '\'' || c == '-' || c == '_');  // between words they are signs
    const bool is_letter = byte >= 0x80 || (std::isalnum(byte) != 0) || joins;
    if (is_letter) {
      if ((byte & 0xC0U) != 0x80U) ++word;
      if (!in_paragraph) {
        ++counts.paragraphs;
        if (counts.paragraphs > 1) is_first_paragraph = false;
      }
      in_paragraph = true;
      breaks = 0;
      continue;
    }
    end_word();
    if ((c == '.' || c == '!' || c == '?') && !ends_sentence) {
      ++counts.sentences;
      ends_sentence = true;
    }
    breaks = c == '\n' ? breaks + 1 : c == ' ' || c == '\t' ? breaks : 0;
    if (breaks >= 2) in_paragraph = false;
  }
  end_word();
  if (!ends_sentence) ++counts.sentences;
  return counts;
}

Result<Metric, std::string> Metric::parse(std::string_view formula, std::string_view condition) {
  Metric metric;
  if (formula.size() > 4096) return std::string("the formula is longer than 4096 bytes");
  Parser parser(formula);
  metric.root_ = parser.whole();
  if (!parser.fault.empty()) return "the formula cannot be read: " + parser.fault;
  const auto text = trim(condition);
  const std::size_t width = text.starts_with(">=") || text.starts_with("<=") || text.starts_with("==") ? 2 : 1;
  metric.comparison_ = text.substr(0, width);
  const auto bound = number_of(trim(text.substr(std::min(width, text.size()))));
  const bool is_known = metric.comparison_ == ">" || metric.comparison_ == "<" || width == 2;
  if (!is_known || !bound) return std::string("the condition is a comparison with a number such as \"> 25\"");
  metric.bound_ = *bound;
  return metric;
}

double Metric::value(const TextCounts& counts) const { return value_of(*root_, counts); }

bool Metric::holds(const TextCounts& counts) const {
  const double found = value(counts);
  if (comparison_ == ">") return found > bound_;
  if (comparison_ == "<") return found < bound_;
  if (comparison_ == ">=") return found >= bound_;
  if (comparison_ == "<=") return found <= bound_;
  return found >= bound_ && found <= bound_;
}

}  // namespace crier::wording
