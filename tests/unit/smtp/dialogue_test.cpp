#include "channels/smtp/dialogue.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "channels/smtp/classify.h"
#include "conversation.h"

namespace crier::channels::smtp {
namespace {

using tests::Conversation;
using tests::mail_to;
using tests::plain_settings;
using tests::ServerPlan;

const std::vector<std::string> kNoPipelining{"8BITMIME"};

Settings secure_settings() {
  Settings settings = plain_settings();
  settings.starttls = StartTls::required;
  settings.username = "crier";
  settings.password = Secret("s3cret");
  return settings;
}

ServerPlan secure_plan() {
  ServerPlan plan;
  plan.extensions = {"PIPELINING", "STARTTLS"};
  plan.extensions_in_tls = {"PIPELINING", "AUTH LOGIN PLAIN", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "DSN"};
  return plan;
}

TEST(Dialogue, sends_the_same_mail_wherever_the_bytes_are_cut) {
  for (const bool pipelined : {true, false}) {
    ServerPlan plan = secure_plan();
    if (!pipelined) plan.extensions_in_tls.erase(plan.extensions_in_tls.begin());
    for (std::size_t piece = 1; piece < 200; ++piece) {
      Conversation talk(secure_settings(), plan, piece);

      const std::optional<SubmissionEnd> first = talk.send(mail_to("a@example.org"));
      const std::optional<SubmissionEnd> second = talk.send(mail_to("b@example.org"));

      ASSERT_TRUE(first && second) << piece;
      EXPECT_EQ(first->reply.broken, Broken::no) << first->reply.error;
      EXPECT_EQ(first->reply.stage, MailStage::body);
      EXPECT_EQ(first->reply.code, 250);
      EXPECT_EQ(first->reply.text, "2.0.0 queued as 4711");
      EXPECT_EQ(talk.server.mails, (std::vector<std::string>{mail_to("").data, mail_to("").data})) << piece;
      EXPECT_EQ(talk.server.recipients, (std::vector<std::string>{"a@example.org", "b@example.org"}));
      EXPECT_TRUE(talk.dialogue.is_idle());
      EXPECT_EQ(talk.dialogue.messages(), 2);
      EXPECT_FALSE(talk.ended_twice);
    }
  }
}

TEST(Dialogue, pipelines_the_envelope_where_offered_and_only_there) {
  for (const bool pipelined : {true, false}) {
    ServerPlan plan;
    if (!pipelined) plan.extensions = kNoPipelining;
    const auto settings = std::make_shared<const Settings>(plain_settings());
    Dialogue dialogue(settings, "client.example");
    const MailSubmission mail = mail_to("a@example.org");
    dialogue.connected();
    dialogue.submit(mail);
    dialogue.received("220 hi\r\n");
    EXPECT_EQ(dialogue.output(), "EHLO client.example\r\n");
    dialogue.output().clear();

    dialogue.received(pipelined ? "250-x\r\n250 PIPELINING\r\n" : "250 x\r\n");

    const std::string envelope = "MAIL FROM:<status@example.com>\r\n";
    EXPECT_EQ(dialogue.output(), pipelined ? envelope + "RCPT TO:<a@example.org>\r\nDATA\r\n" : envelope);
  }
}

struct Step {
  std::string name;
  MailStage stage;
};

const std::vector<Step> kSteps{
    {"greeting", MailStage::greeting}, {"EHLO", MailStage::hello}, {"STARTTLS", MailStage::starttls}, {"AUTH", MailStage::auth},
    {"MAIL", MailStage::mail},         {"RCPT", MailStage::rcpt},  {"DATA", MailStage::data},         {".", MailStage::body},
};

/// The script of a whole first submission with one step answered otherwise.
SubmissionEnd with_reply(const Step& step, const std::string& reply, bool pipelined, Conversation** kept = nullptr) {
  static std::unique_ptr<Conversation> talk;
  ServerPlan plan = secure_plan();
  if (!pipelined) plan.extensions_in_tls.erase(plan.extensions_in_tls.begin());
  plan.replies[step.name] = reply;
  talk = std::make_unique<Conversation>(secure_settings(), plan);
  const MailSubmission mail = mail_to("a@example.org");
  const std::optional<SubmissionEnd> end = talk->send(mail);
  EXPECT_TRUE(end) << step.name << ' ' << reply << ": the submission never ended";
  EXPECT_FALSE(talk->ended_twice) << step.name << ' ' << reply;
  if (kept != nullptr) *kept = talk.get();
  return end.value_or(SubmissionEnd{});
}

TEST(Dialogue, reports_the_refused_step_whichever_it_is) {
  for (const bool pipelined : {true, false}) {
    for (const Step& step : kSteps) {
      for (const int code : {421, 451, 550, 554}) {
        const SubmissionEnd end = with_reply(step, std::to_string(code) + " 4.9.9 no", pipelined);

        EXPECT_FALSE(end.unsent) << step.name;
        EXPECT_EQ(end.reply.broken, Broken::no) << step.name << ' ' << end.reply.error;
        EXPECT_EQ(end.reply.stage, step.stage) << step.name << ' ' << code;
        EXPECT_EQ(end.reply.code, code) << step.name;
        EXPECT_EQ(end.reply.text, "4.9.9 no");
      }
    }
  }
}

TEST(Dialogue, says_of_a_lost_connection_whether_the_mail_may_have_been_accepted) {
  for (const bool pipelined : {true, false}) {
    for (const Step& step : kSteps) {
      for (const std::string loss : {"cut", "cut-after", "silence", "what?"}) {
        const SubmissionEnd end = with_reply(step, loss, pipelined);

        const bool after_dot = step.name == ".";
        EXPECT_FALSE(end.unsent) << step.name;
        EXPECT_EQ(end.reply.broken, after_dot ? Broken::maybe_accepted : Broken::not_sent) << step.name << ' ' << loss;
        EXPECT_EQ(end.reply.stage, step.stage) << step.name << ' ' << loss;
        EXPECT_EQ(classify(end.reply).maybe_accepted, after_dot) << step.name;
        EXPECT_EQ(classify(end.reply).kind, core::OutcomeKind::retry) << step.name;
      }
    }
  }
}

TEST(Dialogue, goes_on_with_the_connection_after_a_refused_mail) {
  for (const bool pipelined : {true, false}) {
    for (const std::string name : {"MAIL", "RCPT", "DATA", "."}) {
      ServerPlan plan;
      if (!pipelined) plan.extensions = kNoPipelining;
      plan.replies[name] = "550 5.7.1 no";
      Conversation talk(plain_settings(), plan);

      const std::optional<SubmissionEnd> first = talk.send(mail_to("a@example.org"));
      ASSERT_TRUE(first);
      EXPECT_EQ(first->reply.code, 550);
      ASSERT_TRUE(talk.dialogue.is_idle()) << name;
      const std::optional<SubmissionEnd> second = talk.send(mail_to("b@example.org"));

      ASSERT_TRUE(second) << name;
      EXPECT_EQ(second->reply.code, 550) << "not 503: the server's state was cleared";
      const bool reset = std::count(talk.server.commands.begin(), talk.server.commands.end(), "RSET") > 0;
      EXPECT_EQ(reset, name == "RCPT" || name == "DATA") << name << ": RSET only where a transaction was left open";
    }
  }
}

TEST(Dialogue, ends_a_data_that_was_granted_without_recipient) {
  ServerPlan plan;
  plan.replies["RCPT"] = "550 5.1.1 unknown";
  plan.replies["DATA"] = "354 come on";
  Conversation talk(plain_settings(), plan);

  const std::optional<SubmissionEnd> end = talk.send(mail_to("a@example.org"));

  ASSERT_TRUE(end);
  EXPECT_EQ(end->reply.stage, MailStage::rcpt);
  EXPECT_EQ(end->reply.text, "5.1.1 unknown");
  EXPECT_TRUE(talk.server.mails.empty());
  EXPECT_TRUE(talk.wire.ends_with("DATA\r\n.\r\n")) << "the lone dot, and nothing of the mail: " << talk.wire;
  EXPECT_TRUE(talk.dialogue.is_idle());
}

TEST(Dialogue, takes_a_stale_connection_for_no_attempt) {
  for (const bool pipelined : {true, false}) {
    for (const std::string how : {"closed", "silent", "421", "garbage"}) {
      ServerPlan plan;
      if (!pipelined) plan.extensions = kNoPipelining;
      Conversation talk(plain_settings(), plan);
      ASSERT_TRUE(talk.send(mail_to("a@example.org")));
      const MailSubmission mail = mail_to("b@example.org");
      talk.dialogue.submit(mail);
      talk.dialogue.output().clear();
      talk.dialogue.written();

      if (how == "closed") talk.dialogue.closed("connection reset");
      if (how == "silent") talk.dialogue.timed_out();
      if (how == "421") talk.dialogue.received("421 4.4.2 idle too long\r\n");
      if (how == "garbage") talk.dialogue.received("\r\n\r\n");

      const std::optional<SubmissionEnd> end = talk.dialogue.end();
      ASSERT_TRUE(end) << how;
      EXPECT_TRUE(end->unsent) << how;
      EXPECT_EQ(talk.dialogue.next(), Dialogue::Next::close);
    }
  }
}

TEST(Dialogue, counts_an_attempt_once_the_server_answered_the_first_command) {
  for (const std::string how : {"closed", "silent", "421", "garbage"}) {
    Conversation talk(plain_settings(), {});
    ASSERT_TRUE(talk.send(mail_to("a@example.org")));
    const MailSubmission mail = mail_to("b@example.org");
    talk.dialogue.submit(mail);
    talk.dialogue.output().clear();
    talk.dialogue.received("250 2.1.0 ok\r\n");

    if (how == "closed") talk.dialogue.closed("connection reset");
    if (how == "silent") talk.dialogue.timed_out();
    if (how == "421") talk.dialogue.received("421 4.7.0 slow down\r\n");
    if (how == "garbage") talk.dialogue.received("\r\n\r\n");

    const std::optional<SubmissionEnd> end = talk.dialogue.end();
    ASSERT_TRUE(end) << how;
    EXPECT_FALSE(end->unsent) << how;
    EXPECT_EQ(end->reply.stage, MailStage::rcpt) << how;
    EXPECT_EQ(classify(end->reply).kind, core::OutcomeKind::retry) << how;
    EXPECT_EQ(talk.dialogue.learnt_limit(), 0) << how;
  }
}

TEST(Dialogue, learns_the_limit_of_messages_from_a_421) {
  ServerPlan plan;
  plan.cut_after_messages = 2;
  Conversation talk(plain_settings(), plan);
  ASSERT_FALSE(talk.send(mail_to("a@example.org"))->unsent);
  ASSERT_FALSE(talk.send(mail_to("b@example.org"))->unsent);

  const std::optional<SubmissionEnd> third = talk.send(mail_to("c@example.org"));

  ASSERT_TRUE(third);
  EXPECT_TRUE(third->unsent);
  EXPECT_EQ(talk.dialogue.learnt_limit(), 2);
}

TEST(Dialogue, does_not_believe_a_mail_lost_while_its_last_byte_is_still_here) {
  Conversation talk(plain_settings(), {});
  const MailSubmission mail = mail_to("a@example.org");
  talk.dialogue.connected();
  talk.dialogue.submit(mail);
  talk.dialogue.received("220 x\r\n");
  talk.dialogue.received("250-x\r\n250 PIPELINING\r\n");
  talk.dialogue.written();
  talk.dialogue.received("250 ok\r\n250 ok\r\n354 go\r\n");

  talk.dialogue.closed("broken pipe");

  const std::optional<SubmissionEnd> end = talk.dialogue.end();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reply.broken, Broken::not_sent) << "written() was not called, so the dot never left";
  EXPECT_EQ(end->reply.stage, MailStage::body);
}

TEST(Dialogue, believes_a_refusal_in_the_middle_of_a_mail_but_no_acceptance) {
  for (const bool accepts : {true, false}) {
    Conversation talk(plain_settings(), {});
    const MailSubmission mail = mail_to("a@example.org");
    talk.dialogue.connected();
    talk.dialogue.submit(mail);
    talk.dialogue.received("220 x\r\n");
    talk.dialogue.received("250-x\r\n250 PIPELINING\r\n");
    talk.dialogue.received("250 ok\r\n250 ok\r\n354 go\r\n");

    talk.dialogue.received(accepts ? "250 2.0.0 queued\r\n" : "552 5.3.4 too big\r\n");

    const std::optional<SubmissionEnd> end = talk.dialogue.end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->reply.broken, accepts ? Broken::not_sent : Broken::no);
    EXPECT_EQ(end->reply.code, accepts ? 0 : 552);
    EXPECT_EQ(talk.dialogue.next(), Dialogue::Next::close);
  }
}

