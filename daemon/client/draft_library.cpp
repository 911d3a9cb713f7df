#include "client/draft_library.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "client/shipped_drafts.h"
#include "client/table.h"
#include "client/tool.h"

namespace crier::client {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".md";

fs::path folder_of(const World& world) { return world.variable("CRIER_DRAFTS").value_or("/etc/crier/drafts"); }

/// A name is no way out of the folder.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '.' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == std::string_view::npos;
}

}  // namespace

std::vector<std::string> draft_names(const World& world) {
  std::set<std::string> names;
  for (const auto& draft : shipped_drafts()) names.emplace(draft.path.substr(0, draft.path.size() - kEnding.size()));
  std::error_code code;
  for (fs::directory_iterator entry(folder_of(world), code), end; !code && entry != end; entry.increment(code)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored) && entry->path().extension() == kEnding && is_name(entry->path().stem().string()))
      names.insert(entry->path().stem().string());
  }
  return {names.begin(), names.end()};
}

Result<std::string, Failure> find_draft(const std::string& name, World& world) {
  if (!is_name(name)) return Failure{usage, "--from takes the name of a draft, not " + printable(name) + "; a file is given by --file."};
  const auto path = folder_of(world) / (name + std::string(kEnding));
  std::error_code code;
  if (fs::exists(path, code)) return read_file(world, path.string());
  for (const auto& draft : shipped_drafts()) {
    if (draft.path == name + std::string(kEnding)) return std::string(draft.text);
  }
  const auto names = draft_names(world);
  const auto near = nearest(name, names);
  return Failure{no_file,
                 "There is no draft " + name + (near ? "; did you mean " + *near + "?" : "; there are " + join(names, ", ") + ".")};
}

}  // namespace crier::client
