#include "net/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

// Debian 12's does not say that it is C's.
extern "C" {
#include <sys/pidfd.h>
}

namespace crier::net {
namespace {

constexpr rlim_t kDescriptors = 1024;  // what programs that select() over all of them expect

std::string words(int error) { return std::generic_category().message(error); }

/// Passing wants of the machine; ETXTBSY: the program is being written, by an upgrade.
bool is_passing(int error) {
  return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE || error == ETXTBSY || error == EINTR || error == EIO;
}

/// The kernel speaks of the interpreter as of the program.
std::string fault(const std::string& program, int error) {
  if (error == ENOENT && ::access(program.c_str(), F_OK) == 0) return "the interpreter that its first line names is missing";
  if (error == ENOEXEC) return "it is no program, and has no first line such as #!/bin/sh";
  return words(error);
}

NotBegun want(const std::string& what, int error) { return {false, "A program could not be begun: " + what + ": " + words(error) + "."}; }

struct Pipe {
  Descriptor read, write;
};

/// Above the standard descriptors, which the child's own take the place of.
bool lift(Descriptor& descriptor) {
  if (descriptor.get() > STDERR_FILENO) return true;
  descriptor.reset(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  return static_cast<bool>(descriptor);
}

Result<Pipe, NotBegun> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return want("no pipe", errno);
  Pipe made{Descriptor(ends[0]), Descriptor(ends[1])};
  if (!lift(made.read) || !lift(made.write)) return want("no pipe", errno);
  return made;
}

void unblock(const Descriptor& ours) { ::fcntl(ours.get(), F_SETFL, O_NONBLOCK); }

/// What posix_spawn does in the child before the program begins.
class Preparation {
 public:
  Preparation(const Pipe& input, const Pipe& output, const Pipe& errors) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_adddup2(&actions_, input.read.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output.write.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, errors.write.get(), STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    ::posix_spawn_file_actions_addchdir_np(&actions_, "/");
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }
  ~Preparation() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  /// 0, or an errno.
  int begin(pid_t& pid, const std::vector<std::string>& arguments) {
    auto argv = pointers(arguments);
    auto environment = pointers(child_environment());
    return ::posix_spawn(&pid, arguments.front().c_str(), &actions_, &attributes_, argv.data(), environment.data());
  }

 private:
  static std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));  // NOLINT: the child has its own copy
    out.push_back(nullptr);
    return out;
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// Right after the start, for posix_spawn has no words for it: long before an interpreter has read its first line.
void limit(pid_t pid) {
  const rlimit none{0, 0};
  ::prlimit(pid, RLIMIT_CORE, &none, nullptr);
  rlimit descriptors{};
  if (::prlimit(pid, RLIMIT_NOFILE, nullptr, &descriptors) != 0 || descriptors.rlim_cur <= kDescriptors) return;
  descriptors.rlim_cur = kDescriptors;
  ::prlimit(pid, RLIMIT_NOFILE, &descriptors, nullptr);
}

}  // namespace

const std::vector<std::string>& child_environment() {
  static const std::vector<std::string> environment{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
                                                    "HOME=/"};
  return environment;
}

Result<Child, NotBegun> begin_child(const std::vector<std::string>& arguments) {
  auto input = make_pipe();
  if (!input) return input.error();
  auto output = make_pipe();
  if (!output) return output.error();
  auto errors = make_pipe();
  if (!errors) return errors.error();
  Child child;
  Preparation preparation(*input, *output, *errors);
  if (const int failed = preparation.begin(child.pid, arguments); failed != 0) {
    if (is_passing(failed)) return want(arguments.front(), failed);
    return NotBegun{true, "The program " + arguments.front() + " cannot be begun: " + fault(arguments.front(), failed) + "."};
  }
  child.ending.reset(::pidfd_open(child.pid, 0));
  if (!child.ending) {
    const int failed = errno;
    ::kill(-child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    return want("nothing to await it by", failed);
  }
  limit(child.pid);
  child.input = std::move(input->write);
  child.output = std::move(output->read);
  child.errors = std::move(errors->read);
  for (const auto* ours : {&child.input, &child.output, &child.errors}) unblock(*ours);
  return child;
}

void forbid_privileges() { ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

void signal_group(const Child& child, int signal) { ::kill(-child.pid, signal); }

Ending ending_of(const Child& child) {
  siginfo_t ended{};
  if (::waitid(P_PID, static_cast<id_t>(child.pid), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return {false, SIGKILL};
  return {ended.si_code == CLD_EXITED, ended.si_status};
}

void reap(const Child& child) {
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(child.pid), &ended, WEXITED | WNOHANG);
}

}  // namespace crier::net