TEST(Dialogue, trusts_no_answer_that_came_before_the_question) {
  struct Row {
    const char* name;
    std::vector<std::string> pieces;
  };
  const Row rows[] = {
      {"with the greeting", {"220 x\r\n250 y\r\n"}},
      {"with EHLO", {"220 x\r\n", "250 y\r\n250 ok\r\n"}},
      {"after 354", {"220 x\r\n", "250-y\r\n250 PIPELINING\r\n", "250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n"}},
      {"one too many", {"220 x\r\n", "250 y\r\n", "250 ok\r\n250 ok\r\n"}},
  };
  for (const Row& row : rows) {
    Conversation talk(plain_settings(), {});
    const MailSubmission mail = mail_to("a@example.org");
    talk.dialogue.connected();
    talk.dialogue.submit(mail);

    for (const std::string& piece : row.pieces) talk.dialogue.received(piece);

    const std::optional<SubmissionEnd> end = talk.dialogue.end();
    ASSERT_TRUE(end) << row.name;
    EXPECT_EQ(end->reply.broken, Broken::not_sent) << row.name;
    EXPECT_EQ(talk.dialogue.next(), Dialogue::Next::close) << row.name;
  }
}

TEST(Dialogue, drops_an_idle_connection_that_speaks) {
  for (const std::string bytes : {"421 4.4.2 bye\r\n", "250 what\r\n", "junk\r\n"}) {
    Conversation talk(plain_settings(), {});
    ASSERT_TRUE(talk.send(mail_to("a@example.org")));

    talk.dialogue.received(bytes);

    EXPECT_EQ(talk.dialogue.next(), Dialogue::Next::close) << bytes;
    EXPECT_FALSE(talk.dialogue.end()) << "there is nothing to report";
  }
}

