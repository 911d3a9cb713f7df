#include <gtest/gtest.h>

#include "base/crypto.h"
#include "channels/smtp/classify.h"
#include "channels/smtp/dialogue.h"
#include "conversation.h"

namespace crier::channels::smtp {
namespace {

using tests::Conversation;
using tests::mail_to;
using tests::plain_settings;
using tests::ServerPlan;

Settings login_settings(StartTls starttls, Auth auth = Auth::automatic) {
  Settings settings = plain_settings();
  settings.starttls = starttls;
  settings.username = "crier";
  settings.password = Secret("s3cret");
  settings.auth = auth;
  return settings;
}

bool has_credentials(const std::string& wire) { return wire.find("AUTH ") != std::string::npos; }

TEST(DialogueSetup, falls_back_to_helo_where_ehlo_is_unknown) {
  for (const std::string reply : {"500 what", "502 5.5.1 no", "504 no"}) {
    ServerPlan plan;
    plan.replies["EHLO"] = reply;
    Conversation talk(plain_settings(), plan);

    const std::optional<SubmissionEnd> end = talk.send(mail_to("a@example.org"));

    ASSERT_TRUE(end);
    EXPECT_EQ(end->reply.code, 250);
    EXPECT_EQ(talk.server.commands[1], "HELO client.example");
    EXPECT_EQ(talk.wire.find("SIZE="), std::string::npos);
  }
}

TEST(DialogueSetup, says_only_a_clean_name) {
  for (const std::string name : {"bad name", "x\r\nMAIL FROM:<a@b>", "x<y>"}) {
    Settings settings = plain_settings();
    settings.hello = name;
    Conversation talk(settings, {});

    ASSERT_TRUE(talk.send(mail_to("a@example.org")));

    EXPECT_EQ(talk.server.commands[0], "EHLO localhost");
  }
}

TEST(DialogueSetup, sends_nothing_without_tls_where_it_is_required) {
  Conversation talk(login_settings(StartTls::required), {});

  const std::optional<SubmissionEnd> end = talk.send(mail_to("a@example.org"));

  ASSERT_TRUE(end);
  EXPECT_EQ(end->reply.broken, Broken::not_sent);
  EXPECT_EQ(end->reply.stage, MailStage::starttls);
  EXPECT_FALSE(has_credentials(talk.wire));
  EXPECT_EQ(talk.wire.find("MAIL"), std::string::npos);
}

TEST(DialogueSetup, forgets_what_was_offered_before_tls) {
  ServerPlan plan;
  plan.extensions = {"STARTTLS", "PIPELINING", "SIZE 10", "AUTH PLAIN"};
  plan.extensions_in_tls = {"AUTH LOGIN"};
  Conversation talk(login_settings(StartTls::required), plan);

  const std::optional<SubmissionEnd> end = talk.send(mail_to("a@example.org"));

  ASSERT_TRUE(end);
  EXPECT_EQ(talk.server.commands[0], "EHLO client.example");
  EXPECT_EQ(talk.server.commands[1], "STARTTLS");
  EXPECT_EQ(talk.server.commands[2], "EHLO client.example");
  EXPECT_EQ(talk.server.commands[3], "AUTH LOGIN");
}

TEST(DialogueSetup, refuses_bytes_that_came_with_the_answer_to_starttls) {
  // CVE-2011-0411 and its kin: plain text slipped in before TLS must not be read as if it came through TLS.
  for (const std::string extra : {"250 x\r\n", "2", "\r\n"}) {
    Conversation talk(login_settings(StartTls::required), {});
    const MailSubmission mail = mail_to("a@example.org");
    talk.dialogue.connected();
    talk.dialogue.submit(mail);
    talk.dialogue.received("220 x\r\n");
    talk.dialogue.received("250-x\r\n250 STARTTLS\r\n");

    talk.dialogue.received("220 go\r\n" + extra);

    EXPECT_EQ(talk.dialogue.next(), Dialogue::Next::close);
    const std::optional<SubmissionEnd> end = talk.dialogue.end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->reply.stage, MailStage::starttls);
    EXPECT_EQ(end->reply.broken, Broken::not_sent);
  }
}

TEST(DialogueSetup, goes_on_in_clear_text_only_if_tls_is_optional) {
  for (const std::string reply : {"454 4.7.0 not now", "502 5.5.1 no"}) {
    ServerPlan plan;
    plan.extensions = {"STARTTLS"};
    plan.replies["STARTTLS"] = reply;
    Settings settings = plain_settings();
    settings.starttls = StartTls::if_offered;
    Conversation optional(settings, plan);
    settings.starttls = StartTls::required;
    Conversation required(settings, plan);

    EXPECT_EQ(optional.send(mail_to("a@example.org"))->reply.code, 250);
    EXPECT_EQ(required.send(mail_to("a@example.org"))->reply.stage, MailStage::starttls);
    EXPECT_TRUE(required.server.mails.empty());
  }
}

TEST(DialogueSetup, never_says_starttls_if_told_so) {
  ServerPlan plan;
  plan.extensions = {"STARTTLS"};
  Conversation talk(plain_settings(), plan);

  ASSERT_TRUE(talk.send(mail_to("a@example.org")));

  EXPECT_EQ(talk.wire.find("STARTTLS"), std::string::npos);
}

TEST(DialogueSetup, begins_tls_before_the_greeting_on_smtps) {
  Settings settings = login_settings(StartTls::required);
  settings.implicit_tls = true;
  ServerPlan plan;
  plan.extensions = {"AUTH PLAIN"};
  Conversation talk(settings, plan);

  const std::optional<SubmissionEnd> end = talk.send(mail_to("a@example.org"));

  ASSERT_TRUE(end);
  EXPECT_EQ(end->reply.code, 250) << end->reply.error;
  EXPECT_EQ(talk.wire.find("STARTTLS"), std::string::npos);
}

TEST(DialogueSetup, keeps_the_password_where_there_is_no_tls) {
  ServerPlan plan;
  plan.extensions = {"AUTH PLAIN LOGIN"};
  Conversation optional(login_settings(StartTls::if_offered), plan);
  Conversation never(login_settings(StartTls::never), plan);

  const std::optional<SubmissionEnd> end = optional.send(mail_to("a@example.org"));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reply.stage, MailStage::auth);
  EXPECT_TRUE(classify(end->reply).credentials) << "the operators hear of it and nothing is lost";
  EXPECT_FALSE(has_credentials(optional.wire));

