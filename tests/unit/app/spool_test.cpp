#include "app/spool.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <optional>

#include "support/quiet_log.h"
#include "support/virtual_time.h"
#include "unit/config/folder.h"

/// What `crier --spool` left is taken up before anybody else is heard, and nobody of the group can misuse the folder (rules D2, E4).
namespace crier::app {
namespace {

namespace fs = std::filesystem;
using Results = Result<std::vector<announce::EventResult>, core::Problem>;

Results taken() { return std::vector<announce::EventResult>(1); }

Results problem(ErrorKind kind) { return core::Problem{kind, "Title", "why it is not taken", {}}; }

Results id_is_taken() {
  return core::Problem{
      ErrorKind::conflict, "The id is taken", "the id was used for another content", {{"/id", "used for another content"}}};
}

/// Answers as it is told, or, where it is told nothing, when the test does.
class SlowAnnouncer final : public announce::Announcer {
 public:
  void accept(config::SnapshotPtr, std::vector<core::Event> events, const core::Peer&, UniqueFunction<void(Results)> done) override {
    asked.push_back(events.at(0));
    if (answer) return done(answer(events.at(0)));
    waiting.push_back(std::move(done));
  }
  void preview(config::SnapshotPtr, core::Event, const core::Peer&,
               UniqueFunction<void(Result<announce::Preview, core::Problem>)>) override {}
  void check(config::SnapshotPtr, core::Event, const core::Peer&,
             UniqueFunction<void(Result<std::vector<wording::Finding>, core::Problem>)>) override {}
  void approve(config::SnapshotPtr, announce::Approval, const core::Peer&,
               UniqueFunction<void(Result<announce::EventResult, core::Problem>)>) override {}
  void end_pending(config::SnapshotPtr, announce::PendingName, core::UpdateState, const core::Peer&,
                   UniqueFunction<void(Result<announce::Ended, core::Problem>)>) override {}
  void add_silence(core::Silence, const core::Peer&, UniqueFunction<void(Result<core::Silence, core::Problem>)>) override {}
  void end_silence(std::int64_t, const core::Peer&, UniqueFunction<void(Result<core::Silence, core::Problem>)>) override {}
  void list_silences(UniqueFunction<void(Result<std::vector<core::Silence>, core::Problem>)>) override {}
  void start(std::function<config::SnapshotPtr()>) override {}
  void leave() override {}

  void answer_one(Results results) {
    auto done = std::move(waiting.front());
    waiting.pop_front();
    done(std::move(results));
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const auto& event : asked) all.push_back(event.id);
    return all;
  }
  std::function<Results(const core::Event&)> answer;
  std::vector<core::Event> asked;
  std::deque<UniqueFunction<void(Results)>> waiting;
};

using Names = std::vector<std::string>;

struct TheSpool : testing::Test {
  tests::Folder folder;
  support::VirtualClock clock{UtcTime{Millis{1'700'000'000'000}}};
  support::VirtualLoop loop{clock};
  support::QuietLog log;
  SlowAnnouncer announcer;
  core::Right right = core::Right::operate;
  int times_ready = 0;
  int files = 0;
  Spool spool{{announcer, loop, log,
               [this] {
                 auto snapshot = std::make_shared<config::Snapshot>();
                 snapshot->spool = folder.path("spool");
                 return snapshot;
               },
               [this](const core::PeerIdentity& who) {
                 core::Peer peer;
                 peer.uid = who.uid;
                 peer.right = right;
                 return peer;
               }}};

  TheSpool() { fs::create_directory(folder.path("spool")); }
  /// Each younger than the one before.
  void leave_file(const std::string& name, const std::string& text) {
    const auto path = folder.write("spool/" + name, text);
    fs::last_write_time(path, fs::file_time_type{} + std::chrono::seconds{++files});
  }
  void leave_event(const std::string& id, const std::string& name) {
    leave_file(name, R"({"action": "open", "incident": "db", "title": "T", "impact": "major", "summary": "S", "id": ")" + id + "\"}");
  }
  void begin() {
    spool.take([this] { ++times_ready; });
    loop.settle();
  }
  [[nodiscard]] Names names(const std::string& below = "") const {
    Names all;
    for (const auto& entry : fs::directory_iterator(folder.path("spool" + below))) all.push_back(entry.path().filename());
    std::sort(all.begin(), all.end());
    return all;
  }
};

TEST_F(TheSpool, is_taken_up_whole_oldest_first_before_the_doors_open) {
  leave_event("first", "b.json");
  leave_event("second", "a.json");
  begin();
  EXPECT_EQ(announcer.ids(), Names{"first"});
  EXPECT_EQ(times_ready, 0);
  announcer.answer_one(taken());
  loop.settle();
  EXPECT_EQ(announcer.ids(), (Names{"first", "second"}));
  EXPECT_EQ(times_ready, 0);
  announcer.answer_one(taken());
  loop.settle();
  EXPECT_EQ(times_ready, 1);
  EXPECT_EQ(names(), Names{});
}

TEST_F(TheSpool, that_is_empty_or_absent_opens_the_doors) {
  fs::remove(folder.path("spool"));
  begin();
  EXPECT_EQ(times_ready, 1);
}

struct TheStore : TheSpool, testing::WithParamInterface<ErrorKind> {};

TEST_P(TheStore, that_takes_nothing_just_now_keeps_no_door_shut_and_nothing_is_overtaken_or_lost) {
  leave_event("first", "b.json");
  leave_event("second", "a.json");
  begin();
  announcer.answer_one(problem(GetParam()));
  loop.settle();
  EXPECT_EQ(times_ready, 1);
  EXPECT_EQ(announcer.ids(), Names{"first"});
  EXPECT_EQ(names(), (Names{"a.json", "b.json"}));
  announcer.answer = [](const core::Event&) { return taken(); };
  loop.run_for(Spool::kLookAgain);
  EXPECT_EQ(announcer.ids(), (Names{"first", "first", "second"}));
  EXPECT_EQ(names(), Names{});
}

