// The key `wording` and the organisation's own rules: docs/wording.md, "Switching and changing" and "A rule's keys".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "config/load.h"
#include "config/wording_rules.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::StartsWith;
using wording::Severity;

constexpr const char* kHouse =
    "channels:\n  mail: {type: smtp, url: \"smtp://127.0.0.1:25\", from: status@example.com}\naudiences:\n"
    "  customers: {recipients: [{channel: mail, to: a@customer.example}]}\n";  // lines 1 to 4

/// A rule that finds nothing that the shipped ones find.
constexpr const char* kProduct =
    "extends: substitution\nmessage: \"'%s' is the name to use instead of '%s'.\"\nswap: {'web ?shop': Example Shop}\n";

class TheWording : public ::testing::Test {
 protected:
  Loaded load_with(const std::string& lines) { return load_text(kHouse + lines, folder_.path("crier.yaml")); }
  Loaded load_rules() { return load_with("wording: {folder: rules}\n"); }
  Wording wording(const std::string& lines) {
    const auto loaded = load_with(lines);
    EXPECT_NE(loaded.snapshot, nullptr) << lines << loaded.report;
    return loaded.snapshot == nullptr ? Wording{} : loaded.snapshot->wording;
  }
  void rule(const std::string& name, const std::string& text) { folder_.write("rules/" + name, text); }
  /// That the rule is refused, with these words at this place, and the load with it.
  void expect_refused(const std::string& text, const std::string& place_and_words) {
    rule("en/house.yaml", text);
    const auto loaded = load_rules();
    EXPECT_EQ(loaded.snapshot, nullptr) << text;
    EXPECT_THAT(loaded.report, HasSubstr(folder_.path("rules/en/house.yaml") + ":" + place_and_words)) << text;
  }

  tests::Folder folder_;
};

std::vector<wording::Finding> findings_in(const Wording& wording, const std::string& summary, const std::string& language = "en") {
  core::Event event;
  event.summary = summary;
  return findings_of(wording, {.event = event, .state = wording::State::update, .language = language});
}

std::vector<std::string> rules_in_text(const Wording& wording, const std::string& summary, const std::string& language = "en") {
  std::vector<std::string> all;
  for (const auto& finding : findings_in(wording, summary, language)) all.push_back(finding.rule);
  return all;
}

TEST_F(TheWording, that_is_not_told_refuses_errors_reports_warnings_and_drafts_what_monitors_say) {
  for (const char* lines : {"", "wording:\n", "wording: {}\n", "wording: {rules: }\n", "wording: {rules: {}}\n"}) {
    const auto read = wording(lines);
    EXPECT_EQ(read.errors, Treatment::reject) << lines;
    EXPECT_EQ(read.warnings, Treatment::report) << lines;
    EXPECT_EQ(read.automatic, Treatment::draft) << lines;
    EXPECT_THAT(read.levels, IsEmpty()) << lines;
    EXPECT_EQ(read.own, nullptr) << lines;
    EXPECT_FALSE(read.is_off()) << lines;
  }
}

TEST_F(TheWording, has_a_treatment_of_each) {
  const std::vector<std::pair<const char*, Treatment>> people{
      {"reject", Treatment::reject}, {"report", Treatment::report}, {"off", Treatment::off}};
  for (const auto& [word, treatment] : people) {
    EXPECT_EQ(wording(std::string("wording: {errors: ") + word + "}\n").errors, treatment) << word;
    EXPECT_EQ(wording(std::string("wording: {warnings: ") + word + "}\n").warnings, treatment) << word;
  }
  const std::vector<std::pair<const char*, Treatment>> monitors{
      {"draft", Treatment::draft}, {"report", Treatment::report}, {"off", Treatment::off}};
  for (const auto& [word, treatment] : monitors)
    EXPECT_EQ(wording(std::string("wording: {automatic: ") + word + "}\n").automatic, treatment) << word;
  EXPECT_TRUE(wording("wording: {errors: off, warnings: off, automatic: off}\n").is_off());
}

TEST_F(TheWording, has_no_treatment_that_is_for_the_other) {
  for (const auto& [key, word] : std::vector<std::pair<std::string, std::string>>{
           {"errors", "draft"}, {"warnings", "draft"}, {"automatic", "reject"}, {"errors", "warn"}}) {
    const auto loaded = load_with("wording:\n  " + key + ": " + word + "\n");
    EXPECT_EQ(loaded.snapshot, nullptr);
    const auto place = ":6:" + std::to_string(key.size() + 5) + ": ";
    EXPECT_THAT(loaded.report, HasSubstr("crier.yaml" + place + "'" + key + "' is '" + word + "'"));
  }
}