  EXPECT_EQ(never.send(mail_to("a@example.org"))->reply.code, 250) << "the operator wrote `starttls: never`";
}

TEST(DialogueSetup, logs_in_by_the_best_mechanism_in_common) {
  struct Row {
    Auth auth;
    std::string offered;
    std::vector<std::string> said;
  };
  const std::string plain = "AUTH PLAIN " + base64_encode(std::string("\0crier\0s3cret", 13));
  const std::string login_user = base64_encode("crier"), login_password = base64_encode("s3cret");
  const std::string bearer = "AUTH XOAUTH2 " + base64_encode(
                                                   "user=crier\x01"
                                                   "auth=Bearer s3cret\x01\x01");
  const Row rows[] = {
      {Auth::automatic, "AUTH LOGIN PLAIN XOAUTH2", {plain}},
      {Auth::plain, "AUTH PLAIN", {plain}},
      {Auth::automatic, "AUTH LOGIN", {"AUTH LOGIN", login_user, login_password}},
      {Auth::login, "AUTH PLAIN LOGIN", {"AUTH LOGIN", login_user, login_password}},
      {Auth::xoauth2, "AUTH PLAIN XOAUTH2", {bearer}},
      {Auth::automatic, "AUTH XOAUTH2", {}},
      {Auth::xoauth2, "AUTH PLAIN", {}},
      {Auth::plain, "AUTH LOGIN", {}},
      {Auth::automatic, "SIZE", {}},
  };
  for (const Row& row : rows) {
    const auto settings = std::make_shared<const Settings>(login_settings(StartTls::never, row.auth));
    Dialogue dialogue(settings, "client.example");
    const MailSubmission mail = mail_to("a@example.org");
    dialogue.connected();
    dialogue.submit(mail);
    dialogue.received("220 x\r\n");
    dialogue.output().clear();
    dialogue.received("250-x\r\n250 " + row.offered + "\r\n");

    for (std::size_t i = 0; i < row.said.size(); ++i) {
      EXPECT_EQ(dialogue.output(), row.said[i] + "\r\n") << row.offered;
      dialogue.output().clear();
      dialogue.received(i + 1 < row.said.size() ? "334 VXNlcm5hbWU6\r\n" : "235 welcome\r\n");
    }

    if (row.said.empty()) {
      const std::optional<SubmissionEnd> end = dialogue.end();
      ASSERT_TRUE(end) << row.offered;
      EXPECT_EQ(end->reply.stage, MailStage::auth);
      EXPECT_EQ(end->reply.text.find("s3cret"), std::string::npos);
    } else {
      EXPECT_TRUE(dialogue.output().starts_with("MAIL ")) << row.offered;
    }
  }
}

