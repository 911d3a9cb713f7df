// What each kind of rule finds: docs/wording.md, "A rule's keys".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wording/rules.h"

namespace crier::wording {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Unless, what_is_said_anywhere_takes_all_findings_of_the_rule_away) {
  Rule rule = existence({"at noon"});
  rule.unless = {"all times are UTC"};
  core::Event event = event_of("It broke at noon. It broke again at noon.");
  EXPECT_THAT(found(rule, event), SizeIs(2));
  event.details = "All times are UTC.";
  EXPECT_THAT(found(rule, event), IsEmpty());
  Rule other = existence({"broke"}, "other");
  EXPECT_THAT(check(*book_of({rule, other}), {.event = event}), SizeIs(2)) << "of another rule they stay";
}

TEST(Existence, finds_each_of_its_tokens_as_words) {
  EXPECT_THAT(words_in(existence({"soon", "shortly"}), "Back soon, or shortly; Soon!"), ElementsAre("soon", "shortly", "Soon"));
  EXPECT_THAT(words_in(existence({"soon"}), "Sooner, monsoon, soon2, soon_er"), IsEmpty());
  EXPECT_THAT(words_in(existence({"soon"}), "soon soon.soon"), ElementsAre("soon", "soon", "soon"));
}

TEST(Existence, takes_letters_of_any_script_for_letters) {
  EXPECT_THAT(words_in(existence({"ber"}), "über Überbau berühmt"), IsEmpty());
  EXPECT_THAT(words_in(existence({"ETA"}), "預計ETA為"), IsEmpty());
  EXPECT_THAT(words_in(existence({"für"}), "hierfür, für, fürs"), ElementsAre("für"));
  EXPECT_THAT(words_in(existence({"eta"}), "Βeta"), IsEmpty()) << "the first letter is Greek";
}

TEST(Existence, takes_emoji_and_signs_for_bounds) {
  EXPECT_THAT(words_in(existence({"soon"}), "🔥soon🔥"), ElementsAre("soon"));
  EXPECT_THAT(words_in(existence({"soon"}), "→soon←, ✓soon、soon。"), ElementsAre("soon", "soon", "soon"));
  EXPECT_THAT(words_in(existence({"soon"}), "“soon”"), ElementsAre("soon"));
}

TEST(Existence, finds_whole_what_begins_or_ends_with_a_sign_wherever_it_stands) {
  const Rule rule = existence({R"(\[[A-Z]+\])", R"(\$\d+)", R"(\d+%)"});
  EXPECT_THAT(words_in(rule, "[SERVICE]"), ElementsAre("[SERVICE]"));
  EXPECT_THAT(words_in(rule, "[SERVICE] is down"), ElementsAre("[SERVICE]"));
  EXPECT_THAT(words_in(rule, "Down: [SERVICE]"), ElementsAre("[SERVICE]"));
  EXPECT_THAT(words_in(rule, "It (the [SERVICE]) is"), ElementsAre("[SERVICE]"));
  EXPECT_THAT(words_in(rule, "$5 of 30%"), ElementsAre("$5", "30%"));
  EXPECT_THAT(words_in(existence({"soon"}), "(soon)"), ElementsAre("soon"));
  EXPECT_THAT(words_in(existence({"soon"}), "soon."), ElementsAre("soon"));
  EXPECT_THAT(words_in(existence({"!+"}), "!!"), ElementsAre("!!"));
}

TEST(Existence, lets_pass_what_lies_within_an_exception) {
  Rule rule = existence({"soon"});
  rule.exceptions = {"as soon as"};
  EXPECT_THAT(words_in(rule, "As soon as it works, soon."), ElementsAre("soon"));
  EXPECT_THAT(words_in(rule, "as soon as"), IsEmpty());
  rule.exceptions = {"soon a", "no soon"};
  EXPECT_THAT(words_in(rule, "soon after"), ElementsAre("soon")) << "an exception is bounded as a token is";
}

TEST(Existence, counts_a_token_that_only_overlaps_an_exception) {
  Rule rule = existence({"fixed soon"});
  rule.exceptions = {"soon after"};
  EXPECT_THAT(words_in(rule, "It is fixed soon after."), ElementsAre("fixed soon"));
}

TEST(Existence, knows_case_if_told_so) {
  Rule rule = existence({"IST"});
  EXPECT_THAT(words_in(rule, "10:00 ist gut"), SizeIs(1));
  rule.ignores_case = false;
  EXPECT_THAT(words_in(rule, "10:00 ist gut, 10:00 IST"), ElementsAre("IST"));
}

