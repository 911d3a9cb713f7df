#include "store/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "store/group_commit.h"
#include "support/quiet_log.h"
#include "unit/store/scripted_store.h"

namespace crier::store {
namespace {

using support::QuietLog;
using ::testing::ElementsAre;

const Error kFull{ErrorKind::full, "full"};
const Error kIo{ErrorKind::io, "io"};
const Error kConflict{ErrorKind::conflict, "conflict"};

class RecordingEnd final : public GroupEnd {
 public:
  explicit RecordingEnd(ScriptedStore& store) : store_(store) {}
  Result<void> before_commit(Store&) override {
    store_.happened.push_back("end");
    return fails.empty() ? Result<void>() : take();
  }
  void committed() override { store_.happened.push_back("end committed"); }
  void dropped() override { store_.happened.push_back("end dropped"); }
  std::vector<Error> fails;

 private:
  Result<void> take() {
    const Error error = fails.front();
    fails.erase(fails.begin());
    return error;
  }
  ScriptedStore& store_;
};

/// Groups of operations on a scripted store, with what each was told.
class Groups : public ::testing::Test {
 protected:
  /// An operation that fails with `errors` one after the other, then works.
  void add(const std::string& name, std::vector<Error> errors = {}, bool outcome = false) {
    Operation operation;
    operation.outcome = outcome;
    operation.run = [this, name, errors](Store&) mutable -> Result<void> {
      store.happened.push_back(name);
      if (errors.empty()) return {};
      const Error error = errors.front();
      errors.erase(errors.begin());
      return error;
    };
    operation.done = [this, name](const Result<void>& done) { told.push_back(name + (done ? " done" : " " + done.error().text)); };
    waiting.push_back(std::move(operation));
  }
  void run(GroupEnd* end = nullptr) {
    if (!groups) groups.emplace(store, end, options, nullptr);
    groups->run([this]() -> std::optional<Operation> {
      if (waiting.empty()) return std::nullopt;
      Operation operation = std::move(waiting.front());
      waiting.pop_front();
      return operation;
    });
  }
  ScriptedStore store;
  WriterOptions options;
  std::optional<GroupCommit> groups;
  std::deque<Operation> waiting;
  std::vector<std::string> told;
};

TEST_F(Groups, commit_all_operations_at_once_and_tell_each) {
  add("a");
  add("b");

  run();

  EXPECT_THAT(store.happened, ElementsAre("begin", "a", "b", "commit"));
  EXPECT_THAT(told, ElementsAre("a done", "b done"));
}

TEST_F(Groups, let_the_end_have_its_say_before_the_commit_and_hear_of_it_after) {
  RecordingEnd end(store);
  add("a");

  run(&end);

  EXPECT_THAT(store.happened, ElementsAre("begin", "a", "end", "commit", "end committed"));
}

TEST_F(Groups, run_again_without_the_operation_that_failed) {
  add("a");
  add("bad", {kConflict});
  add("c");

  run();
  run();

  EXPECT_THAT(store.happened, ElementsAre("begin", "a", "bad", "rollback", "begin", "a", "commit", "begin", "c", "commit"));
  EXPECT_THAT(told, ElementsAre("bad conflict", "a done", "c done"));
}

TEST_F(Groups, survive_an_operation_that_fails_only_when_it_runs_again) {
  add("a");
  add("late", {});
  add("bad", {kConflict});
  waiting[1].run = [this, count = 0](Store&) mutable -> Result<void> {
    store.happened.push_back("late");
    return ++count == 2 ? Result<void>(kConflict) : Result<void>();
  };

  run();

  EXPECT_THAT(told, ElementsAre("bad conflict", "late conflict", "a done"));
}

TEST_F(Groups, commit_without_the_end_if_that_failed) {
  RecordingEnd end(store);
  end.fails = {kConflict};
  add("a");

  run(&end);

  EXPECT_THAT(store.happened, ElementsAre("begin", "a", "end", "rollback", "end dropped", "begin", "a", "commit"));
  EXPECT_THAT(told, ElementsAre("a done"));
}

TEST_F(Groups, refuse_everybody_on_a_full_disk) {
  store.on_commit = [] { return Result<void>(kFull); };
  int full = 0;
  options.full = [&full] { ++full; };
  add("a");
  add("b");

  run();

  EXPECT_THAT(store.happened, ElementsAre("begin", "a", "b", "commit fails", "rollback"));
  EXPECT_THAT(told, ElementsAre("a full", "b full"));
  EXPECT_EQ(full, 1);
  EXPECT_FALSE(groups->is_stopped());
}

TEST_F(Groups, store_outcomes_in_the_space_kept_back_for_a_full_disk) {
  store.reserves = 1;
  store.on_commit = [this] { return store.is_short ? Result<void>() : Result<void>(kFull); };
  RecordingEnd end(store);
  add("event");
  add("outcome", {}, true);

  run(&end);

  EXPECT_THAT(store.happened, ElementsAre("begin", "event", "outcome", "end", "commit fails", "rollback", "end dropped", "free", "begin",
                                          "outcome", "end", "commit", "end committed"));
  EXPECT_THAT(told, ElementsAre("event full", "outcome done"));
}

TEST_F(Groups, store_outcomes_whose_own_run_met_the_full_disk) {
  store.reserves = 1;
  add("outcome", {kFull}, true);

  run();

  EXPECT_THAT(store.happened, ElementsAre("begin", "outcome", "rollback", "free", "begin", "outcome", "commit"));
  EXPECT_THAT(told, ElementsAre("outcome done"));
}

TEST_F(Groups, take_nothing_but_outcomes_while_the_reserve_is_gone) {
  store.is_short = true;
  add("event");
  add("outcome", {}, true);

  run();

  EXPECT_THAT(store.happened, ElementsAre("begin", "outcome", "commit"));
  EXPECT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1], "outcome done");
}