TEST(DialogueSetup, answers_the_challenge_that_carries_an_oauth_error) {
  const auto settings = std::make_shared<const Settings>(login_settings(StartTls::never, Auth::xoauth2));
  Dialogue dialogue(settings, "client.example");
  const MailSubmission mail = mail_to("a@example.org");
  dialogue.connected();
  dialogue.submit(mail);
  dialogue.received("220 x\r\n");
  dialogue.received("250-x\r\n250 AUTH XOAUTH2\r\n");
  dialogue.output().clear();

  dialogue.received("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n");
  EXPECT_EQ(dialogue.output(), "\r\n");
  dialogue.received("535 5.7.8 token expired\r\n");

  EXPECT_EQ(dialogue.end()->reply.text, "5.7.8 token expired");
}

TEST(DialogueSetup, does_not_answer_challenges_for_ever) {
  for (const Auth auth : {Auth::plain, Auth::login, Auth::xoauth2}) {
    ServerPlan plan;
    plan.extensions = {"AUTH PLAIN LOGIN XOAUTH2"};
    plan.replies["challenge"] = "334 more";
    plan.replies["AUTH"] = "334 more";
    const auto settings = std::make_shared<const Settings>(login_settings(StartTls::never, auth));
    Dialogue dialogue(settings, "client.example");
    const MailSubmission mail = mail_to("a@example.org");
    dialogue.connected();
    dialogue.submit(mail);
    dialogue.received("220 x\r\n");
    dialogue.received("250-x\r\n250 AUTH PLAIN LOGIN XOAUTH2\r\n");

    int rounds = 0;
    while (dialogue.next() == Dialogue::Next::wait && rounds < 100) {
      dialogue.received("334 more\r\n");
      ++rounds;
    }

    EXPECT_LT(rounds, 10);
    EXPECT_TRUE(dialogue.end());
  }
}

TEST(DialogueSetup, holds_a_long_token_back_until_asked) {
  Settings settings = login_settings(StartTls::never, Auth::xoauth2);
  settings.password = Secret(std::string(2000, 't'));
  Dialogue dialogue(std::make_shared<const Settings>(settings), "client.example");
  const MailSubmission mail = mail_to("a@example.org");
  dialogue.connected();
  dialogue.submit(mail);
  dialogue.received("220 x\r\n");
  dialogue.output().clear();
  dialogue.received("250-x\r\n250 AUTH XOAUTH2\r\n");
  EXPECT_EQ(dialogue.output(), "AUTH XOAUTH2\r\n") << "a command line has at most 512 octets";
  dialogue.output().clear();

  dialogue.received("334 \r\n");

  EXPECT_GT(dialogue.output().size(), 2000U);
}

