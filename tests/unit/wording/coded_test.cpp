// The rules in code, each with words of its own: what they find and what they leave, by docs/wording.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wording/rules.h"
#include "wording/coded.h"

namespace crier::wording {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UtcTime kNow{Millis{1'795'356'300'000}};
constexpr Millis kHour{3'600'000};

std::vector<Finding> checked(const Rule& rule, const Subject& subject) { return check(*book_of({rule}), subject); }

TEST(CodedRules, are_known_by_their_names) {
  for (const char* name :
       {"channel-fit", "consequence-late", "contentless", "jargon-early", "maintenance-window", "next-update-past", "office-close",
        "office-open", "patience-apart", "permanent-buried", "promise-overdue", "resolved-bare", "state-mismatch", "summary-long"}) {
    EXPECT_TRUE(is_coded(name)) << name;
    EXPECT_THAT(coded_names(), HasSubstr(name));
  }
  EXPECT_FALSE(is_coded("contentles"));
  EXPECT_FALSE(is_coded(""));
}

Rule contentless() {
  Rule rule = coded("contentless");
  rule.tokens = {"we are still investigating(?: this issue)?", "stay tuned"};
  return rule;
}

TEST(Contentless, finds_the_text_of_an_earlier_update) {
  const auto event = event_of("Payments  fail\nin Europe – “all” of them.");
  EXPECT_THAT(checked(contentless(), {.event = event, .earlier = {"Logins fail.", "payments fail in Europe - \"all\" of them."}}),
              SizeIs(1));
  EXPECT_THAT(checked(contentless(), {.event = event, .earlier = {"Payments fail in Asia."}}), IsEmpty());
  EXPECT_THAT(checked(contentless(), {.event = event}), IsEmpty());
}

TEST(Contentless, finds_stock_phrases_alone) {
  EXPECT_THAT(words_in(contentless(), "We are still investigating this issue. Stay tuned."),
              ElementsAre("We are still investigating this issue. Stay tuned."));
  EXPECT_THAT(words_in(contentless(), "We are still investigating. We ruled out the last release and the network."), IsEmpty());
}

TEST(Contentless, leaves_an_update_that_says_more_in_another_field) {
  core::Event event = event_of("We are still investigating this issue.");
  event.title = "Payments fail";
  EXPECT_THAT(found(contentless(), event), SizeIs(1));
  event.consequences.now = "Payments fail.";
  EXPECT_THAT(found(contentless(), event), IsEmpty());
}

TEST(Contentless, does_not_take_code_or_links_that_differ_for_the_same_text) {
  const auto code = event_of("`ERROR 17`");
  EXPECT_THAT(checked(contentless(), {.event = code, .earlier = {"`ERROR 16`"}}), IsEmpty());
  EXPECT_THAT(checked(contentless(), {.event = code, .earlier = {"`ERROR 17`"}}), SizeIs(1));
  const auto link = event_of("What fails is in https://status.example.com/2");
  EXPECT_THAT(checked(contentless(), {.event = link, .earlier = {"What fails is in https://status.example.com/1"}}), IsEmpty());
}

Rule promise_overdue() {
  Rule rule = coded("promise-overdue");
  rule.tokens = {"later than promised"};
  return rule;
}

TEST(PromiseOverdue, finds_an_update_that_is_late_and_does_not_say_so) {
  core::Incident incident;
  incident.promise = core::Promise{.due = kNow - kHour};
  const auto event = event_of("Payments fail.");
  const auto all = checked(promise_overdue(), {.event = event, .incident = &incident, .now = kNow});
  EXPECT_THAT(pointers_of(all), ElementsAre("/summary"));
}

TEST(PromiseOverdue, leaves_what_is_in_time_or_says_so_or_is_not_known) {
  core::Incident incident;
  incident.promise = core::Promise{.due = kNow + kHour};
  const auto event = event_of("Payments fail.");
  EXPECT_THAT(checked(promise_overdue(), {.event = event, .incident = &incident, .now = kNow}), IsEmpty());
  incident.promise->due = kNow - kHour;
  EXPECT_THAT(checked(promise_overdue(), {.event = event, .incident = &incident}), IsEmpty()) << "offline nothing is past";
  EXPECT_THAT(checked(promise_overdue(), {.event = event, .now = kNow}), IsEmpty());
  const auto honest = event_of("This update comes later than promised. Payments fail.");
  EXPECT_THAT(checked(promise_overdue(), {.event = honest, .incident = &incident, .now = kNow}), IsEmpty());
  incident.promise.reset();
  EXPECT_THAT(checked(promise_overdue(), {.event = event, .incident = &incident, .now = kNow}), IsEmpty());
}

TEST(NextUpdatePast, finds_a_promise_that_is_past) {
  core::Event event = event_of("Payments fail.");
  event.next_update = kNow - kHour;
  EXPECT_THAT(pointers_of(checked(coded("next-update-past"), {.event = event, .now = kNow})), ElementsAre("/next_update"));
  EXPECT_THAT(checked(coded("next-update-past"), {.event = event}), IsEmpty()) << "offline nothing is past";
  event.next_update = kNow + kHour;
  EXPECT_THAT(checked(coded("next-update-past"), {.event = event, .now = kNow}), IsEmpty());
  event.next_update.reset();
  EXPECT_THAT(checked(coded("next-update-past"), {.event = event, .now = kNow}), IsEmpty());
}

Rule state_mismatch() {
  Rule rule = coded("state-mismatch");
  rule.first = "is resolved";
  rule.second = "still investigating";
  return rule;
}

TEST(StateMismatch, finds_an_end_before_the_end_and_a_search_after_it) {
  const auto over = event_of("The outage is resolved.");
  const auto sought = event_of("We are still investigating the outage.");
  for (const State state : {State::investigating, State::identified}) {
    EXPECT_THAT(words_of(found(state_mismatch(), over, state), over), ElementsAre("is resolved"));
    EXPECT_THAT(found(state_mismatch(), sought, state), IsEmpty());
  }
  for (const State state : {State::monitoring, State::resolved}) {
    EXPECT_THAT(words_of(found(state_mismatch(), sought, state), sought), ElementsAre("still investigating"));
    EXPECT_THAT(found(state_mismatch(), over, state), IsEmpty());
  }
}

Rule permanent_buried() {
  Rule rule = coded("permanent-buried");
  rule.tokens = {"are deleted"};
  rule.exceptions = {"no orders are deleted"};
  return rule;
}

TEST(PermanentBuried, finds_a_loss_where_readers_no_longer_look) {
  const auto late = event_of("Payments fail.\n\nOrders of Tuesday are deleted.");
  EXPECT_THAT(words_of(found(permanent_buried(), late), late), ElementsAre("are deleted"));
  core::Event details = event_of("Payments fail.");
  details.details = "Orders of Tuesday are deleted.";
  EXPECT_THAT(pointers_of(found(permanent_buried(), details)), ElementsAre("/details"));
}

TEST(PermanentBuried, leaves_a_loss_that_is_told_at_once_or_in_its_field) {
  EXPECT_THAT(words_in(permanent_buried(), "Orders of Tuesday are deleted.\n\nThese orders are deleted for good."), IsEmpty());
  EXPECT_THAT(words_in(permanent_buried(), "Payments fail.\n\nNo orders are deleted."), IsEmpty());
  core::Event event = event_of("Payments fail.");
  event.details = "Orders of Tuesday are deleted.";
  event.consequences.permanent = "Orders of Tuesday are deleted.";
  EXPECT_THAT(found(permanent_buried(), event), IsEmpty());
}

Rule consequence_late() {
  Rule rule = coded("consequence-late");
  rule.tokens = {"payments fail"};
  return rule;
}

TEST(ConsequenceLate, finds_the_first_consequence_behind_sixty_words) {
  EXPECT_THAT(words_in(consequence_late(), words(61) + ". Payments fail."), ElementsAre("Payments fail"));
  EXPECT_THAT(words_in(consequence_late(), words(30) + ". Payments fail. " + words(61) + " payments fail."), IsEmpty());
  EXPECT_THAT(words_in(consequence_late(), words(200)), IsEmpty()) << "that there is none is another rule's";
}

TEST(ConsequenceLate, counts_words_with_apostrophes_and_hyphens_once) {
  EXPECT_THAT(words_in(consequence_late(), words(40, "don't") + ". Payments fail."), IsEmpty());
  EXPECT_THAT(words_in(consequence_late(), words(40, "re-try") + ". Payments fail."), IsEmpty());
  EXPECT_THAT(words_in(consequence_late(), words(61, "re-try") + ". Payments fail."), SizeIs(1));
}

TEST(ConsequenceLate, leaves_what_has_its_own_field) {
  core::Event event = event_of(words(61) + ". Payments fail.");
  event.consequences.now = "Payments fail.";
  EXPECT_THAT(found(consequence_late(), event), IsEmpty());
}

TEST(JargonEarly, finds_words_of_the_machine_room_where_readers_look_first) {
  Rule rule = coded("jargon-early");
  rule.tokens = {"shards?"};
  core::Event event = event_of("A shard is down. " + words(60) + " shard");
  event.title = "Shards";
  event.details = "The shard is full.";
  const auto all = found(rule, event);
  EXPECT_THAT(pointers_of(all), ElementsAre("/title", "/summary"));
  EXPECT_EQ(all[1].offset, 2U);
}

TEST(SummaryLong, finds_a_first_paragraph_of_more_than_sixty_words) {
  EXPECT_THAT(words_in(coded("summary-long"), words(61) + ".\n\nMore."), ElementsAre(words(61) + "."));
  EXPECT_THAT(words_in(coded("summary-long"), words(60) + "."), IsEmpty());
  EXPECT_THAT(words_in(coded("summary-long"), words(60) + ".\n\n" + words(200) + "."), IsEmpty());
  core::Event event = event_of("Payments fail.");
  event.details = words(200);
  EXPECT_THAT(found(coded("summary-long"), event), IsEmpty());
}

Rule patience_apart() {
  Rule rule = coded("patience-apart");
  rule.first = "bear with us";
  rule.second = "[a-z]+@[a-z.]+[a-z]|\\+\\d+";
  return rule;
}

TEST(PatienceApart, finds_patience_in_another_sentence_than_the_contact) {
  EXPECT_THAT(words_in(patience_apart(), "Please bear with us. Write to support@example.com."), ElementsAre("bear with us"));
  EXPECT_THAT(words_in(patience_apart(), "Write to support@example.com. Please bear with us."), ElementsAre("bear with us"));
}

TEST(PatienceApart, leaves_both_in_one_sentence) {
  for (const char* text : {"Please bear with us; support@example.com answers questions.", "Call +49301234 and please bear with us.",
                           "Payments fail. Write to support@example.com and bear with us. We go on.",
                           "support@mail.example.com answers questions, please bear with us!"})
    EXPECT_THAT(words_in(patience_apart(), text), IsEmpty()) << text;
}

TEST(PatienceApart, finds_that_there_is_neither_patience_nor_contact) {
  const auto event = event_of("Payments fail.");
  EXPECT_THAT(pointers_of(found(patience_apart(), event)), ElementsAre("/contact"));
  EXPECT_THAT(checked(patience_apart(), {.event = event, .contact = "support@example.com"}), IsEmpty());
  core::Event own = event;
  own.contact = "support@example.com";
  EXPECT_THAT(found(patience_apart(), own), IsEmpty());
}

TEST(ChannelFit, asks_only_in_the_languages_that_posts_are_written_in) {
  core::Event event = event_of("Orders wait.");
  event.translations["de"].summary = std::string(300, 'x') + ".";
  const auto fit = [&](std::vector<std::string> languages) {
    return checked({[] {
                     Rule rule = coded("channel-fit");
                     rule.language = "de";
                     return rule;
                   }()},
                   {.event = event, .channels = {"x", "smtp"}, .posted_in = std::move(languages)});
  };
  EXPECT_THAT(fit({"en"}), IsEmpty());
  EXPECT_THAT(fit({"en", "de-AT"}), SizeIs(1));
  EXPECT_THAT(fit({}), SizeIs(1)) << "not known";
  core::Event own = event_of(std::string(300, 'x') + ".");
  own.translations["de"].summary = "Kurz.";
  EXPECT_THAT(checked(coded("channel-fit"), {.event = own, .channels = {"x"}, .posted_in = {"de"}}), IsEmpty());
  EXPECT_THAT(checked(coded("channel-fit"), {.event = own, .channels = {"x"}, .posted_in = {"de", "fr"}}), SizeIs(1));
}

TEST(ChannelFit, finds_a_sentence_that_no_post_holds) {
  const Rule rule = coded("channel-fit");
  const std::string sentence = words(80, "größer");  // 559 characters
  const auto event = event_of("Payments fail. " + sentence + ". We go on.");
  const auto all = checked(rule, {.event = event, .channels = {"smtp", "x"}});
  ASSERT_THAT(all, SizeIs(1));
  const auto written = event.summary.substr(all[0].offset, all[0].length);
  EXPECT_TRUE(is_utf8(written));
  EXPECT_THAT(written, HasSubstr(sentence));
  EXPECT_TRUE(is_utf8(all[0].excerpt));
  EXPECT_THAT(checked(rule, {.event = event, .channels = {"smtp"}}), IsEmpty());
  EXPECT_THAT(checked(rule, {.event = event}), IsEmpty());
}

TEST(ChannelFit, leaves_a_long_text_of_sentences_that_fit) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += words(39, "größer") + ". ";
  const auto event = event_of(text);
  EXPECT_THAT(checked(coded("channel-fit"), {.event = event, .channels = {"x"}}), IsEmpty());
  const auto fits = event_of(std::string(280, 'a'));
  EXPECT_THAT(checked(coded("channel-fit"), {.event = fits, .channels = {"x"}}), IsEmpty());
  const auto too_long = event_of(std::string(281, 'a'));
  EXPECT_THAT(checked(coded("channel-fit"), {.event = too_long, .channels = {"x"}}), SizeIs(1));
}

