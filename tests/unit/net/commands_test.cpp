// Real programs that behave as programs do (protocols.md 7 and 9, "exec").
#include "net/commands.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

namespace crier::net {
namespace {

using channels::CommandEnd;
using channels::CommandReply;
using channels::CommandRun;
using testing::HasSubstr;
using testing::IsEmpty;

/// True if the process is gone, or dead and not reaped by whoever is its parent by now.
bool is_dead(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text;
  if (!std::getline(file, text)) return true;
  return text.at(text.rfind(')') + 2) == 'Z';
}

bool dies(const std::string& pid) {
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30); std::chrono::steady_clock::now() < end;) {
    if (is_dead(pid)) return true;
    std::this_thread::yield();
  }
  return false;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string own_privileges() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("NoNewPrivs")) return line;
  }
  return "";
}

/// Programs on a loop of their own, asked from the test's thread. No test leaves a child of the process behind, dead or alive.
class CommandsTest : public testing::Test {
 protected:
  CommandsTest() {
    std::string path = "/tmp/crier-commands-XXXXXX";
    folder_ = ::mkdtemp(path.data());
    loop_.start();
  }
  ~CommandsTest() override {
    end();
    loop_.finish();
    loop_.join();
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override {
    end();
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left";
    EXPECT_EQ(errno, ECHILD);
  }
  /// Returns when nothing of any program is left.
  void end() {
    std::promise<void> ended;
    loop_.post([&] {
      commands_.reset();
      ended.set_value();
    });
    ended.get_future().get();
  }

  [[nodiscard]] std::string script(const std::string& body, const std::string& first = "#!/bin/sh\n", mode_t mode = 0700) {
    const std::string path = folder_ + "/program" + std::to_string(++scripts_);
    std::ofstream(path) << first << body << '\n';
    ::chmod(path.c_str(), mode);
    return path;
  }

  std::future<CommandReply> begin(CommandRun run) {
    auto promise = std::make_shared<std::promise<CommandReply>>();
    loop_.post([this, promise, run = std::move(run)] {
      if (!commands_) commands_ = std::make_unique<Commands>(loop_, CommandTimes{Millis(50), Millis(50)});
      const auto inside = std::make_shared<bool>(true);
      commands_->run(run, [this, promise, inside](CommandReply reply) {
        EXPECT_FALSE(*inside) << "completed inside the call";
        EXPECT_TRUE(loop_.is_here()) << "completed on another thread";
        promise->set_value(std::move(reply));
      });
      *inside = false;
    });
    return promise->get_future();
  }
  std::future<CommandReply> begin(std::vector<std::string> argv, std::string input = "", Millis timeout = Millis(60000)) {
    CommandRun run;
    run.argv = std::move(argv);
    run.input = std::move(input);
    run.timeout = timeout;
    return begin(std::move(run));
  }
  CommandReply run(std::vector<std::string> argv, std::string input = "", Millis timeout = Millis(60000)) {
    return begin(std::move(argv), std::move(input), timeout).get();
  }
  CommandReply run_script(const std::string& body, std::string input = "", Millis timeout = Millis(60000)) {
    return run({script(body)}, std::move(input), timeout);
  }

  std::string folder_;
  int scripts_ = 0;
  IoLoop loop_{"outbound"};
  std::unique_ptr<Commands> commands_;
};

TEST_F(CommandsTest, tell_the_exit_code_and_what_was_printed) {
  for (const int code : {0, 1, 65, 66, 67, 68, 75, 77, 126, 127, 255}) {
    const auto reply = run_script("echo out; echo err >&2; exit " + std::to_string(code));
    EXPECT_EQ(reply.end, CommandEnd::exited);
    EXPECT_EQ(reply.code, code);
    EXPECT_EQ(reply.output, "out\n");
    EXPECT_EQ(reply.errors, "err\n");
    EXPECT_EQ(reply.reason, "");
  }
}

TEST_F(CommandsTest, give_a_program_its_arguments_as_they_are) {
  const auto reply = run({script("printf '%s|' \"$@\""), "a b", "$HOME; exit 3", "", "'\"*"});
  EXPECT_EQ(reply.code, 0);
  EXPECT_EQ(reply.output, "a b|$HOME; exit 3||'\"*|");
}

TEST_F(CommandsTest, give_a_program_all_of_its_input_and_then_its_end) {
  const std::string megabyte(1 << 20, 'x');
  EXPECT_EQ(run_script("wc -c", megabyte).output, "1048576\n");
  EXPECT_EQ(run_script("wc -c").output, "0\n");
}

TEST_F(CommandsTest, are_not_hurt_by_a_program_that_reads_nothing) {
  const std::string megabyte(1 << 20, 'x');
  EXPECT_EQ(run_script("exit 0", megabyte).code, 0);
  EXPECT_EQ(run_script("exec <&-; echo done; exit 7", megabyte).code, 7);
  EXPECT_EQ(run_script("head -c 10 >/dev/null; exit 8", megabyte).code, 8);
}

TEST_F(CommandsTest, keep_the_beginning_of_much_output_and_let_the_program_print_on) {
  const auto reply = run_script("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 9");
  EXPECT_EQ(reply.code, 9);
  EXPECT_EQ(reply.output.size(), 65536U);
  EXPECT_EQ(reply.errors.size(), 65536U);
}

TEST_F(CommandsTest, end_a_program_that_prints_without_end_when_its_time_is_over) {
  const auto reply = run_script("echo $$; exec yes", "", Millis(100));
  EXPECT_EQ(reply.end, CommandEnd::cut);
  EXPECT_THAT(reply.reason, HasSubstr("100ms"));
  EXPECT_EQ(reply.output.size(), 65536U);
  end();
  EXPECT_TRUE(is_dead(first_line(reply.output)));
}

TEST_F(CommandsTest, let_a_program_tidy_up_when_its_time_is_over) {
  const auto mark = folder_ + "/tidied";
  const auto reply = run_script("trap 'echo > " + mark + "; exit 0' TERM; sleep 1000 & wait", "", Millis(300));
  EXPECT_EQ(reply.end, CommandEnd::cut) << "what it says then is not its answer";
  EXPECT_TRUE(std::filesystem::exists(mark));
}

TEST_F(CommandsTest, kill_a_program_that_does_not_want_to_end) {
  const auto reply = run_script("trap '' TERM; echo $$; while :; do sleep 1000; done", "", Millis(300));
  EXPECT_EQ(reply.end, CommandEnd::cut);
  end();
  EXPECT_TRUE(is_dead(first_line(reply.output)));
}

TEST_F(CommandsTest, tell_which_signal_ended_a_program) {
  const auto reply = run_script("echo before; kill -KILL $$");
  EXPECT_EQ(reply.end, CommandEnd::killed);
  EXPECT_EQ(reply.code, SIGKILL);
  EXPECT_EQ(reply.output, "before\n");
}

TEST_F(CommandsTest, do_not_wait_for_what_a_program_has_left_behind) {
  const auto reply = run_script("sleep 1000 & echo $!; exit 3");
  EXPECT_EQ(reply.end, CommandEnd::exited);
  EXPECT_EQ(reply.code, 3);
  EXPECT_TRUE(dies(first_line(reply.output))) << "what it had started outlives it";
}

TEST_F(CommandsTest, end_what_a_program_has_started_in_silence_too) {
  const auto reply = run_script("sleep 1000 >/dev/null 2>&1 </dev/null & echo $!; exit 0");
  EXPECT_EQ(reply.code, 0);
  EXPECT_TRUE(dies(first_line(reply.output)));
}

TEST_F(CommandsTest, begin_a_program_with_three_descriptors_whatever_else_is_open) {
  const int low = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  const int high = ::fcntl(low, F_DUPFD, 200);
  EXPECT_EQ(run({"/bin/ls", "-1", "/proc/self/fd"}).output, "0\n1\n2\n3\n") << "3 is the folder that ls reads";
  ::close(low);
  ::close(high);
}

TEST_F(CommandsTest, begin_a_program_with_nothing_of_our_environment) {
  ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/crierd.service", 1);
  EXPECT_EQ(run({"/usr/bin/env"}).output, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nLANG=C.UTF-8\nHOME=/\n");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(CommandsTest, begin_a_program_in_a_session_and_folder_of_its_own) {
  EXPECT_EQ(run({"/bin/pwd"}).output, "/\n");
  std::istringstream fields(run({"/bin/cat", "/proc/self/stat"}).output);
  std::string pid, name, state, parent, group, session;
  fields >> pid >> name >> state >> parent >> group >> session;
  EXPECT_EQ(group, pid);
  EXPECT_EQ(session, pid);
}

TEST_F(CommandsTest, begin_a_program_with_the_signals_of_a_new_process_and_without_the_way_to_more_rights) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  const auto status = run({"/bin/cat", "/proc/self/status"}).output;
  std::signal(SIGPIPE, before);
  const auto mask = [&status](const std::string& name) {
    return std::stoull(status.substr(status.find(name + ":") + name.size() + 1), nullptr, 16) &
           0x7fffffffU;  // the C library has its own above
  };
  EXPECT_EQ(mask("SigBlk"), 0U);
  EXPECT_EQ(mask("SigIgn"), 0U);
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1\n"));
}

TEST_F(CommandsTest, leave_this_process_its_rights) {
  const auto before = own_privileges();
  run({"/bin/true"});
  EXPECT_EQ(own_privileges(), before);
}

TEST_F(CommandsTest, give_a_program_no_core_files_and_the_usual_number_of_descriptors) {
  const auto limits = run_script("IFS= read -r line; cat /proc/self/limits", "begun\n").output;
  EXPECT_THAT(limits, testing::ContainsRegex("Max core file size +0 +0 "));
  EXPECT_THAT(limits, testing::ContainsRegex("Max open files +1024 "));
}

TEST_F(CommandsTest, say_what_is_wrong_with_a_program_that_cannot_be_begun) {
  const std::pair<std::string, const char*> cases[] = {
      {folder_ + "/missing", "No such file"},
      {script("exit 0", "#!/bin/sh\n", 0600), "Permission denied"},
      {script("exit 0", "#!/no/such/interpreter\n"), "the interpreter that its first line names is missing"},
      {script("exit 0", "echo no first line\n"), "no first line such as"},
      {folder_, "Permission denied"},
  };
  for (const auto& [path, part] : cases) {
    const auto reply = run({path});
    EXPECT_EQ(reply.end, CommandEnd::not_started) << path;
    EXPECT_TRUE(reply.broken) << path;
    EXPECT_THAT(reply.reason, HasSubstr(path + " cannot be begun: "));
    EXPECT_THAT(reply.reason, HasSubstr(part));
  }
}

TEST_F(CommandsTest, do_not_make_one_program_wait_for_another) {
  auto hanging = begin({script("echo $$; exec sleep 1000")});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(run_script("exit 4").code, 4);
  EXPECT_EQ(hanging.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  end();
  EXPECT_EQ(hanging.get().end, CommandEnd::cut);
}

TEST_F(CommandsTest, run_many_at_a_time) {
  const auto path = script("cat >/dev/null; echo $1");
  std::vector<std::future<CommandReply>> all;
  for (int i = 0; i < 100; ++i) all.push_back(begin({path, std::to_string(i)}, std::string(100000, 'x')));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].get().output, std::to_string(i) + "\n");
}

TEST_F(CommandsTest, complete_everything_under_way_when_they_are_cancelled) {
  auto quiet = begin({script("trap '' TERM; while :; do sleep 1000; done")});
  auto polite = begin({script("exec sleep 1000")});
  loop_.post([this] { commands_->cancel_all(); });
  for (auto* one : {&quiet, &polite}) {
    const auto reply = one->get();
    EXPECT_EQ(reply.end, CommandEnd::cut);
    EXPECT_NE(reply.reason, "");
  }
}

TEST_F(CommandsTest, know_how_programs_ended_though_who_started_us_ignores_children) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(run_script("exit 5").code, 5);
  std::signal(SIGCHLD, before);
}

}  // namespace
}  // namespace crier::net
