#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "process/monitors.h"

/// Monitoring systems themselves, with the configuration that is shipped for them (config/integrations, interface.md sections 3 and 8).
namespace crier::process {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What a plugin may print: each would do something in a shell.
std::string hostile(const std::string& file) {
  return "CRITICAL - \"it's\" down; `touch " + file + "` $(touch " + file + ") | touch " + file + " & <b>Zürich</b>";
}

class ByPrometheus : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto missing = Prometheus::missing(); !missing.empty()) GTEST_SKIP() << missing;
    house_ = std::make_unique<MonitoredHouse>();
  }
  Shop shop_;
  std::unique_ptr<MonitoredHouse> house_;
};

TEST_F(ByPrometheus, crierd_is_taken_for_an_alertmanager) {
  shop_.shows("checkout_down 1\n");
  const Prometheus prometheus(*house_, shop_, house_->address());
  EXPECT_THAT(house_->told(1), ElementsAre("incident.opened CheckoutDown critical"));
  EXPECT_EQ(text_at(house_->customers().received().at(0).body, "/data/update/summary"), "Customers cannot pay.");
  EXPECT_EQ(text_at(house_->customers().received().at(0).body, "/data/incident/services/0"), "checkout");
  shop_.shows("checkout_down 0\n");
  EXPECT_THAT(house_->told(2), ElementsAre("incident.opened CheckoutDown critical", "incident.resolved CheckoutDown critical"))
      << "it repeats itself every second, which is no news";
}

TEST_F(ByPrometheus, the_last_alert_of_an_incident_ends_it) {
  shop_.shows("search_seconds{pod=\"a\"} 3\nsearch_seconds{pod=\"b\"} 4\n");
  const Prometheus prometheus(*house_, shop_, house_->address());
  EXPECT_THAT(house_->told(1), ElementsAre("incident.opened SearchSlow minor"));
  // The rule of searching comes before that of paying: when the second is told, the first has been.
  shop_.shows("search_seconds{pod=\"a\"} 1\nsearch_seconds{pod=\"b\"} 4\ncheckout_down 1\n");
  EXPECT_THAT(house_->told(2), ElementsAre("incident.opened SearchSlow minor", "incident.opened CheckoutDown critical"));
  EXPECT_EQ(house_->of("SearchSlow", "status"), "investigating");
  shop_.shows("search_seconds{pod=\"a\"} 1\nsearch_seconds{pod=\"b\"} 1\ncheckout_down 1\n");
  EXPECT_EQ(house_->told(3).at(2), "incident.resolved SearchSlow minor");
}

TEST_F(ByPrometheus, an_alertmanager_between_makes_one_incident_of_a_group) {
  if (const auto missing = Alertmanager::missing(); !missing.empty()) GTEST_SKIP() << missing;
  const Alertmanager alertmanager(*house_);
  shop_.shows("search_seconds{pod=\"a\"} 3\nsearch_seconds{pod=\"b\"} 4\n");
  const Prometheus prometheus(*house_, shop_, alertmanager.address());
  EXPECT_THAT(house_->told(1), ElementsAre("incident.opened SearchSlow minor"));
  shop_.shows("search_seconds{pod=\"a\"} 1\nsearch_seconds{pod=\"b\"} 4\ncheckout_down 1\n");
  EXPECT_EQ(house_->told(2).at(1), "incident.opened CheckoutDown critical");
  shop_.shows("search_seconds{pod=\"a\"} 1\nsearch_seconds{pod=\"b\"} 4\n");
  EXPECT_EQ(house_->told(3).at(2), "incident.resolved CheckoutDown critical");
  EXPECT_EQ(house_->of("SearchSlow", "status"), "investigating");
  shop_.shows("");
  EXPECT_EQ(house_->told(4).at(3), "incident.resolved SearchSlow minor");
}

class ByAWatcher : public testing::TestWithParam<Watcher::Kind> {
 protected:
  void SetUp() override {
    if (const auto missing = Watcher::missing(GetParam()); !missing.empty()) GTEST_SKIP() << missing;
    house_ = std::make_unique<MonitoredHouse>();
    watcher_ = std::make_unique<Watcher>(*house_, GetParam());
  }
  std::unique_ptr<MonitoredHouse> house_;
  std::unique_ptr<Watcher> watcher_;
};

TEST_P(ByAWatcher, a_service_that_fails_and_works_again_is_told_and_no_shell_reads_what_the_check_printed) {
  const std::string touched = house_->sandbox().path("touched").string();
  watcher_->service_is(2, hostile(touched));
  EXPECT_THAT(house_->told(1), ElementsAre("incident.opened Checkout critical"));
  const std::string summary = text_at(house_->customers().received().at(0).body, "/data/update/summary");
  EXPECT_THAT(summary, HasSubstr("CRITICAL - \"it's\" down"));
  EXPECT_THAT(summary, HasSubstr("$(touch " + touched + ")")) << "as the check printed it";
  EXPECT_EQ(text_at(house_->customers().received().at(0).body, "/data/incident/incident"), "shop-1/Checkout");
  watcher_->service_is(0, "OK - customers can pay");
  EXPECT_THAT(house_->told(2), ElementsAre("incident.opened Checkout critical", "incident.resolved Checkout critical"));
  EXPECT_FALSE(std::filesystem::exists(touched));
}

TEST_P(ByAWatcher, a_host_that_is_down_is_an_incident_of_its_own) {
  watcher_->host_is(2, "No answer");
  EXPECT_EQ(house_->told(1).at(0), "incident.opened shop-1 critical");
  watcher_->host_is(0, "It answers");
  EXPECT_EQ(house_->told(2).at(1), "incident.resolved shop-1 critical");
}

TEST_P(ByAWatcher, who_acknowledges_a_problem_is_written_down_and_customers_hear_nothing) {
  watcher_->service_is(2, "CRITICAL - no answer");
  ASSERT_EQ(house_->told(1).size(), 1U);
  watcher_->command("ACKNOWLEDGE_SVC_PROBLEM;shop-1;Checkout;1;1;0;alice;We look into it");
  const auto holds = [](const Answer& answer) { return answer.body.find("alice") != std::string::npos; };
  EXPECT_TRUE(holds(house_->sandbox().until("/v1/incidents/shop-1%2FCheckout", holds)));
  watcher_->service_is(0, "OK");
  EXPECT_EQ(house_->told(2).at(1), "incident.resolved Checkout critical");
}

std::string kind_name(const testing::TestParamInfo<Watcher::Kind>& kind) {
  return kind.param == Watcher::Kind::nagios ? "nagios" : "icinga2";
}
INSTANTIATE_TEST_SUITE_P(Each, ByAWatcher, testing::Values(Watcher::Kind::nagios, Watcher::Kind::icinga), kind_name);

}  // namespace
}  // namespace crier::process