TEST(ResolvedBare, finds_an_end_and_nothing_else) {
  Rule rule = coded("resolved-bare");
  rule.tokens = {"this incident has been resolved", "thank you"};
  EXPECT_THAT(words_in(rule, "This incident has been resolved."), ElementsAre("This incident has been resolved."));
  EXPECT_THAT(words_in(rule, "This incident has been resolved. Thank you."), SizeIs(1));
  EXPECT_THAT(words_in(rule, "This incident has been resolved. A full disk stopped the payments."), IsEmpty());
  core::Event event = event_of("This incident has been resolved.");
  event.root_cause = "A disk was full.";
  EXPECT_THAT(found(rule, event), IsEmpty());
  event.root_cause.clear();
  event.began = kNow;
  EXPECT_THAT(found(rule, event), IsEmpty());
}

TEST(MaintenanceWindow, finds_that_nothing_is_said_of_its_effect) {
  Rule rule = coded("maintenance-window");
  rule.first = "will be offline|no impact";
  core::Event event = event_of("We renew the database.");
  EXPECT_THAT(pointers_of(found(rule, event, State::scheduled)), ElementsAre("/consequences/now"));
  event.consequences.expected = "The shop takes no orders.";
  EXPECT_THAT(found(rule, event, State::scheduled), IsEmpty());
  EXPECT_THAT(found(rule, event_of("The shop will be offline."), State::scheduled), IsEmpty());
}

