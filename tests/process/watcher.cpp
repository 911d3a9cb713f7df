#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "process/monitors.h"

namespace crier::process {
namespace {

constexpr const char* kNagios = "/usr/sbin/nagios4";
constexpr const char* kIcinga = "/usr/sbin/icinga2";

std::string own_user() { return ::getpwuid(::geteuid())->pw_name; }

/// A line of Nagios' main configuration for each.
std::string lines(const std::vector<std::pair<std::string, std::string>>& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += name + "=" + value + "\n";
  return text;
}

}  // namespace

std::string Watcher::missing(Kind kind) {
  if (kind == Kind::nagios) return ::access(kNagios, X_OK) == 0 ? "" : "needs nagios4-core (./dev servers)";
  return ::access(kIcinga, X_OK) == 0 ? "" : "needs icinga2 (./dev servers)";
}

Watcher::Watcher(MonitoredHouse& house, Kind kind) : house_(house) {
  const Sandbox& sandbox = house_.sandbox();
  service_is(0, "OK - all is well");
  host_is(0, "up");
  for (const char* check : {"service", "host"}) {
    const std::string name = sandbox.path(check).string();
    sandbox.write(std::string(check) + ".sh", "#!/bin/sh\nexec < " + name + ".now\nread -r code\ncat\nexit \"$code\"\n", 0700);
  }
  std::vector<std::string> command;
  if (kind == Kind::nagios) {
    write_nagios();
    command = {kNagios, sandbox.path("main.cfg").string()};
  } else {
    write_icinga();
    const std::string folder = sandbox.path("icinga").string();
    command = {kIcinga, "daemon", "-c", sandbox.path("icinga2.conf").string(), "-DRunAsUser=" + own_user(), "-DRunAsGroup=" + own_user()};
    for (const char* part : {"DataDir", "CacheDir", "LogDir", "InitRunDir", "SpoolDir"}) {
      std::filesystem::create_directories(folder + "/" + part);
      command.push_back("-D" + std::string(part) + "=" + folder + "/" + part);
    }
    for (const char* part : {"PidPath", "VarsPath", "ObjectsPath", "ModAttrPath", "StatePath"})
      command.push_back("-D" + std::string(part) + "=" + folder + "/" + part);
  }
  program_ = Program(command, sandbox.path(""), "watcher");
  const char* started = kind == Kind::nagios ? "Successfully launched command file worker" : "Activated all objects";
  if (!eventually([&] { return !program_.is_running() || log().find(started) != std::string::npos; }) || !program_.is_running())
    ADD_FAILURE() << "it does not start: " << log();
}

Watcher::~Watcher() {
  program_.signal(SIGTERM);
  if (!program_.wait()) ADD_FAILURE() << "it does not end";
  if (testing::Test::HasFailure()) std::fprintf(stderr, "--- Nagios or Icinga\n%s\n", log().c_str());
}

void Watcher::service_is(int code, const std::string& output) { check_is("service", code, output); }
void Watcher::host_is(int code, const std::string& output) {
  check_is("host", code, output);
  // Nagios leaves out a host's check of its own while checks of its services come in, so it is told to.
  if (std::filesystem::is_fifo(house_.sandbox().path("nagios.cmd")))
    command("SCHEDULE_FORCED_HOST_CHECK;shop-1;" + std::to_string(std::time(nullptr)));
}

void Watcher::check_is(const std::string& name, int code, const std::string& output) const {
  const Sandbox& sandbox = house_.sandbox();
  // One file, replaced at once: a check that runs meanwhile must not print the words of one state and end with the code of the other.
  sandbox.write(name + ".next", std::to_string(code) + "\n" + output + "\n");
  std::filesystem::rename(sandbox.path(name + ".next"), sandbox.path(name + ".now"));
}

void Watcher::command(const std::string& line) const {
  const bool is_nagios = std::filesystem::is_fifo(house_.sandbox().path("nagios.cmd"));
  std::ofstream(house_.sandbox().path(is_nagios ? "nagios.cmd" : "icinga.cmd")) << "[" << std::time(nullptr) << "] " << line << "\n";
}

std::string Watcher::log() const { return program_.output() + program_.errors() + house_.sandbox().read("nagios.log"); }

void Watcher::write_nagios() const {
  const Sandbox& sandbox = house_.sandbox();
  const std::string client = Sandbox::program("crier");
  for (const char* folder : {"checks", "archives"}) std::filesystem::create_directories(sandbox.path(folder));
  sandbox.write("crier.cfg",
                shipped("nagios.cfg", {{"/usr/bin/crier --url http://127.0.0.1:9797", client + " --url http://" + house_.address()},
                                       {"/etc/nagios4/crier-token", house_.token_file()}}));
  const std::string often =
      " check_interval 1\n retry_interval 1\n max_check_attempts 1\n check_period crier-always\n notification_interval 1\n"
      " notification_period crier-always\n contacts crier\n";
  sandbox.write("objects.cfg", "define command {\n command_name service\n command_line " + sandbox.path("service.sh").string() +
                                   "\n}\ndefine command {\n command_name host\n command_line " + sandbox.path("host.sh").string() +
                                   "\n}\ndefine host {\n host_name shop-1\n address 127.0.0.1\n check_command host\n" + often +
                                   "}\ndefine service {\n host_name shop-1\n service_description Checkout\n check_command service\n" +
                                   often + "}\n");
  sandbox.write("main.cfg", lines({{"cfg_file", sandbox.path("objects.cfg").string()},
                                   {"cfg_file", sandbox.path("crier.cfg").string()},
                                   {"log_file", sandbox.path("nagios.log").string()},
                                   {"object_cache_file", sandbox.path("objects.cache").string()},
                                   {"precached_object_file", sandbox.path("objects.precache").string()},
                                   {"status_file", sandbox.path("status.dat").string()},
                                   {"state_retention_file", sandbox.path("retention.dat").string()},
                                   {"check_result_path", sandbox.path("checks").string()},
                                   {"log_archive_path", sandbox.path("archives").string()},
                                   {"temp_file", sandbox.path("nagios.tmp").string()},
                                   {"temp_path", sandbox.path("").string()},
                                   {"command_file", sandbox.path("nagios.cmd").string()},
                                   {"query_socket", sandbox.path("nagios.qh").string()},
                                   {"lock_file", sandbox.path("nagios.pid").string()},
                                   {"nagios_user", own_user()},
                                   {"nagios_group", own_user()},
                                   {"use_syslog", "0"},
                                   {"check_for_updates", "0"},
                                   {"enable_flap_detection", "0"},
                                   {"check_external_commands", "1"},
                                   // An interval is a second instead of a minute.
                                   {"interval_length", "1"},
                                   {"check_result_reaper_frequency", "1"},
                                   {"service_inter_check_delay_method", "n"},
                                   {"host_inter_check_delay_method", "n"},
                                   {"enable_environment_macros", "1"}}));
}

void Watcher::write_icinga() const {
  const Sandbox& sandbox = house_.sandbox();
  const std::string hook = shipped("icinga2.conf", {{"\"/usr/bin/crier\"", "\"" + Sandbox::program("crier") + "\""},
                                                    {"http://127.0.0.1:9797", "http://" + house_.address()},
                                                    {"/etc/icinga2/crier-token", house_.token_file()}});
  sandbox.write("icinga2.conf",
                "const NodeName = \"watcher\"\nconst ZoneName = NodeName\nobject Zone ZoneName { endpoints = [ NodeName ] }\n"
                "object Endpoint NodeName { }\ninclude <itl>\nlibrary \"checker\"\nobject CheckerComponent \"checker\" { }\n"
                "object NotificationComponent \"notification\" { }\nlibrary \"compat\"\n"
                "object ExternalCommandListener \"command\" { command_path = \"" +
                    sandbox.path("icinga.cmd").string() +
                    "\" }\n"
                    "object CheckCommand \"service\" { command = [ \"" +
                    sandbox.path("service.sh").string() + "\" ] }\nobject CheckCommand \"host\" { command = [ \"" +
                    sandbox.path("host.sh").string() +
                    "\" ] }\n"
                    "object Host \"shop-1\" {\n check_command = \"host\"\n check_interval = 1s\n retry_interval = 1s\n"
                    " max_check_attempts = 1\n vars.crier = true\n}\n"
                    "object Service \"Checkout\" {\n host_name = \"shop-1\"\n check_command = \"service\"\n check_interval = 1s\n"
                    " retry_interval = 1s\n max_check_attempts = 1\n vars.crier = true\n}\n" +
                    hook);
}

}  // namespace crier::process
