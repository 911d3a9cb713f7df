#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/filters.h"

namespace crier::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

const UtcTime kNow = at("2026-11-25T12:00:00Z");  // a Wednesday
const std::vector<std::string> kKnown{"customers", "partners"};

std::vector<std::string> pointers(const core::Problem& problem) {
  std::vector<std::string> all;
  for (const auto& fault : problem.faults) all.push_back(fault.pointer);
  return all;
}

TEST(ScheduleQuery, is_a_week_from_now_unless_told_otherwise) {
  for (const Query& query :
       {Query{}, Query{{"from", ""}, {"until", ""}, {"incident", ""}, {"occasion", ""}, {"limit", ""}, {"after", ""}}}) {
    const auto read = read_schedule_query(query, kNow);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->from, kNow);
    EXPECT_EQ(read->until, at("2026-12-02T12:00:00Z"));
    EXPECT_EQ(read->limit, 1000U);
    EXPECT_FALSE(read->kind);
  }
}

TEST(ScheduleQuery, takes_what_is_at_the_time_it_begins_with) {
  const auto time = read_schedule_query({{"from", "2026-11-26T15:30:00Z"}}, kNow);
  const auto span = read_schedule_query({{"from", "1h"}, {"until", "2h"}}, kNow);

  // The agenda answers with what lies after `from`.
  EXPECT_LT(time->from, at("2026-11-26T15:30:00Z"));
  EXPECT_GE(time->from, at("2026-11-26T15:29:59Z"));
  EXPECT_EQ(time->until, at("2026-12-03T15:30:00Z"));
  EXPECT_LT(span->from, at("2026-11-25T13:00:00Z"));
  EXPECT_EQ(span->until, at("2026-11-25T14:00:00Z"));
}

TEST(ScheduleQuery, shows_nothing_that_is_past) {
  EXPECT_EQ(read_schedule_query({{"from", "2026-11-20T00:00:00Z"}}, kNow)->from, kNow);
  EXPECT_EQ(read_schedule_query({{"from", "2026-11-20T00:00:00Z"}}, kNow)->until, at("2026-12-02T12:00:00Z"));
}

TEST(ScheduleQuery, knows_the_occasions_of_the_clock) {
  for (const auto kind : {core::Occasion::office_close, core::Occasion::office_open, core::Occasion::promise, core::Occasion::reminder,
                          core::Occasion::maintenance, core::Occasion::escalation})
    EXPECT_EQ(read_schedule_query({{"occasion", std::string(to_text(kind))}}, kNow)->kind, kind);
}

TEST(ScheduleQuery, has_at_most_a_thousand_on_a_page) {
  EXPECT_EQ(read_schedule_query({{"limit", "1"}}, kNow)->limit, 1U);
  EXPECT_EQ(read_schedule_query({{"limit", "5000"}}, kNow)->limit, 1000U);
}

TEST(ScheduleQuery, goes_on_from_no_place_that_no_page_can_have_named) {
  EXPECT_EQ(read_schedule_query({{"after", "1795633380000:ophknmyzzk7"}}, kNow)->after, "1795633380000:ophknmyzzk7");
  for (const char* after : {"junk", "1", ":", ":o1", "1:", "-1:o1", "+1:o1", "1x:o1", "99999999999999999999:o1", "253402300800000:o1",
                            "1:o1;x", "1:o\xC3\xA4"}) {
    const auto read = read_schedule_query({{"after", after}}, kNow);
    ASSERT_FALSE(read) << after;
    EXPECT_THAT(pointers(read.error()), ElementsAre("/after")) << after;
  }
}