TEST(Dialogue, says_quit_when_idle_too_long) {
  Conversation talk(plain_settings(), {});
  ASSERT_TRUE(talk.send(mail_to("a@example.org")));

  talk.dialogue.timed_out();
  EXPECT_EQ(talk.dialogue.output(), "QUIT\r\n");
  EXPECT_FALSE(talk.dialogue.takes_submission());
  talk.dialogue.received("221 bye\r\n");

  EXPECT_EQ(talk.dialogue.next(), Dialogue::Next::close);
}

TEST(Dialogue, waits_for_the_final_reply_longer_than_for_any_other) {
  Settings settings = plain_settings();
  settings.common.timeout = std::chrono::hours(1);
  for (const bool bounded : {false, true}) {
    if (bounded) settings.common.timeout = std::chrono::seconds(7);
    Conversation talk(settings, {});
    const auto limit = [&](Millis standard) { return bounded ? Millis(7000) : standard; };
    const MailSubmission mail = mail_to("a@example.org");
    EXPECT_EQ(talk.dialogue.patience(), limit(std::chrono::minutes(5)));
    talk.dialogue.connected();
    talk.dialogue.submit(mail);
    talk.dialogue.received("220 x\r\n");
    EXPECT_EQ(talk.dialogue.patience(), limit(std::chrono::minutes(5)));
    talk.dialogue.received("250 x\r\n");
    EXPECT_EQ(talk.dialogue.patience(), limit(std::chrono::minutes(5)));
    talk.dialogue.received("250 x\r\n");
    talk.dialogue.received("250 x\r\n");
    EXPECT_EQ(talk.dialogue.patience(), limit(std::chrono::minutes(2)));
    talk.dialogue.received("354 x\r\n");
    EXPECT_EQ(talk.dialogue.patience(), limit(std::chrono::minutes(3)));
    talk.dialogue.written();
    EXPECT_EQ(talk.dialogue.patience(), Millis(std::chrono::minutes(10)));
  }
}

