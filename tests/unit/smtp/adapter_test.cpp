#include "channels/smtp/smtp_adapter.h"

#include <gtest/gtest.h>

#include "channels/registry.h"
#include "conversation.h"

namespace crier::channels::smtp {
namespace {

Settings settings() { return tests::plain_settings(); }

Job job_to(std::string to) {
  Job job;
  job.incident = 7;
  job.incident_name = "mail-down";
  job.update = 2;
  job.previous_update = 1;
  job.idempotency_key = "d12-34";
  auto message = std::make_shared<core::Message>();
  message->payload = "From: status@example.com\r\nSubject: Mail is down\r\nMIME-Version: 1.0\r\n\r\nNo mail.\r\n";
  job.message = std::move(message);
  job.to = std::move(to);
  job.now = UtcTime(std::chrono::milliseconds(1764057600000));
  return job;
}

MailReply answered(int code, std::string text) {
  MailReply reply;
  reply.stage = code == 250 ? MailStage::body : MailStage::rcpt;
  reply.code = code;
  reply.text = std::move(text);
  return reply;
}

std::string header(const std::string& mail, const std::string& name) {
  const std::size_t at = mail.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 4;
  return mail.substr(begin, mail.find("\r\n", begin) - begin);
}

TEST(SmtpAdapter, submits_one_mail_to_one_recipient_and_remembers_its_message_id) {
  const auto adapter = make_adapter(settings());
  auto exchange = adapter->open(job_to("Ops@B\xC3\xBC"
                                       "cher.example"),
                                "");
  ASSERT_TRUE(exchange);

  const Step first = (*exchange)->start();
  const auto& mail = std::get<MailSubmission>(first);
  EXPECT_EQ(mail.from, "status@example.com");
  EXPECT_EQ(mail.to, "Ops@xn--bcher-kva.example");
  EXPECT_FALSE(mail.smtputf8);
  EXPECT_EQ(mail.envelope_id, "d12-34");
  const Step last = (*exchange)->on_reply(answered(250, "2.0.0 queued"));

  const auto& outcome = std::get<core::Outcome>(last);
  EXPECT_EQ(outcome.kind, core::OutcomeKind::delivered);
  EXPECT_EQ(outcome.remote_id, header("\r\n" + mail.data, "Message-ID"));
  EXPECT_FALSE(outcome.remote_id.empty());
}

TEST(SmtpAdapter, makes_the_same_message_id_in_every_attempt_and_another_for_every_recipient) {
  const auto adapter = make_adapter(settings());
  const auto id = [&](Job job) {
    auto exchange = adapter->open(std::move(job), "");
    return header("\r\n" + std::get<MailSubmission>((*exchange)->start()).data, "Message-ID");
  };
  Job again = job_to("a@EXAMPLE.org");
  again.attempt = 2;
  again.unsure = true;
  again.now += std::chrono::hours(1);

  EXPECT_EQ(id(job_to("a@example.org")), id(std::move(again)));
  EXPECT_NE(id(job_to("a@example.org")), id(job_to("b@example.org")));
}

TEST(SmtpAdapter, refers_to_the_previous_mail_of_the_incident) {
  const auto adapter = make_adapter(settings());
  Job earlier = job_to("a@example.org");
  earlier.update = 1;
  earlier.previous_update = 0;
  auto first = adapter->open(std::move(earlier), "");
  auto second = adapter->open(job_to("a@example.org"), "");

  const std::string before = "\r\n" + std::get<MailSubmission>((*first)->start()).data;
  const std::string after = "\r\n" + std::get<MailSubmission>((*second)->start()).data;

  EXPECT_EQ(header(after, "In-Reply-To"), header(before, "Message-ID"));
}

TEST(SmtpAdapter, asks_for_smtputf8_only_where_an_address_needs_it) {
  const auto adapter = make_adapter(settings());
  auto exchange = adapter->open(job_to("j\xC3\xBCrgen@example.org"), "");
  ASSERT_TRUE(exchange);

  EXPECT_TRUE(std::get<MailSubmission>((*exchange)->start()).smtputf8);
}

TEST(SmtpAdapter, refuses_addresses_that_cannot_be_used) {
  const auto adapter = make_adapter(settings());
  for (const std::string to : {"", "ops", "a@b.com\r\nRCPT TO:<x@y.com>", "a b@c.com"}) {
    const auto exchange = adapter->open(job_to(to), "");
    ASSERT_FALSE(exchange) << to;
    EXPECT_EQ(exchange.error().kind, ErrorKind::invalid);
  }
  Settings bad = settings();
  bad.from_address = "nobody";
  const auto exchange = make_adapter(bad)->open(job_to("a@example.org"), "");
  ASSERT_FALSE(exchange);
  EXPECT_EQ(exchange.error().kind, ErrorKind::config);
}

TEST(SmtpAdapter, hands_the_judgement_of_a_failure_on) {
  const auto adapter = make_adapter(settings());
  auto exchange = adapter->open(job_to("a@example.org"), "");
  (void)(*exchange)->start();

  const auto outcome = std::get<core::Outcome>((*exchange)->on_reply(answered(550, "5.1.1 unknown")));

  EXPECT_EQ(outcome.kind, core::OutcomeKind::rejected);
  EXPECT_TRUE(outcome.suppress);
  EXPECT_TRUE(outcome.remote_id.empty());
}

}  // namespace
}  // namespace crier::channels::smtp
