#include "net/smtp_pool.h"

#include <gtest/gtest.h>

#include "conversation.h"
#include "relay_server.h"

namespace crier::net {
namespace {

using channels::Broken;
using channels::MailReply;
using channels::MailStage;
using channels::smtp::Settings;
using channels::smtp::StartTls;
using tests::mail_to;
using tests::RelayServer;
using tests::ServerPlan;
using tests::TestCertificate;

class SmtpPoolTest : public ::testing::Test {
 protected:
  static std::shared_ptr<Settings> settings_for(const RelayServer& server) {
    auto settings = std::make_shared<Settings>(tests::plain_settings());
    settings->host = "127.0.0.1";
    settings->port = server.port();
    return settings;
  }

  void submit(std::shared_ptr<const Settings> settings, const std::string& to) {
    ++submitted_;
    pool_.submit(mail_to(to), std::move(settings), [this, to](MailReply reply) {
      EXPECT_EQ(replies_.count(to), 0U) << to << " was completed twice";
      replies_[to] = std::move(reply);
    });
  }

  void run_until(const std::function<bool()>& done) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!done() && std::chrono::steady_clock::now() < limit) context_.run_one_for(std::chrono::seconds(1));
    ASSERT_TRUE(done()) << "did not come to an end in 20 s";
  }
  void run_until_answered() {
    run_until([this] { return replies_.size() == submitted_; });
  }

  /// Ends everything and shows that nothing keeps the context alive.
  void finish(const std::vector<RelayServer*>& servers) {
    pool_.cancel_all();
    for (RelayServer* server : servers) server->stop();
    context_.run_for(std::chrono::seconds(20));
    EXPECT_TRUE(context_.stopped()) << "something still waits after cancel_all";
  }

  boost::asio::io_context context_{1};
  SmtpPool pool_{context_};
  std::map<std::string, MailReply> replies_;
  std::size_t submitted_ = 0;
};

const auto kGood = [](int) { return ServerPlan{}; };

TEST_F(SmtpPoolTest, sends_many_mails_over_few_connections) {
  RelayServer server(context_, kGood);
  auto settings = settings_for(server);
  settings->common.connections = 3;

  for (int i = 0; i < 50; ++i) submit(settings, "r" + std::to_string(i) + "@example.org");
  EXPECT_TRUE(replies_.empty()) << "a completion never runs inside the call";
  run_until_answered();

  for (const auto& [to, reply] : replies_) EXPECT_EQ(reply.code, 250) << to << reply.error;
  EXPECT_EQ(server.recipients().size(), 50U);
  EXPECT_EQ(server.connections(), 3);
  finish({&server});
}

TEST_F(SmtpPoolTest, keeps_order_on_one_connection) {
  RelayServer server(context_, kGood);
  auto settings = settings_for(server);
  settings->common.connections = 1;
  std::vector<std::string> order;
  for (int i = 0; i < 10; ++i) order.push_back("r" + std::to_string(i) + "@example.org");

  for (const std::string& to : order) submit(settings, to);
  run_until_answered();

  EXPECT_EQ(server.recipients(), order);
  finish({&server});
}

TEST_F(SmtpPoolTest, sends_again_on_a_fresh_connection_when_the_kept_one_is_stale) {
  RelayServer server(context_, [](int) {
    ServerPlan plan;
    plan.cut_after_messages = 1;
    return plan;
  });
  auto settings = settings_for(server);
  settings->common.connections = 1;

  for (int i = 0; i < 6; ++i) submit(settings, "r" + std::to_string(i) + "@example.org");
  run_until_answered();

  for (const auto& [to, reply] : replies_) EXPECT_EQ(reply.code, 250) << to << reply.error;
  EXPECT_EQ(server.connections(), 6);
  EXPECT_EQ(server.commands(3).back(), "QUIT") << "the limit was learnt, so that later ones end politely";
  finish({&server});
}

