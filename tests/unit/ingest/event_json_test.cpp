#include "ingest/event_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/event_json_writer.h"

namespace crier::ingest {
namespace {

using testing::HasSubstr;

constexpr const char* kWhole = R"({"id": "deploy-7781", "action": "open", "incident": "checkout-db",
 "title": "Checkout unavailable", "impact": "critical", "status": "investigating",
 "services": ["checkout"], "labels": {"region": "eu"},
 "summary": "Customers in Europe cannot pay since 14:02 CET.",
 "consequences": {"now": "Payments fail.", "expected": "Orders are kept and can be paid later.", "permanent": ""},
 "details": "The primary database refuses writes. **Reads are fine.**",
 "contact": "support@example.com", "next_update": "45m", "overnight": "continues", "workaround": "Pay by invoice.",
 "author": "alice", "at": "2026-11-22T14:05:00+01:00"})";

Result<Document, Refusal> read(std::string_view body, Layout layout = Layout::json, std::string_view key = {}) {
  return read_events(body, layout, key);
}

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(EventJson, takes_times_as_people_write_them) {
  const auto read = read_events(
      R"({"action":"resolve","incident":"db","summary":"S","began":"2026-11-22 14:02 Europe/Berlin","next_update":"2026-11-23 09:00 Asia/Kolkata"})",
      Layout::json, "");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->events.at(0).began, parse_rfc3339("2026-11-22T13:02:00Z"));
  EXPECT_EQ(read->events.at(0).next_update, parse_rfc3339("2026-11-23T03:30:00Z"));
  EXPECT_FALSE(read_events(R"({"action":"resolve","incident":"db","began":"2026-11-22 14:02"})", Layout::json, "")) << "without a zone";
}

TEST(EventJson, reads_the_event_of_the_interface_page) {
  const auto document = read(kWhole);

  ASSERT_TRUE(document) << document.error().problem.detail;
  core::Event expected;
  expected.id = "deploy-7781";
  expected.action = core::Action::open;
  expected.incident = "checkout-db";
  expected.title = "Checkout unavailable";
  expected.impact = core::Impact::critical;
  expected.status = core::Status::investigating;
  expected.services = {"checkout"};
  expected.labels = {{"region", "eu"}};
  expected.summary = "Customers in Europe cannot pay since 14:02 CET.";
  expected.consequences = {"Payments fail.", "Orders are kept and can be paid later.", ""};
  expected.details = "The primary database refuses writes. **Reads are fine.**";
  expected.contact = "support@example.com";
  expected.next_update_in = Millis(45 * 60 * 1000);
  expected.overnight = core::Overnight::continues;
  expected.workaround = "Pay by invoice.";
  expected.author = "alice";
  expected.at = at("2026-11-22T13:05:00Z");
  EXPECT_FALSE(document->is_batch);
  EXPECT_EQ(document->events, std::vector<core::Event>{expected});
}

TEST(EventJson, reads_the_fields_of_the_end_and_of_routing) {
  const auto document = read(R"({"action": "resolve", "incident": "a/b:c.d_e-f", "summary": "Over.\nAll of it.", "root_cause": "A disk.",
    "actions": {"done": ["one", "two"], "planned": ["three"]}, "began": "2026-11-22T14:02:00+01:00", "ended": "2026-11-22T15:00:00Z",
    "next_update": "2026-11-23T09:00:00Z", "audiences": ["a", "b", "a"], "drop_audiences": ["c"], "anyway": true, "source": "cron",
    "translations": {"de": {"title": "T", "summary": "S", "consequences": {"now": "N"}, "details": "D", "workaround": "W", "root_cause": "R"}}})");

  ASSERT_TRUE(document) << document.error().problem.detail;
  const auto& event = document->events.front();
  EXPECT_EQ(event.incident, "a/b:c.d_e-f");
  EXPECT_EQ(event.summary, "Over.\nAll of it.");
  EXPECT_EQ(event.actions, (core::Actions{{"one", "two"}, {"three"}}));
  EXPECT_EQ(event.began, at("2026-11-22T13:02:00Z"));
  EXPECT_EQ(event.ended, at("2026-11-22T15:00:00Z"));
  EXPECT_EQ(event.next_update, at("2026-11-23T09:00:00Z"));
  EXPECT_EQ(event.audiences, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(event.drop_audiences, (std::vector<std::string>{"c"}));
  EXPECT_TRUE(event.anyway);
  core::Translation german;
  german.title = "T", german.summary = "S", german.details = "D", german.workaround = "W", german.root_cause = "R";
  german.consequences.now = "N";
  EXPECT_EQ(event.translations.at("de"), german);
}

