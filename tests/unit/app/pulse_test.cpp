#include "app/pulse.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/virtual_time.h"

/// How GET /healthz learns whether the threads answer.
namespace crier::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// A thread that keeps what it is asked until it is let go on.
struct Asked {
  std::vector<Task> questions;
  bool takes = true;
  Pulse::Ask ask() {
    return [this](Task answer) {
      if (takes) questions.push_back(std::move(answer));
      return takes;
    };
  }
  void answer() {
    for (auto& question : std::exchange(questions, {})) question();
  }
};

class Health : public testing::Test {
 protected:
  Health() {
    pulse.watch(writer.ask());
    pulse.watch(reader.ask());
  }
  void probe() {
    pulse.ask([this](bool is_alive) { answers.push_back(is_alive); });
  }

  support::VirtualClock clock{UtcTime{}};
  support::VirtualLoop loop{clock};
  Asked writer, reader;
  std::vector<bool> answers;
  Pulse pulse{loop, clock};
};

TEST_F(Health, is_good_as_soon_as_all_threads_have_answered) {
  probe();
  loop.settle();
  writer.answer();
  loop.settle();
  EXPECT_TRUE(answers.empty());

  reader.answer();
  loop.settle();

  EXPECT_EQ(answers, std::vector<bool>{true});
}

TEST_F(Health, asks_nobody_unless_somebody_wants_to_know) {
  loop.run_for(hours{24});
  EXPECT_TRUE(writer.questions.empty());
  EXPECT_EQ(loop.wakes(), 0U);
}

TEST_F(Health, is_bad_at_the_end_of_the_patience_and_then_at_once) {
  probe();
  writer.answer();
  loop.run_for(seconds{14});
  EXPECT_TRUE(answers.empty());
  loop.run_for(seconds{2});
  EXPECT_EQ(answers, std::vector<bool>{false});

  loop.run_for(hours{1});
  probe();

  EXPECT_EQ(answers, (std::vector<bool>{false, false}));
  EXPECT_EQ(reader.questions.size(), 1U) << "a stuck thread is not asked again and again";
}

TEST_F(Health, is_good_again_once_a_stuck_thread_has_answered) {
  probe();
  writer.answer();
  loop.run_for(seconds{20});
  reader.answer();
  loop.settle();

  probe();
  writer.answer();
  reader.answer();
  loop.settle();

  EXPECT_EQ(answers, (std::vector<bool>{false, true}));
}

TEST_F(Health, answers_all_who_wait_with_one_question) {
  probe();
  probe();
  EXPECT_EQ(writer.questions.size(), 1U);

  writer.answer();
  reader.answer();
  loop.settle();

  EXPECT_EQ(answers, (std::vector<bool>{true, true}));
}

TEST_F(Health, asks_a_thread_again_that_took_nothing_just_then) {
  writer.takes = false;
  probe();
  reader.answer();
  loop.run_for(seconds{5});
  EXPECT_TRUE(answers.empty());

  writer.takes = true;
  loop.run_for(seconds{2});
  writer.answer();
  loop.settle();

  EXPECT_EQ(answers, std::vector<bool>{true});
}

TEST_F(Health, is_bad_if_a_thread_takes_nothing_for_all_of_the_patience) {
  writer.takes = false;
  probe();
  reader.answer();
  loop.run_for(seconds{16});
  EXPECT_EQ(answers, std::vector<bool>{false});
}

TEST(HealthAfterTheEnd, an_answer_that_comes_late_finds_nothing) {
  support::VirtualClock clock{UtcTime{}};
  support::VirtualLoop loop{clock};
  Asked thread;
  auto pulse = std::make_unique<Pulse>(loop, clock);
  pulse->watch(thread.ask());
  bool was_answered = false;
  pulse->ask([&](bool) { was_answered = true; });

  pulse.reset();
  thread.answer();
  loop.run_for(seconds{30});

  EXPECT_FALSE(was_answered);
}

}  // namespace
}  // namespace crier::app
