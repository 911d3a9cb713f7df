#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "process/house.h"

/// The adapters in a script that come along (config/plugins), run by the built daemon.
namespace crier::process {
namespace {

using testing::HasSubstr;

class Plugins : public testing::Test {
 protected:
  static std::string plugin(const std::string& name) { return std::string(CRIER_SOURCE) + "/config/plugins/" + name; }

  void SetUp() override {
    if (sandbox_.run({"/usr/bin/python3", "-c", "import apprise"}).code != 0) GTEST_SKIP() << "the package apprise is not installed";
    const auto target = [this](const std::string& path) { return "json://127.0.0.1:" + std::to_string(receiver_.port()) + path; };
    sandbox_.write("apprise.yml", "urls:\n  - " + target("/ops/key-of-the-file") + ":\n      - tag: ops\n  - " + target("/broken") +
                                      ":\n      - tag: broken\n");
    sandbox_.configure("channels:\n  page: {type: exec, command: [" + plugin("apprise") + ", --config, " +
                       sandbox_.path("apprise.yml").string() +
                       "]}\naudiences:\n  ops: {recipients: [{channel: page, to: ops}]}\n"
                       "routes:\n  - {match: {}, audiences: [ops]}\n");
  }
  [[nodiscard]] std::string test(const Sandbox& sandbox, const std::string& to) const {
    return sandbox.request("POST", "/v1/channels/page/test", "{\"to\": \"" + to + "\"}").body;
  }

  Receiver receiver_{[](const Received& request) {
    Reply reply;
    if (request.target == "/broken") reply.status = 500;
    return reply;
  }};
  Sandbox sandbox_;
};

TEST_F(Plugins, apprise_tells_the_services_that_have_the_tag) {
  Program daemon = sandbox_.daemon();

  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 1; }));

  const auto all = receiver_.received();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].target, "/ops/key-of-the-file");
  EXPECT_THAT(text_at(all[0].body, "/title"), HasSubstr("Checkout unavailable"));
  EXPECT_THAT(text_at(all[0].body, "/message"), HasSubstr("Customers cannot pay."));
  EXPECT_EQ(text_at(all[0].body, "/type"), "failure");
}

TEST_F(Plugins, apprise_says_who_is_to_blame) {
  Program daemon = sandbox_.daemon();

  EXPECT_EQ(text_at(test(sandbox_, "broken"), "/outcome"), "retry");
  EXPECT_EQ(text_at(test(sandbox_, "nobody"), "/outcome"), "rejected");
  EXPECT_THAT(text_at(test(sandbox_, "nobody"), "/reply"), HasSubstr("no service has the tag nobody"));
  EXPECT_EQ(text_at(test(sandbox_, "nosuch://x"), "/outcome"), "rejected");
  EXPECT_EQ(text_at(test(sandbox_, "json://127.0.0.1:" + std::to_string(receiver_.port()) + "/url"), "/outcome"), "delivered");
}

}  // namespace
}  // namespace crier::process