TEST(EventJson, reads_what_people_ask_for_and_writes_it_again) {
  const auto document = read(R"({"action": "update", "incident": "db", "summary": "S", "draft": true, "announce": false, "restricted": true,
    "widen": true, "exercise": true, "confirm": 601, "corrects": 3})");

  ASSERT_TRUE(document) << document.error().problem.detail;
  const auto& event = document->events.front();
  EXPECT_TRUE(event.draft && event.restricted && event.widen && event.exercise);
  EXPECT_FALSE(event.announce);
  EXPECT_EQ(event.confirm, 601);
  EXPECT_EQ(event.corrects, 3);
  const auto again = read(core::canonical_json(event));
  ASSERT_TRUE(again) << again.error().problem.detail;
  EXPECT_EQ(again->events, document->events);
}

TEST(EventJson, reads_what_its_writer_wrote) {
  const auto first = read(kWhole);
  ASSERT_TRUE(first);

  const auto again = read(core::canonical_json(first->events.front()));

  ASSERT_TRUE(again) << again.error().problem.detail;
  EXPECT_EQ(again->events, first->events);
}

struct Fault {
  const char* name;
  std::string members;  ///< beside action and incident
  const char* pointer;
  const char* detail;
};

class EventJsonFinds : public testing::TestWithParam<Fault> {};

TEST_P(EventJsonFinds, the_fault_and_points_at_it) {
  const auto document = read(R"({"action": "open", "incident": "db", )" + GetParam().members + "}");

  ASSERT_FALSE(document);
  EXPECT_FALSE(document.error().malformed);
  EXPECT_EQ(document.error().problem.kind, ErrorKind::invalid);
  ASSERT_EQ(document.error().problem.faults.size(), 1U);
  EXPECT_EQ(document.error().problem.faults[0].pointer, GetParam().pointer);
  EXPECT_THAT(document.error().problem.faults[0].detail, HasSubstr(GetParam().detail));
}

