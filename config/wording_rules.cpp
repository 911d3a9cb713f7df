#include "config/wording_rules.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "channels/registry.h"
#include "config/parts.h"
#include "config/reader/parse.h"
#include "config/shipped_rules.h"

namespace crier::config {
namespace {

namespace fs = std::filesystem;
using reader::Node;
using reader::Section;
using reader::Type;
using wording::Kind;
using wording::Rule;

constexpr std::uintmax_t kLargest = std::uintmax_t{256} * 1024;
constexpr std::size_t kMostRules = 2000;
constexpr std::size_t kMostTokens = 2000;

constexpr std::string_view kStates =
    "investigating | identified | update | monitoring | resolved | postmortem | scheduled | in_progress | office_close | office_open | "
    "notice";
constexpr std::string_view kActions = "open | update | resolve | postmortem | notice | maintenance | retract | reopen";
constexpr std::string_view kLevels = "suggestion | warning | error";
constexpr std::string_view kFields =
    "title | summary | now | expected | permanent | details | workaround | root_cause | done | planned | contact | next_update | overnight "
    "| began "
    "| ended | starts | ends";
/// Vale's scopes of prose mean all of it here, beside our fields.
constexpr std::string_view kScopes =
    "title | summary | now | expected | permanent | details | workaround | root_cause | done | planned | text | raw | sentence | paragraph";

const reader::Table& keys() {
  static const reader::Table table{
      {.name = "extends",
       .type = Type::choice,
       .bounds = "existence | substitution | occurrence | conditional | metric | crier",
       .help = "what the rule does",
       .required = true},
      {.name = "message", .type = Type::prose, .help = "what is wrong", .required = true},
      {.name = "level", .type = Type::choice, .fallback = "warning", .bounds = kLevels, .help = "how grave it is"},
      {.name = "levels", .type = Type::free, .help = "other levels by state or channel type"},
      {.name = "scope", .type = Type::choices, .bounds = kScopes, .help = "in which fields it looks"},
      {.name = "ignorecase", .type = Type::flag, .fallback = "true", .help = "capitals do not count"},
      {.name = "nonword", .type = Type::flag, .fallback = "false", .help = "tokens may begin and end within words"},
      {.name = "tokens", .type = Type::free, .help = "expressions"},
      {.name = "raw", .type = Type::free, .help = "pieces of one expression"},
      {.name = "exceptions", .type = Type::free, .help = "what is within a match of these does not count"},
      {.name = "unless", .type = Type::free, .help = "where one of these stands anywhere, it finds nothing"},
      {.name = "swap", .type = Type::free, .help = "what, and what to say instead"},
      {.name = "token", .type = Type::prose, .help = "what is counted"},
      {.name = "min", .type = Type::count, .bounds = "0..100000", .help = "so often at least"},
      {.name = "max", .type = Type::count, .bounds = "0..100000", .help = "so often at most"},
      {.name = "first", .type = Type::prose, .help = "where this stands …"},
      {.name = "second", .type = Type::prose, .help = "… this must stand too"},
      {.name = "formula", .type = Type::prose, .help = "of counts"},
      {.name = "condition", .type = Type::prose, .help = "on its value"},
      {.name = "states", .type = Type::choices, .bounds = kStates, .help = "of updates it is for"},
      {.name = "actions", .type = Type::choices, .bounds = kActions, .help = "it is for"},
      {.name = "channels", .type = Type::texts, .help = "channel types it is for"},
      {.name = "requires", .type = Type::choices, .bounds = kFields, .help = "fields one of which must be said"},
      {.name = "check", .help = "a rule in code"},
      {.name = "advice", .type = Type::prose, .help = "what to do"},
      {.name = "better", .type = Type::prose, .help = "a phrase to take instead"},
      {.name = "link", .help = "where to read more"},
      {.name = "action", .type = Type::free, .help = "Vale's, for editors; not looked at"},
      {.name = "vocab", .type = Type::free, .help = "Vale's; not looked at"},
      {.name = "limit", .type = Type::free, .help = "Vale's; not looked at"},
  };
  return table;
}

/// Those whose adapters are not built too, for rules may be written for them.
std::vector<std::string> channel_types() {
  std::vector<std::string> all;
  for (const auto& type : channels::adapter_types()) all.emplace_back(type.name);
  for (const auto& type : channels::unbuilt_types()) all.emplace_back(type);
  return all;
}

bool is_channel_type(const std::string& name) {
  const auto all = channel_types();
  return std::find(all.begin(), all.end(), name) != all.end();
}

template <class E>
std::vector<E> named(const Section& section, std::string_view key, std::optional<E> (*parse)(std::string_view)) {
  std::vector<E> all;
  for (const Node* node : section.texts(key)) {
    if (const auto one = parse(node->text)) all.push_back(*one);
  }
  return all;
}

/// Reads one file's tree into a rule.
class RuleReader {
 public:
  RuleReader(const Section& section, Rule& rule) : section_(section), rule_(rule) {}