TEST_F(TheWording, switches_rules_and_changes_their_severity) {
  const auto read = wording("wording: {rules: {hype: off, contact-missing: error, promise-other: suggestion, cliche: 'warning'}}\n");
  EXPECT_EQ(read.levels, (wording::Levels{{"hype", std::nullopt},
                                          {"contact-missing", Severity::error},
                                          {"promise-other", Severity::suggestion},
                                          {"cliche", Severity::warning}}));
  const std::string hype = "We are working tirelessly.";
  EXPECT_THAT(rules_in_text(wording(""), hype), Contains("hype"));
  EXPECT_THAT(rules_in_text(read, hype), Not(Contains("hype")));
  EXPECT_EQ(findings_in(read, hype).front().rule, "contact-missing");
  EXPECT_EQ(findings_in(read, hype).front().severity, Severity::error);
}

TEST_F(TheWording, knows_what_a_rule_is_called) {
  const auto loaded = load_with("wording:\n  rules: {hyp: off,\n          hype: loud, cliche: [off]}\n");
  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report,
              HasSubstr("crier.yaml:6:11: there is no rule 'hyp', did you mean 'hype'?\n  rules: {hyp: off,\n          ^\n"));
  EXPECT_THAT(loaded.report, HasSubstr("crier.yaml:7:17: this is no severity, expected one of off, suggestion, warning, error\n"));
  EXPECT_THAT(loaded.report, HasSubstr("crier.yaml:7:31: this is no severity"));
}

TEST_F(TheWording, has_no_other_keys) {
  const auto loaded = load_with("wording: {error: off}\n");
  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report, HasSubstr("crier.yaml:5:11: unknown key 'error', did you mean 'errors'?"));
  EXPECT_THAT(load_with("wording: {rules: [hype]}\n").report, HasSubstr("crier.yaml:5:18: 'rules' is no map"));
}

TEST_F(TheWording, leaves_out_what_is_off) {
  const std::string text = "We are working tirelessly. Fixed by 8:50AM.";
  EXPECT_THAT(rules_in_text(wording(""), text), Contains("timezone-missing"));
  EXPECT_THAT(rules_in_text(wording("wording: {errors: off}\n"), text), Not(Contains("timezone-missing")));
  EXPECT_THAT(rules_in_text(wording("wording: {errors: off}\n"), text), Contains("hype"));
  EXPECT_THAT(rules_in_text(wording("wording: {warnings: off}\n"), text), Not(Contains("hype")));
  EXPECT_THAT(rules_in_text(wording("wording: {warnings: off}\n"), text), Contains("timezone-missing"));
  EXPECT_THAT(rules_in_text(wording("wording: {errors: off, warnings: off, automatic: off}\n"), text), IsEmpty());
}

TEST_F(TheWording, of_an_added_rule_is_held_beside_the_shipped_ones) {
  rule("en/product-name.yaml", kProduct);
  const auto read = wording("wording: {folder: rules, rules: {product-name: error}}\n");
  ASSERT_NE(read.own, nullptr);
  EXPECT_EQ(rulebook_of(read), read.own);
  EXPECT_EQ(read.own->rules().size(), shipped_rulebook()->rules().size() + 1);
  const auto all = findings_in(read, "The webshop is down; we are working tirelessly.");
  ASSERT_THAT(all, Not(IsEmpty()));
  EXPECT_EQ(all[0].message, "'Example Shop' is the name to use instead of 'webshop'.");
  EXPECT_EQ(all[0].severity, Severity::error);
  EXPECT_THAT(rules_in_text(read, "We are working tirelessly."), Contains("hype"));
}

TEST_F(TheWording, of_an_own_rule_replaces_the_shipped_one_of_its_language_only) {
  rule("en/hype.yaml", "extends: existence\nmessage: \"'%s' is our own hype.\"\ntokens: [marvellous]\n");
  const auto read = wording("wording: {folder: rules}\n");
  EXPECT_THAT(rules_in_text(read, "We are working tirelessly."), Not(Contains("hype")));
  EXPECT_THAT(rules_in_text(read, "A marvellous fix."), Contains("hype"));
  EXPECT_EQ(read.own->rules().size(), shipped_rulebook()->rules().size());
  const std::string german = "Wir arbeiten mit Hochdruck an der Lösung.";
  EXPECT_THAT(rules_in_text(wording(""), german, "de"), Contains("hype"));
  EXPECT_THAT(rules_in_text(read, german, "de"), Contains("hype"));
}

