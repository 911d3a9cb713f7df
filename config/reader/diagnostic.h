#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crier::reader {

/// Where something stands in the file, both counted from one; the column in characters, not bytes. Line 0 = the file as a whole.
struct Position {
  int line = 0;
  int column = 0;
  auto operator<=>(const Position&) const = default;
};

/// One fault or warning: what was found there and what was expected instead ("" if that is plain from the first).
struct Diagnostic {
  Position at;
  std::string what;
  std::string expected;
  int conceal_from = 0;  ///< column behind which the line is not shown, because a secret may stand there; 0 = show it whole
};

/// Collects everything that is wrong with one file, so that all of it is told at once.
/// Owner: the load. Thread: any, one at a time.
class Diagnostics {
 public:
  void fault(Position at, std::string what, std::string expected = {}) { faults_.push_back({at, std::move(what), std::move(expected), 0}); }
  void fault(Diagnostic diagnostic) { faults_.push_back(std::move(diagnostic)); }
  void warning(Position at, std::string what) { warnings_.push_back({at, std::move(what), {}, 0}); }

  /// What is wrong with another file that this one names: its report, as format() makes it.
  void elsewhere(const std::string& report) { elsewhere_ += report; }

  [[nodiscard]] const std::string& elsewhere() const { return elsewhere_; }
  [[nodiscard]] const std::vector<Diagnostic>& faults() const { return faults_; }
  [[nodiscard]] const std::vector<Diagnostic>& warnings() const { return warnings_; }
  [[nodiscard]] bool failed() const { return !faults_.empty(); }

 private:
  std::vector<Diagnostic> faults_;
  std::vector<Diagnostic> warnings_;
  std::string elsewhere_;
};

/// "file:line:column: what, what was expected", the line and a caret for each, in the order of the file. `text` is the file's
/// content. Control characters of the line are shown escaped.
[[nodiscard]] std::string format(std::string_view file, std::string_view text, std::vector<Diagnostic> diagnostics);
/// Only the first line of that.
[[nodiscard]] std::string headline(std::string_view file, const Diagnostic& diagnostic);

/// The number of characters in well-formed UTF-8.
[[nodiscard]] int characters(std::string_view utf8);

}  // namespace crier::reader
