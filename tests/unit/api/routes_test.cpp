#include "api/routes.h"

#include <gtest/gtest.h>

#include <set>

#include "api/problem.h"
#include "api/target.h"

namespace crier::api {
namespace {

core::Peer peer(core::Right right, bool may_read = false) {
  core::Peer out;
  out.right = right;
  out.may_read = may_read || right == core::Right::read || right == core::Right::operate;
  return out;
}

/// The table of interface.md section 3, with who may call (section 1, `access`): r reads, p publishes, o operates, * anybody.
struct Line {
  const char* method;
  const char* path;
  char who;
  bool is_built;
};
constexpr Line kTable[] = {
    {"POST", "/v1/events", 'p', true},
    {"POST", "/v1/ingest/alertmanager", 'p', true},
    {"POST", "/v1/ingest/grafana", 'p', true},
    {"POST", "/v1/ingest/cloudevents", 'p', true},
    {"POST", "/v1/ingest/pagerduty", 'p', true},
    {"POST", "/v1/ingest/nagios", 'p', true},
    {"POST", "/v1/ingest/icinga", 'p', true},
    {"POST", "/v1/ingest/zabbix", 'p', true},
    {"POST", "/api/v2/alerts", 'p', true},
    {"POST", "/v1/preview", 'o', true},
    {"POST", "/v1/check", 'o', true},
    {"GET", "/v1/incidents", 'r', true},
    {"GET", "/v1/incidents/a%2Fb", 'r', true},
    {"GET", "/v1/updates", 'r', true},
    {"POST", "/v1/updates/u1/approve", 'o', true},
    {"POST", "/v1/updates/u1/withdraw", 'o', true},
    {"POST", "/v1/updates/u1/stop", 'o', true},
    {"POST", "/v1/incidents/db/approve", 'o', true},
    {"POST", "/v1/incidents/db/withdraw", 'o', true},
    {"GET", "/v1/log", 'r', true},
    {"GET", "/v1/whoami", '*', true},
    {"GET", "/v1/deliveries", 'r', true},
    {"GET", "/v1/deliveries/d1-2", 'r', true},
    {"POST", "/v1/deliveries/d1-2/retry", 'o', true},
    {"POST", "/v1/deliveries/d1-2/cancel", 'o', true},
    {"POST", "/v1/deliveries/retry", 'o', true},
    {"POST", "/v1/deliveries/cancel", 'o', true},
    {"GET", "/v1/schedule", 'r', true},
    {"GET", "/v1/schedule/1", 'r', true},
    {"POST", "/v1/schedule/1/skip", 'o', true},
    {"POST", "/v1/schedule/1/now", 'o', true},
    {"POST", "/v1/incidents/db/hush", 'o', true},
    {"GET", "/v1/reminders", 'r', true},
    {"POST", "/v1/reminders", 'o', true},
    {"DELETE", "/v1/reminders/window", 'o', true},
    {"GET", "/v1/hours", 'r', true},
    {"GET", "/v1/silences", 'r', true},
    {"POST", "/v1/silences", 'o', true},
    {"DELETE", "/v1/silences/silence-1", 'o', true},
    {"GET", "/v1/channels", 'r', true},
    {"POST", "/v1/channels/mail/pause", 'o', true},
    {"POST", "/v1/channels/mail/resume", 'o', true},
    {"POST", "/v1/channels/mail/test", 'o', true},
    {"GET", "/v1/audiences/all/recipients", 'r', false},
    {"POST", "/v1/audiences/all/recipients", 'o', false},
    {"DELETE", "/v1/audiences/all/recipients", 'o', false},
    {"GET", "/v1/suppressions", 'r', true},
    {"DELETE", "/v1/suppressions/mail/a%40b", 'o', true},
    {"GET", "/v1/stream", 'r', true},
    {"GET", "/metrics", 'r', true},
    {"GET", "/healthz", '*', true},
    {"GET", "/readyz", '*', true},
};

TEST(Routes, give_every_right_exactly_its_calls) {
  struct Someone {
    core::Peer peer;
    std::string may;
  };
  const Someone everybody[] = {
      {peer(core::Right::none), "*"},       {peer(core::Right::read), "*r"},
      {peer(core::Right::publish), "*p"},   {peer(core::Right::publish, true), "*pr"},
      {peer(core::Right::operate), "*rpo"},
  };
  for (const auto& line : kTable) {
    const auto found = find_route(line.method, parse_target(line.path)->segments);
    ASSERT_NE(found.route, nullptr) << line.method << " " << line.path;
    EXPECT_EQ(found.route->call != Call::unbuilt, line.is_built) << line.path;
    for (const auto& someone : everybody) {
      EXPECT_EQ(may(someone.peer, found.route->need), someone.may.find(line.who) != std::string::npos)
          << line.method << " " << line.path << " for one who may " << someone.may;
    }
  }
}

TEST(Routes, are_all_in_the_table_of_this_test) {
  std::set<const Route*> found;
  for (const auto& line : kTable) found.insert(find_route(line.method, parse_target(line.path)->segments).route);
  EXPECT_EQ(found.size(), routes().size()) << "monitors' doors are one route";
}

TEST(Routes, let_a_peer_that_may_only_read_do_nothing_but_get) {
  for (const auto& route : routes()) {
    if (route.method == "GET") continue;
    EXPECT_FALSE(may(peer(core::Right::read), route.need)) << route.pattern;
  }
}

TEST(Routes, tell_an_unknown_path_from_a_wrong_method) {
  struct Case {
    const char* method;
    const char* path;
    const char* allow;
  };
  const Case cases[] = {
      {"GET", "/", ""},
      {"GET", "/v1", ""},
      {"GET", "/v1/incidents/", ""},
      {"GET", "/v1/incidents/a/b", ""},
      {"POST", "/v1/ingest/nagios/web-1", ""},
      {"GET", "//v1/events", ""},
      {"get", "/v1/incidents", "GET"},
      {"GET", "/v1/events", "POST"},
      {"PUT", "/v1/channels/mail/pause", "POST"},
      {"PATCH", "/v1/audiences/x/recipients", "GET, POST, DELETE"},
      {"DELETE", "/v1/deliveries/retry", "POST, GET"},
  };
  for (const auto& c : cases) {
    const auto found = find_route(c.method, parse_target(c.path)->segments);
    EXPECT_EQ(found.route, nullptr) << c.method << " " << c.path;
    EXPECT_EQ(found.allow, c.allow) << c.method << " " << c.path;
  }
}

TEST(Target, is_split_before_it_is_decoded) {
  const auto target = parse_target("/v1/incidents/a%2Fb%3Fc?state=open&after=x%26y&since=2026-01-01T00:00:00+01:00&flag&=z");

  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"v1", "incidents", "a/b?c"}));
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(target->query,
            (std::vector<Pair>{{"state", "open"}, {"after", "x&y"}, {"since", "2026-01-01T00:00:00+01:00"}, {"flag", ""}, {"", "z"}}));
}

