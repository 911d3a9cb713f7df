#include "wording/rulebook.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "wording/coded.h"
#include "wording/compiled.h"

namespace crier::wording {
namespace {

/// Bytes that one expression may take, program and cached states together.
constexpr std::int64_t kCache = 8 << 20;

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kCache);
  return options;
}

std::string flags(const Rule& rule) { return rule.ignores_case ? "(?im)" : "(?m)"; }

std::string one_of(const std::vector<std::string>& patterns) {
  std::string all;
  for (const auto& pattern : patterns) all += (all.empty() ? "(?:" : "|(?:") + pattern + ")";
  return all;
}

/// RE2's \b knows ASCII only: what stands beside a token is no letter, mark or digit (is_bound in document.cpp). In blocks of Unicode, for
/// the exact classes would make each expression some thousand instructions longer.
std::string bounded(const Rule& rule, const std::string& alternatives) {
  if (rule.nonword) return flags(rule) + "(?:" + alternatives + ")";
  const std::string bound = R"([^0-9A-Za-z_\x{AA}\x{B5}\x{BA}\x{C0}-\x{1FFF}\x{2C00}-\x{2FFF}\x{3040}-\x{1EFFF}\x{20000}-\x{10FFFF}])";
  return flags(rule) + "(?:\\A|" + bound + ")(?:" + alternatives + ")(?:\\z|" + bound + ")";
}

/// Compiles one rule's expressions; every fault with its key and item.
class Compiling {
 public:
  /// `is_trusted`: each expression is known to be good alone.
  Compiling(const Rule& rule, std::size_t number, std::vector<RuleFault>& faults, bool is_trusted)
      : rule_(rule), number_(number), faults_(faults), is_trusted_(is_trusted) {}

