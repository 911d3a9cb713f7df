#include "screens/screen.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "process/house.h"

namespace crier::screens {
namespace {

constexpr const char* kColumns = "80";
constexpr const char* kRows = "120";  // a whole story on one screen

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    while (line.ends_with(' ')) line.pop_back();
    lines.push_back(line);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// True if the line asks for one to be typed.
bool asks(const std::string& line) {
  return line.starts_with("$") || line.starts_with(">") || line.find("[y/N]") != std::string::npos ||
         line.find("anything else to leave it:") != std::string::npos;
}

/// The same, and nothing is typed yet.
bool is_open(const std::string& line) { return line == "$" || line == ">" || line.ends_with("[y/N]") || line.ends_with("to leave it:"); }

std::size_t asked(const std::vector<std::string>& lines) {
  return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), &asks));
}

std::string user_name() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "" : entry->pw_name;
}

}  // namespace

Screen::Screen(const process::Sandbox& sandbox, std::vector<std::string> variables)
    : sandbox_(sandbox), server_("crier-test-" + sandbox.path("").parent_path().filename().string()) {
  std::vector<std::string> command{"-f", "/dev/null", "new-session", "-d", "-x", kColumns, "-y", kRows, "-s", "s", "env"};
  command.push_back("PS1=$ ");
  command.push_back("PATH=" + process::Sandbox::program("") + ":/usr/bin:/bin");
  command.push_back("CRIER_SOCKET=" + sandbox.path("crier.sock").string());
  command.push_back("TMPDIR=" + sandbox.path("crier.sock").parent_path().string());
  command.push_back("NO_COLOR=1");
  command.insert(command.end(), variables.begin(), variables.end());
  command.insert(command.end(), {"bash", "--norc", "--noprofile"});
  const auto started = tmux(command);
  if (started.code != 0) ADD_FAILURE() << "tmux did not start: " << started.err;
  wait_for_prompt(0);
}

Screen::~Screen() { static_cast<void>(tmux({"kill-server"})); }

bool Screen::is_possible() { return access("/usr/bin/tmux", X_OK) == 0; }

process::Ended Screen::tmux(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"tmux", "-u", "-L", server_});
  return sandbox_.run(arguments);
}

std::string Screen::pane() const { return tmux({"capture-pane", "-p", "-t", "s"}).out; }

void Screen::send(const std::vector<std::string>& keys, bool is_literal) {
  std::vector<std::string> command{"send-keys", "-t", "s"};
  if (is_literal) command.emplace_back("-l");
  command.emplace_back("--");
  command.insert(command.end(), keys.begin(), keys.end());
  static_cast<void>(tmux(command));
}

void Screen::begin(const std::string& line) {
  if (!line.empty()) send({line}, true);
  send({"Enter"}, false);
}

void Screen::type(const std::string& line) {
  const auto before = asked(lines_of(pane()));
  begin(line);
  wait_for_prompt(before);
}

void Screen::type_all(const std::vector<std::string>& lines) {
  for (const auto& line : lines) type(line);
}

void Screen::press(const std::string& key) {
  const auto before = asked(lines_of(pane()));
  send({key}, false);
  wait_for_prompt(before);
}

void Screen::wait_for_prompt(std::size_t asked_before) {
  const bool is_there = process::eventually([&] {
    const auto lines = lines_of(pane());
    return !lines.empty() && is_open(lines.back()) && asked(lines) > asked_before;
  });
  if (!is_there) ADD_FAILURE() << "nothing was asked:\n" << pane();
}

void Screen::wait_for(const std::string& text) {
  const bool is_there = process::eventually([&] { return pane().find(text) != std::string::npos; });
  if (!is_there) ADD_FAILURE() << "\"" << text << "\" did not come:\n" << pane();
}

std::string Screen::shown() const {
  std::string text;
  for (const auto& line : lines_of(pane())) text += line + "\n";
  const std::pair<const char*, const char*> names[] = {
      {"/tmp/crier-test-[A-Za-z0-9]+", "<folder>"},
      {"crier-[0-9a-f]{16}\\.md", "crier-<id>.md"},
      {"\\bu[0-9][0-9a-z]*\\b", "<id>"},
      {"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "<time>"},
      {"([0-9]{4}-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2}(:[0-9]{2})? UTC", "<time>"},
      {"\\b[0-9]+s old", "<span> old"},
      {"(open for|in|until <time>,) [0-9]+[smhd]( [0-9]+[smhd])?", "$1 <span>"},
  };
  for (const auto& [pattern, name] : names) text = std::regex_replace(text, std::regex(pattern), name);
  return std::regex_replace(text, std::regex("\\b" + user_name() + "\\b"), "<user>");
}

std::string expected(const std::string& name) {
  std::ifstream file(std::string(CRIER_SCREENS) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace crier::screens