TEST(Target, is_none_if_it_is_faulty) {
  for (const char* bad : {"", "v1", "*", "/%", "/%4", "/%zz", "/%00", "/a%0Ab", "/%ff", "/?a=%", "/?%0d=1", "http://host/v1"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

TEST(Problems, have_the_status_of_their_kind) {
  const std::pair<ErrorKind, int> cases[] = {{ErrorKind::invalid, 422},     {ErrorKind::denied, 403}, {ErrorKind::not_found, 404},
                                             {ErrorKind::conflict, 409},    {ErrorKind::stale, 409},  {ErrorKind::too_large, 413},
                                             {ErrorKind::unavailable, 503}, {ErrorKind::full, 503},   {ErrorKind::io, 503},
                                             {ErrorKind::internal, 500},    {ErrorKind::config, 500}};
  for (const auto& [kind, status] : cases) {
    const auto response = problem(core::Problem{kind, "T", "D", {{"/a", "b"}}});
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body, R"({"type":"about:blank","title":"T","status":)" + std::to_string(status) +
                                 R"(,"detail":"D","errors":[{"pointer":"/a","detail":"b"}]})");
    const bool says_when = !response.headers.empty() && response.headers.front().first == "Retry-After";
    EXPECT_EQ(says_when, status == 503);
  }
}

}  // namespace
}  // namespace crier::api