INSTANTIATE_TEST_SUITE_P(
    Events, EventJsonFinds,
    testing::Values(
        Fault{"unknown", R"("sumary": "x")", "/sumary", "did you mean summary?"},
        Fault{"stranger", R"("zzzzzzzzz": 1)", "/zzzzzzzzz", "unknown field"},
        Fault{"impact", R"("impact": "majr")", "/impact", "none, minor, major, critical, not \"majr\"; did you mean major?"},
        Fault{"impact_type", R"("impact": 3)", "/impact", "one of none"},
        Fault{"status", R"("status": "done")", "/status", "investigating"},
        Fault{"overnight", R"("overnight": "on call")", "/overnight", "on-call"},
        Fault{"null", R"("summary": null)", "/summary", "a string"}, Fault{"title_cr", R"("title": "a\rb")", "/title", "one line"},
        Fault{"title_lf", R"("title": "a\nBcc: b")", "/title", "one line"},
        Fault{"title_nul", R"("title": "a\u0000b")", "/title", "one line"},
        Fault{"contact_lf", R"("contact": "a\nb")", "/contact", "one line"},
        Fault{"author_lf", R"("author": "a\nb")", "/author", "one line"}, Fault{"source_lf", R"("source": "a\nb")", "/source", "one line"},
        Fault{"id_lf", R"("id": "a\nb")", "/id", "one line"}, Fault{"id_empty", R"("id": "")", "/id", "empty"},
        Fault{"service_lf", R"("services": ["ok", "a\nb"])", "/services/1", "one line"},
        Fault{"service_type", R"("services": "x")", "/services", "array"},
        Fault{"label_lf", R"("labels": {"a": "x\ny"})", "/labels/a", "one line"},
        Fault{"label_type", R"("labels": {"a/b~c": 1})", "/labels/a~1b~0c", "string"},
        Fault{"label_name", R"("labels": {"a\nb": "x"})", "/labels/a\nb", "one line"},
        Fault{"audience_lf", R"("audiences": ["a\nb"])", "/audiences/0", "one line"},
        Fault{"audience_empty", R"("audiences": [" "])", "/audiences/0", "empty"},
        Fault{"summary_nul", R"("summary": "a\u0000")", "/summary", "NUL"},
        Fault{"at", R"("at": "yesterday")", "/at", "2026-11-22T14:05:00+01:00"},
        Fault{"next_update", R"("next_update": "45")", "/next_update", "duration"},
        Fault{"next_update_in_a_thousand_years", R"("next_update": "365000d")", "/next_update", "at most 366d"},
        Fault{"extended_without_end", R"("extend": "367d")", "/extend", "at most 366d"},
        Fault{"next_update_zero", R"("next_update": "0s")", "/next_update", "duration"},
        Fault{"next_update_number", R"("next_update": 45)", "/next_update", "duration"},
        Fault{"consequences", R"("consequences": {"later": "x"})", "/consequences/later", "unknown field"},
        Fault{"actions", R"("actions": {"done": "x"})", "/actions/done", "array"},
        Fault{"anyway", R"("anyway": "yes")", "/anyway", "true or false"},
        Fault{"translation", R"("translations": {"de": {"titel": "x"}})", "/translations/de/titel", "did you mean title?"},
        Fault{"language", R"("translations": {"d e": {}})", "/translations/d e", "language tag"},
        Fault{"draft", R"("draft": "yes")", "/draft", "true or false"},
        Fault{"corrects", R"("corrects": "3")", "/corrects", "number of the update"},
        Fault{"announce", R"("announce": null)", "/announce", "true or false"},
        Fault{"restricted", R"("restricted": 1)", "/restricted", "true or false"},
        Fault{"widen", R"("widen": "true")", "/widen", "true or false"},
        Fault{"exercise", R"("exercise": [])", "/exercise", "true or false"},
        Fault{"confirm", R"("confirm": 7.5)", "/confirm", "number of recipients"},
        Fault{"confirm_negative", R"("confirm": -7)", "/confirm", "number of recipients"},
        Fault{"confirm_too_long", R"("confirm": 99999999999999999999)", "/confirm", "number of recipients"},
        Fault{"starts", R"("starts": "soon")", "/starts", "must be a time"}, Fault{"ends", R"("ends": 7)", "/ends", "must be a time"},
        Fault{"extend", R"("extend": "-1h")", "/extend", "a duration such as 1h"}),
    [](const auto& param) { return param.param.name; });

struct Named {
  const char* body;
  const char* pointer;
  const char* detail;
};

TEST(EventJson, points_at_actions_and_keys_that_are_not_taken) {
  const Named cases[] = {
      {R"({"incident": "db"})", "/action", "required"},
      {R"({"action": "opne", "incident": "db"})", "/action", "did you mean open?"},
      {R"({"action": "open", "incident": "a b"})", "/incident", "1 to 128"},
      {R"({"action": "open", "incident": "db~2"})", "/incident", "1 to 128"},
      {R"({"action": "open", "incident": ""})", "/incident", "1 to 128"},
      {R"("open")", "", "JSON object"},
      {R"([{"action": "open", "incident": "a"}, {"action": "open", "incident": "b", "impact": "x"}])", "/1/impact", "one of"},
      {R"([3])", "/0", "JSON object"},
      {"[]", "", "no event"},
  };
  for (const auto& c : cases) {
    const auto document = read(c.body);
    ASSERT_FALSE(document) << c.body;
    EXPECT_FALSE(document.error().malformed) << c.body;
    EXPECT_EQ(document.error().problem.faults.at(0).pointer, c.pointer) << c.body;
    EXPECT_THAT(document.error().problem.faults.at(0).detail, HasSubstr(c.detail)) << c.body;
  }
}