  void read() {
    const std::string extends = section_.text("extends");
    rule_.check = section_.text("check");
    rule_.requires_one = named<wording::Field>(section_, "requires", &wording::parse_field);
    rule_.kind = kind_of(extends);
    rule_.severity = wording::parse_severity(section_.text("level")).value_or(wording::Severity::warning);
    rule_.states = named<wording::State>(section_, "states", &wording::parse_state);
    rule_.actions = named<core::Action>(section_, "actions", &core::parse_action);
    rule_.fields = named<wording::Field>(section_, "scope", &wording::parse_field);
    for (const Node* node : section_.texts("channels")) {
      rule_.channels.push_back(node->text);
      if (!is_channel_type(node->text))
        diagnostics().fault(node->at, "unknown channel type '" + node->text + "'", reader::suggestion(node->text, channel_types()));
    }
    rule_.ignores_case = section_.flag("ignorecase");
    rule_.nonword = section_.flag("nonword");
    rule_.tokens = texts("tokens");
    rule_.raw = texts("raw");
    rule_.exceptions = texts("exceptions");
    rule_.unless = texts("unless");
    rule_.token = section_.text("token");
    if (section_.has("min")) rule_.min = static_cast<int>(section_.count("min"));
    if (section_.has("max")) rule_.max = static_cast<int>(section_.count("max"));
    rule_.first = section_.text("first");
    rule_.second = section_.text("second");
    rule_.formula = section_.text("formula");
    rule_.condition = section_.text("condition");
    rule_.message = section_.text("message");
    rule_.advice = section_.text("advice");
    rule_.better = section_.text("better");
    rule_.link = section_.text("link");
    read_levels();
    read_swaps();
  }

 private:
  [[nodiscard]] reader::Diagnostics& diagnostics() const { return section_.context().diagnostics; }

  [[nodiscard]] Kind kind_of(const std::string& extends) const {
    if (extends == "crier") return rule_.check.empty() ? Kind::required : Kind::coded;
    if (extends == "substitution") return Kind::substitution;
    if (extends == "occurrence") return Kind::occurrence;
    if (extends == "conditional") return Kind::conditional;
    return extends == "metric" ? Kind::metric : Kind::existence;
  }

  /// A list of expressions, or one.
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> all;
    const Node* node = section_.node(key);
    if (node == nullptr || node->kind == Node::Kind::broken) return all;
    if (node->kind == Node::Kind::scalar) return {node->text};
    if (node->kind != Node::Kind::list) {
      section_.fault(key, "'" + std::string(key) + "' is no list", "expected a list of expressions");
      return all;
    }
    if (node->items.size() > kMostTokens)
      section_.fault(key, "'" + std::string(key) + "' has more than " + std::to_string(kMostTokens) + " items");
    for (const Node& item : node->items) {
      if (item.kind == Node::Kind::scalar) {
        all.push_back(item.text);
      } else if (item.kind != Node::Kind::broken) {
        section_.context().diagnostics.fault(item.at, "this is no text", "expected an expression, in quotes where YAML needs them");
      }
    }
    return all;
  }

  void read_levels() {
    const Node* node = section_.node("levels");
    if (node == nullptr || node->kind == Node::Kind::broken) return;
    if (node->kind != Node::Kind::map)
      return section_.fault("levels", "'levels' is no map", "expected such as {monitoring: warning, x: suggestion}");
    for (const auto& entry : node->entries) {
      const auto severity = wording::parse_severity(entry.value.text);
      if (!severity) {
        section_.context().diagnostics.fault(entry.value.at, "this is no level", "expected one of suggestion, warning, error");
      } else if (const auto state = wording::parse_state(entry.key)) {
        rule_.by_state[*state] = *severity;
      } else if (is_channel_type(entry.key)) {
        rule_.by_channel[entry.key] = *severity;
      } else {
        diagnostics().fault(entry.at, "'" + entry.key + "' is neither a state nor a channel type",
                            "expected such as {monitoring: warning, x: suggestion}");
      }
    }
  }

  void read_swaps() {
    const Node* node = section_.node("swap");
    if (node == nullptr || node->kind == Node::Kind::broken) return;
    if (node->kind != Node::Kind::map)
      return section_.fault("swap", "'swap' is no map", "expected expressions, each with what to say instead");
    for (const auto& entry : node->entries) {
      rule_.swaps.push_back({entry.key, entry.value.text});
      if (entry.value.kind == Node::Kind::list || entry.value.kind == Node::Kind::map)
        diagnostics().fault(entry.value.at, "this is no text", "expected what to say instead");
    }
  }