TEST_F(TheWording, may_be_of_a_language_that_is_not_shipped) {
  rule("fr/bientot.yml", "extends: existence\nmessage: \"'%s' ne dit rien.\"\ntokens: bientôt\n");
  const auto read = wording("wording: {folder: rules}\n");
  EXPECT_THAT(rules_in_text(read, "De retour bientôt.", "fr-CA"), testing::ElementsAre("bientot"));
  EXPECT_THAT(rules_in_text(wording(""), "De retour bientôt.", "fr"), IsEmpty());
}

TEST_F(TheWording, reads_each_key_of_a_rule) {
  rule("en/house.yaml",
       "extends: existence\nmessage: m\nadvice: a.\nbetter: b\nlink: https://example.com/style\nlevel: suggestion\n"
       "levels: {resolved: error, x: warning}\nstates: [resolved, update]\nactions: [open, resolve]\nchannels: [smtp, x]\n"
       "scope: [summary, details]\ntokens: [soon, 'in a bit']\nexceptions: [as soon as]\nignorecase: false\nnonword: true\n"
       "requires: [contact]\n");
  const auto read = wording("wording: {folder: rules}\n");
  const auto& rules = read.own->rules();
  const auto found = std::find_if(rules.begin(), rules.end(), [](const auto& one) { return one.id == "house"; });
  ASSERT_NE(found, rules.end());
  EXPECT_EQ(found->language, "en");
  EXPECT_EQ(found->kind, wording::Kind::existence);
  EXPECT_EQ(found->severity, Severity::suggestion);
  EXPECT_THAT(found->by_state, testing::ElementsAre(Pair(wording::State::resolved, Severity::error)));
  EXPECT_THAT(found->by_channel, testing::ElementsAre(Pair("x", Severity::warning)));
  EXPECT_THAT(found->states, testing::ElementsAre(wording::State::resolved, wording::State::update));
  EXPECT_THAT(found->actions, testing::ElementsAre(core::Action::open, core::Action::resolve));
  EXPECT_THAT(found->channels, testing::ElementsAre("smtp", "x"));
  EXPECT_THAT(found->fields, testing::ElementsAre(wording::Field::summary, wording::Field::details));
  EXPECT_THAT(found->tokens, testing::ElementsAre("soon", "in a bit"));
  EXPECT_THAT(found->exceptions, testing::ElementsAre("as soon as"));
  EXPECT_THAT(found->requires_one, testing::ElementsAre(wording::Field::contact));
  EXPECT_FALSE(found->ignores_case);
  EXPECT_TRUE(found->nonword);
  EXPECT_EQ(found->message, "m");
  EXPECT_EQ(found->advice, "a.");
  EXPECT_EQ(found->better, "b");
  EXPECT_EQ(found->link, "https://example.com/style");
}

TEST_F(TheWording, takes_a_style_of_vale_as_it_is) {
  rule("en/Acronyms.yml",
       "extends: conditional\nmessage: \"'%s' has no definition.\"\nlink: https://example.com/\nlevel: suggestion\nignorecase: false\n"
       "first: '\\b([A-Z]{3,5})\\b'\nsecond: '(?:\\b[A-Z][a-z]+ )+\\(([A-Z]{3,5})\\)'\nexceptions:\n  - UTC\n");
  rule("en/Weasel.yml",
       "extends: existence\nmessage: \"'%s' is a weasel word!\"\nignorecase: true\naction: {name: remove}\ntokens:\n  - various\n");
  rule("en/Length.yml", "extends: occurrence\nmessage: More than 3 words.\nscope: sentence\nlevel: error\nmax: 3\ntoken: '[a-z]+'\n");
  rule("en/Grade.yml", "extends: metric\nmessage: Long sentences.\nformula: |\n  words / sentences\ncondition: \"> 40\"\n");
  const auto read = wording("wording: {folder: rules}\n");
  const auto all = rules_in_text(read, "The DSB says: various services, that is a, b, c, d, fail since 14:05 UTC.");
  EXPECT_THAT(all, testing::IsSupersetOf({"Acronyms", "Weasel", "Length"}));
  EXPECT_THAT(all, Not(Contains("Grade")));
}

TEST_F(TheWording, is_told_at_once_that_its_folder_is_missing) {
  const auto loaded = load_with("wording: {folder: nowhere}\n");
  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_EQ(loaded.report, folder_.path("crier.yaml") + ":5:19: the folder " + folder_.path("nowhere") +
                               " is missing\nwording: {folder: nowhere}\n                  ^\n");
}