TEST_F(Groups, start_no_attempts_if_the_reserve_does_not_suffice_for_them) {
  store.reserves = 1;
  int commits = 0;
  store.on_commit = [&commits] { return ++commits < 3 ? Result<void>(kFull) : Result<void>(); };
  RecordingEnd end(store);
  add("outcome", {}, true);

  run(&end);

  EXPECT_THAT(told, ElementsAre("outcome done"));
  EXPECT_THAT(std::vector<std::string>(store.happened.end() - 3, store.happened.end()), ElementsAre("begin", "outcome", "commit"));
}

TEST_F(Groups, give_up_outcomes_when_there_is_no_space_at_all) {
  store.on_commit = [] { return Result<void>(kFull); };
  RecordingEnd end(store);
  add("outcome", {}, true);

  run(&end);

  EXPECT_THAT(told, ElementsAre("outcome full"));
}

TEST_F(Groups, stop_for_good_after_an_io_error_and_say_so_once) {
  store.on_commit = [] { return Result<void>(kIo); };
  int failures = 0;
  options.failed = [&failures](const Error&) { ++failures; };
  RecordingEnd end(store);
  add("a");

  run(&end);
  add("b");
  run(&end);

  EXPECT_THAT(store.happened, ElementsAre("begin", "a", "end", "commit fails", "rollback", "end dropped"));
  EXPECT_THAT(told, ElementsAre("a io", "b io"));
  EXPECT_EQ(failures, 1);
  EXPECT_TRUE(groups->is_stopped());
}

TEST_F(Groups, refuse_everybody_when_a_commit_fails_for_a_reason_of_its_own) {
  store.on_commit = [] { return Result<void>(kConflict); };
  add("a");
  add("outcome", {}, true);

  run();

  EXPECT_THAT(told, ElementsAre("a conflict", "outcome conflict"));
  EXPECT_FALSE(groups->is_stopped());
}

TEST_F(Groups, refuse_everybody_when_none_can_be_begun) {
  store.on_begin = [] { return Result<void>(kConflict); };
  add("a");
  add("b");

  run();

  EXPECT_THAT(told, ElementsAre("a conflict", "b conflict"));
  EXPECT_THAT(store.happened, ElementsAre("rollback"));
}

