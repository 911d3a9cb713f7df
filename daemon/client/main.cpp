#include <curl/curl.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <thread>

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
                      [](Millis pause) { std::this_thread::sleep_for(pause); },
                      &random_bytes,
                      &edit,
                      &now,
                      isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1};
  const int code = client::run(std::vector<std::string>(argv + 1, argv + argc), world);
  curl_global_cleanup();
  return code;
}
