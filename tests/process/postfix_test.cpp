#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <csignal>

#include "process/house.h"
#include "process/postfix.h"
#include "unit/render/parsed_mail.h"

namespace crier::process {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kShortRetry = "retry: {initial: 50ms, cap: 200ms}";

/// A house that sends by a Postfix of its own.
class ByPostfix : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto missing = Postfix::missing(); !missing.empty()) GTEST_SKIP() << missing;
    authority_ = std::make_unique<Authority>(sandbox_, "authority");
  }

  void serve(const std::vector<std::string>& mailboxes, const std::string& settings = "") {
    postfix_ = std::make_unique<Postfix>(sandbox_, Postfix::Options{authority_->issue("mx"), mailboxes, settings});
  }

  /// Everything goes to these addresses; `settings` of the channel replace what is usual from their first word on.
  void configure(const std::vector<std::string>& addresses, const std::string& trust = "", const std::string& starttls = "required") {
    sandbox_.write("smtp-password", Postfix::kPassword);
    std::string text = "channels:\n  mail: {type: smtp, url: \"smtp://localhost:" + std::to_string(postfix_->port()) +
                       "\", starttls: " + starttls + ", ca_file: " + (trust.empty() ? authority_->certificate() : trust) +
                       ", username: crier, password_file: smtp-password, from: \"Beispiel Störungsdienst <status@example.com>\", " +
                       kShortRetry +
                       "}\norganisation: {name: Example GmbH, contact: support@example.com}\naudiences:\n  customers:\n    recipients:\n";
    for (const auto& address : addresses) text += "      - {channel: mail, to: " + address + "}\n";
    sandbox_.configure(text + "routes:\n  - {match: {}, audiences: [customers]}\n");
  }

  [[nodiscard]] std::string channel(const std::string& member) const {
    return text_at(sandbox_.request("GET", "/v1/channels").body, "/channels/0/" + member);
  }
  [[nodiscard]] std::string listed(const std::string& recipient) const {
    return sandbox_.request("GET", "/v1/deliveries?recipient=" + recipient).body;
  }

  Sandbox sandbox_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Postfix> postfix_;
};

TEST_F(ByPostfix, an_incident_arrives_as_one_thread_of_mails) {
  serve({"ops", "zoe"});
  configure({"ops@customer.example", "zoe@customer.example"});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(
      sandbox_
          .crier({"open", "db", "--title", "Kasse nicht erreichbar – „alles“ steht", "--impact", "major", "--summary",
                  "Customers in Zürich cannot pay.", "--details", "The **database** refuses writes.\n\n.A line that begins with a dot."})
          .code,
      0);
  ASSERT_EQ(sandbox_.crier({"update", "db", "--status", "identified", "--summary", "A disk has failed."}).code, 0);
  ASSERT_EQ(sandbox_.crier({"resolve", "db", "--summary", "Payments work again."}).code, 0);
  for (const char* mailbox : {"ops", "zoe"}) {
    SCOPED_TRACE(mailbox);
    ASSERT_TRUE(postfix_->wait_for(mailbox, 3));
    auto mails = postfix_->mails(mailbox);
    // The times of a maildir's files are whole seconds and say nothing of the order within one.
    const auto number = [](const std::string& mail) { return render::ParsedMail(mail).header("X-Crier-Update"); };
    std::sort(mails.begin(), mails.end(), [&](const auto& a, const auto& b) { return number(a) < number(b); });
    std::string previous, root;
    for (std::size_t i = 0; i < mails.size(); ++i) {
      SCOPED_TRACE(i);
      EXPECT_THAT(mails[i], HasSubstr("using TLSv1.")) << "STARTTLS was required";
      EXPECT_THAT(mails[i], HasSubstr("Authenticated sender: crier"));
      const render::ParsedMail mail(mails[i]);
      ASSERT_TRUE(mail.is_mail());
      EXPECT_EQ(mail.type(), "multipart/alternative");
      EXPECT_EQ(mail.header("X-Crier-Incident"), "db");
      EXPECT_EQ(mail.header("X-Crier-Update"), std::to_string(i + 1));
      EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
      EXPECT_THAT(mail.header("Subject"), HasSubstr("Kasse nicht erreichbar – „alles“ steht"));
      EXPECT_EQ(mail.to().address, std::string(mailbox) + "@customer.example");
      const std::string references = mail.header("References");
      if (i == 0) root = references;
      EXPECT_THAT(references, HasSubstr(root)) << "all hang on the incident's root";
      EXPECT_THAT(references, HasSubstr(previous)) << "and on the mail before";
      previous = mail.header("Message-ID");
      EXPECT_THAT(previous, Not(IsEmpty()));
    }
    const render::ParsedMail first(mails[0]);
    EXPECT_THAT(first.part("plain"), HasSubstr("Customers in Zürich cannot pay."));
    EXPECT_THAT(first.part("plain"), HasSubstr("\n.A line that begins with a dot."));
    EXPECT_THAT(first.part("html"), HasSubstr("Customers in Zürich cannot pay."));
    EXPECT_THAT(render::ParsedMail(mails[2]).part("plain"), HasSubstr("Payments work again."));
  }
  EXPECT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 6; }));
}