TEST_F(Groups, stop_when_the_checkpoint_between_them_fails) {
  store.on_between = [] { return Result<void>(kIo); };
  add("a");
  run();

  groups->rest(false);

  EXPECT_TRUE(groups->is_stopped());
}

TEST_F(Groups, go_on_when_the_disk_is_full_at_the_checkpoint_between_them) {
  store.on_between = [] { return Result<void>(kFull); };
  add("a");
  run();

  groups->rest(false);

  EXPECT_FALSE(groups->is_stopped());
}

TEST_F(Groups, say_that_there_is_room_only_once_the_reserve_is_held_again) {
  int room = 0;
  options.room = [&room] { ++room; };
  store.is_short = true;
  add("outcome", {}, true);
  run();
  groups->rest(false);
  EXPECT_EQ(room, 0) << "events are refused, whatever was committed";

  store.is_short = false;
  add("event");
  run();
  groups->rest(false);
  EXPECT_EQ(room, 1);
}

TEST_F(Groups, do_not_say_that_there_is_room_after_a_full_one) {
  int room = 0;
  options.room = [&room] { ++room; };
  add("event", {kFull});
  run();
  groups->rest(false);

  EXPECT_EQ(room, 0);
}

Operation told_by(std::promise<bool>& promise, std::size_t weight = 1) {
  Operation operation;
  operation.weight = weight;
  operation.run = [](Store&) { return Result<void>(); };
  operation.done = [&promise](const Result<void>& done) { promise.set_value(done.has_value()); };
  return operation;
}

TEST(ThreadWriter, runs_operations_on_a_thread_of_its_own) {
  QuietLog log;
  const auto writer = start_writer(std::make_unique<ScriptedStore>(), nullptr, {}, log);
  std::promise<std::thread::id> ran_on;
  Operation operation;
  operation.run = [&](Store&) {
    ran_on.set_value(std::this_thread::get_id());
    return Result<void>();
  };
  operation.done = [](const Result<void>&) {};

  ASSERT_TRUE(writer->submit(std::move(operation)));

  EXPECT_NE(ran_on.get_future().get(), std::this_thread::get_id());
}

TEST(ThreadWriter, runs_what_was_submitted_before_it_goes) {
  QuietLog log;
  std::promise<bool> last;
  {
    const auto writer = start_writer(std::make_unique<ScriptedStore>(), nullptr, {}, log);
    ASSERT_TRUE(writer->submit(told_by(last)));
  }
  EXPECT_TRUE(last.get_future().get());
}

/// Holds the writer in the run of its first operation, so that what comes meanwhile waits.
class Held {
 public:
  explicit Held(Writer& writer) {
    Operation operation;
    operation.run = [this](Store&) {
      entered_.set_value();
      release_.get_future().wait();
      return Result<void>();
    };
    operation.done = [](const Result<void>&) {};
    EXPECT_TRUE(writer.submit(std::move(operation)));
    entered_.get_future().wait();
  }
  void release() { release_.set_value(); }

 private:
  std::promise<void> entered_, release_;
};

TEST(ThreadWriter, refuses_what_is_over_its_bound_and_takes_it_later) {
  QuietLog log;
  WriterOptions options;
  options.bound = 10;
  const auto writer = start_writer(std::make_unique<ScriptedStore>(), nullptr, options, log);
  Held held(*writer);
  std::promise<bool> first, second, third;

  EXPECT_TRUE(writer->submit(told_by(first, 10)));
  EXPECT_FALSE(writer->submit(told_by(second, 1)));
  EXPECT_EQ(writer->backlog(), 1U);
  held.release();
  EXPECT_TRUE(first.get_future().get());
  EXPECT_TRUE(writer->submit(told_by(third, 1)));
  EXPECT_TRUE(third.get_future().get());
}

TEST(ThreadWriter, takes_an_operation_larger_than_its_bound_when_nothing_else_waits) {
  QuietLog log;
  WriterOptions options;
  options.bound = 10;
  const auto writer = start_writer(std::make_unique<ScriptedStore>(), nullptr, options, log);
  std::promise<bool> large;

  EXPECT_TRUE(writer->submit(told_by(large, 10000)));
  EXPECT_TRUE(large.get_future().get());
}

