#include <curl/curl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "base/crypto.h"
#include "client/world.h"

namespace {

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::string user() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "uid " + std::to_string(geteuid()) : entry->pw_name;
}

/// The editor may be a command with arguments, so a shell runs it; the path is never part of what the shell reads.
int edit(const std::string& editor, const std::string& path) {
  const pid_t child = fork();
  if (child < 0) return 127;
  if (child == 0) {
    const std::string command = editor + " \"$1\"";
    execl("/bin/sh", "sh", "-c", command.c_str(), "crier", path.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 127;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

crier::UtcTime now() { return std::chrono::floor<crier::Millis>(std::chrono::system_clock::now()); }

/// Columns of the terminal: as it says, else COLUMNS, else the 80 that all have.
std::size_t columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const auto said = std::atoi(variable("COLUMNS").value_or("").c_str());
  return said > 0 ? static_cast<std::size_t>(said) : 80U;
}

/// The one thing a signal handler may change.
volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) { interrupted = 1; }

/// Without SA_RESTART, so that a read from the terminal ends.
void hold_interrupts(bool is_held) {
  static struct sigaction before {};  // ignored under nohup, say
  if (!is_held) {
    sigaction(SIGINT, &before, nullptr);
    return;
  }
  interrupted = 0;
  struct sigaction action {};
  action.sa_handler = &note_interrupt;
  sigaction(SIGINT, &action, &before);
}

/// Ends early when Ctrl-C is pressed.
void pause_for(crier::Millis pause) { poll(nullptr, 0, static_cast<int>(pause.count())); }

}  // namespace

int main(int argc, char** argv) {
  using namespace crier;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  client::World world{std::cin,
                      std::cout,
                      std::cerr,
                      isatty(STDOUT_FILENO) == 1,
                      user(),
                      &variable,
                      &client::connect,
                      &pause_for,
                      &random_bytes,
                      &edit,
                      &now,
                      isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1};
  world.columns = &columns;
  world.hold_interrupts = &hold_interrupts;
  world.is_interrupted = [] { return interrupted != 0; };
  const int code = client::run(std::vector<std::string>(argv + 1, argv + argc), world);
  curl_global_cleanup();
  return code;
}