TEST_F(ByPostfix, a_wrong_password_blocks_the_channel_until_it_is_mended) {
  serve({"ops"});
  configure({"ops@customer.example"});
  sandbox_.write("smtp-password", "a-wrong-password");
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually([&] { return channel("state") == "blocked"; })) << channel("state");
  EXPECT_THAT(channel("reason"), HasSubstr("535"));
  EXPECT_EQ(metric(sandbox_, "crier_channel_blocked{channel=\"mail\"}"), 1);
  EXPECT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "queued") == 1; })) << "nothing is lost, nothing counted";
  EXPECT_THAT(sandbox_.crier({}).out, HasSubstr("crier resume mail")) << "the way out is shown";

  sandbox_.write("smtp-password", Postfix::kPassword);
  daemon.signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return daemon.errors().find(" reloaded: ") != std::string::npos; }));
  ASSERT_EQ(sandbox_.crier({"resume", "mail"}).code, 0);
  ASSERT_TRUE(postfix_->wait_for("ops", 1));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 1; }));
  EXPECT_EQ(channel("state"), "ready");
}

TEST_F(ByPostfix, an_unknown_mailbox_ends_the_delivery_and_is_not_written_to_again) {
  serve({"ops"});
  configure({"ops@customer.example", "gone@customer.example"});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(postfix_->wait_for("ops", 1));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "failed") == 1; }));
  EXPECT_THAT(listed("gone@customer.example"), HasSubstr("550 5.1.1"));
  const auto suppressed = sandbox_.request("GET", "/v1/suppressions").body;
  EXPECT_EQ(text_at(suppressed, "/suppressions/0/address"), "gone@customer.example") << suppressed;
  EXPECT_EQ(text_at(suppressed, "/suppressions/0/channel"), "mail");

  ASSERT_EQ(sandbox_.request("POST", "/v1/events", updating("db", "It goes on.")).status, 202);
  ASSERT_TRUE(postfix_->wait_for("ops", 2));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "failed") == 2; }));
  const auto newest = listed("gone@customer.example");
  EXPECT_EQ(text_at(newest, "/deliveries/0/reason"), "suppressed") << newest;
  EXPECT_EQ(text_at(newest, "/deliveries/0/attempts/0/outcome"), "") << "without an attempt";
  EXPECT_EQ(count_of("Recipient address rejected", postfix_->log()), 1U);

  ASSERT_EQ(sandbox_.crier({"suppress", "--lift", "gone@customer.example"}).code, 0);
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", updating("db", "Still.")).status, 202);
  EXPECT_TRUE(eventually([&] { return count_of("Recipient address rejected", postfix_->log()) == 2; })) << "lifted, it is tried again";
}