TEST_F(SmtpPoolTest, survives_a_restart_of_the_server_between_mails) {
  RelayServer server(context_, kGood);
  auto settings = settings_for(server);
  settings->common.connections = 2;
  submit(settings, "a@example.org");
  submit(settings, "b@example.org");
  run_until_answered();

  server.drop_all();
  submit(settings, "c@example.org");
  submit(settings, "d@example.org");
  run_until_answered();

  for (const auto& [to, reply] : replies_) EXPECT_EQ(reply.code, 250) << to << reply.error;
  finish({&server});
}

TEST_F(SmtpPoolTest, is_not_held_up_by_a_server_that_is_slow_after_the_dot) {
  RelayServer slow(context_, [](int) {
    ServerPlan plan;
    plan.replies["."] = "silence";
    return plan;
  });
  RelayServer quick(context_, kGood);
  auto slow_settings = settings_for(slow), quick_settings = settings_for(quick);

  submit(slow_settings, "slow@example.org");
  for (int i = 0; i < 20; ++i) submit(quick_settings, "r" + std::to_string(i) + "@example.org");
  run_until([&] { return replies_.size() == 20 && slow.connections() == 1 && slow.commands(0).back() == "DATA"; });
  EXPECT_EQ(replies_.count("slow@example.org"), 0U);
  pool_.cancel_all();
  run_until_answered();

  EXPECT_EQ(replies_["slow@example.org"].broken, Broken::maybe_accepted);
  finish({&slow, &quick});
}

TEST_F(SmtpPoolTest, says_of_each_mail_what_is_known_when_it_is_stopped) {
  RelayServer server(context_, [](int) {
    ServerPlan plan;
    plan.replies["MAIL"] = "silence";
    return plan;
  });
  auto settings = settings_for(server);
  settings->common.connections = 2;
  for (int i = 0; i < 5; ++i) submit(settings, "r" + std::to_string(i) + "@example.org");
  run_until([&] { return server.connections() == 2 && !server.commands(0).empty() && !server.commands(1).empty(); });

  pool_.cancel_all();
  EXPECT_TRUE(replies_.empty());
  run_until_answered();

  for (const auto& [to, reply] : replies_) EXPECT_EQ(reply.broken, Broken::not_sent) << to;
  finish({&server});
}

TEST_F(SmtpPoolTest, gives_up_on_a_server_that_does_not_answer_in_time) {
  for (const std::string step : {"greeting", "EHLO", "MAIL", "RCPT", "DATA"}) {
    RelayServer server(context_, [&](int) {
      ServerPlan plan;
      plan.replies[step] = "silence";
      return plan;
    });
    auto settings = settings_for(server);
    settings->common.timeout = Millis(50);

    submit(settings, step);
    run_until_answered();

    EXPECT_EQ(replies_[step].broken, Broken::not_sent) << step;
    server.stop();
  }
  finish({});
}

TEST_F(SmtpPoolTest, says_why_a_relay_cannot_be_reached) {
  RelayServer server(context_, kGood);
  auto refused = settings_for(server);
  server.stop();
  auto unknown = std::make_shared<Settings>(*refused);
  unknown->host = "no such host.invalid";
  auto no_file = std::make_shared<Settings>(*refused);
  no_file->common.ca_file = "/nonexistent/ca.pem";

  submit(refused, "refused");
  submit(unknown, "unknown");
  submit(no_file, "no file");
  run_until_answered();

  for (const auto& [to, reply] : replies_) {
    EXPECT_EQ(reply.broken, Broken::not_sent) << to;
    EXPECT_EQ(reply.stage, MailStage::connect) << to;
  }
  EXPECT_NE(replies_["refused"].error.find("refused"), std::string::npos) << replies_["refused"].error;
  EXPECT_NE(replies_["unknown"].error.find("name"), std::string::npos) << replies_["unknown"].error;
  EXPECT_NE(replies_["no file"].error.find("ca_file"), std::string::npos) << replies_["no file"].error;
  finish({});
}

TEST_F(SmtpPoolTest, opens_new_connections_for_new_settings) {
  RelayServer server(context_, kGood);
  auto before = settings_for(server);
  submit(before, "a@example.org");
  run_until_answered();
  auto after = std::make_shared<Settings>(*before);

  submit(after, "b@example.org");
  run_until_answered();

  EXPECT_EQ(server.connections(), 2);
  finish({&server});
}

