#include "core/route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crier::core {
namespace {

using testing::ElementsAre;

/// The routes of interface.md section 1, without what later work adds.
std::vector<Route> example() {
  return {
      {{{"impact", {"major", "critical"}}, {"services", {"checkout"}}}, {"customers-emea", "public"}, false},
      {{{"source", {"prometheus"}}, {"impact", {"minor"}}}, {"public"}, false},
      {{}, {"operators"}, false},
  };
}

Incident incident(Impact impact, std::vector<std::string> services, std::string source = "") {
  Incident one;
  one.key = "db";
  one.impact = impact;
  one.services = std::move(services);
  one.source = std::move(source);
  return one;
}

std::vector<std::string> audiences(const std::vector<Match>& matches) {
  std::vector<std::string> names;
  for (const auto& match : matches) names.push_back(match.audience);
  return names;
}

TEST(Route, the_first_match_wins) {
  EXPECT_THAT(audiences(route(example(), incident(Impact::critical, {"search", "checkout"}))), ElementsAre("customers-emea", "public"));
  EXPECT_THAT(audiences(route(example(), incident(Impact::minor, {"checkout"}, "prometheus"))), ElementsAre("public"));
  EXPECT_THAT(audiences(route(example(), incident(Impact::critical, {"search"}))), ElementsAre("operators"));
}

TEST(Route, a_route_that_continues_adds_to_the_next_match) {
  auto routes = example();
  routes[0].continues = true;
  EXPECT_THAT(audiences(route(routes, incident(Impact::major, {"checkout"}))), ElementsAre("customers-emea", "public", "operators"));
}

TEST(Route, each_match_says_why) {
  const auto matches = route(example(), incident(Impact::critical, {"checkout"}));
  EXPECT_EQ(matches[0].reason, "route 1: impact is critical, services has checkout");
  EXPECT_EQ(matches[0].route, 1);
  EXPECT_EQ(route(example(), incident(Impact::none, {}))[0].reason, "route 3 matches everything");
}

TEST(Route, labels_match_by_name) {
  const std::vector<Route> routes{{{{"label.region", {"eu", "uk"}}}, {"europe"}, false}};
  auto one = incident(Impact::major, {});
  EXPECT_TRUE(route(routes, one).empty());
  one.labels["region"] = "uk";
  EXPECT_THAT(audiences(route(routes, one)), ElementsAre("europe"));
}

TEST(Hearers, who_heard_the_beginning_hears_the_end) {
  auto one = incident(Impact::none, {});
  one.told = {{"customers-emea", 1}, {"public", 2}};
  EXPECT_THAT(audiences(hearers(example(), one)), ElementsAre("operators", "customers-emea", "public"));
}

TEST(Hearers, named_audiences_switch_routing_off_only_where_the_opening_named_them) {
  auto one = incident(Impact::critical, {"checkout"});
  one.added = {"partners"};
  EXPECT_THAT(audiences(hearers(example(), one)), ElementsAre("customers-emea", "public", "partners"));
  one.routing_off = true;
  EXPECT_THAT(audiences(hearers(example(), one)), ElementsAre("partners"));
}

TEST(Hearers, only_dropping_takes_an_audience_out) {
  auto one = incident(Impact::critical, {"checkout"});
  one.told = {{"public", 1}};
  one.dropped = {"public"};
  EXPECT_THAT(audiences(hearers(example(), one)), ElementsAre("customers-emea"));
}

}  // namespace
}  // namespace crier::core