TEST(Existence, folds_case_beyond_ascii) { EXPECT_THAT(words_in(existence({"störung"}), "STÖRUNG"), ElementsAre("STÖRUNG")); }

TEST(Existence, looks_into_words_if_told_so) {
  Rule rule = existence({"soon"});
  rule.nonword = true;
  EXPECT_THAT(words_in(rule, "Monsoon soonest"), ElementsAre("soon", "soon"));
}

TEST(Existence, puts_raw_pieces_together_as_one_expression_without_bounds) {
  Rule rule = rule_of(Kind::existence);
  rule.raw = {"so", "o+n"};
  EXPECT_THAT(words_in(rule, "Monsooon"), ElementsAre("sooon"));
}

TEST(Existence, finds_raw_beside_tokens) {
  Rule rule = existence({"shortly"});
  rule.raw = {"so", "on"};
  EXPECT_THAT(words_in(rule, "shortly or soon"), ElementsAre("shortly", "soon"));
}

TEST(Existence, looks_where_its_scope_says) {
  core::Event event = event_of("soon");
  event.title = "soon";
  event.details = "soon";
  event.actions.done = {"later", "soon"};
  event.translations["en-GB"].summary = "soon";
  Rule rule = existence({"soon"});
  EXPECT_THAT(pointers_of(found(rule, event)),
              ElementsAre("/title", "/summary", "/details", "/actions/done/1", "/translations/en-GB/summary"));
  rule.fields = {Field::details, Field::done};
  EXPECT_THAT(pointers_of(found(rule, event)), ElementsAre("/details", "/actions/done/1"));
}

TEST(Existence, sees_plain_signs_whatever_was_typed) {
  EXPECT_THAT(words_in(existence({"don't know"}), "We don’t\u00A0know."), ElementsAre("don’t\u00A0know"));
  EXPECT_THAT(words_in(existence({"so-so"}), "It is so–so."), ElementsAre("so–so"));
  EXPECT_THAT(words_in(existence({"soon"}), "`soon` https://a.example/soon"), IsEmpty());
}

TEST(ARule, is_for_its_states_actions_and_channels) {
  const core::Event event = event_of("soon");
  Rule rule = existence({"soon"});
  rule.states = {State::resolved, State::monitoring};
  EXPECT_THAT(found(rule, event, State::update), IsEmpty());
  EXPECT_THAT(found(rule, event, State::monitoring), SizeIs(1));

  rule = existence({"soon"});
  rule.actions = {core::Action::open};
  EXPECT_THAT(found(rule, event), IsEmpty());
  rule.actions = {core::Action::open, core::Action::update};
  EXPECT_THAT(found(rule, event), SizeIs(1));

  rule = existence({"soon"});
  rule.channels = {"x"};
  const auto book = book_of({rule});
  EXPECT_THAT(check(*book, {.event = event, .channels = {"smtp"}}), IsEmpty());
  EXPECT_THAT(check(*book, {.event = event, .channels = {"smtp", "x"}}), SizeIs(1));
  EXPECT_THAT(check(*book, {.event = event}), IsEmpty()) << "where it goes is not known";
}

TEST(ARule, is_for_texts_of_its_language) {
  const core::Event event = event_of("soon");
  const auto book = book_of({existence({"soon"})});
  EXPECT_TRUE(book->speaks("en-GB"));
  EXPECT_FALSE(book->speaks("de"));
  EXPECT_THAT(check(*book, {.event = event, .language = "en-GB"}), SizeIs(1));
  EXPECT_THAT(check(*book, {.event = event, .language = "de"}), IsEmpty());
}

TEST(ARule, says_what_it_found_and_what_to_do) {
  Rule rule = existence({"soon"});
  rule.message = "'%s' is hope.";
  rule.advice = "Say when the next update comes.";
  rule.better = "Next update at 15:30 UTC";
  const auto all = found(rule, event_of("Back %s soon"));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].message, "'soon' is hope.");
  EXPECT_EQ(all[0].advice, "Say when the next update comes: \"Next update at 15:30 UTC\"");
}

Rule swap_of(std::vector<Swap> swaps) {
  Rule rule = rule_of(Kind::substitution);
  rule.swaps = std::move(swaps);
  rule.message = "'%s' is the name to use instead of '%s'.";
  return rule;
}

