#include "client/ask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/event_json.h"
#include "terminal.h"

namespace crier::client {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kAccepted =
    R"({"results":[{"incident":"db","update":1,"update_id":"u1","state":"announced","broadcasts":[{"audience":"a","channel":"mail","recipients":7}]}]})";
constexpr const char* kPreview =
    R"({"route":{"reason":"all: route 1"},"messages":[{"audience":"all","channel":"mail","recipients":7,"language":"en","subject":"Sub","text":"Line","parts":[]}]})";
constexpr const char* kOpen = R"({"incidents":[{"incident":"mail","title":"Mail is late","services":["search"]}]})";

/// Somebody at a terminal, who types lines.
struct Asking : testing::Test, Terminal {
  std::string open = kOpen;
  int preview_status = 200;
  Asking() {
    can_ask = is_terminal = true;
    daemon.answer = [this](const Call& call) -> Result<Answer> {
      if (call.path.starts_with("/v1/incidents")) return Answer{200, open, 0};
      if (call.path == "/v1/preview") return Answer{preview_status, preview_status == 200 ? kPreview : R"({"detail":"No."})", 0};
      return Answer{202, kAccepted, 0};
    };
  }
  int answer(const std::vector<std::string>& lines, std::vector<std::string> arguments = {"open"}) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    in.clear();
    in.str(text);
    daemon.calls.clear();
    return type(std::move(arguments));
  }
  [[nodiscard]] std::vector<std::string> paths() const {
    std::vector<std::string> all;
    for (const auto& call : daemon.calls) all.push_back(call.path);
    return all;
  }
  [[nodiscard]] core::Event sent() const {
    const auto document = ingest::read_events(daemon.calls.back().body, ingest::Layout::json, "");
    return document ? document->events.at(0) : core::Event{};
  }
};

const std::vector<std::string> kAll{
    "Checkout: unavailable!", "",     "critical",         "checkout, search", "Customers cannot pay since 14:02.",
    "Payments fail.",         "Late", "Some orders lost", "By invoice.",      "45m",
    "ops@example.com"};

std::vector<std::string> all_then(std::initializer_list<std::string> further) {
  auto lines = kAll;
  lines.insert(lines.end(), further);
  return lines;
}

TEST_F(Asking, all_answers_are_sent_after_the_preview_and_a_yes) {
  ASSERT_EQ(answer(all_then({"yes"})), 0) << err.str();

  EXPECT_EQ(paths(), (std::vector<std::string>{"/v1/incidents?state=open", "/v1/preview", "/v1/events"}));
  const auto event = sent();
  EXPECT_EQ(event.action, core::Action::open);
  EXPECT_EQ(event.incident, "checkout-unavailable");
  EXPECT_EQ(event.title, "Checkout: unavailable!");
  EXPECT_EQ(event.impact, core::Impact::critical);
  EXPECT_EQ(event.services, (std::vector<std::string>{"checkout", "search"}));
  EXPECT_EQ(event.summary, "Customers cannot pay since 14:02.");
  EXPECT_EQ(event.consequences, (core::Consequences{"Payments fail.", "Late", "Some orders lost"}));
  EXPECT_EQ(event.workaround, "By invoice.");
  EXPECT_EQ(event.next_update_in, Millis(45 * 60 * 1000));
  EXPECT_EQ(event.contact, "ops@example.com");
  EXPECT_THAT(out.str(), HasSubstr("In all 7 recipients: mail 7.\n"));
  EXPECT_THAT(out.str(), HasSubstr("  Subject: Sub\n  Line\n"));
}

TEST_F(Asking, what_is_not_needed_may_be_left_out_by_enter) {
  ASSERT_EQ(answer({"T", "db", "minor", "", "S", "", "", "", "", "", "", "yes"}), 0) << err.str();

  core::Event expected;
  expected.id = sent().id;
  expected.action = core::Action::open;
  expected.incident = "db";
  expected.title = "T";
  expected.impact = core::Impact::minor;
  expected.summary = "S";
  EXPECT_EQ(sent(), expected);
}

TEST_F(Asking, a_wrong_answer_is_refused_at_once_with_one_sentence_and_asked_again) {
  const std::vector<std::string> lines{"",   "T",      "a b", "mail",     "db", "huge", "majr", "major", "",
                                       "S",  "\x1b[A", "",    "\xFF\xFE", "",   "",     "",     "45",    "2026-11-22T13:00:00Z",
                                       "0s", "45m",    "",    "yes"};

  ASSERT_EQ(answer(lines), 0) << err.str();

  for (const char* sentence :
       {"This is needed", "A key has 1 to 128", "mail is open already (Mail is late)", "Impact is one of none, minor, major, critical.\n",
        "(did you mean major?)", "control characters", "not UTF-8", "Give a duration such as 45m", "lies in the future"})
    EXPECT_THAT(err.str(), HasSubstr(sentence));
  EXPECT_EQ(sent().incident, "db");
  EXPECT_EQ(sent().impact, core::Impact::major);
  EXPECT_EQ(sent().consequences.now, "");
  EXPECT_EQ(sent().workaround, "");
  EXPECT_EQ(sent().next_update_in, Millis(45 * 60 * 1000));
}

TEST_F(Asking, the_end_of_input_at_any_question_sends_nothing_and_says_so) {
  const auto lines = all_then({"title", "New title"});
  for (std::size_t count = 0; count <= lines.size(); ++count) {
    EXPECT_EQ(answer({lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(count)}), 65) << count;
    EXPECT_THAT(err.str(), HasSubstr("The input ended. Nothing was sent.\n")) << count;
    EXPECT_THAT(paths(), Not(testing::Contains("/v1/events"))) << count;
  }
}

