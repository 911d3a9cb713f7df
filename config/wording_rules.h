#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/model.h"
#include "wording/check.h"

namespace crier::config {

/// One file of rules: LANGUAGE/ID.yaml. The keys are Vale's where it has them, and ours: docs/wording.md.
struct RuleFile {
  std::string language;
  std::string id;
  std::string path;  ///< for faults
  std::string text;
};

/// The files of config/wording, which are built in.
[[nodiscard]] std::vector<RuleFile> shipped_rules();
/// Those of a folder. Errors: config: it cannot be read, a file is too large, there are too many; the path is in the text.
[[nodiscard]] Result<std::vector<RuleFile>> rules_in(const std::string& folder);

/// The rules of files, later ones in the place of earlier ones of the same id and language. Errors: the report of all faults, each with
/// file:line:column, the line and a caret.
[[nodiscard]] Result<std::vector<wording::Rule>, std::string> read_rules(const std::vector<RuleFile>& files);
/// The same, compiled.
[[nodiscard]] Result<std::shared_ptr<const wording::Rulebook>, std::string> compile_rules(const std::vector<RuleFile>& files,
                                                                                          std::vector<wording::Rule> rules);
/// The rules that a configuration's wording is held against.
[[nodiscard]] std::shared_ptr<const wording::Rulebook> rulebook_of(const Wording& wording);
/// What they find, with the configuration's severities, without what it turns off.
[[nodiscard]] std::vector<wording::Finding> findings_of(const Wording& wording, const wording::Subject& subject);
/// All shipped rules as they are. Compiled once, by the first who asks. Thread: any.
[[nodiscard]] std::shared_ptr<const wording::Rulebook> shipped_rulebook();

}  // namespace crier::config
