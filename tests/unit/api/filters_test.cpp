#include "api/filters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::api {
namespace {

using testing::HasSubstr;

const UtcTime kNow = parse_rfc3339("2026-11-22T12:00:00Z").value();

TEST(DeliveryQuery, reads_every_filter) {
  const auto query = read_delivery_query({{"state", "failed"},
                                          {"incident", "a/b~2"},
                                          {"update", "3"},
                                          {"channel", "mail"},
                                          {"recipient", "a@b"},
                                          {"since", "24h"},
                                          {"kind", "edit"},
                                          {"limit", "7"},
                                          {"after", "x"}},
                                         kNow);

  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_EQ(query->filter.state, core::DeliveryState::failed);
  EXPECT_EQ(query->filter.incident, "a/b~2");
  EXPECT_EQ(query->filter.update, 3);
  EXPECT_EQ(query->filter.channel, "mail");
  EXPECT_EQ(query->filter.recipient, "a@b");
  EXPECT_EQ(query->filter.since, kNow - std::chrono::hours(24));
  EXPECT_TRUE(query->filter.edits);
  EXPECT_EQ(query->limit, 7U);
  EXPECT_EQ(query->after, "x");
}

TEST(DeliveryQuery, takes_empty_values_for_no_filter) {
  const auto query =
      read_delivery_query({{"state", ""}, {"incident", ""}, {"channel", ""}, {"recipient", ""}, {"limit", ""}, {"after", ""}}, kNow);

  ASSERT_TRUE(query);
  EXPECT_FALSE(query->filter.state);
  EXPECT_FALSE(query->filter.edits);
  EXPECT_EQ(query->limit, 100U);
}

TEST(DeliveryQuery, cuts_a_limit_that_is_too_high) { EXPECT_EQ(read_delivery_query({{"limit", "1000000"}}, kNow)->limit, 10000U); }

TEST(DeliveryQuery, refuses_what_would_not_filter) {
  const std::pair<Query, const char*> cases[] = {
      {{{"state", "dead"}}, "queued, sending"},
      {{{"chanel", "mail"}}, "did you mean channel?"},
      {{{"zzzzzz", "1"}}, "known are state"},
      {{{"limit", "0"}}, "a number from 1"},

      {{{"limit", "-1"}}, "a number from 1"},
      {{{"limit", "9x"}}, "a number from 1"},
      {{{"update", "0"}}, "number"},
      {{{"since", "yesterday"}}, "24h"},
      {{{"kind", "head"}}, "post or edit"},
      {{{"incident", "a b"}}, "key"},
  };
  for (const auto& [query, detail] : cases) {
    const auto result = read_delivery_query(query, kNow);
    ASSERT_FALSE(result) << query.front().first;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid);
    EXPECT_THAT(result.error().detail, HasSubstr(detail));
  }
}

TEST(IncidentQuery, reads_the_state) {
  EXPECT_EQ(read_incident_query({{"state", "open"}})->open, true);
  EXPECT_EQ(read_incident_query({{"state", "resolved"}})->open, false);
  EXPECT_EQ(read_incident_query({})->open, std::nullopt);
  EXPECT_EQ(read_incident_query({{"state", ""}, {"limit", ""}})->limit, read_incident_query({})->limit);
  EXPECT_FALSE(read_incident_query({{"state", "closed"}}));
  EXPECT_FALSE(read_incident_query({{"stat", "open"}}));
}

TEST(BulkOrder, reads_a_filter_or_all) {
  const auto filter = read_bulk_order(
      R"({"state": "failed", "incident": "db", "update": 2, "channel": "mail", "recipient": "a@b", "since": "2026-11-21T12:00:00Z"})",
      kNow);
  const auto all = read_bulk_order(R"({"all": true})", kNow);

  ASSERT_TRUE(filter) << filter.error().problem.detail;
  EXPECT_EQ(filter->filter.update, 2);
  EXPECT_EQ(filter->filter.since, kNow - std::chrono::hours(24));
  EXPECT_FALSE(filter->all);
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->all);
}

TEST(BulkOrder, needs_one_of_them) {
  struct Case {
    const char* body;
    bool is_malformed;
    const char* detail;
  };
  const Case cases[] = {
      {"", false, "\"all\": true"},
      {"{}", false, "\"all\": true"},
      {R"({"all": false})", false, "\"all\": true"},
      {R"({"all": "yes"})", false, "true or false"},
      {"[]", false, "JSON object"},
      {"{", true, "ends too early"},
      {R"({"al": true})", false, "did you mean all?"},
      {R"({"state": 3})", false, "a string"},
      {R"({"channel": ""})", false, "empty"},
      {R"({"state": ""})", false, "queued"},
      {R"({"update": 1.5})", false, "number"},
  };
  for (const auto& c : cases) {
    const auto order = read_bulk_order(c.body, kNow);
    ASSERT_FALSE(order) << c.body;
    EXPECT_EQ(order.error().malformed, c.is_malformed) << c.body;
    EXPECT_THAT(order.error().problem.detail, HasSubstr(c.detail)) << c.body;
  }
}

TEST(TestOrder, takes_one_address_on_one_line) {
  EXPECT_EQ(*read_test_order(R"({"to": "a@b"})"), "a@b");
  EXPECT_EQ(*read_test_order(""), "");
  EXPECT_FALSE(read_test_order(R"({"to": "a\nb"})"));
  EXPECT_FALSE(read_test_order(R"({"too": "a"})"));
}

}  // namespace
}  // namespace crier::api
