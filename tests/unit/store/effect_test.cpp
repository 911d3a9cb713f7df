#include "store/effect.h"

#include <gtest/gtest.h>

namespace crier::store {
namespace {

core::Update update() {
  core::Update one;
  one.number = 2;
  one.action = core::Action::update;
  one.state = core::UpdateState::announced;
  one.peer = "alice";
  one.audiences = {"customers", "public"};
  one.event.author = "alice";
  one.at = UtcTime{Millis{2000}};
  return one;
}

TEST(TheLogsLine, says_whom_an_update_was_told_to_and_when_it_was_written) {
  core::Update late = update();
  late.written = UtcTime{Millis{1000}};
  EXPECT_EQ(entry_of("db", update()), (LogEntry{UtcTime{Millis{2000}}, "alice", "update", "db", 2, "announced to customers, public"}));
  EXPECT_EQ(entry_of("db", late).at, UtcTime{Millis{1000}});
}

TEST(TheLogsLine, says_what_was_special_about_it) {
  struct Case {
    void (*change)(core::Update&);
    const char* effect;
  };
  const Case cases[] = {
      {[](core::Update& u) { u.event.restricted = true; }, "; restricted"},
      {[](core::Update& u) { u.event.exercise = true; }, "; an exercise"},
      {[](core::Update& u) { u.corrected_by = 3; }, "; corrected by update 3"},
      {[](core::Update& u) {
         u.event.widen = true;
         u.event.audiences = {"public"};
       },
       "; widened to public"},
      {[](core::Update& u) {
         u.event.drop_audiences = {"partners", "press"};
       },
       "; dropped partners, press"},
      {[](core::Update& u) { u.event.author = "the duty manager"; }, "; written as the duty manager"},
  };
  for (const auto& c : cases) {
    core::Update one = update();
    c.change(one);
    EXPECT_EQ(entry_of("db", one).effect, std::string("announced to customers, public") + c.effect);
  }
}

TEST(TheLogsLine, calls_a_correction_by_its_name) {
  core::Update one = update();
  one.event.corrects = 1;
  EXPECT_EQ(entry_of("db", one).command, "correct");
  EXPECT_EQ(entry_of("db", one).effect, "announced to customers, public; corrects update 1");
}

}  // namespace
}  // namespace crier::store