TEST(ScheduleQuery, refuses_what_would_not_filter_and_points_at_it) {
  struct Case {
    Query query;
    const char* pointer;
    const char* detail;
  };
  const Case cases[] = {
      {{{"until", "soon"}}, "/until", "3d"},
      {{{"until", "-3d"}}, "/until", "3d"},
      {{{"from", "3"}}, "/from", "3d"},
      {{{"from", "2d"}, {"until", "1d"}}, "/until", "before from"},
      {{{"until", "401d"}}, "/until", "400 days"},
      {{{"from", "10d"}, {"until", "411d"}}, "/until", "400 days"},
      {{{"until", "9999-12-31T00:00:00Z"}}, "/until", "400 days"},
      {{{"occasion", "event"}}, "/occasion", "office-close"},
      {{{"occasion", "office_close"}}, "/occasion", "office-close"},
      {{{"incident", "a b"}}, "/incident", "KEY~2"},
      {{{"incident", "db~0"}}, "/incident", "KEY~2"},
      {{{"limit", "0"}}, "/limit", "at most 1000"},
      {{{"limit", "-1"}}, "/limit", "number from 1"},
      {{{"audiense", "x"}}, "/audiense", "did you mean audience?"},
      {{{"state", "planned"}}, "/state", "known are from"},
  };
  for (const auto& c : cases) {
    const auto read = read_schedule_query(c.query, kNow);
    ASSERT_FALSE(read) << c.query.back().second;
    EXPECT_EQ(read.error().kind, ErrorKind::invalid);
    EXPECT_THAT(pointers(read.error()), ElementsAre(c.pointer)) << c.query.back().second;
    EXPECT_THAT(read.error().faults.front().detail, HasSubstr(c.detail));
  }
  EXPECT_TRUE(read_schedule_query({{"until", "400d"}}, kNow));
  EXPECT_TRUE(read_schedule_query({{"from", "10d"}, {"until", "410d"}}, kNow));
}

TEST(HoursQuery, is_the_week_that_holds_now) {
  const auto monday = at("2026-11-23T00:00:00Z");
  for (const char* now : {"2026-11-23T00:00:00Z", "2026-11-25T12:00:00Z", "2026-11-29T23:59:59Z"}) {
    const auto read = read_hours_query({}, at(now));
    EXPECT_EQ(read->from, monday) << now;
    EXPECT_EQ(read->until, monday + std::chrono::days(7)) << now;
  }
}

TEST(HoursQuery, begins_now_if_only_its_end_is_named_and_is_a_week_if_only_its_beginning_is) {
  EXPECT_EQ(read_hours_query({{"until", "62d"}}, kNow)->from, kNow);
  EXPECT_EQ(read_hours_query({{"until", "62d"}}, kNow)->until, kNow + std::chrono::days(62));
  EXPECT_EQ(read_hours_query({{"from", "2026-12-01T00:00:00Z"}}, kNow)->until, at("2026-12-08T00:00:00Z"));
  EXPECT_EQ(read_hours_query({{"from", ""}, {"until", ""}, {"audience", ""}}, kNow)->from, at("2026-11-23T00:00:00Z"));
}

TEST(HoursQuery, is_at_most_62_days) {
  struct Case {
    Query query;
    const char* pointer;
  };
  const Case cases[] = {{{{"from", "x"}}, "/from"},
                        {{{"until", "tomorrow"}}, "/until"},
                        {{{"until", "63d"}}, "/until"},
                        {{{"from", "2026-11-23T00:00:00Z"}, {"until", "2026-11-23T00:00:00Z"}}, "/until"},
                        {{{"from", "2026-11-23T00:00:00Z"}, {"until", "2026-11-22T00:00:00Z"}}, "/until"},
                        {{{"limit", "3"}}, "/limit"}};
  for (const auto& c : cases) {
    const auto read = read_hours_query(c.query, kNow);
    ASSERT_FALSE(read) << c.query.back().second;
    EXPECT_THAT(pointers(read.error()), ElementsAre(c.pointer)) << c.query.back().second;
  }
}

TEST(HushOrder, is_a_span_of_up_to_30_days_and_zero_ends_it) {
  EXPECT_EQ(read_hush_order(R"({"for": "8h"})").value(), std::chrono::hours(8));
  EXPECT_EQ(read_hush_order(R"({"for": "30d"})").value(), std::chrono::days(30));
  EXPECT_EQ(read_hush_order(R"({"for": "0s"})").value(), Millis(0));
}

