#pragma once
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "client/connection.h"

namespace crier::client {

/// What the command takes from its process, as arguments: so tests choose it.
struct World {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool is_terminal = false;  ///< out is one
  std::string user;
  std::function<std::optional<std::string>(const std::string& name)> variable;  ///< of the environment
  std::function<std::unique_ptr<Connection>(Address)> connect;
  std::function<void(Millis)> pause;
  std::function<std::string(std::size_t)> random;                               ///< bytes
  std::function<int(const std::string& editor, const std::string& path)> edit;  ///< runs the editor; its exit code
  std::function<UtcTime()> now;
  bool can_ask = false;  ///< in and err are terminals: somebody is there to answer a question (which is written to err)

  std::function<std::size_t()> columns = [] { return 80U; };    ///< of the terminal, as it is now
  std::function<void(bool)> hold_interrupts = [](bool) {};      ///< true: Ctrl-C is noted instead of ending the process
  std::function<bool()> is_interrupted = [] { return false; };  ///< Ctrl-C was pressed since interrupts are held
  std::function<SteadyTime()> steady = [] { return std::chrono::steady_clock::now(); };
};

/// The exit codes of interface.md section 4 (sysexits.h).
enum Exit : int { done = 0, usage = 64, refused = 65, no_file = 66, unreachable = 69, try_later = 75, not_allowed = 77, bad_config = 78 };

/// Why a command ends without having done what it should: one sentence for stderr that says what to do.
struct Failure {
  int exit = usage;
  std::string text;
  bool is_away = false;      ///< crierd could not be reached, or the connection was cut
  bool maybe_taken = false;  ///< it was cut: whether the request was taken is not known
};

/// Runs one `crier` command line (without the program's name) and gives its exit code.
[[nodiscard]] int run(std::vector<std::string> arguments, World& world);

}  // namespace crier::client