TEST_F(Asking, control_c_at_any_question_sends_nothing_and_says_so) {
  const auto lines = all_then({"yes"});
  for (std::size_t count = 1; count <= lines.size(); ++count) {
    std::size_t asked = 0;
    is_interrupted = [&asked, count] { return ++asked >= 2 * count; };  // looked at before and after each line
    EXPECT_EQ(answer(lines), 65) << count;
    EXPECT_THAT(err.str(), HasSubstr("Stopped by Ctrl-C. Nothing was sent.\n")) << count;
    EXPECT_THAT(paths(), Not(testing::Contains("/v1/events"))) << count;
  }
}

TEST_F(Asking, only_yes_sends_and_no_gives_the_answers_as_a_command) {
  EXPECT_EQ(answer(all_then({"y", "", "maybe", "no"})), 65);

  EXPECT_THAT(paths(), Not(testing::Contains("/v1/events")));
  EXPECT_THAT(err.str(), HasSubstr("Type yes to send this"));
  EXPECT_THAT(err.str(), HasSubstr("Nothing was sent.\n"));
  EXPECT_THAT(err.str(), HasSubstr("crier open checkout-unavailable --title 'Checkout: unavailable!' --impact critical --summary "
                                   "'Customers cannot pay since 14:02.' --now 'Payments fail.'"));
  EXPECT_THAT(err.str(), HasSubstr("--service checkout --service search\n"));
}

TEST_F(Asking, an_answer_can_be_changed_after_the_preview_and_a_dash_takes_it_out) {
  ASSERT_EQ(answer(all_then({"title", "It's down", "workaround", "-", "yes"})), 0) << err.str();

  EXPECT_EQ(sent().title, "It's down");
  EXPECT_EQ(sent().workaround, "");
  EXPECT_EQ(sent().incident, "checkout-unavailable");
  EXPECT_EQ(std::count_if(daemon.calls.begin(), daemon.calls.end(), [](const Call& call) { return call.path == "/v1/preview"; }), 3);
}

TEST_F(Asking, what_crierd_does_not_take_can_be_changed_and_not_sent) {
  preview_status = 422;

  EXPECT_EQ(answer(all_then({"yes", "services", "checkout", "no"})), 65);

  EXPECT_THAT(err.str(), HasSubstr("crier: No.\n"));
  EXPECT_THAT(err.str(), HasSubstr("crierd does not take this."));
  EXPECT_THAT(paths(), Not(testing::Contains("/v1/events")));
}

TEST_F(Asking, what_the_flags_say_is_not_asked) {
  ASSERT_EQ(answer({"T", "", "S", "", "", "", "", "", "", "yes"}, {"open", "db", "--impact", "none"}), 0) << err.str();

  EXPECT_EQ(sent().incident, "db");
  EXPECT_EQ(sent().impact, core::Impact::none);
  EXPECT_EQ(sent().title, "T");
  EXPECT_EQ(sent().summary, "S");
  EXPECT_THAT(err.str(), HasSubstr("9 of 9. "));
}

TEST_F(Asking, the_command_at_the_end_has_what_the_flags_said_too) {
  answer({"T", "major", "", "S"}, {"open", "db", "--draft", "--overnight", "pauses", "--label", "a=b c", "--audience", "public"});

  EXPECT_THAT(
      err.str(),
      HasSubstr("  crier open db --title T --impact major --summary S --overnight pauses --audience public --label 'a=b c' --draft\n"));
}

TEST_F(Asking, a_key_that_is_open_is_not_proposed) {
  answer({"Mail!"});

  EXPECT_THAT(err.str(), HasSubstr("mail-2"));
}

TEST_F(Asking, nothing_is_asked_while_crierd_is_away) {
  daemon.answer = [](const Call&) -> Result<Answer> { return Error{ErrorKind::unavailable, "crierd cannot be reached."}; };

  EXPECT_EQ(answer(kAll), 69);

  EXPECT_THAT(err.str(), Not(HasSubstr("Title")));
}

TEST_F(Asking, without_a_terminal_it_is_typed_wrong_and_names_the_flags) {
  for (const bool has_output : {false, true}) {
    can_ask = false;
    is_terminal = has_output;
    EXPECT_EQ(answer(kAll), 64);
    for (const char* part : {"KEY", "--title", "--impact", "--summary", "--file"}) EXPECT_THAT(err.str(), HasSubstr(part));
    EXPECT_TRUE(daemon.calls.empty());
  }
  can_ask = true;
  for (const char* flag : {"--yes", "--dry-run", "--json"}) EXPECT_EQ(answer(kAll, {"open", flag}), 64) << flag;
}

TEST_F(Asking, no_question_is_wider_than_a_narrow_terminal) {
  columns = 60;
  answer(all_then({"no"}));

  std::istringstream lines(err.str());
  for (std::string line; std::getline(lines, line) && line.find("crier open") == std::string::npos;) EXPECT_LE(line.size(), 60U) << line;
}

TEST(KeyFrom, makes_a_key_of_a_title) {
  const std::pair<std::string, std::string> cases[] = {
      {"Checkout: unavailable!", "checkout-unavailable"},
      {"  DB 2 -- slow ", "db-2-slow"},
      {"\xC3\x84rger, gr\xC3\xB6\xC3\x9Fter", "aerger-groesster"},  // as one types it where the letters are missing
      {"\xD0\x96 \xE2\x80\xA6", ""},
      {"", ""},
      {"Payments by credit card fail for most customers in Europe", "payments-by-credit-card-fail-for-most"},
      {std::string(50, 'x'), std::string(40, 'x')},
  };
  for (const auto& [title, key] : cases) EXPECT_EQ(key_from(title), key);
}

}  // namespace
}  // namespace crier::client