TEST(HushOrder, points_at_what_it_does_not_understand) {
  const std::pair<const char*, const char*> cases[] = {{"", "/for"},
                                                       {"{}", "/for"},
                                                       {R"({"for": 8})", "/for"},
                                                       {R"({"for": null})", "/for"},
                                                       {R"({"for": ""})", "/for"},
                                                       {R"({"for": "-1h"})", "/for"},
                                                       {R"({"for": "8"})", "/for"},
                                                       {R"({"for": "31d"})", "/for"},
                                                       {R"({"for": "99999999999999999999d"})", "/for"},
                                                       {R"({"for": "8h", "why": "x"})", "/why"},
                                                       {"[]", ""}};
  for (const auto& [body, pointer] : cases) {
    const auto read = read_hush_order(body);
    ASSERT_FALSE(read) << body;
    EXPECT_FALSE(read.error().malformed) << body;
    EXPECT_THAT(pointers(read.error().problem), ElementsAre(pointer)) << body;
  }
  EXPECT_TRUE(read_hush_order("{").error().malformed);
}

TEST(NoBody, is_none_or_an_empty_object) {
  for (const char* body : {"", " \n", "{}", "{ }", "\n{\n}\n"}) EXPECT_TRUE(read_no_body(body)) << body;
  EXPECT_THAT(pointers(read_no_body(R"({"why": "x", "a/b": 1})").error().problem), ElementsAre("/why", "/a~1b"));
  EXPECT_FALSE(read_no_body("[]").error().malformed);
  EXPECT_FALSE(read_no_body("null").error().malformed);
  EXPECT_TRUE(read_no_body("{}{}").error().malformed);
}

constexpr const char* kReminder =
    R"({"at": "2026-11-26 09:00 Europe/Berlin", "audiences": ["customers"], "summary": "Window tonight.", "title": "Window"})";

TEST(ReminderOrder, is_a_local_time_with_its_zone_or_an_instant) {
  const auto local = read_reminder(kReminder, kNow, kKnown);
  const auto instant =
      read_reminder(R"({"at": "2026-11-26T09:00:00+01:00", "audiences": ["customers"], "summary": "S", "name": "A.b_c-1"})", kNow, kKnown);

  ASSERT_TRUE(local) << local.error().problem.detail;
  EXPECT_EQ(core::instant_of(std::get<std::chrono::local_seconds>(local->when), local->timezone), at("2026-11-26T08:00:00Z"));
  EXPECT_EQ(local->timezone.name(), "Europe/Berlin");
  EXPECT_EQ(local->title, "Window");
  EXPECT_EQ(local->summary, "Window tonight.");
  EXPECT_EQ(local->author, "");
  ASSERT_TRUE(instant) << instant.error().problem.detail;
  EXPECT_EQ(core::instant_of(std::get<std::chrono::local_seconds>(instant->when), instant->timezone), at("2026-11-26T08:00:00Z"));
  EXPECT_EQ(instant->name, "A.b_c-1");
}

TEST(ReminderOrder, names_what_has_no_name_by_what_it_says) {
  const auto name = [](const std::string& when, const std::string& audiences, const std::string& summary, const std::string& title) {
    return read_reminder(R"({"at": ")" + when + R"(", "audiences": [)" + audiences + R"(], "summary": ")" + summary + R"(", "title": ")" +
                             title + "\"}",
                         kNow, kKnown)
        ->name;
  };
  const auto first = name("2026-11-26 09:00 UTC", R"("customers")", "S", "T");

  EXPECT_THAT(first, MatchesRegex("reminder-[0-9a-z]+"));
  EXPECT_LE(first.size(), 64U);
  EXPECT_EQ(name("2026-11-26 09:00 UTC", R"("customers")", "S", "T"), first) << "sent again, it must not be said twice";
  EXPECT_NE(name("2026-11-26 09:01 UTC", R"("customers")", "S", "T"), first);
  EXPECT_NE(name("2026-11-26 09:00 Europe/Berlin", R"("customers")", "S", "T"), first);
  EXPECT_NE(name("2026-11-26 09:00 UTC", R"("partners")", "S", "T"), first);
  EXPECT_NE(name("2026-11-26 09:00 UTC", R"("customers")", "T", "S"), first);
}

TEST(ReminderOrder, tells_an_audience_once_that_is_named_twice) {
  const auto read =
      read_reminder(R"({"at": "2026-11-26 09:00 UTC", "audiences": ["partners", "customers", "partners"], "summary": "S"})", kNow, kKnown);
  EXPECT_THAT(read->audiences, ElementsAre("partners", "customers"));
}

