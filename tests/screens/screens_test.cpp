// What a person sees at three in the morning: whole screens of a terminal, compared with the texts beside this file.
#include <gtest/gtest.h>

#include "process/house.h"
#include "process/receiver.h"
#include "screens/screen.h"

namespace crier::screens {
namespace {

/// A house with two customers, a guard that asks from the second on, and a route whose words wait for approval.
class Night : public testing::Test {
 protected:
  void SetUp() override {
    if (!Screen::is_possible()) GTEST_SKIP() << "tmux is not installed (./dev servers)";
    furnish("guard: {confirm_above: 5}\n");
  }
  void furnish(const std::string& rest) {
    sandbox_.write("hook-secret", process::kHookSecret);
    sandbox_.configure(
        "channels:\n  hooks: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
        "  spare: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
        "services: {checkout: {name: Checkout}, search: {name: Search}}\n"
        "audiences:\n  customers:\n    recipients:\n"
        "      - {channel: hooks, to: \"" +
        receiver_.url("/one") +
        "\"}\n"
        "      - {channel: hooks, to: \"" +
        receiver_.url("/two") +
        "\"}\n"
        "routes:\n  - match: {impact: minor}\n    audiences: [customers]\n    approve: true\n"
        "  - match: {}\n    audiences: [customers]\n" +
        rest);
  }
  /// Waits until all of the incident is delivered, so that screens do not depend on the moment.
  void await_delivered(const std::string& incident, std::int64_t count) {
    EXPECT_TRUE(process::eventually([&] { return process::deliveries(sandbox_, incident, "delivered") == count; }));
  }

  process::Receiver receiver_;
  process::Sandbox sandbox_;
};

TEST_F(Night, an_empty_house_says_who_one_is_and_how_to_begin) {
  const auto daemon = sandbox_.daemon();
  Screen screen(sandbox_);

  screen.type("crier");

  EXPECT_EQ(screen.shown(), expected("empty_house.txt"));
}

TEST_F(Night, the_first_screen_shows_what_is_open_what_waits_and_what_is_blocked_with_the_command_for_each) {
  const auto daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_
                .crier({"open", "checkout-db", "--title", "Checkout unavailable", "--impact", "critical", "--summary",
                        "Customers cannot pay.", "--next-update", "45m"})
                .code,
            0);
  await_delivered("checkout-db", 2);
  ASSERT_EQ(
      sandbox_.crier({"open", "search-slow", "--title", "Search is slow", "--impact", "minor", "--summary", "Searching takes long."}).code,
      0);
  ASSERT_EQ(sandbox_.crier({"pause", "spare"}).code, 0);
  Screen screen(sandbox_);

  screen.type("crier");

  EXPECT_EQ(screen.shown(), expected("night.txt"));
}

TEST_F(Night, an_opening_is_asked_field_by_field_and_sent_after_a_yes) {
  const auto daemon = sandbox_.daemon();
  Screen screen(sandbox_);

  screen.type_all({"crier open", "Checkout unavailable", "", "majr", "major", "checkout", "Customers in Europe cannot pay since 14:02 CET.",
                   "Payments fail.", "", "", "Pay by invoice.", "soon", "45m", "", "yes"});

  EXPECT_EQ(screen.shown(), expected("open.txt"));
  EXPECT_TRUE(receiver_.wait_for(2));
}

TEST_F(Night, control_c_while_it_is_asked_sends_nothing_and_says_so) {
  const auto daemon = sandbox_.daemon();
  Screen screen(sandbox_);

  screen.type_all({"crier open checkout-db --impact major", "Checkout unavailable", "checkout", "Nobody can pay."});
  screen.press("C-c");
  screen.type("crier list");

  EXPECT_EQ(screen.shown(), expected("interrupted.txt"));
  EXPECT_TRUE(receiver_.received().empty());
}

TEST_F(Night, the_guard_asks_for_the_number_and_takes_no_other) {
  furnish("guard: {confirm_above: 1}\n");
  const auto daemon = sandbox_.daemon();
  Screen screen(sandbox_);
  const std::string command = "crier open db --title Down --impact major --summary 'Nobody can pay.'";

  screen.type_all({command, "yes", command, "2"});

  EXPECT_EQ(screen.shown(), expected("guard.txt"));
  EXPECT_TRUE(receiver_.wait_for(2));
  EXPECT_EQ(receiver_.received().size(), 2U) << "what was not confirmed went to nobody";
}

TEST_F(Night, the_brake_says_who_has_it_already_and_who_will_not_get_it) {
  const auto daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.crier({"pause", "hooks"}).code, 0);
  ASSERT_EQ(sandbox_.crier({"open", "db", "--title", "Down", "--impact", "major", "--summary", "Everybody is down."}).code, 0);
  Screen screen(sandbox_);

  screen.type_all({"crier stop --last", "crier stop --last"});

  EXPECT_EQ(screen.shown(), expected("stop.txt"));
}

TEST_F(Night, an_editor_that_fails_or_saves_nothing_sends_nothing_and_says_so) {
  const auto daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.crier({"open", "db", "--title", "Down", "--impact", "major", "--summary", "Everybody is down."}).code, 0);
  await_delivered("db", 2);
  Screen screen(sandbox_);

  screen.type_all({"EDITOR=false crier update db --edit", "EDITOR=true crier update db --summary 'Half of it.' --edit",
                   "EDITOR=no-such-editor crier update db --edit"});

  EXPECT_EQ(screen.shown(), expected("editor.txt"));
  EXPECT_EQ(receiver_.received().size(), 2U);
}

TEST_F(Night, watching_survives_the_daemon_and_tells_what_came_meanwhile_once) {
  auto daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.crier({"open", "db", "--title", "Down", "--impact", "major", "--summary", "Everybody is down."}).code, 0);
  await_delivered("db", 2);
  Screen screen(sandbox_);

  screen.begin("crier watch");
  screen.wait_for("Watching.");
  ASSERT_EQ(sandbox_.crier({"update", "db", "--summary", "A disk is full."}).code, 0);
  screen.wait_for("2 delivered");
  daemon.kill();
  screen.wait_for("was lost");
  daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.crier({"update", "db", "--summary", "It is mended."}).code, 0);
  screen.wait_for("It is mended.");
  screen.wait_for("db update 3 by hooks: 2 delivered");

  const auto shown = screen.shown();
  for (const char* once : {"A disk is full.", "It is mended.", "was lost", "is back"})
    EXPECT_EQ(process::count_of(once, shown), 1U) << once << " in:\n" << shown;
  EXPECT_EQ(process::count_of("Everybody is down.", shown), 0U) << "what was before is not watched";
}

}  // namespace
}  // namespace crier::screens
