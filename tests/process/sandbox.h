#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crier::process {

/// What a program is started with beside its command.
struct Surroundings {
  std::map<std::string, std::string> environment = {};  ///< added to the test's own
  int listening = -1;  ///< a socket handed over as systemd does (sd_listen_fds(3)): descriptor 3, LISTEN_PID and LISTEN_FDS
};

/// A program under test: started, watched and ended by this object alone.
class Program {
 public:
  Program() = default;
  /// Standard output and error go to files in `folder`, named after `name`.
  Program(std::vector<std::string> command, const std::filesystem::path& folder, const std::string& name,
          const Surroundings& surroundings = {});
  ~Program();
  Program(Program&& other) noexcept;
  Program& operator=(Program&& other) noexcept;

  void signal(int number) const;
  /// Waits for its end; none if it did not end in time. A signal's death is 128 + its number.
  std::optional<int> wait(std::chrono::seconds patience = std::chrono::seconds{30});
  /// SIGKILL and wait.
  void kill();
  [[nodiscard]] bool is_running();
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::string output() const;
  [[nodiscard]] std::string errors() const;

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
  std::filesystem::path out_, err_;
};

struct Answer {
  int status = 0;  ///< 0: no connection
  std::string body;
};

/// How a program that ended went.
struct Ended {
  int code = -1;  ///< -1: it did not end in time
  std::string out, err;
};

/// A folder of its own with a configuration, a store and a socket, and what is done from outside with the built programs.
class Sandbox {
 public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text, unsigned mode = 0600) const;
  [[nodiscard]] std::string read(const std::string& name) const;

  /// "listen" and "store" are written before `rest`.
  void configure(const std::string& rest) const;
  /// Starts crierd and waits until it answers; fails the test if it ends instead.
  Program daemon(const Surroundings& surroundings = {}) const;
  Program start_daemon(const Surroundings& surroundings = {}) const;
  /// False if it ended, or never answered.
  [[nodiscard]] bool wait_ready(Program& program) const;
  /// Runs crierd to an end that is expected at once.
  [[nodiscard]] Ended crierd(const std::vector<std::string>& arguments) const;
  /// Starts the receivers and waits for their ports.
  Program sinks(const std::vector<std::string>& options);
  /// "smtp", "slack", "x", "webhook", "control" → port.
  [[nodiscard]] const std::map<std::string, int>& ports() const { return ports_; }
  /// What the receivers accepted, one JSON document a line.
  [[nodiscard]] std::vector<std::string> received() const;

  /// Runs the client to its end.
  [[nodiscard]] Ended crier(const std::vector<std::string>& arguments) const;
  [[nodiscard]] Ended run(const std::vector<std::string>& command) const;
  [[nodiscard]] Answer request(const std::string& method, const std::string& target, const std::string& body = "",
                               const std::string& type = "application/json") const;
  /// Asks again until `holds` or patience ends; the last answer.
  template <class Holds>
  Answer until(const std::string& target, Holds holds, std::chrono::seconds patience = std::chrono::seconds{60}) const {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
      Answer answer = request("GET", target);
      if (holds(answer) || std::chrono::steady_clock::now() > end) return answer;
      rest();
    }
  }
  static void rest();

  [[nodiscard]] static std::string program(const std::string& name);

 private:
  std::filesystem::path folder_;
  std::map<std::string, int> ports_;
};

}  // namespace crier::process