TEST(DialogueLimits, refuses_here_what_the_server_cannot_take) {
  struct Row {
    const char* name;
    MailSubmission mail;
    std::string offered;
    MailStage stage;
    const char* enhanced;
  };
  std::vector<Row> rows;
  const auto add = [&](const char* name, const char* offered, MailStage stage, const char* enhanced) -> MailSubmission& {
    rows.push_back({name, mail_to("a@example.org"), offered, stage, enhanced});
    return rows.back().mail;
  };
  add("too big", "SIZE 20", MailStage::mail, "5.3.4");
  MailSubmission& odd = add("local part not ASCII", "8BITMIME", MailStage::rcpt, "5.6.7");
  odd.to = "j\xC3\xBCrgen@example.org";
  odd.smtputf8 = true;
  add("not ASCII and not said so", "SMTPUTF8", MailStage::rcpt, "5.6.7").to = "j\xC3\xBCrgen@example.org";
  add("injection in the recipient", "PIPELINING", MailStage::rcpt, "5.1.3").to = "a@b>\r\nRCPT TO:<x@y";
  add("injection in the sender", "PIPELINING", MailStage::mail, "5.1.7").from = "a@b>\r\nRCPT TO:<x@y";
  add("8 bit", "PIPELINING", MailStage::body, "5.6.3").data = "Subject: x\r\n\r\ncaf\xC3\xA9\r\n";
  for (const Row& row : rows) {
    ServerPlan plan;
    plan.extensions = {row.offered};
    Conversation talk(plain_settings(), plan);

    const std::optional<SubmissionEnd> end = talk.send(row.mail);

    ASSERT_TRUE(end) << row.name;
    EXPECT_EQ(end->reply.stage, row.stage) << row.name;
    EXPECT_EQ(end->reply.text.substr(0, 5), row.enhanced) << row.name;
    EXPECT_EQ(classify(end->reply).kind, core::OutcomeKind::rejected);
    EXPECT_EQ(talk.wire.find("MAIL"), std::string::npos) << row.name;
    EXPECT_TRUE(talk.dialogue.is_idle()) << row.name << ": the connection is as good as before";
  }
}

TEST(DialogueLimits, sends_non_ascii_addresses_and_8_bit_where_offered) {
  ServerPlan plan;
  plan.extensions = {"PIPELINING", "SMTPUTF8", "8BITMIME"};
  Conversation talk(plain_settings(), plan);
  MailSubmission mail = mail_to("j\xC3\xBCrgen@example.org");
  mail.smtputf8 = true;
  mail.data = "Subject: x\r\n\r\ncaf\xC3\xA9\r\n";

  EXPECT_EQ(talk.send(mail)->reply.code, 250);

  EXPECT_EQ(talk.server.commands[1], "MAIL FROM:<status@example.com> BODY=8BITMIME SMTPUTF8");
}

TEST(DialogueSmuggling, keeps_every_hostile_body_one_mail) {
  for (const std::string end_of_data : {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n.\r\n"}) {
    Conversation talk(plain_settings(), {});
    MailSubmission mail = mail_to("a@example.org");
    mail.data =
        "Subject: x\r\n\r\nhello" + end_of_data + "MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nhi\r\n.\r\n";

    ASSERT_TRUE(talk.send(mail));

    EXPECT_EQ(talk.server.mails.size(), 1U);
    EXPECT_EQ(talk.server.recipients, std::vector<std::string>{"a@example.org"});
    for (std::size_t i = 0; i < talk.wire.size(); ++i) {
      const bool after_cr = i > 0 && talk.wire[i - 1] == '\r';
      EXPECT_EQ(talk.wire[i] == '\n', after_cr) << "a bare CR or LF is on the wire";
    }
  }
}

}  // namespace
}  // namespace crier::channels::smtp