TEST_F(TheWording, is_told_that_its_folder_is_a_file) {
  folder_.write("rules", "extends: existence\n");
  EXPECT_EQ(load_rules().snapshot, nullptr);
  EXPECT_THAT(load_rules().report, HasSubstr("crier.yaml:5:19: " + folder_.path("rules") + " is no folder"));
}

TEST_F(TheWording, of_an_empty_folder_is_the_shipped_one) {
  folder_.write("rules/README.md", "Nothing yet.\n");
  folder_.write("rules/.git/en/config.yaml", "no: rule\n");
  folder_.write("rules/en/notes.txt", "Nothing yet.\n");
  const auto read = wording("wording: {folder: rules}\n");
  EXPECT_EQ(rulebook_of(read)->rules().size(), shipped_rulebook()->rules().size());
  EXPECT_THAT(rules_in_text(read, "We are working tirelessly."), Contains("hype"));
}

TEST_F(TheWording, refuses_a_rule_of_no_language) {
  for (const char* name : {"rules/house.yaml", "rules/english/house.yaml", "rules/e1/house.yml"}) {
    const tests::Folder folder;
    const auto path = folder.write(name, kProduct);
    const auto loaded = load_text(std::string(kHouse) + "wording: {folder: rules}\n", folder.path("crier.yaml"));
    EXPECT_EQ(loaded.snapshot, nullptr) << name;
    EXPECT_THAT(loaded.report, HasSubstr(path + ": this rule is of no language")) << name;
  }
}

TEST_F(TheWording, refuses_a_file_that_is_too_large_or_is_none) {
  rule("en/house.yaml", kProduct + std::string(std::size_t{256} * 1024, '\n'));
  EXPECT_THAT(load_rules().report, HasSubstr(folder_.path("rules/en/house.yaml") + ": the file is larger than 256 KiB"));
  EXPECT_EQ(load_rules().snapshot, nullptr);
  rule("en/house.yaml", kProduct);
  EXPECT_NE(load_rules().snapshot, nullptr);
  rule("en/folder.yaml/file", "");
  EXPECT_THAT(load_rules().report, HasSubstr(folder_.path("rules/en/folder.yaml") + ": this is a folder"));
}

TEST_F(TheWording, tells_what_is_wrong_with_a_rules_form) {
  expect_refused("extends: [\n", "");
  expect_refused("- tokens\n", "1:1: this is no rule");
  expect_refused("extends: existence\nmessage: m\ntokns: [soon]\n", "3:1: unknown key 'tokns', did you mean 'tokens'?\ntokns: [soon]\n^\n");
  expect_refused("message: m\ntokens: [soon]\n", "1:1: 'extends' is missing");
  expect_refused("extends: existence\ntokens: [soon]\n", "1:1: 'message' is missing");
  expect_refused("extends: exist\nmessage: m\ntokens: [soon]\n", "1:10: 'extends' is 'exist'");
  expect_refused("extends: existence\nmessage: m\nlevel: loud\ntokens: [soon]\n", "3:8: 'level' is 'loud'");
  expect_refused("extends: existence\nmessage: m\nstates: [open]\ntokens: [soon]\n", "3:10: ");
  expect_refused("extends: existence\nmessage: m\nscope: heading\ntokens: [soon]\n", "3:8: ");
  expect_refused("extends: existence\nmessage: m\nchannels: [smpt]\ntokens: [soon]\n",
                 "3:12: unknown channel type 'smpt', did you mean 'smtp'?");
  expect_refused("extends: existence\nmessage: m\nlevels: {resolved: loud}\ntokens: [soon]\n", "3:20: this is no level");
  expect_refused("extends: existence\nmessage: m\nlevels: {resolvd: error}\ntokens: [soon]\n",
                 "3:10: 'resolvd' is neither a state nor a channel type");
  expect_refused("extends: existence\nmessage: m\nlevels: error\ntokens: [soon]\n", "3:9: 'levels' is no map");
  expect_refused("extends: existence\nmessage: m\ntokens: {a: b}\n", "3:9: 'tokens' is no list");
  expect_refused("extends: existence\nmessage: m\ntokens:\n  - soon\n  - [a]\n", "5:5: this is no text");
  expect_refused("extends: substitution\nmessage: m\nswap: [a]\n", "3:7: 'swap' is no map");
  expect_refused("extends: substitution\nmessage: m\nswap: {a: b, c: [d]}\n", "3:17: this is no text");
  expect_refused("extends: occurrence\nmessage: m\ntoken: a\nmax: many\n", "4:6: 'max' is 'many'");
}