TEST_F(ByPostfix, a_certificate_of_an_unknown_authority_is_not_trusted) {
  serve({"ops"});
  const Authority stranger(sandbox_, "stranger");
  configure({"ops@customer.example"}, stranger.certificate());
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "waiting") == 1 || channel("state") != "ready"; }));
  const auto list = listed("ops@customer.example");
  EXPECT_THAT(list, testing::ContainsRegex("certificate|TLS")) << list;
  EXPECT_THAT(postfix_->mails("ops"), IsEmpty());
  EXPECT_THAT(postfix_->log(), Not(HasSubstr("sasl_username"))) << "the password was not shown to it";

  configure({"ops@customer.example"});
  daemon.signal(SIGHUP);
  EXPECT_TRUE(postfix_->wait_for("ops", 1)) << "trusted, it goes on by itself";
}

TEST_F(ByPostfix, a_server_without_tls_gets_nothing_where_tls_is_required) {
  serve({"ops"}, "smtpd_tls_security_level = none\nsmtpd_tls_auth_only = no\n");
  configure({"ops@customer.example"});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(eventually(
      [&] {
        return listed("ops@customer.example").find("STARTTLS") != std::string::npos ||
               channel("reason").find("STARTTLS") != std::string::npos;
      },
      // Postfix's master waits for a minute before it starts a service again that failed at its start.
      std::chrono::seconds{180}))
      << listed("ops@customer.example");
  EXPECT_THAT(postfix_->mails("ops"), IsEmpty());
  EXPECT_THAT(postfix_->log(), Not(HasSubstr("sasl_username")));

  struct Setting {
    const char* starttls;
    bool sends;
  };
  for (const auto& [starttls, sends] : {Setting{"if-offered", false}, Setting{"never", true}}) {
    SCOPED_TRACE(starttls);
    const auto reloads = count_of(" reloaded: ", daemon.errors());
    configure({"ops@customer.example"}, "", starttls);
    daemon.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return count_of(" reloaded: ", daemon.errors()) > reloads; }));
    ASSERT_EQ(sandbox_.crier({"resume", "mail"}).code, 0);
    if (sends) {
      EXPECT_TRUE(postfix_->wait_for("ops", 1));
    } else {
      EXPECT_TRUE(eventually([&] { return channel("reason").find("the password is not sent without") != std::string::npos; }))
          << channel("reason");
      EXPECT_THAT(postfix_->log(), Not(HasSubstr("sasl_username")));
    }
  }
}

TEST_F(ByPostfix, what_came_while_the_server_was_down_arrives_when_it_is_back) {
  serve({"ops", "zoe"});
  configure({"ops@customer.example", "zoe@customer.example"});
  Program daemon = sandbox_.daemon();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", opening("db")).status, 202);
  ASSERT_TRUE(postfix_->wait_for("ops", 1));
  postfix_->stop();
  ASSERT_EQ(sandbox_.request("POST", "/v1/events", updating("db", "It goes on.")).status, 202);
  ASSERT_TRUE(eventually([&] { return listed("ops@customer.example").find("\"outcome\":\"retry\"") != std::string::npos; }));
  postfix_->start();
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 4; }));
  for (const char* mailbox : {"ops", "zoe"}) {
    // Postfix answers before it has put the mail into the mailbox.
    EXPECT_TRUE(postfix_->wait_for(mailbox, 2)) << mailbox;
    EXPECT_THAT(postfix_->mails(mailbox), SizeIs(2)) << mailbox;
  }
}

TEST_F(ByPostfix, a_test_message_says_at_once_what_the_server_said) {
  serve({"ops"});
  configure({"ops@customer.example"});
  Program daemon = sandbox_.daemon();
  const auto good = sandbox_.request("POST", "/v1/channels/mail/test", R"({"to": "ops@customer.example"})");
  EXPECT_EQ(text_at(good.body, "/outcome"), "delivered") << good.body;
  EXPECT_THAT(text_at(good.body, "/reply"), HasSubstr("250"));
  const auto bad = sandbox_.request("POST", "/v1/channels/mail/test", R"({"to": "gone@customer.example"})");
  EXPECT_EQ(text_at(bad.body, "/outcome"), "rejected") << bad.body;
  EXPECT_THAT(sandbox_.request("GET", "/v1/suppressions").body, Not(HasSubstr("gone@"))) << "a test suppresses nobody";
  EXPECT_TRUE(postfix_->wait_for("ops", 1));
}

}  // namespace
}  // namespace crier::process
