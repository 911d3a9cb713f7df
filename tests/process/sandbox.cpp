#include "process/sandbox.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace crier::process {
namespace {

constexpr std::chrono::milliseconds kRest{10};
constexpr int kFirstPassed = 3;

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

size_t collect(char* bytes, size_t, size_t count, void* body) {
  static_cast<std::string*>(body)->append(bytes, count);
  return count;
}

}  // namespace

Program::Program(std::vector<std::string> command, const std::filesystem::path& folder, const std::string& name,
                 const Surroundings& surroundings)
    : out_(folder / (name + ".out")), err_(folder / (name + ".err")) {
  // All that allocates comes before the fork: other threads of the test may hold a lock at that moment.
  std::vector<std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) variables.emplace_back(*one);
  for (const auto& [key, value] : surroundings.environment) variables.insert(variables.begin(), key + "=" + value);
  std::string listen_pid = "LISTEN_PID=0000000000";
  std::string listen_fds = "LISTEN_FDS=1";
  std::vector<char*> values;
  if (surroundings.listening >= 0) values = {listen_pid.data(), listen_fds.data()};
  values.reserve(variables.size() + 3);
  for (auto& variable : variables) values.push_back(variable.data());
  values.push_back(nullptr);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (auto& part : command) arguments.push_back(part.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ > 0) return;
  const int out = ::open(out_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const int err = ::open(err_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  if (surroundings.listening >= 0) {
    if (surroundings.listening == kFirstPassed) {
      ::fcntl(kFirstPassed, F_SETFD, 0);
    } else {
      ::dup2(surroundings.listening, kFirstPassed);
    }
    auto digit = listen_pid.rbegin();
    for (pid_t rest = ::getpid(); rest > 0; rest /= 10) *digit++ = static_cast<char>('0' + rest % 10);
  }
  ::execvpe(arguments[0], arguments.data(), values.data());
  ::_exit(127);
}

Program::~Program() {
  if (is_running()) kill();
}

Program::Program(Program&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(other.status_), out_(other.out_), err_(other.err_) {}

Program& Program::operator=(Program&& other) noexcept {
  if (is_running()) kill();
  pid_ = std::exchange(other.pid_, -1);
  status_ = other.status_;
  out_ = other.out_;
  err_ = other.err_;
  return *this;
}

void Program::signal(int number) const {
  if (pid_ > 0 && !status_) ::kill(pid_, number);
}

bool Program::is_running() {
  if (pid_ <= 0 || status_) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

std::optional<int> Program::wait(std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (is_running()) {
    if (std::chrono::steady_clock::now() > end) return std::nullopt;
    std::this_thread::sleep_for(kRest);
  }
  return status_;
}

void Program::kill() {
  signal(SIGKILL);
  static_cast<void>(wait());
}

std::string Program::output() const { return slurp(out_); }
std::string Program::errors() const { return slurp(err_); }

Sandbox::Sandbox() {
  std::string pattern = (std::filesystem::temp_directory_path() / "crier-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
}

Sandbox::~Sandbox() {
  if (testing::Test::HasFailure()) {
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      if (file.path().extension() == ".err")
        std::fprintf(stderr, "--- %s\n%s\n", file.path().filename().c_str(), slurp(file.path()).c_str());
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Sandbox::write(const std::string& name, const std::string& text, unsigned mode) const {
  std::ofstream(path(name), std::ios::binary) << text;
  ::chmod(path(name).c_str(), static_cast<mode_t>(mode));
}

std::string Sandbox::read(const std::string& name) const { return slurp(path(name)); }

void Sandbox::configure(const std::string& rest) const {
  write("crier.yaml", "listen:\n  - unix: " + path("crier.sock").string() + "\nstore: sqlite://" + path("crier.db").string() + "\n" + rest);
}

Program Sandbox::start_daemon(const Surroundings& surroundings) const {
  return Program({program("crierd"), "--config", path("crier.yaml").string()}, folder_, "crierd", surroundings);
}

bool Sandbox::wait_ready(Program& program) const {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (program.is_running() && std::chrono::steady_clock::now() < end) {
    if (request("GET", "/readyz").status == 200) return true;
    rest();
  }
  return false;
}

Program Sandbox::daemon(const Surroundings& surroundings) const {
  Program started = start_daemon(surroundings);
  if (!wait_ready(started)) ADD_FAILURE() << "crierd did not become ready: " << started.errors();
  return started;
}

Program Sandbox::sinks(const std::vector<std::string>& options) {
  std::vector<std::string> command{program("crier-sinks"), "--record", path("received.jsonl").string()};
  command.insert(command.end(), options.begin(), options.end());
  Program started(command, folder_, "sinks");
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  std::string line;
  while (line.find('\n') == std::string::npos && started.is_running() && std::chrono::steady_clock::now() < end) {
    rest();
    line = started.output();
  }
  for (const char* name : {"smtp", "slack", "x", "webhook", "control"}) {
    const auto at = line.find("\"" + std::string(name) + "\":");
    if (at != std::string::npos) ports_[name] = std::atoi(line.c_str() + at + std::string(name).size() + 3);
  }
  if (ports_.empty()) ADD_FAILURE() << "the receivers did not start: " << started.errors();
  return started;
}

std::vector<std::string> Sandbox::received() const {
  std::vector<std::string> lines;
  std::ifstream file(path("received.jsonl"));
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

Ended Sandbox::run(const std::vector<std::string>& command) const {
  const auto outs = folder_ / "run";
  std::filesystem::create_directories(outs);
  std::filesystem::remove(outs / "run.out");
  std::filesystem::remove(outs / "run.err");
  Program started(command, outs, "run", {{{"CRIER_SOCKET", path("crier.sock").string()}}});
  const auto code = started.wait(std::chrono::seconds{60});
  return {code.value_or(-1), started.output(), started.errors()};
}

Ended Sandbox::crierd(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{program("crierd")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command);
}

Ended Sandbox::crier(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{program("crier")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command);
}

Answer Sandbox::request(const std::string& method, const std::string& target, const std::string& body, const std::string& type) const {
  Answer answer;
  const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(), curl_easy_cleanup);
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(curl_slist_append(nullptr, ("Content-Type: " + type).c_str()),
                                                                   curl_slist_free_all);
  const std::string url = "http://crier" + target;
  const std::string socket = path("crier.sock").string();
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  if (method != "GET" && method != "DELETE") {
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  }
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer.body);
  if (curl_easy_perform(easy.get()) != CURLE_OK) return {};
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

void Sandbox::rest() { std::this_thread::sleep_for(kRest); }

std::string Sandbox::program(const std::string& name) { return std::string(CRIER_BIN) + "/" + name; }

}  // namespace crier::process