TEST(Substitution, says_the_one_to_use_and_the_one_that_was_found) {
  const Rule rule = swap_of({{"web ?shop", "Example Shop"}, {"back ?office", "Example Desk"}});
  const auto event = event_of("The Webshop and the back office are down.");
  const auto all = found(rule, event);
  EXPECT_THAT(words_of(all, event), ElementsAre("Webshop", "back office"));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].message, "'Example Shop' is the name to use instead of 'Webshop'.");
  EXPECT_EQ(all[1].message, "'Example Desk' is the name to use instead of 'back office'.");
}

TEST(Substitution, puts_in_what_was_found_as_it_is) {
  const auto all = found(swap_of({{"100%s", "%s"}}), event_of("At 100%s now"));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].message, "'%s' is the name to use instead of '100%s'.");
}

TEST(Substitution, knows_case_if_told_so) {
  Rule rule = swap_of({{"github", "GitHub"}});
  rule.ignores_case = false;
  EXPECT_THAT(words_in(rule, "GitHub or github"), ElementsAre("github"));
}

TEST(Substitution, lets_exceptions_pass) {
  Rule rule = swap_of({{"shop", "Example Shop"}});
  rule.exceptions = {"example shop"};
  EXPECT_THAT(words_in(rule, "The Example Shop, a shop"), ElementsAre("shop"));
}

Rule occurrence(std::string token, std::optional<int> min, std::optional<int> max) {
  Rule rule = rule_of(Kind::occurrence);
  rule.token = std::move(token);
  rule.min = min;
  rule.max = max;
  return rule;
}

TEST(Occurrence, finds_the_first_that_is_too_many) {
  const auto event = event_of("sorry, sorry, Sorry, sorry");
  const auto all = found(occurrence("sorry", std::nullopt, 2), event);
  EXPECT_THAT(words_of(all, event), ElementsAre("Sorry"));
  EXPECT_THAT(words_in(occurrence("sorry", std::nullopt, 4), event.summary), IsEmpty());
  EXPECT_THAT(words_in(occurrence("sorry", std::nullopt, 0), "sorry"), ElementsAre("sorry"));
}

TEST(Occurrence, finds_too_few) {
  EXPECT_THAT(found(occurrence("UTC", 1, std::nullopt), event_of("At 14:05")), SizeIs(1));
  EXPECT_THAT(found(occurrence("UTC", 1, std::nullopt), event_of("At 14:05 UTC")), IsEmpty());
  EXPECT_THAT(found(occurrence("UTC", 2, 2), event_of("UTC UTC")), IsEmpty());
  EXPECT_THAT(found(occurrence("UTC", 2, 2), event_of("UTC")), SizeIs(1));
}

TEST(Occurrence, counts_as_far_as_it_is_told_to) {
  const std::string many = words(5000);
  EXPECT_THAT(found(occurrence("word", std::nullopt, 4999), event_of(many)), SizeIs(1));
  EXPECT_THAT(found(occurrence("word", 5000, 5000), event_of(many)), IsEmpty());
}

Rule conditional(std::string first, std::string second) {
  Rule rule = rule_of(Kind::conditional);
  rule.first = std::move(first);
  rule.second = std::move(second);
  return rule;
}

TEST(Conditional, wants_the_second_where_the_first_stands) {
  const Rule rule = conditional("workaround", "by invoice");
  EXPECT_THAT(words_in(rule, "There is a workaround."), ElementsAre("workaround"));
  EXPECT_THAT(words_in(rule, "There is a workaround: pay by invoice."), IsEmpty());
  EXPECT_THAT(words_in(rule, "Payments fail."), IsEmpty());
}

TEST(Conditional, takes_the_second_from_any_field) {
  core::Event event = event_of("There is a workaround.");
  event.details = "Pay by invoice.";
  EXPECT_THAT(found(conditional("workaround", "by invoice"), event), IsEmpty());
}

TEST(Conditional, takes_a_field_that_says_the_same) {
  Rule rule = conditional("workaround", "by invoice");
  rule.requires_one = {Field::workaround};
  core::Event event = event_of("There is a workaround.");
  EXPECT_THAT(found(rule, event), SizeIs(1));
  event.workaround = "Use the telephone.";
  EXPECT_THAT(found(rule, event), IsEmpty());
}

TEST(Conditional, wants_each_word_that_the_first_holds_from_the_second) {
  // Vale's own example: an abbreviation is explained.
  Rule rule = conditional(R"(\b([A-Z]{3,5})\b)", R"((?:\b[A-Z][a-z]+ )+\(([A-Z]{3,5})\))");
  rule.ignores_case = false;
  rule.exceptions = {"UTC"};
  EXPECT_THAT(words_in(rule, "The World Health Organization (WHO) and the DSB say so; the WHO at 14:05 UTC."), ElementsAre("DSB"));
  EXPECT_THAT(words_in(rule, "The WHO, that is the World Health Organization (WHO)"), IsEmpty());
  EXPECT_THAT(words_in(rule, "World Health Organization (WHO)"), IsEmpty());
}

