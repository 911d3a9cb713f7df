#include "core/operator_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

/// What operators read: what happened, and what to type (rules A5, C1).
namespace crier::core {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const UtcTime kAt = *parse_rfc3339("2026-11-22T14:05:00Z");

OperatorNotice notice(Happening happening, std::int64_t count = 1) {
  OperatorNotice notice{key_of(happening), {}};
  notice.add(happening, count);
  return notice;
}

Happening happening(Matter matter, const std::string& channel = "", const std::string& incident = "", const std::string& reason = "") {
  Happening happening;
  happening.matter = matter;
  happening.channel = channel;
  happening.incident = incident;
  happening.reason = reason;
  return happening;
}

std::string text(const OperatorWords& words) { return join(words.facts, "\n"); }

TEST(OperatorWords, dead_letters_say_how_many_and_how_to_see_and_retry_them) {
  const auto words = words_of(notice(happening(Matter::failed, "mail", "db~2", "550 5.1.1 no such user"), 12));
  EXPECT_EQ(words.title, "12 deliveries of incident db~2 failed on channel mail");
  EXPECT_THAT(text(words), HasSubstr("> 550 5.1.1 no such user"));
  EXPECT_THAT(words.commands, ElementsAre("crier queue --state failed --channel mail --incident db~2",
                                          "crier retry --all-failed --channel mail --incident db~2"));
}

TEST(OperatorWords, a_blocked_channel_says_why_since_when_and_how_to_resume_it) {
  auto blocked = happening(Matter::blocked, "mail", "", "535 5.7.8 authentication failed");
  blocked.since = kAt;
  const auto words = words_of(notice(blocked));
  EXPECT_EQ(words.title, "channel mail is blocked");
  EXPECT_THAT(text(words), AllOf(HasSubstr("2026-11-22 14:05 UTC"), HasSubstr("> 535 5.7.8 authentication failed")));
  EXPECT_THAT(words.commands, Contains("crier resume mail"));
}

TEST(OperatorWords, a_channel_that_goes_on_by_itself_is_not_to_be_resumed) {
  const auto words = words_of(notice(happening(Matter::silent, "mail", "", "the service does not answer")));
  EXPECT_THAT(words.commands, ElementsAre("crier channels"));
}

TEST(OperatorWords, several_matters_are_told_newest_first) {
  OperatorNotice both = notice(happening(Matter::blocked, "mail", "", "535 no"));
  both.add(happening(Matter::recovered, "mail"), 2);
  const auto words = words_of(both);
  EXPECT_EQ(words.title, "channel mail sends again, and more");
  const std::string all = text(words);
  EXPECT_LT(all.find("sends again"), all.find("> 535 no"));
  EXPECT_THAT(all, HasSubstr("(2 times)"));
}

TEST(OperatorWords, every_matter_has_a_title_a_fact_and_a_command) {
  for (const auto matter :
       {Matter::not_released, Matter::held_back, Matter::set_aside, Matter::blocked, Matter::silent, Matter::closed_long, Matter::recovered,
        Matter::failed, Matter::expired, Matter::reload_refused, Matter::file_failed, Matter::store_full, Matter::store_room}) {
    const auto words = words_of(notice(happening(matter, "mail", "db", "why")));
    EXPECT_FALSE(words.title.empty()) << static_cast<int>(matter);
    EXPECT_FALSE(breaks_line(words.title)) << words.title;
    EXPECT_FALSE(words.facts.empty()) << static_cast<int>(matter);
    EXPECT_FALSE(words.commands.empty()) << static_cast<int>(matter);
  }
}

TEST(OperatorWords, what_a_maintenance_holds_back_is_told_with_the_command_that_tells_it_now) {
  auto held = happening(Matter::held_back, "", "alarm", "Checkout\nIt does not answer.");
  held.update = 2;
  held.maintenance = "disks";
  const auto words = words_of(notice(held));
  EXPECT_EQ(words.title, "what a monitor said of incident alarm waits for the end of maintenance disks");
  EXPECT_THAT(words.facts, Contains("> It does not answer."));
  EXPECT_THAT(words.commands, ElementsAre("crier approve alarm 2", "crier show alarm"));
}

TEST(OperatorWords, what_a_monitor_adds_to_what_people_have_is_told_with_the_command_that_tells_customers) {
  const auto words = words_of(notice(happening(Matter::set_aside, "", "db", "impact critical: HighErrorRate\nNothing works.")));
  EXPECT_EQ(words.title, "a monitor reports worse of incident db than what was told");
  EXPECT_THAT(words.facts, Contains("> impact critical: HighErrorRate"));
  EXPECT_THAT(words.commands, ElementsAre("crier update db --impact I --summary S", "crier show db"));
}

TEST(OperatorWords, a_long_answer_is_cut_between_characters) {
  std::string reason;
  while (reason.size() < 1000) reason += "ä";
  const auto words = words_of(notice(happening(Matter::failed, "mail", "db", "x" + reason)));
  EXPECT_LT(text(words).size(), 700U);
  EXPECT_TRUE(is_utf8(text(words)));
  EXPECT_THAT(text(words), HasSubstr("ä …"));
}

TEST(OperatorWords, a_reason_of_several_lines_stays_a_quotation) {
  auto refused = happening(Matter::reload_refused, "", "", "crier.yaml:3:1: unknown key\n  chanels:\n  ^");
  refused.path = "/etc/crier/crier.yaml";
  const auto words = words_of(notice(refused));
  EXPECT_THAT(words.facts, Contains("> crier.yaml:3:1: unknown key"));
  EXPECT_THAT(words.facts, Contains(">   ^"));
  EXPECT_THAT(words.commands, ElementsAre("crierd --check-config /etc/crier/crier.yaml"));
}

struct Draft {
  Draft() {
    incident.key = "db";
    update.number = 3;
    update.action = Action::update;
    update.impact = Impact::major;
    update.at = kAt;
    update.peer = "prometheus";
    update.title = "Checkout unavailable";
    update.event.summary = "Customers cannot pay.";
    update.event.consequences.permanent = "Orders of Monday are lost.";
  }
  [[nodiscard]] OperatorWords words(bool is_reminder = false) const {
    return words_of(DraftNews{incident, update, {"customers by mail: 600", "customers by x: 1"}, is_reminder});
  }
  Incident incident;
  Update update;
};

TEST(OperatorWords, a_draft_is_told_with_its_words_and_to_whom_it_would_go) {
  const auto words = Draft().words();
  EXPECT_EQ(words.title, "a draft waits for approval: db");
  EXPECT_THAT(words.facts, Contains("- customers by mail: 600"));
  EXPECT_THAT(words.facts, Contains("> Customers cannot pay."));
  EXPECT_THAT(words.facts, Contains("> Permanent: Orders of Monday are lost."));
  EXPECT_THAT(text(words), AllOf(HasSubstr("2026-11-22 14:05 UTC"), HasSubstr("written by prometheus")));
  EXPECT_EQ(words.commands.front(), "crier approve db 3") << "what was read is what is approved";
  EXPECT_THAT(words.commands, Contains("crier withdraw db 3"));
  EXPECT_THAT(words.commands, Contains("crier drafts"));
}

TEST(OperatorWords, a_reminder_says_that_it_is_one) { EXPECT_EQ(Draft().words(true).title, "a draft still waits for approval: db"); }

TEST(OperatorWords, the_words_of_a_restricted_incident_stay_with_those_who_may_operate) {
  Draft draft;
  draft.incident.restricted = true;
  const std::string all = draft.words().title + text(draft.words());
  EXPECT_THAT(all, AllOf(Not(HasSubstr("Customers cannot pay")), Not(HasSubstr("Orders of Monday")), Not(HasSubstr("Checkout"))));
}

}  // namespace
}  // namespace crier::core