ServerPlan starttls_plan(int) {
  ServerPlan plan;
  plan.extensions = {"PIPELINING", "STARTTLS"};
  plan.extensions_in_tls = {"PIPELINING", "AUTH PLAIN"};
  return plan;
}

TEST_F(SmtpPoolTest, speaks_tls_to_a_server_whose_name_and_authority_are_right) {
  struct Row {
    const char* names;
    const char* host;
    bool trusted;
    bool good;
  };
  const Row rows[] = {
      {"DNS:localhost,IP:127.0.0.1", "127.0.0.1", true, true},   {"DNS:localhost,IP:127.0.0.1", "localhost", true, true},
      {"DNS:localhost,IP:127.0.0.1", "127.0.0.1", false, false}, {"DNS:mail.example.com", "127.0.0.1", true, false},
      {"DNS:mail.example.com", "localhost", true, false},
  };
  for (const bool implicit : {false, true}) {
    for (const Row& row : rows) {
      const TestCertificate certificate(row.names), other(row.names);
      RelayServer server(context_, starttls_plan, &certificate, implicit);
      auto settings = settings_for(server);
      settings->host = row.host;
      settings->starttls = StartTls::required;
      settings->implicit_tls = implicit;
      settings->username = "crier";
      settings->password = Secret("s3cret");
      settings->common.ca_file = row.trusted ? certificate.file() : other.file();
      const std::string to = std::string(row.names) + row.host + (row.trusted ? " trusted" : "") + (implicit ? " implicit" : "");

      submit(settings, std::to_string(submitted_) + "@example.org");
      run_until_answered();

      const MailReply& reply = replies_[std::to_string(submitted_ - 1) + "@example.org"];
      if (row.good) {
        EXPECT_EQ(reply.code, 250) << to << ": " << reply.error;
      } else {
        EXPECT_EQ(reply.broken, Broken::not_sent) << to;
        EXPECT_NE(reply.error.find("certificate"), std::string::npos) << to << ": " << reply.error;
        EXPECT_TRUE(server.recipients().empty());
      }
      pool_.cancel_all();
      server.stop();
      context_.run_for(std::chrono::milliseconds(20));
      context_.restart();
    }
  }
  finish({});
}

TEST_F(SmtpPoolTest, encrypts_without_proof_only_where_tls_is_optional_and_no_password_is_sent) {
  struct Row {
    StartTls starttls;
    const char* username;
    bool good;
  };
  const Row rows[] = {{StartTls::if_offered, "", true}, {StartTls::if_offered, "crier", false}, {StartTls::required, "", false}};
  const TestCertificate certificate("DNS:mail.example.com");
  RelayServer server(context_, starttls_plan, &certificate);
  for (const Row& row : rows) {
    auto settings = settings_for(server);
    settings->starttls = row.starttls;
    settings->username = row.username;
    settings->password = Secret("s3cret");
    const std::string to = std::to_string(submitted_) + "@example.org";

    submit(settings, to);
    run_until_answered();

    EXPECT_EQ(replies_[to].code == 250, row.good) << to << replies_[to].error;
  }
  finish({&server});
}

TEST_F(SmtpPoolTest, sends_a_large_mail_through_tls_whole) {
  const TestCertificate certificate("IP:127.0.0.1");
  RelayServer server(context_, starttls_plan, &certificate);
  auto settings = settings_for(server);
  settings->starttls = StartTls::required;
  settings->common.ca_file = certificate.file();
  channels::MailSubmission mail = mail_to("a@example.org");
  for (int i = 0; i < 20000; ++i) mail.data += ". a line that begins with a dot and has some length to it\r\n";
  std::optional<MailReply> reply;

  pool_.submit(mail, settings, [&](MailReply r) { reply = std::move(r); });
  run_until([&] { return reply.has_value(); });

  EXPECT_EQ(reply->code, 250) << reply->error;
  EXPECT_EQ(server.recipients().size(), 1U);
  finish({&server});
}

}  // namespace
}  // namespace crier::net