TEST_F(TheWording, tells_what_is_wrong_with_a_rules_expressions) {
  expect_refused("extends: existence\nmessage: m\ntokens:\n  - soon\n  - '(bad'\n", "5:5: the expression cannot be used: missing ): (bad");
  expect_refused("extends: existence\nmessage: m\ntokens: ['soon(?= as)']\n", "3:10: the expression cannot be used");
  expect_refused("extends: existence\nmessage: m\ntokens: [soon, '']\n", "3:16: an empty expression");
  expect_refused("extends: existence\nmessage: m\ntokens: [soon]\nexceptions:\n  - '[bad'\n", "5:5: the expression cannot be used");
  expect_refused("extends: substitution\nmessage: m\nswap:\n  good: better\n  '*bad': better\n", "5:3: the expression cannot be used");
  expect_refused("extends: occurrence\nmessage: m\nmin: 1\ntoken: 'a{2000}'\n", "4:8: the expression cannot be used");
  expect_refused("extends: conditional\nmessage: m\nfirst: a\nsecond: '(b'\n", "4:9: the expression cannot be used");
  expect_refused("extends: metric\nmessage: m\nformula: wrds\ncondition: '> 1'\n", "3:10: the formula cannot be read");
  expect_refused("extends: metric\nmessage: m\nformula: words\ncondition: many\n", "4:12: the condition is");
}

TEST_F(TheWording, tells_what_a_rule_lacks) {
  expect_refused("extends: existence\nmessage: m\n", "1:1: a rule of this kind needs `tokens` or `raw`");
  expect_refused("extends: substitution\nmessage: m\n", "1:1: a rule of this kind needs `swap`");
  expect_refused("extends: occurrence\nmessage: m\ntoken: a\n", "1:1: a rule of this kind needs `min` or `max`");
  expect_refused("extends: conditional\nmessage: m\nfirst: a\n", "1:1: a rule of this kind needs `first` and `second`");
  expect_refused("extends: crier\nmessage: m\n", "1:1: a rule of this kind needs `requires` or `tokens`");
  expect_refused("extends: crier\nmessage: m\ncheck: contentles\n", "3:8: a rule of this kind needs a `check` that there is");
}

TEST_F(TheWording, tells_the_faults_of_all_rules_beside_those_of_the_configuration) {
  rule("de/eins.yaml", "extends: existence\nmessage: m\ntokens: [soon]\nlevle: error\n");
  rule("en/one.yaml", "extends: existence\nmesage: m\ntokens: [soon]\n");
  const auto loaded = load_with("wording: {folder: rules, errors: loud}\ngaurd: {}\n");
  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report, HasSubstr("crier.yaml:5:34: 'errors' is 'loud'"));
  EXPECT_THAT(loaded.report, HasSubstr("crier.yaml:6:1: unknown key 'gaurd'"));
  EXPECT_THAT(loaded.report, HasSubstr("rules/de/eins.yaml:4:1: unknown key 'levle'"));
  EXPECT_THAT(loaded.report, HasSubstr("rules/en/one.yaml:2:1: unknown key 'mesage'"));
  EXPECT_THAT(loaded.report, EndsWith("\n"));
}

TEST_F(TheWording, knows_an_own_rule_by_its_name_although_it_is_faulty) {
  rule("en/house.yaml", "extends: existence\nmessage: m\ntokens: ['(']\n");
  const auto loaded = load_with("wording: {folder: rules, rules: {house: off}}\n");
  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report, Not(HasSubstr("there is no rule")));
}

TEST(FindingsOf, a_configuration_without_rules_of_its_own_are_those_of_the_shipped_ones) {
  Wording wording;
  wording.errors = Treatment::reject;
  wording.warnings = Treatment::report;
  EXPECT_EQ(rulebook_of(wording), shipped_rulebook());
  EXPECT_THAT(rules_in_text(wording, "We are working tirelessly."), Contains("hype"));
  EXPECT_THAT(rules_in_text(Wording{}, "We are working tirelessly."), IsEmpty()) << "everything is off";
}

TEST(RulesIn, a_folder_that_is_not_there_are_an_error_with_its_name) {
  const tests::Folder folder;
  const auto rules = rules_in(folder.path("nowhere"));
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().kind, ErrorKind::config);
  EXPECT_THAT(rules.error().text, StartsWith(folder.path("nowhere") + ": "));
}

TEST(RulesIn, a_folder_are_limited) {
  const tests::Folder folder;
  for (int i = 0; i <= 2000; ++i) folder.write("en/rule-" + std::to_string(i) + ".yaml", "");
  const auto rules = rules_in(folder.path());
  ASSERT_FALSE(rules);
  EXPECT_THAT(rules.error().text, HasSubstr("more than 2000 rules"));
}

}  // namespace
}  // namespace crier::config