  /// Whether RE2 takes each, alone, so that a fault can be told where it is.
  bool are_good(const std::vector<std::string>& patterns, const char* key) {
    bool all_good = true;
    if (is_trusted_) return all_good;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const RE2 alone(patterns[i], options());  // not in a group, which it could close
      if (patterns[i].empty()) fault(key, i, "an empty expression finds everything");
      if (!alone.ok()) fault(key, i, "the expression cannot be used: " + alone.error() + "; RE2 has no look-around and no back-references");
      all_good = all_good && alone.ok() && !patterns[i].empty();
    }
    return all_good;
  }
  void fault(const char* key, std::size_t item, std::string detail) {
    faults_.push_back({rule_.id, rule_.language, key, item, std::move(detail)});
  }
  void need(bool is_there, const char* key, const std::string& what) {
    if (!is_there) fault(key, 0, "a rule of this kind needs " + what);
  }

  [[nodiscard]] std::vector<std::string> token_patterns() const {
    std::vector<std::string> all = rule_.tokens;
    if (!rule_.token.empty()) all.push_back(rule_.token);
    return all;
  }

  void check_keys() {
    switch (rule_.kind) {
      case Kind::existence:
        need(!rule_.tokens.empty() || !rule_.raw.empty(), "tokens", "`tokens` or `raw`");
        break;
      case Kind::substitution:
        need(!rule_.swaps.empty(), "swap", "`swap`");
        break;
      case Kind::occurrence:
        need(!rule_.token.empty(), "token", "`token`");
        need(rule_.min || rule_.max, "max", "`min` or `max`");
        break;
      case Kind::conditional:
        need(!rule_.first.empty(), "first", "`first` and `second`");
        need(!rule_.second.empty(), "second", "`first` and `second`");
        break;
      case Kind::metric:
        need(!rule_.formula.empty(), "formula", "`formula` and `condition`");
        need(!rule_.condition.empty(), "condition", "`formula` and `condition`");
        break;
      case Kind::required:
        need(!rule_.requires_one.empty() || !rule_.tokens.empty(), "requires", "`requires` or `tokens`");
        break;
      case Kind::coded:
        need(is_coded(rule_.check), "check", "a `check` that there is; there are " + coded_names());
        break;
    }
    if (rule_.message.empty()) fault("message", 0, "a rule says what is wrong: `message`");
  }

  void compile(Rulebook::Compiled::Language& language, Rulebook::Compiled::OfRule& to) {
    check_keys();
    auto tokens = token_patterns();
    bool is_good = are_good(tokens, rule_.token.empty() ? "tokens" : "token");
    if (!rule_.raw.empty()) {
      std::string joined;
      for (const auto& piece : rule_.raw) joined += piece;
      is_good = are_good({joined}, "raw") && is_good;
      if (is_good)
        add(language, Part::tokens, to.tokens, flags(rule_) + "(?:" + (tokens.empty() ? "" : one_of(tokens) + "|") + joined + ")");
    } else if (is_good && !tokens.empty()) {
      for (const auto& token : tokens) add(language, Part::tokens, to.tokens, bounded(rule_, token), token);
    }
    compile_swaps(language, to);
    if (!rule_.first.empty() && are_good({rule_.first}, "first")) add(language, Part::first, to.first, bounded(rule_, rule_.first));
    if (!rule_.second.empty() && are_good({rule_.second}, "second")) add(language, Part::second, to.second, bounded(rule_, rule_.second));
    if (!rule_.unless.empty() && are_good(rule_.unless, "unless"))
      for (const auto& pattern : rule_.unless) add(language, Part::unless, to.unless, bounded(rule_, pattern), pattern);
    if (are_good(rule_.exceptions, "exceptions")) {
      for (const auto& pattern : rule_.exceptions) add(language, Part::exceptions, to.exceptions, bounded(rule_, pattern), pattern);
    }
    compile_metric(to);
  }

 private:
  void compile_swaps(Rulebook::Compiled::Language& language, Rulebook::Compiled::OfRule& to) {
    if (rule_.swaps.empty()) return;
    std::vector<std::string> patterns;
    for (const auto& swap : rule_.swaps) patterns.push_back(swap.pattern);
    if (!are_good(patterns, "swap")) return;
    add(language, Part::swaps, to.swaps, bounded(rule_, one_of(patterns)));
    for (const auto& pattern : patterns)
      to.each_swap.push_back(std::make_shared<const RE2>(flags(rule_) + "(?:" + pattern + ")", options()));
  }

  void compile_metric(Rulebook::Compiled::OfRule& to) {
    if (rule_.formula.empty() || rule_.condition.empty()) return;
    const auto alone = Metric::parse(rule_.formula, "> 0");
    if (!alone) return fault("formula", 0, alone.error());
    auto metric = Metric::parse(rule_.formula, rule_.condition);
    if (!metric) return fault("condition", 0, metric.error());
    to.metric = std::move(*metric);
  }

  void add(Rulebook::Compiled::Language& language, Part part, std::vector<int>& numbers, const std::string& pattern,
           const std::string& source = {}) {
    const int next = static_cast<int>(language.expressions.size());
    if (!language.filter.add(pattern, options())) {
      const char* const keys[] = {"tokens", "swap", "first", "second", "unless", "exceptions"};
      return fault(keys[static_cast<std::size_t>(part)], 0, "the expression is too large; make several of it, or shorten repetitions");
    }
    language.expressions.push_back({number_, part, source});
    numbers.push_back(next);
  }

  const Rule& rule_;
  std::size_t number_;
  std::vector<RuleFault>& faults_;
  bool is_trusted_;
};

/// Puts those of the numbers that are looked for in every text together as one expression.
void merge(const Rule& rule, std::vector<int>& numbers, const std::vector<int>& everywhere, Rulebook::Compiled::Language& language) {
  std::vector<std::string> sources;
  std::vector<int> kept;
  for (const int number : numbers) {
    const auto& one = language.expressions[static_cast<std::size_t>(number)];
    const bool is_everywhere = std::binary_search(everywhere.begin(), everywhere.end(), number);
    if (is_everywhere && !one.source.empty()) {
      sources.push_back(one.source);
    } else {
      kept.push_back(number);
    }
  }
  if (sources.size() < 2) return;
  auto expression = std::make_unique<const RE2>(bounded(rule, one_of(sources)), options());
  if (!expression->ok()) return;  // too large together: each is looked for alone
  for (const int number : numbers) {
    if (std::find(kept.begin(), kept.end(), number) == kept.end()) language.expressions[static_cast<std::size_t>(number)].is_merged = true;
  }
  kept.push_back(static_cast<int>(language.expressions.size() + language.merged.size()));
  language.merged.push_back(std::move(expression));
  numbers = std::move(kept);
}

