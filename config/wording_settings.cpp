#include <array>
#include <filesystem>
#include <set>

#include "config/keys.h"
#include "config/parts.h"
#include "config/wording_rules.h"

namespace crier::config {
namespace {

constexpr std::array kErrors{Treatment::reject, Treatment::report, Treatment::off};
constexpr std::array kWarnings{Treatment::report, Treatment::reject, Treatment::off};
constexpr std::array kAutomatic{Treatment::draft, Treatment::report, Treatment::off};

/// Other severities by rule. A rule that there is not is a fault: somebody means that it is off.
void read_levels(const reader::Section& section, const std::set<std::string>& known, wording::Levels& levels) {
  const reader::Node* node = section.node("rules");
  if (node == nullptr || node->kind == reader::Node::Kind::broken || node->kind == reader::Node::Kind::null) return;
  auto& diagnostics = section.context().diagnostics;
  if (node->kind != reader::Node::Kind::map)
    return section.fault("rules", "'rules' is no map", "expected rules with their severity, such as {hype: off, contact-missing: error}");
  for (const auto& entry : node->entries) {
    const auto severity = wording::parse_severity(entry.value.text);
    const bool is_off = entry.value.text == "off";
    if (!known.contains(entry.key)) {
      diagnostics.fault(entry.at, "there is no rule '" + entry.key + "'",
                        reader::suggestion(entry.key, std::vector<std::string>(known.begin(), known.end())));
    } else if (entry.value.kind != reader::Node::Kind::broken && !severity && !is_off) {
      diagnostics.fault(entry.value.at, "this is no severity", "expected one of off, suggestion, warning, error");
    } else {
      levels[entry.key] = severity;
    }
  }
}

/// The shipped rules with the organisation's; the report of what is wrong with those.
std::string read_own(const std::string& folder, std::set<std::string>& known, Wording& out) {
  auto own = rules_in(folder);
  if (!own) return own.error().text + "\n";
  for (const auto& file : *own) known.insert(file.id);
  std::vector<RuleFile> files = shipped_rules();
  files.insert(files.end(), own->begin(), own->end());
  auto rules = read_rules(files);
  if (!rules) return rules.error();
  auto book = compile_rules(files, std::move(*rules));
  if (!book) return book.error();
  out.own = std::move(*book);
  return "";
}

}  // namespace

const reader::Table& wording_keys() {
  static const reader::Table table{
      {.name = "errors",
       .type = reader::Type::choice,
       .fallback = "reject",
       .bounds = "reject | report | off",
       .help = "in what people say"},
      {.name = "warnings",
       .type = reader::Type::choice,
       .fallback = "report",
       .bounds = "report | reject | off",
       .help = "in what people say"},
      {.name = "automatic",
       .type = reader::Type::choice,
       .fallback = "draft",
       .bounds = "draft | report | off",
       .help = "errors in what monitors say"},
      {.name = "rules", .type = reader::Type::free, .help = "other severities by rule", .example = "{hype: off, contact-missing: error}"},
      {.name = "folder", .type = reader::Type::folder, .help = "the organisation's rules: LANGUAGE/ID.yaml", .example = "wording/"},
  };
  return table;
}

std::string read_wording(Loading& loading) {
  const auto section = loading.root.section("wording");
  Wording& out = loading.snapshot.wording;
  out.errors = kErrors[section.choice("errors")];
  out.warnings = kWarnings[section.choice("warnings")];
  out.automatic = kAutomatic[section.choice("automatic")];
  std::set<std::string> known;
  for (const auto& file : shipped_rules()) known.insert(file.id);
  std::string report;
  // That it is missing is told already.
  std::error_code error;
  if (const auto folder = section.path("folder"); std::filesystem::is_directory(folder, error)) report = read_own(folder, known, out);
  read_levels(section, known, out.levels);
  return report;
}

}  // namespace crier::config
