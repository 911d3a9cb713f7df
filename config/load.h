#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/model.h"

namespace crier::config {

/// What loading takes from the process, as an argument so that tests choose it.
struct Environment {
  std::string credentials_directory;  ///< $CREDENTIALS_DIRECTORY, "" if there is none
  bool without_secrets = false;       ///< none is read, something stands in for each: for simulation
  std::string divert_all{};           ///< a file with the keys of `divert`, in force instead of it for everything; "" = none
};

/// A configuration, or what is wrong with it.
struct Loaded {
  SnapshotPtr snapshot;  ///< null if there is any fault
  /// For people, ready to print: every fault as "file:line:column: what, what was expected" with the line and a caret; if there is none,
  /// the warnings, one a line. Never a secret.
  std::string report;
};

/// Reads and checks the whole file, with the secrets, templates and files that it names; all faults are found at once.
/// Thread: any. Reads the file system; changes nothing.
[[nodiscard]] Loaded load(const std::string& path, const Environment& environment = {});

/// The same from text. `path` need not exist; names of files are looked up beside it.
[[nodiscard]] Loaded load_text(const std::string& text, const std::string& path, const Environment& environment = {});

/// The reference (`crierd --print-defaults`): every key with its default and help as comments. Loaded, it is the built-in defaults.
[[nodiscard]] std::string print_defaults();

/// The same with one example of everything that has no default (config/examples/reference.yaml).
[[nodiscard]] std::string print_reference();

/// The configuration as read, comments gone and whatever may be a secret redacted. Errors: config; the file cannot be read or is no
/// YAML (the text is a report as load()'s).
[[nodiscard]] Result<std::string> show(const std::string& path);

/// The text of a file of at most so many bytes (`largest_text` says it), or half a sentence on why there is none.
[[nodiscard]] Result<std::string> read_whole(const std::string& path, std::uintmax_t largest, std::string_view largest_text,
                                             std::string_view expected);

}  // namespace crier::config
