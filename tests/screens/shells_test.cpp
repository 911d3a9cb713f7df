// The completion scripts in the shells that they are for; each skips itself where its shell is not installed (./dev servers).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "process/house.h"
#include "process/receiver.h"

namespace crier::screens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

class Shells : public testing::Test {
 protected:
  static bool has(const std::string& shell) { return access(("/usr/bin/" + shell).c_str(), X_OK) == 0; }
  process::Ended run(const std::string& shell, const std::string& script) {
    sandbox_.write("script", "PATH=" + process::Sandbox::program("") + ":$PATH\n" + script);
    return sandbox_.run({shell, sandbox_.path("script").string()});
  }
  /// What bash offers for a line whose words are these, the last one at the cursor.
  std::vector<std::string> bash(const std::string& words, int last) {
    const auto ended = run("bash", "source <(crier completion bash)\nCOMP_WORDS=(" + words + ")\nCOMP_CWORD=" + std::to_string(last) +
                                       "\n_crier\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
    std::vector<std::string> lines;
    std::istringstream in(ended.out);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty()) lines.push_back(line);
    }
    return lines;
  }

  process::Sandbox sandbox_;
};

TEST_F(Shells, bash_completes_commands_flags_words_and_keys_of_the_running_daemon) {
  if (!has("bash")) GTEST_SKIP() << "bash is not installed";
  const process::Receiver receiver;
  process::furnish(sandbox_, {{receiver.url("/")}});
  const auto daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", process::opening("checkout-db")).status, 202);
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", process::opening("shop:cart")).status, 202);

  EXPECT_THAT(bash("crier wat", 1), ElementsAre("watch"));
  EXPECT_THAT(bash("crier update --su", 2), ElementsAre("--summary"));
  EXPECT_THAT(bash("crier open k --impact ''", 4), ElementsAre("critical", "major", "minor", "none"));
  EXPECT_THAT(bash("crier update ''", 2), IsSupersetOf({"checkout-db", "shop:cart"}));
  EXPECT_THAT(bash("crier update che", 2), ElementsAre("checkout-db"));
  EXPECT_THAT(bash("crier pause ho", 2), ElementsAre("hooks"));
  // As bash takes "shop:ca" and "--impact=ma" apart; it puts the answer behind the ":" or "=".
  EXPECT_THAT(bash("crier update shop : ca", 4), ElementsAre("cart"));
  EXPECT_THAT(bash("crier open k --impact = ma", 5), ElementsAre("major"));
  EXPECT_THAT(bash("crier open k --impact =", 4), ElementsAre("critical", "major", "minor", "none"));
}

TEST_F(Shells, bash_is_silent_while_the_daemon_is_away) {
  if (!has("bash")) GTEST_SKIP() << "bash is not installed";

  EXPECT_THAT(bash("crier update ''", 2), ElementsAre());
  EXPECT_THAT(bash("crier upd", 1), ElementsAre("update"));
}

TEST_F(Shells, bash_completes_names_of_files_where_they_belong) {
  if (!has("bash")) GTEST_SKIP() << "bash is not installed";
  sandbox_.write("draft one.md", "");

  EXPECT_THAT(bash("crier preview " + sandbox_.path("draft").string(), 2), ElementsAre(sandbox_.path("draft one.md").string()));
}

TEST_F(Shells, zsh_offers_what_crier_says) {
  if (!has("zsh")) GTEST_SKIP() << "zsh is not installed (./dev servers)";

  // The function as zsh would call it at a cursor, with what it hands to the menu shown instead.
  const auto ended = run("zsh",
                         "compdef() { :; }\n_describe() { print -rl -- \"${(@P)3}\" }\n_files() { print files }\n"
                         "source <(crier completion zsh)\nwords=(crier wat); CURRENT=2; _crier\n"
                         "words=(crier open k --impact ma); CURRENT=5; _crier\nwords=(crier preview ''); CURRENT=3; _crier\n");

  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out, "watch:what happens, as it happens\nmajor\nfiles\n");
}

TEST_F(Shells, fish_offers_what_crier_says) {
  if (!has("fish")) GTEST_SKIP() << "fish is not installed (./dev servers)";
  sandbox_.write("script", "set -x PATH " + process::Sandbox::program("") +
                               " $PATH\ncrier completion fish | source\ncomplete -C 'crier wat'\n" +
                               "complete -C 'crier open k --impact ma'\n");

  const auto ended = sandbox_.run({"fish", "--no-config", sandbox_.path("script").string()});

  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out, "watch\twhat happens, as it happens\nmajor\n");
}

}  // namespace
}  // namespace crier::screens