TEST(ThreadWriter, splits_groups_at_their_weight_but_never_an_operation) {
  QuietLog log;
  WriterOptions options;
  options.group = 4;
  options.work = std::chrono::hours(1);
  auto store = std::make_unique<ScriptedStore>();
  ScriptedStore& seen = *store;
  std::vector<std::string> happened;
  {
    const auto writer = start_writer(std::move(store), nullptr, options, log);
    Held held(*writer);  // weight 1, in the first group
    std::vector<std::promise<bool>> promises(3);
    for (auto& promise : promises) ASSERT_TRUE(writer->submit(told_by(promise, 3)));
    held.release();
    for (auto& promise : promises) EXPECT_TRUE(promise.get_future().get());
    happened = seen.happened;
  }
  EXPECT_EQ(std::count(happened.begin(), happened.end(), "commit"), 2);  // 1 + 3 are 4; 3 are not yet, 3 + 3 are more
}

TEST(ThreadWriter, runs_a_group_for_the_sake_of_its_end_when_woken) {
  QuietLog log;
  class End final : public GroupEnd {
   public:
    Result<void> before_commit(Store&) override { return {}; }
    void committed() override { done.set_value(); }
    void dropped() override {}
    std::promise<void> done;
  } end;
  const auto writer = start_writer(std::make_unique<ScriptedStore>(), &end, {}, log);

  writer->wake();

  end.done.get_future().wait();
}

TEST(ThreadWriter, tells_the_store_between_groups_whether_urgent_work_waits) {
  QuietLog log;
  WriterOptions options;
  options.group = 1;
  auto store = std::make_unique<ScriptedStore>();
  ScriptedStore& seen = *store;
  const auto writer = start_writer(std::move(store), nullptr, options, log);
  Held held(*writer);
  std::promise<bool> urgent;
  std::vector<std::string> happened;
  Operation operation = told_by(urgent);
  operation.urgent = true;
  operation.run = [&](Store&) {
    happened = seen.happened;
    return Result<void>();
  };
  ASSERT_TRUE(writer->submit(std::move(operation)));
  held.release();
  EXPECT_TRUE(urgent.get_future().get());

  EXPECT_THAT(happened, ElementsAre("begin", "commit", "between, urgent", "begin"));
}

TEST(ThreadWriter, refuses_everything_with_io_after_the_store_failed) {
  QuietLog log;
  auto store = std::make_unique<ScriptedStore>();
  store->on_commit = [] { return Result<void>(kIo); };
  std::promise<void> failed;
  WriterOptions options;
  options.failed = [&failed](const Error&) { failed.set_value(); };
  const auto writer = start_writer(std::move(store), nullptr, options, log);
  std::promise<bool> first, second;

  ASSERT_TRUE(writer->submit(told_by(first)));
  failed.get_future().wait();
  EXPECT_FALSE(first.get_future().get());
  ASSERT_TRUE(writer->submit(told_by(second)));
  EXPECT_FALSE(second.get_future().get());
}

TEST(InlineWriter, runs_each_operation_before_submit_returns_and_those_of_completions_after_it) {
  ScriptedStore store;
  const auto writer = inline_writer(store, nullptr);
  std::vector<std::string> told;
  Operation first;
  first.run = [](Store&) { return Result<void>(); };
  first.done = [&](const Result<void>&) {
    Operation second;
    second.run = [](Store&) { return Result<void>(); };
    second.done = [&](const Result<void>&) { told.push_back("second"); };
    EXPECT_TRUE(writer->submit(std::move(second)));
    told.push_back("first");
  };

  EXPECT_TRUE(writer->submit(std::move(first)));

  EXPECT_THAT(told, ElementsAre("first", "second"));
  EXPECT_THAT(store.happened, ElementsAre("begin", "commit", "between", "begin", "commit", "between"));
}

}  // namespace
}  // namespace crier::store