Rule office(const char* name) {
  Rule rule = coded(name);
  rule.first = "staff continue";
  if (rule.check == "office-close") rule.second = "\\+\\d+";
  return rule;
}

core::Event of_office(std::string summary) {
  core::Event event = event_of(std::move(summary));
  event.next_update = kNow + kHour;
  return event;
}

TEST(OfficeClose, finds_each_part_that_readers_need_and_do_not_get) {
  const Rule rule = office("office-close");
  EXPECT_THAT(found(rule, of_office("Payments fail. Our staff continue; call +49301234.")), IsEmpty());
  EXPECT_THAT(pointers_of(found(rule, of_office("Payments fail; call +49301234."))), ElementsAre("/overnight"));
  EXPECT_THAT(pointers_of(found(rule, event_of("Our staff continue; call +49301234."))), ElementsAre("/next_update"));
  EXPECT_THAT(pointers_of(found(rule, of_office("Our staff continue."))), ElementsAre("/contact"));
  const auto event = of_office("Our staff continue.");
  EXPECT_THAT(checked(rule, {.event = event, .contact = "+49301234"}), IsEmpty());
}

TEST(OfficeClose, takes_overnight_from_the_event_and_from_what_carries_over) {
  core::Event event = of_office("Payments fail; call +49301234.");
  event.overnight = core::Overnight::continues;
  EXPECT_THAT(found(office("office-close"), event), IsEmpty());
  event.overnight.reset();
  core::Incident incident;
  incident.overnight = core::Overnight::on_call;
  EXPECT_THAT(checked(office("office-close"), {.event = event, .incident = &incident}), IsEmpty());
}

TEST(OfficeOpen, wants_no_contact) {
  EXPECT_THAT(found(office("office-open"), of_office("Our staff continue.")), IsEmpty());
  EXPECT_THAT(pointers_of(found(office("office-open"), of_office("Payments fail."))), ElementsAre("/overnight"));
  EXPECT_THAT(pointers_of(found(office("office-open"), event_of("Our staff continue."))), ElementsAre("/next_update"));
}

TEST(CodedRules, that_ask_for_facts_ask_once_and_not_in_translations) {
  core::Incident incident;
  incident.promise = core::Promise{.due = kNow - kHour};
  core::Event event = event_of("Payments fail.");
  event.next_update = kNow - kHour;
  event.translations["de"].summary = "Zahlungen scheitern.";
  for (const char* name : {"next-update-past", "promise-overdue", "maintenance-window", "office-close", "patience-apart"}) {
    Rule rule = coded(name);
    Rule german = rule;
    german.language = "de";
    const Subject subject{.event = event, .state = State::scheduled, .incident = &incident, .now = kNow};
    EXPECT_THAT(check(*book_of({rule, german}), subject), SizeIs(1)) << name;
  }
}

}  // namespace
}  // namespace crier::wording
