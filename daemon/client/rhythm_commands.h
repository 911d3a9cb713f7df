#pragma once
#include <functional>
#include <string>
#include <vector>

#include "client/tool.h"

namespace CLI {
class App;
}

namespace crier::client {

/// The commands on what the clock says, and their options: schedule, hush, remind, hours, and silences of monitors. Owner: the command
/// line; what is typed lands here.
class RhythmCommands {
 public:
  using Command = std::function<int(Tool&)>;
  /// Adds a command to another (none: to crier itself).
  using Adder = std::function<CLI::App*(CLI::App* parent, const std::string& name, const std::string& help, Command run)>;
  void build(const Adder& add);

 private:
  void build_schedule(const Adder& add);
  void build_reminders(const Adder& add);
  void build_silences(const Adder& add);

  std::string id_, key_, from_, until_, incident_, audience_, span_, week_;
  std::string at_, summary_, title_, name_, cancelled_;
  std::string why_, ended_;
  std::vector<std::string> audiences_, match_;
  bool is_list_ = false, is_off_ = false;
};

}  // namespace crier::client
