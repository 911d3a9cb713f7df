#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "process/sandbox.h"

namespace crier::screens {

/// A person at a terminal of 80 columns: a shell in tmux (a server of its own), with crier in its path and a house's socket.
/// Thread: one. Errors: what does not come in time fails the test.
class Screen {
 public:
  explicit Screen(const process::Sandbox& sandbox, std::vector<std::string> variables = {});
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  [[nodiscard]] static bool is_possible();

  /// Types a line and waits until the next one is asked for, by the shell ("$") or a question (">", "[y/N]", "…leave it:").
  void type(const std::string& line);
  void type_all(const std::vector<std::string>& lines);
  /// Presses a key as tmux names it ("C-c") and waits in the same way.
  void press(const std::string& key);
  /// Types a line whose command does not end by itself.
  void begin(const std::string& line);
  /// Waits until the text stands somewhere.
  void wait_for(const std::string& text);

  /// All that stands there, without blanks at the ends of lines; what differs from run to run is named: <user>, <folder>, <id>, <time>,
  /// <span>.
  [[nodiscard]] std::string shown() const;

 private:
  [[nodiscard]] process::Ended tmux(std::vector<std::string> arguments) const;
  [[nodiscard]] std::string pane() const;
  void send(const std::vector<std::string>& keys, bool is_literal);
  void wait_for_prompt(std::size_t asked_before);

  const process::Sandbox& sandbox_;
  std::string server_;
};

/// The text of a file of this folder, as a screen must be.
[[nodiscard]] std::string expected(const std::string& name);

}  // namespace crier::screens