  const Section& section_;
  Rule& rule_;
};

/// Where a key's item, or the key, stands.
reader::Position place_of(const Node& tree, const wording::RuleFault& fault) {
  const reader::Entry* entry = fault.key.empty() ? nullptr : tree.find(fault.key);
  if (entry == nullptr) return {1, 1};
  if (fault.item < entry->value.items.size()) return entry->value.items[fault.item].at;
  if (fault.item < entry->value.entries.size()) return entry->value.entries[fault.item].at;
  return entry->value.at;
}

bool is_rule_file(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

/// A rule that is nobody's would be taken for one that is held.
constexpr const char* kUnused = "this rule is of no language, expected it in a folder such as en/ or de/";

Error folder_fault(const std::string& folder, const std::string& what) { return {ErrorKind::config, folder + ": " + what}; }

}  // namespace

std::vector<RuleFile> shipped_rules() {
  std::vector<RuleFile> files;
  for (const auto& file : shipped_rule_files()) {
    const fs::path path(file.path);
    if (!is_rule_file(path)) continue;
    files.push_back({path.parent_path().string(), path.stem().string(), "(built in) wording/" + path.string(), std::string(file.text)});
  }
  return files;
}

Result<std::vector<RuleFile>> rules_in(const std::string& folder) {
  std::vector<RuleFile> files;
  std::error_code error;
  for (fs::directory_iterator language(folder, error), end; !error && language != end; language.increment(error)) {
    const auto name = language->path().filename().string();
    if (name.starts_with('.')) continue;
    if (!language->is_directory(error)) {
      if (is_rule_file(language->path())) return folder_fault(language->path().string(), kUnused);
      continue;
    }
    for (fs::directory_iterator file(language->path(), error); !error && file != end; file.increment(error)) {
      if (!is_rule_file(file->path())) continue;
      if (!is_language(name)) return folder_fault(file->path().string(), kUnused);
      auto text = read_whole(file->path().string(), kLargest, "256 KiB, expected long rules in several files", "a YAML file");
      if (!text) return folder_fault(file->path().string(), text.error().text);
      files.push_back({name, file->path().stem().string(), file->path().string(), std::move(*text)});
      if (files.size() > kMostRules) return folder_fault(folder, "there are more than " + std::to_string(kMostRules) + " rules");
    }
  }
  if (error) return folder_fault(folder, "the folder cannot be read: " + error.message());
  std::sort(files.begin(), files.end(), [](const RuleFile& a, const RuleFile& b) { return a.path < b.path; });
  return files;
}

Result<std::vector<Rule>, std::string> read_rules(const std::vector<RuleFile>& files) {
  std::map<std::pair<std::string, std::string>, Rule> rules;
  std::string report;
  for (const auto& file : files) {
    reader::Diagnostics diagnostics;
    const reader::Files none("", "");
    const Node tree = reader::parse(file.text, diagnostics);
    const reader::Context context{diagnostics, none};
    if (!reader::check(tree, {1, 1}, keys(), context)) {
      diagnostics.fault(tree.at, "this is no rule", "expected keys such as extends, message and tokens");
    } else {
      Rule rule;
      rule.id = file.id;
      rule.language = file.language;
      rule.path = file.path;
      const Section section(tree, {1, 1}, keys(), context);
      RuleReader(section, rule).read();
      rules[{file.language, file.id}] = std::move(rule);
    }
    if (diagnostics.failed()) report += reader::format(file.path, file.text, diagnostics.faults());
  }
  if (!report.empty()) return report;
  std::vector<Rule> all;
  for (auto& [name, rule] : rules) all.push_back(std::move(rule));
  return all;
}

Result<std::shared_ptr<const wording::Rulebook>, std::string> compile_rules(const std::vector<RuleFile>& files, std::vector<Rule> rules) {
  auto book = wording::Rulebook::compile(std::move(rules));
  if (book) return std::move(*book);
  std::map<const RuleFile*, reader::Diagnostics> by_file;
  for (const auto& fault : book.error()) {
    // The last of its name is the one that counts.
    const auto file = std::find_if(files.rbegin(), files.rend(),
                                   [&](const RuleFile& one) { return one.id == fault.id && one.language == fault.language; });
    if (file == files.rend()) continue;
    reader::Diagnostics ignored;
    by_file[&*file].fault(place_of(reader::parse(file->text, ignored), fault), fault.detail);
  }
  std::string report;
  for (const auto& [file, diagnostics] : by_file) report += reader::format(file->path, file->text, diagnostics.faults());
  return report;
}

std::shared_ptr<const wording::Rulebook> rulebook_of(const Wording& wording) { return wording.own ? wording.own : shipped_rulebook(); }

std::vector<wording::Finding> findings_of(const Wording& wording, const wording::Subject& subject) {
  if (wording.is_off()) return {};
  auto findings = wording::check(*rulebook_of(wording), subject, wording.levels);
  std::erase_if(findings, [&](const wording::Finding& finding) {
    return (finding.severity == wording::Severity::error && wording.errors == Treatment::off) ||
           (finding.severity == wording::Severity::warning && wording.warnings == Treatment::off);
  });
  return findings;
}

std::shared_ptr<const wording::Rulebook> shipped_rulebook() {
  static const std::shared_ptr<const wording::Rulebook> book = [] {
    auto rules = read_rules(shipped_rules());
    if (!rules) throw std::logic_error("a shipped rule is faulty: " + rules.error());
    return wording::Rulebook::trust(std::move(*rules));
  }();
  return book;
}

}  // namespace crier::config