TEST(AMetric, finds_a_text_that_its_condition_holds_of) {
  Rule rule = rule_of(Kind::metric);
  rule.formula = "words / sentences";
  rule.condition = "> 4";
  const auto all = found(rule, event_of("One two three four five six. Seven eight nine ten."));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].pointer, "/summary");
  EXPECT_THAT(found(rule, event_of("One two three four. Five six seven eight.")), IsEmpty());
}

TEST(AMetric, compares_as_its_condition_says) {
  Rule rule = rule_of(Kind::metric);
  rule.formula = "(words + 1) * 2 - paragraphs";
  for (const auto& [condition, holds] : std::vector<std::pair<std::string, bool>>{{"> 6", true},
                                                                                  {"> 7", false},
                                                                                  {"< 8", true},
                                                                                  {"< 7", false},
                                                                                  {">= 7", true},
                                                                                  {">= 7.5", false},
                                                                                  {"<= 7", true},
                                                                                  {"== 7", true},
                                                                                  {"==6", false}}) {
    rule.condition = condition;
    EXPECT_EQ(!found(rule, event_of("One two three.")).empty(), holds) << condition;
  }
}

TEST(AMetric, counts_words_and_no_signs_between_them) {
  Rule rule = rule_of(Kind::metric);
  rule.formula = "words";
  rule.condition = "== 6";
  EXPECT_THAT(found(rule, event_of("Payments fail – we don't know why.")), SizeIs(1));
  EXPECT_THAT(found(rule, event_of("- Log-ins fail\n- “Payments” don't")), IsEmpty()) << "four words";
}

TEST(AMetric, divides_by_nothing_to_nothing) {
  Rule rule = rule_of(Kind::metric);
  rule.formula = "words / (words - words)";
  rule.condition = "> 0";
  EXPECT_THAT(found(rule, event_of("One two.")), IsEmpty());
}

TEST(Required, is_content_with_the_field) {
  Rule rule = rule_of(Kind::required);
  rule.requires_one = {Field::next_update, Field::ended};
  core::Event event = event_of("Payments fail.");
  const auto all = found(rule, event);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].pointer, "/next_update");
  EXPECT_EQ(all[0].excerpt, "");
  EXPECT_EQ(all[0].offset + all[0].length, 0U);
  event.ended = UtcTime{};
  EXPECT_THAT(found(rule, event), IsEmpty());
  event.ended.reset();
  event.next_update_in = Millis{60'000};
  EXPECT_THAT(found(rule, event), IsEmpty());
}

TEST(Required, is_content_with_the_words_in_any_prose) {
  Rule rule = rule_of(Kind::required);
  rule.requires_one = {Field::contact};
  rule.tokens = {"support@[a-z.]+", "help\\.example\\.com"};
  core::Event event = event_of("Payments fail.");
  EXPECT_THAT(found(rule, event), SizeIs(1));
  event.details = "Write to support@example.com.";
  EXPECT_THAT(found(rule, event), IsEmpty());
  event.details = "See https://help.example.com/";
  EXPECT_THAT(found(rule, event), IsEmpty()) << "a link says it too";
}

TEST(Required, is_content_with_what_carries_over) {
  Rule rule = rule_of(Kind::required);
  rule.requires_one = {Field::contact};
  const core::Event event = event_of("Payments fail.");
  EXPECT_THAT(check(*book_of({rule}), {.event = event, .contact = "support@example.com"}), IsEmpty());
  rule.requires_one = {Field::overnight};
  core::Incident incident;
  EXPECT_THAT(check(*book_of({rule}), {.event = event, .incident = &incident}), SizeIs(1));
  incident.overnight = core::Overnight::continues;
  EXPECT_THAT(check(*book_of({rule}), {.event = event, .incident = &incident}), IsEmpty());
}

TEST(Required, is_asked_for_once_and_not_in_each_translation) {
  Rule rule = rule_of(Kind::required);
  rule.requires_one = {Field::contact};
  Rule german = rule;
  german.language = "de";
  core::Event event = event_of("Payments fail.");
  event.translations["de"].summary = "Zahlungen scheitern.";
  EXPECT_THAT(pointers_of(check(*book_of({rule, german}), {.event = event})), ElementsAre("/contact"));
}

}  // namespace
}  // namespace crier::wording
