#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "process/house.h"
#include "process/nginx.h"

namespace crier::process {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kShortRetry = ", retry: {initial: 50ms, cap: 200ms}";

class ByNginx : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto missing = Nginx::missing(); !missing.empty()) GTEST_SKIP() << missing;
    authority_ = std::make_unique<Authority>(sandbox_, "authority");
    nginx_ = std::make_unique<Nginx>(sandbox_, authority_->issue("web"), receiver_.port());
  }

  [[nodiscard]] std::string trusting(const Authority& authority) const {
    return "allow_private: true, ca_file: " + authority.certificate() + kShortRetry;
  }

  /// Of the newest attempt, what the daemon wrote down.
  [[nodiscard]] std::string reply() const {
    return text_at(sandbox_.request("GET", "/v1/deliveries").body, "/deliveries/0/attempts/0/reply");
  }

  Sandbox sandbox_;
  Receiver receiver_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Nginx> nginx_;
};

TEST_F(ByNginx, webhooks_arrive_over_tls_of_an_authority_of_ones_own) {
  furnish(sandbox_, {.targets = {nginx_->url("/hook?customer=7")}, .hooks = trusting(*authority_)});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", updating("db", "It goes on.")).status, 202);
  ASSERT_TRUE(receiver_.wait_for(2));
  EXPECT_EQ(told(receiver_.received()), (std::vector<std::string>{"db#1", "db#2"}));
  EXPECT_EQ(receiver_.received().at(0).target, "/hook?customer=7");
  EXPECT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 2; }));
}

TEST_F(ByNginx, an_unknown_authority_is_not_trusted_and_nothing_is_sent) {
  const Authority stranger(sandbox_, "stranger");
  furnish(sandbox_, {.targets = {nginx_->url("/hook")}, .hooks = trusting(stranger)});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually([&] { return reply().find("certificate is not trusted") != std::string::npos; })) << reply();
  EXPECT_THAT(receiver_.received(), IsEmpty());

  furnish(sandbox_, {.targets = {nginx_->url("/hook")}, .hooks = trusting(*authority_)});
  daemon.signal(SIGHUP);
  EXPECT_TRUE(receiver_.wait_for(1)) << "trusted after a reload, it goes on by itself";
}

TEST_F(ByNginx, the_systems_authorities_do_not_stand_for_one_of_ones_own) {
  furnish(sandbox_, {.targets = {nginx_->url("/hook")}, .hooks = std::string("allow_private: true") + kShortRetry});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  EXPECT_TRUE(eventually([&] { return reply().find("certificate is not trusted") != std::string::npos; })) << reply();
  EXPECT_THAT(receiver_.received(), IsEmpty());
}

TEST_F(ByNginx, a_redirect_is_not_followed) {
  furnish(sandbox_, {.targets = {nginx_->url("/moved")}, .hooks = trusting(*authority_)});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "failed") == 1; }));
  EXPECT_THAT(reply(), HasSubstr("HTTP 307"));
  EXPECT_THAT(receiver_.received(), IsEmpty());
  EXPECT_THAT(sandbox_.request("GET", "/v1/suppressions").body, testing::Not(HasSubstr("/moved"))) << "only a 410 says that it is gone";
}

/// Each leads to this machine, by another road.
TEST_F(ByNginx, private_addresses_are_refused_unless_they_are_allowed) {
  const std::string port = std::to_string(receiver_.port());
  const std::vector<std::string> targets{nginx_->url("/a"),
                                         receiver_.url("/b"),
                                         "http://localhost:" + port + "/c",
                                         "http://[::1]:" + port + "/d",
                                         "http://[::ffff:127.0.0.1]:" + port + "/e",
                                         "http://0.0.0.0:" + port + "/f",
                                         "http://2130706433:" + port + "/g",
                                         "http://127.1:" + port + "/h",
                                         "http://0x7f.0.0.1:" + port + "/i",
                                         "http://169.254.169.254/latest/meta-data",
                                         "http://10.0.0.1/j",
                                         "http://192.168.0.1/k"};
  furnish(sandbox_, {.targets = targets, .hooks = "ca_file: " + authority_->certificate() + kShortRetry});
  Program daemon = sandbox_.start_daemon();
  ASSERT_TRUE(sandbox_.wait_ready(daemon)) << daemon.errors();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  const auto count = static_cast<std::int64_t>(targets.size());
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "failed") == count; })) << sandbox_.request("GET", "/v1/deliveries").body;
  const auto list = sandbox_.request("GET", "/v1/deliveries").body;
  EXPECT_EQ(count_of("private network, which this channel does not permit (allow_private)", list), targets.size()) << list;
  EXPECT_THAT(receiver_.received(), IsEmpty());

  furnish(sandbox_, {.targets = {receiver_.url("/b")}, .hooks = std::string("allow_private: true") + kShortRetry});
  daemon.signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return daemon.errors().find(" reloaded: ") != std::string::npos; }));
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", updating("db", "It goes on.")).status, 202);
  ASSERT_TRUE(receiver_.wait_for(1));
}

TEST_F(ByNginx, the_proxy_of_the_environment_is_not_used) {
  Receiver proxy([](const Received&) { return Reply{502, "a proxy", {}, false}; });
  furnish(sandbox_, {.targets = {receiver_.url("/plain"), nginx_->url("/tls")}, .hooks = trusting(*authority_)});
  const std::string address = proxy.url("");
  Program daemon = sandbox_.daemon({{{"http_proxy", address}, {"https_proxy", address}, {"HTTPS_PROXY", address}, {"ALL_PROXY", address}}});
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  EXPECT_TRUE(receiver_.wait_for(2));
  EXPECT_THAT(proxy.received(), IsEmpty());
}

}  // namespace
}  // namespace crier::process