INSTANTIATE_TEST_SUITE_P(Busy, TheStore, testing::Values(ErrorKind::unavailable));
INSTANTIATE_TEST_SUITE_P(Full, TheStore, testing::Values(ErrorKind::full));

TEST_F(TheSpool, is_left_alone_once_the_daemon_stops) {
  leave_event("first", "a.json");
  leave_event("second", "b.json");
  begin();
  spool.leave();
  announcer.answer_one(taken());
  loop.run_for(Spool::kLookAgain);
  EXPECT_EQ(announcer.ids(), Names{"first"});
  EXPECT_EQ(times_ready, 0);
  EXPECT_EQ(names(), Names{"b.json"});
}

TEST_F(TheSpool, asks_the_announcer_nothing_more_where_the_guard_asked_and_the_daemon_stops) {
  leave_event("first", "a.json");
  begin();
  spool.leave();
  core::Problem asks{ErrorKind::conflict, "Title", "how many", {}};
  asks.question = core::Question{7, {}};
  announcer.answer_one(asks);
  loop.settle();
  EXPECT_EQ(announcer.ids(), Names{"first"});
  EXPECT_EQ(names(), Names{"a.json"});
}

TEST_F(TheSpool, holds_one_event_at_a_time_and_takes_the_next_in_a_task_of_its_own) {
  leave_event("first", "a.json");
  leave_event("second", "b.json");
  leave_event("third", "c.json");
  begin();
  fs::remove(folder.path("spool/b.json"));
  announcer.answer_one(taken());
  EXPECT_EQ(announcer.ids(), Names{"first"});
  loop.settle();
  EXPECT_EQ(announcer.ids(), (Names{"first", "third"}));
}

TEST_F(TheSpool, puts_what_is_refused_aside_where_only_the_daemon_writes) {
  leave_file("a.json", "{");
  leave_event("late", "b.json");
  announcer.answer = [](const core::Event&) { return problem(ErrorKind::not_found); };
  begin();
  EXPECT_EQ(times_ready, 1);
  EXPECT_EQ(names(), Names{"refused"});
  EXPECT_EQ(names("/refused"), (Names{"a.json", "b.json"}));
  struct stat status {};
  ASSERT_EQ(::stat(folder.path("spool/refused").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0027U, 0U);
}

TEST_F(TheSpool, refuses_what_somebody_left_who_may_not_send) {
  right = core::Right::read;
  leave_event("first", "a.json");
  begin();
  EXPECT_EQ(announcer.ids(), Names{});
  EXPECT_EQ(names("/refused"), Names{"a.json"});
}

TEST_F(TheSpool, follows_no_link_named_refused) {
  fs::create_directory(folder.path("elsewhere"));
  fs::create_directory_symlink(folder.path("elsewhere"), folder.path("spool/refused"));
  leave_file("a.json", "{");
  begin();
  EXPECT_EQ(times_ready, 1);
  EXPECT_TRUE(fs::is_empty(folder.path("elsewhere")));
  EXPECT_EQ(names(), (Names{"a.json", "refused"}));
  EXPECT_EQ(log.ids, (Names{"spool-refused", "spool-left"}));
}

TEST_F(TheSpool, reads_no_file_through_a_link_or_with_a_second_name) {
  leave_event("secret", "../secret.json");
  fs::create_symlink(folder.path("secret.json"), folder.path("spool/link.json"));
  fs::create_hard_link(folder.path("secret.json"), folder.path("spool/name.json"));
  begin();
  EXPECT_EQ(announcer.ids(), Names{});
  EXPECT_EQ(names(), (Names{"link.json", "name.json"}));
}

TEST_F(TheSpool, knows_the_draft_again_that_it_made_before_a_crash) {
  leave_event("first", "a.json");
  announcer.answer = [](const core::Event& event) {
    if (!event.draft) return id_is_taken();
    std::vector<announce::EventResult> results(1);
    results[0].duplicate = true;
    return Results(std::move(results));
  };
  begin();
  EXPECT_EQ(announcer.ids(), (Names{"first", "first"}));
  EXPECT_EQ(names(), Names{});
  EXPECT_EQ(times_ready, 1);
}

TEST_F(TheSpool, refuses_an_event_whose_id_stands_for_something_else) {
  leave_event("first", "a.json");
  announcer.answer = [](const core::Event&) { return id_is_taken(); };
  begin();
  EXPECT_EQ(announcer.asked.size(), 2U);
  EXPECT_EQ(names("/refused"), Names{"a.json"});
}

TEST_F(TheSpool, makes_no_draft_of_what_contradicts_an_incident) {
  leave_event("first", "a.json");
  announcer.answer = [](const core::Event&) { return problem(ErrorKind::conflict); };
  begin();
  EXPECT_EQ(announcer.asked.size(), 1U);
  EXPECT_EQ(names("/refused"), Names{"a.json"});
}

TEST_F(TheSpool, is_read_once_more_for_who_found_the_doors_shut) {
  announcer.answer = [](const core::Event&) { return taken(); };
  begin();
  ASSERT_EQ(times_ready, 1);
  leave_event("first", "a.json");
  loop.run_for(Spool::kLookAgain);
  EXPECT_EQ(announcer.ids(), Names{"first"});
  EXPECT_EQ(names(), Names{});
  EXPECT_EQ(times_ready, 1);
}

}  // namespace
}  // namespace crier::app
