#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>

#include "process/house.h"

/// Channels of type http with the built programs: a service that is played here, threads over a restart, edits, limits, recipients' URLs.
namespace crier::process {
namespace {

/// Telegram, as far as its bots see it: numbers its messages and refuses what it does not know.
class Telegram {
 public:
  Telegram()
      : receiver_([this](const Received& request) {
          const auto body = parsed(request.body);
          if (request.target.ends_with("/editMessageText")) return Reply{200, R"({"ok":true,"result":{"message_id":0}})", {}};
          if (request.target != "/bot77:secret-of-the-bot/sendMessage")
            return Reply{404, R"({"ok":false,"error_code":404,"description":"Not Found"})", {}};
          if (limited_.exchange(false))
            return Reply{429, R"({"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}})", {}};
          return Reply{200, R"({"ok":true,"result":{"message_id":)" + std::to_string(++last_) + "}}", {}};
        }) {}

  void limit_once() { limited_ = true; }
  [[nodiscard]] const Receiver& receiver() const { return receiver_; }
  [[nodiscard]] std::vector<Received> received() const { return receiver_.received(); }

 private:
  std::atomic<int> last_ = 100;
  std::atomic<bool> limited_ = false;
  Receiver receiver_;
};

void furnish_telegram(const Sandbox& sandbox, const Telegram& telegram) {
  sandbox.write("bot-token", "77:secret-of-the-bot");
  sandbox.configure("channels:\n  chat: {type: http, preset: telegram, url: \"" + telegram.receiver().url("") +
                    "\", token_file: bot-token, rate: 1000/s, retry: {initial: 50ms, cap: 200ms}}\n"
                    "audiences:\n  customers:\n    recipients: [{channel: chat, to: \"-100\"}]\n"
                    "routes:\n  - {match: {}, audiences: [customers]}\n");
}

bool says(const Sandbox& sandbox, const std::string& event) { return sandbox.request("POST", "/v1/events", event).status == 202; }

TEST(Services, an_incident_is_one_thread_on_telegram_also_over_a_restart_and_a_correction_edits_the_wrong_post) {
  Telegram telegram;
  Sandbox sandbox;
  furnish_telegram(sandbox, telegram);
  Program daemon = sandbox.daemon();
  ASSERT_TRUE(
      says(sandbox, R"({"action": "open", "incident": "db", "title": "Down <b>", "impact": "major", "summary": "Customers cannot pay."})"));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 1; }));
  daemon.kill();
  Program again = sandbox.daemon();
  ASSERT_TRUE(says(sandbox, R"({"action": "update", "incident": "db", "summary": "Customers in Asia cannot pay."})"));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 2; }));
  ASSERT_TRUE(says(sandbox, R"({"action": "update", "incident": "db", "summary": "Customers in Europe cannot pay.", "corrects": 2})"));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 3; }));

  const auto requests = telegram.received();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(text_at(requests[0].body, "/chat_id"), "-100");
  EXPECT_NE(text_at(requests[0].body, "/text").find("Down &lt;b&gt;"), std::string::npos) << requests[0].body;
  EXPECT_EQ(number_at(requests[0].body, "/reply_parameters/message_id"), -1);
  EXPECT_EQ(number_at(requests[1].body, "/reply_parameters/message_id"), 101);
  EXPECT_EQ(number_at(requests[2].body, "/reply_parameters/message_id"), 101);
  EXPECT_TRUE(requests[3].target.ends_with("/editMessageText"));
  EXPECT_EQ(number_at(requests[3].body, "/message_id"), 102);
  EXPECT_NE(text_at(requests[3].body, "/text").find("Customers in Europe cannot pay."), std::string::npos) << requests[3].body;
}

TEST(Services, a_limit_is_waited_for_and_a_token_that_is_refused_pauses_the_channel_and_is_not_shown) {
  Telegram telegram;
  Sandbox sandbox;
  furnish_telegram(sandbox, telegram);
  telegram.limit_once();
  Program daemon = sandbox.daemon();
  ASSERT_TRUE(says(sandbox, opening("db")));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "db", "delivered") == 1; }));
  EXPECT_EQ(telegram.received().size(), 2U);

  sandbox.write("bot-token", "77:an-old-secret-of-the-bot");
  daemon.kill();
  Program again = sandbox.daemon();
  ASSERT_TRUE(says(sandbox, updating("db", "Still so.")));
  ASSERT_TRUE(eventually([&] { return text_at(sandbox.request("GET", "/v1/channels").body, "/channels/0/state") == "blocked"; }));
  const auto shown = sandbox.request("GET", "/v1/channels").body + sandbox.request("GET", "/v1/deliveries").body;
  EXPECT_NE(shown.find("Not Found"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("secret-of-the-bot"), std::string::npos) << shown;
}

TEST(Services, a_test_message_and_a_preview_work_over_a_preset) {
  Telegram telegram;
  Sandbox sandbox;
  furnish_telegram(sandbox, telegram);
  Program daemon = sandbox.daemon();
  const auto tested = sandbox.request("POST", "/v1/channels/chat/test", R"({"to": "-200"})");
  EXPECT_EQ(text_at(tested.body, "/outcome"), "delivered") << tested.body;
  EXPECT_EQ(text_at(tested.body, "/remote_id"), "101");
  const auto preview = sandbox.request("POST", "/v1/preview", opening("db"));
  EXPECT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(text_at(preview.body, "/messages/0/channel"), "chat");
  EXPECT_NE(text_at(preview.body, "/messages/0/text"), "");
}

TEST(Services, a_recipients_own_webhook_is_guarded_and_speaks_for_itself) {
  const Receiver good([](const Received&) { return Reply{202, "", {}}; });
  const Receiver gone([](const Received&) { return Reply{410, "", {}}; });
  const auto config = [&](const std::string& more) {
    return "channels:\n  teams: {type: http, preset: teams" + more + ", retry: {initial: 50ms, cap: 200ms}}\n" +
           "audiences:\n  customers:\n    recipients: [{channel: teams, to: \"" + good.url("/a") + "\"}, {channel: teams, to: \"" +
           gone.url("/b") + "\"}]\nroutes:\n  - {match: {}, audiences: [customers]}\n";
  };
  Sandbox sandbox;
  sandbox.configure(config(""));
  Program guarded = sandbox.daemon();
  ASSERT_TRUE(says(sandbox, opening("one")));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "one", "failed") == 2; }));
  EXPECT_EQ(good.received().size() + gone.received().size(), 0U);
  guarded.kill();
  sandbox.configure(config(", allow_private: true"));
  Program daemon = sandbox.daemon();
  ASSERT_TRUE(says(sandbox, opening("two")));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox, "two", "delivered") == 1 && deliveries(sandbox, "two", "failed") == 1; }));
  EXPECT_EQ(text_at(good.received()[0].body, "/attachments/0/contentType"), "application/vnd.microsoft.card.adaptive");
  EXPECT_EQ(text_at(sandbox.request("GET", "/v1/channels").body, "/channels/0/state"), "ready");
}

}  // namespace
}  // namespace crier::process
