#pragma once
#include <deque>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "client/world.h"

namespace crier::client {

/// A crierd that answers from a script and keeps what it was asked.
struct Daemon {
  std::vector<Call> calls;
  std::function<Result<Answer>(const Call&)> answer = [](const Call&) { return Answer{200, "{}", 0}; };
  std::vector<std::string> pieces;  ///< of the stream
  /// How a stream goes: all pieces, then its end.
  std::function<Result<Answer>(const std::function<bool(std::string_view)>&)> stream = [this](const auto& piece) -> Result<Answer> {
    for (const auto& one : pieces) {
      if (!piece(one)) break;
    }
    return Answer{200, "", 0};
  };
  Address address;  ///< as it was reached
};

class ScriptedConnection final : public Connection {
 public:
  explicit ScriptedConnection(Daemon& daemon) : daemon_(daemon) {}
  Result<Answer> call(const Call& call) override {
    daemon_.calls.push_back(call);
    return daemon_.answer(call);
  }
  Result<Answer> stream(const Call& call, const std::function<bool(std::string_view)>& piece) override {
    daemon_.calls.push_back(call);
    return daemon_.stream(piece);
  }
  [[nodiscard]] std::unique_ptr<Connection> another() const override { return std::make_unique<ScriptedConnection>(daemon_); }

 private:
  Daemon& daemon_;
};

/// A person at a terminal: types a command and sees what comes.
struct Terminal {
  Daemon daemon;
  std::map<std::string, std::string> variables;
  std::istringstream in;
  std::ostringstream out, err;
  std::vector<Millis> pauses;
  std::function<int(const std::string&, const std::string&)> editor = [](const std::string&, const std::string&) { return 0; };

  UtcTime now = *parse_rfc3339("2026-11-22T13:05:00Z");
  bool can_ask = false;
  bool is_terminal = false;
  std::size_t columns = 80;
  SteadyTime steady{std::chrono::hours(1)};
  std::function<bool()> is_interrupted = [] { return false; };

  int type(std::vector<std::string> arguments) {
    out.str("");
    err.str("");
    World world{in,
                out,
                err,
                is_terminal,
                "alice",
                [this](const std::string& name) {
                  const auto found = variables.find(name);
                  return found == variables.end() ? std::nullopt : std::optional(found->second);
                },
                [this](Address address) {
                  daemon.address = std::move(address);
                  return std::make_unique<ScriptedConnection>(daemon);
                },
                [this](Millis pause) { pauses.push_back(pause); },
                [](std::size_t count) { return std::string(count, '\x01'); },
                [this](const std::string& command, const std::string& path) { return editor(command, path); },
                [this] { return now; },
                can_ask};
    world.steady = [this] { return steady; };
    world.columns = [this] { return columns; };
    world.is_interrupted = [this] { return is_interrupted(); };
    return run(std::move(arguments), world);
  }
};

}  // namespace crier::client
