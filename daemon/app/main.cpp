#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "app/daemon.h"
#include "config/load.h"
#include "net/signals.h"
#include "net/transport.h"

namespace {

constexpr int kExitUsage = 64;

crier::config::Environment environment(const std::string& divert_all) {
  crier::config::Environment all;
  all.divert_all = divert_all;
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY")) all.credentials_directory = folder;
  return all;
}

int check(const crier::app::Daemon::Files& files) {
  const auto loaded = crier::config::load(files.config, environment(files.divert_all));
  std::cerr << loaded.report;
  return loaded.snapshot ? 0 : crier::app::kExitConfig;
}

/// The soft limit is for programs that use select(2): here every descriptor that may be had is used.
void take_all_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const crier::app::Daemon::Files& files) {
  crier::net::ignore_broken_pipes();
  crier::net::ignore_file_size_limits();
  take_all_descriptors();
  if (const auto prepared = crier::net::prepare_http(); !prepared) {
    std::cerr << "crierd: " << prepared.error().text << '\n';
    return crier::app::kExitSoftware;
  }
  crier::app::SpdlogLog log;
  crier::app::Daemon daemon(files, log);
  auto exit = daemon.start();
  if (exit.code == 0) exit = daemon.wait();
  if (exit.code != 0) std::cerr << (exit.code == crier::app::kExitConfig ? "" : "crierd: ") << exit.reason << '\n';
  return exit.code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"crierd tells the people who depend on a service what is going on while others fix it.", "crierd"};
  std::string config = "/etc/crier/crier.yaml";
  std::string to_check;
  std::string divert_all;
  bool defaults = false;
  app.add_option("--config", config, "the configuration to run with (default /etc/crier/crier.yaml)");
  app.add_option("--check-config", to_check, "check a configuration, print every fault and end");
  app.add_option("--divert-all", divert_all, "a rehearsal: everything goes where this file says (the keys of `divert`), whoever it is for")
      ->check(
          [](const std::string& file) { return file.empty() ? std::string("name a file; without one nothing would be diverted") : ""; });
  app.add_flag("--print-defaults", defaults, "print every key with its default and end");
  app.set_version_flag("--version", "crierd " CRIER_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kExitUsage;
  }
  if (defaults) {
    std::cout << crier::config::print_defaults();
    return 0;
  }
  if (!to_check.empty()) return check({to_check, divert_all});
  try {
    return run({config, divert_all});
  } catch (const std::exception& error) {
    std::cerr << "crierd: a fault of crierd itself: " << error.what() << '\n';
    return crier::app::kExitSoftware;
  }
}