TEST(Dialogue, stops_for_good_also_on_a_reused_connection) {
  Conversation talk(plain_settings(), {});
  ASSERT_TRUE(talk.send(mail_to("a@example.org")));
  const MailSubmission mail = mail_to("b@example.org");
  talk.dialogue.submit(mail);

  talk.dialogue.cancelled();

  const std::optional<SubmissionEnd> end = talk.dialogue.end();
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->unsent) << "no fresh connection will take it";
  EXPECT_EQ(end->reply.broken, Broken::not_sent);
}

TEST(Dialogue, stops_with_what_is_known) {
  struct Row {
    std::vector<std::string> pieces;
    Broken broken;
  };
  const Row rows[] = {
      {{}, Broken::not_sent},
      {{"220 x\r\n", "250-x\r\n250 PIPELINING\r\n"}, Broken::not_sent},
      {{"220 x\r\n", "250-x\r\n250 PIPELINING\r\n", "250 x\r\n250 x\r\n354 x\r\n"}, Broken::maybe_accepted},
  };
  for (const Row& row : rows) {
    Conversation talk(plain_settings(), {});
    const MailSubmission mail = mail_to("a@example.org");
    talk.dialogue.submit(mail);
    talk.dialogue.connected();
    for (const std::string& piece : row.pieces) talk.dialogue.received(piece);
    talk.dialogue.written();

    talk.dialogue.cancelled();

    const std::optional<SubmissionEnd> end = talk.dialogue.end();
    ASSERT_TRUE(end);
    EXPECT_FALSE(end->unsent);
    EXPECT_EQ(end->reply.broken, row.broken);
  }
}

}  // namespace
}  // namespace crier::channels::smtp