TEST(ReminderOrder, points_at_every_fault_at_once) {
  const auto read = read_reminder(R"({"audiences": ["custmers", 7, "partners"], "title": "a\nb", "when": "now"})", kNow, kKnown);

  ASSERT_FALSE(read);
  EXPECT_THAT(pointers(read.error().problem), ElementsAre("/audiences/0", "/audiences/1", "/title", "/when", "/at", "/summary"));
  EXPECT_THAT(read.error().problem.faults.front().detail, HasSubstr("did you mean customers?"));
}

TEST(ReminderOrder, is_about_the_time_to_come) {
  for (const char* when : {"2026-11-25T12:00:00Z", "2026-11-25 13:00 Europe/Berlin", "1970-01-01 00:00 UTC"}) {
    const auto read = read_reminder(std::string(R"({"at": ")") + when + R"(", "audiences": ["customers"], "summary": "S"})", kNow, kKnown);
    ASSERT_FALSE(read) << when;
    EXPECT_THAT(pointers(read.error().problem), ElementsAre("/at")) << when;
  }
  EXPECT_TRUE(read_reminder(R"({"at": "2026-11-25 13:01 Europe/Berlin", "audiences": ["customers"], "summary": "S"})", kNow, kKnown));
}

TEST(ReminderOrder, takes_no_text_that_would_break_out_of_its_line) {
  struct Case {
    const char* member;
    const char* value;
  };
  const Case cases[] = {{"title", R"("a\r\nBcc: x")"},
                        {"title", R"("a\u0000")"},
                        {"title", "7"},
                        {"title", "null"},
                        {"summary", R"("a\u0000b")"},
                        {"summary", R"(" \n ")"},
                        {"summary", "[]"},
                        {"name", R"("")"},
                        {"name", R"("a/b")"},
                        {"name", R"("a b")"},
                        {"name", R"("ä")"},
                        {"name", R"("a\n")"},
                        {"at", R"("2026-11-26 09:00")"},
                        {"at", R"("26.11.2026")"},
                        {"at", R"("2026-11-26 09:00 Europe/Berln")"},
                        {"at", "1795633380"},
                        {"at", R"("2026-02-30 09:00 UTC")"}};
  for (const auto& c : cases) {
    std::string body = R"({"audiences": ["customers"])";
    for (const auto& [name, value] :
         {std::pair("at", R"("2026-11-26 09:00 UTC")"), {"summary", R"("S")"}, {"title", R"("T")"}, {"name", R"("n")"}})
      body += std::string(", \"") + name + "\": " + (std::string(name) == c.member ? c.value : value);
    const auto read = read_reminder(body + "}", kNow, kKnown);
    ASSERT_FALSE(read) << body;
    EXPECT_THAT(pointers(read.error().problem), ElementsAre(std::string("/") + c.member)) << body;
  }
}

TEST(ReminderOrder, limits_the_length_of_its_lines_and_of_itself) {
  const auto with = [](const std::string& member, std::size_t length) {
    return read_reminder(R"({"at": "2026-11-26 09:00 UTC", "audiences": ["customers"], "summary": "S", ")" + member + "\": \"" +
                             std::string(length, 'x') + "\"}",
                         kNow, kKnown);
  };
  EXPECT_TRUE(with("title", 2000));
  EXPECT_THAT(pointers(with("title", 2001).error().problem), ElementsAre("/title"));
  EXPECT_TRUE(with("name", 64));
  EXPECT_THAT(pointers(with("name", 65).error().problem), ElementsAre("/name"));
  EXPECT_EQ(with("title", 1U << 20).error().problem.kind, ErrorKind::too_large);
}

TEST(ReminderOrder, shows_names_that_are_not_known_as_text) {
  const auto read = read_reminder(R"({"at": "2026-11-26 09:00 UTC", "audiences": ["\u001b[2Jx"], "summary": "S"})", kNow, kKnown);

  ASSERT_FALSE(read);
  EXPECT_THAT(pointers(read.error().problem), ElementsAre("/audiences/0"));
  EXPECT_EQ(read.error().problem.faults.front().detail.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace crier::api