void compile_language(const Rulebook& book, Rulebook::Compiled::Language& language, bool is_trusted, std::vector<RuleFault>& faults) {
  auto& of_rules = book.compiled().of_rules;
  for (const std::size_t rule : language.rules) Compiling(book.rules()[rule], rule, faults, is_trusted).compile(language, of_rules[rule]);
  if (!faults.empty()) return;
  language.filter.compile();
  const auto everywhere = language.filter.candidates({});
  for (const std::size_t rule : language.rules) {
    merge(book.rules()[rule], of_rules[rule].tokens, everywhere, language);
    merge(book.rules()[rule], of_rules[rule].unless, everywhere, language);
    merge(book.rules()[rule], of_rules[rule].exceptions, everywhere, language);
  }
}

}  // namespace

Rulebook::Rulebook() : compiled_(std::make_unique<Compiled>()) {}
Rulebook::~Rulebook() = default;

bool Rulebook::speaks(std::string_view language) const { return compiled_->languages.contains(primary(language)); }

std::vector<int> Rulebook::Compiled::Language::candidates(std::string_view lower) const {
  auto found = filter.candidates(lower);
  std::erase_if(found, [this](int number) { return expressions[static_cast<std::size_t>(number)].is_merged; });
  for (std::size_t i = 0; i < merged.size(); ++i) found.push_back(static_cast<int>(expressions.size() + i));
  return found;
}

const Rulebook::Compiled::Language* Rulebook::Compiled::ready(const Rulebook& book, std::string_view language) {
  const auto found = languages.find(primary(language));
  if (found == languages.end()) return nullptr;
  std::call_once(found->second.once, [&] {
    std::vector<RuleFault> faults;
    compile_language(book, found->second, true, faults);
    if (!faults.empty()) throw std::logic_error("rule " + faults.front().id + " was trusted and is faulty: " + faults.front().detail);
  });
  return &found->second;
}

std::shared_ptr<Rulebook> Rulebook::begin(std::vector<Rule> rules, std::vector<RuleFault>& faults) {
  std::shared_ptr<Rulebook> book(new Rulebook);
  std::sort(rules.begin(), rules.end(),
            [](const Rule& a, const Rule& b) { return std::tie(a.language, a.id) < std::tie(b.language, b.id); });
  book->rules_ = std::move(rules);
  book->compiled_->of_rules.resize(book->rules_.size());
  for (std::size_t i = 0; i < book->rules_.size(); ++i) {
    const Rule& rule = book->rules_[i];
    const bool is_twice = i > 0 && book->rules_[i - 1].id == rule.id && book->rules_[i - 1].language == rule.language;
    if (is_twice) faults.push_back({rule.id, rule.language, "", 0, "there are two rules " + rule.id + " of this language"});
    book->compiled_->languages[std::string(primary(rule.language))].rules.push_back(i);
  }
  return book;
}

std::shared_ptr<const Rulebook> Rulebook::trust(std::vector<Rule> rules) {
  std::vector<RuleFault> faults;
  return begin(std::move(rules), faults);
}

Result<std::shared_ptr<const Rulebook>, std::vector<RuleFault>> Rulebook::compile(std::vector<Rule> rules) {
  std::vector<RuleFault> faults;
  const auto book = begin(std::move(rules), faults);
  for (auto& [name, language] : book->compiled_->languages) {
    std::call_once(language.once, [&, &one = language] { compile_language(*book, one, false, faults); });
  }
  if (!faults.empty()) return faults;
  return std::shared_ptr<const Rulebook>(book);
}

}  // namespace crier::wording
