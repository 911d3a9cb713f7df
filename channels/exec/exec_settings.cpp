#include "channels/exec/exec_settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "channels/common_settings.h"

namespace crier::channels::exec {
namespace {

using reader::Type;

constexpr std::size_t kLongestAddress = 2000;

/// What keeps the program from being begun as things are; none if nothing does.
std::optional<std::string> obstacle(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "is not there";
  if (!S_ISREG(status.st_mode)) return "is no file";
  if (::access(path.c_str(), X_OK) != 0) return "may not be executed by this user";
  return std::nullopt;
}

void check_program(const reader::Section& section, const std::string& path) {
  if (!path.starts_with('/')) {
    section.fault("command", "'command' begins with '" + path + "'", "expected the absolute path of the program");
    return;
  }
  // What stands in for a place of its own cannot say what is there.
  if (section.context().files.is_without_secrets()) return;
  if (const auto what = obstacle(path))
    section.context().diagnostics.warning(section.at("command"),
                                          "the program " + path + " " + *what + ": the channel pauses as soon as it is needed");
}

}  // namespace

const reader::Table& keys() {
  static const reader::Table table = with_common_keys("exec",
                                                      {
                                                          {.name = "command",
                                                           .type = Type::texts,
                                                           .help = "the program's absolute path, and its arguments; no shell",
                                                           .required = true,
                                                           .example = "[/usr/lib/crier/apprise, --config, /etc/crier/apprise.yml]"},
                                                      },
                                                      {.timeout = "30s",
                                                       .timeout_help = "how long the program may take; then it is ended",
                                                       .is_remote = false,
                                                       .connections_help = "programs at a time"});
  return table;
}

Settings read(const reader::Section& section) {
  Settings out;
  for (const auto* text : section.texts("command")) out.command.push_back(text->text);
  out.common = read_common(section);
  if (section.has("command")) {
    if (out.command.empty()) {
      section.fault("command", "'command' is empty", "expected a program's absolute path, and its arguments");
    } else {
      check_program(section, out.command.front());
    }
  }
  for (const auto& text : out.command) {
    if (text.find('\0') != std::string::npos) section.fault("command", "'command' has a NUL in it", "expected text");
  }
  return out;
}

std::optional<std::string> address_fault(std::string_view address) {
  if (trim(address).empty()) return "the address is empty; leave 'to' out if the program needs none";
  if (address.size() > kLongestAddress) return "the address is longer than 2,000 bytes";
  if (!is_utf8(address) || escape_control(address) != address) return "the address has characters that are none of a line of text";
  return std::nullopt;
}

}  // namespace crier::channels::exec