TEST(EventJson, names_every_fault_of_a_batch_at_once) {
  const auto document = read(R"([{"action": "x", "impact": "y"}, {"action": "open"}, {"action": "open", "tittle": "z"}])");

  ASSERT_FALSE(document);
  std::vector<std::string> pointers;
  for (const auto& fault : document.error().problem.faults) pointers.push_back(fault.pointer);
  EXPECT_THAT(pointers, testing::ElementsAre("/0/action", "/0/impact", "/2/tittle"));
}

TEST(EventJson, says_where_a_document_is_malformed) {
  const Named cases[] = {
      {"", "", "empty"},
      {" \n ", "", "empty"},
      {"{\n \"action\": open}", "", "line 2, column 12"},
      {"[{}", "", "cut off"},
      {"[{}] x", "", "follows the end"},
      {"[{},]", "/1", "ends too early"},
      {"[{} {}]", "/0", "follows"},
      {"[{\"a\": \"]\\\"\", \"a\": 1}]", "/0", "stands twice"},
  };
  for (const auto& c : cases) {
    const auto document = read(c.body);
    ASSERT_FALSE(document) << c.body;
    EXPECT_TRUE(document.error().malformed) << c.body;
    EXPECT_EQ(document.error().problem.faults.at(0).pointer, c.pointer) << c.body;
    EXPECT_THAT(document.error().problem.detail, HasSubstr(c.detail)) << c.body;
  }
}

TEST(EventJson, reads_lines_and_points_at_them_by_index) {
  const std::string good = R"({"action": "update", "incident": "a", "summary": "x"})";

  const auto document = read(good + "\n\r\n" + good + "\r\n", Layout::lines);
  const auto bad = read(good + "\n" + R"({"action": "update", "incident": "a", "impact": "x"})", Layout::lines);
  const auto cut = read(good + "\n{", Layout::lines);

  ASSERT_TRUE(document);
  EXPECT_TRUE(document->is_batch);
  EXPECT_EQ(document->events.size(), 2U);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().problem.faults.at(0).pointer, "/1/impact");
  ASSERT_FALSE(cut);
  EXPECT_TRUE(cut.error().malformed);
  EXPECT_EQ(cut.error().problem.faults.at(0).pointer, "/1");
  EXPECT_THAT(cut.error().problem.detail, HasSubstr("line 2"));
}

TEST(EventJson, gives_a_single_event_the_idempotency_key_as_its_id) {
  const std::string plain = R"({"action": "update", "incident": "a", "summary": "x"})";
  const std::string with_id = R"({"id": "k1", "action": "update", "incident": "a", "summary": "x"})";

  EXPECT_EQ(read(plain, Layout::json, "k1")->events[0].id, "k1");
  EXPECT_EQ(read(with_id, Layout::json, "k1")->events[0].id, "k1");
  const auto other = read(with_id, Layout::json, "k2");
  ASSERT_FALSE(other);
  EXPECT_FALSE(other.error().malformed);
  EXPECT_EQ(other.error().problem.faults.at(0).pointer, "/id");
  for (const auto layout : {Layout::json, Layout::lines}) {
    const auto batch = read(layout == Layout::json ? "[" + plain + "]" : plain, layout, "k1");
    ASSERT_FALSE(batch);
    EXPECT_TRUE(batch.error().malformed);
  }
}

TEST(EventJson, refuses_what_is_too_large) {
  const std::string text(kEventLimit - 60, 'x');
  const std::string fits = R"({"action": "update", "incident": "a", "summary": ")" + text.substr(0, text.size() - 20) + "\"}";
  const std::string large = R"({"action": "update", "incident": "a", "summary": ")" + text + "xxxxxxxxxx\"}";
  std::string many = "[";
  for (std::size_t i = 0; i <= kBatchLimit; ++i) many += i == 0 ? "{}" : ",{}";
  many += "]";

  EXPECT_TRUE(read(fits));
  for (const auto& body : {large, "[" + large + "]", many, std::string(kBodyLimit + 1, ' ')}) {
    const auto document = read(body);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().problem.kind, ErrorKind::too_large);
  }
  EXPECT_TRUE(read("[" + fits + "," + fits + "]")) << "the limit counts for each event, not for their sum";
}

}  // namespace
}  // namespace crier::ingest
