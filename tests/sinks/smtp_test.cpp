#include <gtest/gtest.h>

#include "base/crypto.h"
#include "sinks/smtp_dialogue.h"

namespace crier::sinks {
namespace {

constexpr const char* kHeader =
    "Date: Sun, 22 Nov 2026 13:05:00 +0000\r\nFrom: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\nMessage-ID: "
    "<1@example.com>\r\n\r\n";

/// One connection, spoken to in whole texts.
class SinkSmtp : public ::testing::Test {
 protected:
  /// Everything that is answered to these bytes.
  std::string say(const std::string& bytes) {
    if (!dialogue) open();
    dialogue->feed(bytes);
    std::string replies;
    while (auto action = dialogue->next()) {
      replies += action->reply;
      last = *action;
      if (action->start_tls) dialogue->tls_started();
    }
    return replies;
  }
  void open(bool can_tls = true) {
    dialogue.emplace(settings,
                     SmtpDialogue::World{plan, greylisted,
                                         [this](const Mail& mail, const std::vector<std::string>& problems) {
                                           kept.push_back(mail);
                                           found = problems;
                                         },
                                         [this](const std::string& why) { refusals.push_back(why); }, [this] { ++faulted; }},
                     can_tls, false);
  }
  std::string mail(const std::string& body) {
    return say("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n" + std::string(kHeader) + body + ".\r\n");
  }
  static bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
  }
  void plan_for(const std::string& json) { plan.add(*parse_faults(json)); }

  SmtpSettings settings;
  Plan plan;
  std::set<std::string> greylisted;
  std::optional<SmtpDialogue> dialogue;
  std::vector<Mail> kept;
  std::vector<std::string> found;
  std::vector<std::string> refusals;
  SmtpAction last;
  int faulted = 0;
};

TEST_F(SinkSmtp, takes_a_pipelined_mail) {
  say("EHLO me\r\n");

  const std::string replies = mail("hello\r\n");

  EXPECT_EQ(replies.substr(0, 4), "250 ");
  EXPECT_NE(replies.find("354 "), std::string::npos);
  EXPECT_TRUE(ends_with(replies, "250 2.0.0 kept as 1\r\n")) << replies;
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].from, "a@example.com");
  EXPECT_EQ(kept[0].to, std::vector<std::string>{"b@example.com"});
  EXPECT_TRUE(ends_with(kept[0].data, "\r\n\r\nhello\r\n"));
}

TEST_F(SinkSmtp, takes_the_stuffed_dot_off_wherever_reads_are_cut) {
  say("EHLO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n");
  const std::string data = std::string(kHeader) + "..\r\n...two\r\n.one\r\nx.\r\n.\r\n";
  for (const char c : data) say(std::string(1, c));

  ASSERT_EQ(kept.size(), 1U);
  EXPECT_TRUE(ends_with(kept[0].data, "\r\n\r\n.\r\n..two\r\none\r\nx.\r\n"));
}

TEST_F(SinkSmtp, refuses_what_breaks_the_form) {
  struct Case {
    const char* what;
    std::string body;
  };
  for (const Case& one : {Case{"bare LF", "a\nb\r\n"}, Case{"bare CR", "a\rb\r\n"}, Case{"long line", std::string(999, 'x') + "\r\n"},
                          Case{"8 bit", "gr\xC3\xBC\xC3\x9F\r\n"}}) {
    kept.clear();
    dialogue.reset();
    say("EHLO me\r\n");
    EXPECT_NE(mail(one.body).find("550 5.6.0"), std::string::npos) << one.what;
    EXPECT_TRUE(kept.empty()) << one.what;
  }
  say("MAIL FROM:<a@example.com> BODY=8BITMIME\r\nRCPT TO:<b@example.com>\r\nDATA\r\n" + std::string(kHeader) +
      "gr\xC3\xBC\xC3\x9F\r\n.\r\n");
  EXPECT_EQ(kept.size(), 1U);
}

TEST_F(SinkSmtp, notes_what_breaks_the_form_where_it_is_lenient) {
  settings.lenient = true;
  say("EHLO me\r\n");
  mail("a\nb\r\n");

  EXPECT_EQ(kept.size(), 1U);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("stands alone"), std::string::npos);
}

TEST_F(SinkSmtp, counts_the_header_fields_that_must_be_there_once) {
  say("EHLO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n");
  const std::string reply = say("From: a@example.com\r\nFrom: a@example.com\r\n\r\nx\r\n.\r\n");

  EXPECT_NE(reply.find("550 5.6.0 date is there 0 times"), std::string::npos) << reply;
}

TEST_F(SinkSmtp, offers_what_is_switched_on) {
  const std::string all = say("EHLO me\r\n");
  for (const char* keyword :
       {"PIPELINING", "SIZE ", "STARTTLS", "AUTH PLAIN LOGIN", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"}) {
    EXPECT_NE(all.find(keyword), std::string::npos) << keyword;
  }
  settings.starttls = settings.smtputf8 = settings.dsn = false;
  settings.lower_case = true;
  const std::string some = say("EHLO me\r\n");
  EXPECT_EQ(some.find("starttls"), std::string::npos);
  EXPECT_NE(some.find("pipelining"), std::string::npos);
  EXPECT_EQ(say("MAIL FROM:<a@example.com> SMTPUTF8\r\n").substr(0, 3), "555");
  EXPECT_EQ(say("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com> NOTIFY=NEVER\r\n").substr(0, 3), "250");
  EXPECT_EQ(refusals.back().substr(0, 3), "555");
}

TEST_F(SinkSmtp, forgets_everything_at_starttls) {
  settings.require_tls = true;
  say("EHLO me\r\n");
  EXPECT_EQ(say("MAIL FROM:<a@example.com>\r\n").substr(0, 3), "530");
  EXPECT_EQ(say("STARTTLS\r\n").substr(0, 3), "220");

  EXPECT_EQ(say("MAIL FROM:<a@example.com>\r\n").substr(0, 3), "503") << "EHLO again";
  EXPECT_EQ(say("EHLO me\r\n").find("STARTTLS"), std::string::npos);
  mail("x\r\n");
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_TRUE(kept[0].tls);
}

TEST_F(SinkSmtp, checks_plain_and_login) {
  settings.user = "crier";
  settings.password = "secret";
  settings.require_auth = true;
  const std::string plain = base64_encode(std::string("\0crier\0secret", 13));
  say("EHLO me\r\n");
  EXPECT_EQ(say("MAIL FROM:<a@example.com>\r\n").substr(0, 3), "530");
  EXPECT_EQ(say("AUTH PLAIN " + base64_encode(std::string("\0crier\0wrong", 12)) + "\r\n").substr(0, 3), "535");
  EXPECT_EQ(say("AUTH PLAIN " + plain + "\r\n").substr(0, 3), "235");
  EXPECT_EQ(say("AUTH PLAIN " + plain + "\r\n").substr(0, 3), "503") << "once is enough";

  open();
  say("EHLO me\r\n");
  EXPECT_EQ(say("AUTH PLAIN\r\n"), "334 \r\n");
  EXPECT_EQ(say(plain + "\r\n").substr(0, 3), "235");

  open();
  say("EHLO me\r\n");
  EXPECT_EQ(say("AUTH LOGIN\r\n"), "334 VXNlcm5hbWU6\r\n");
  EXPECT_EQ(say(base64_encode("crier") + "\r\n"), "334 UGFzc3dvcmQ6\r\n");
  EXPECT_EQ(say(base64_encode("secret") + "\r\n").substr(0, 3), "235");
  mail("x\r\n");
  EXPECT_EQ(kept.at(0).user, "crier");
}

TEST_F(SinkSmtp, keeps_its_limits) {
  settings.max_size = 200;
  settings.max_recipients = 1;
  settings.max_mails = 1;
  say("EHLO me\r\n");
  EXPECT_EQ(say("MAIL FROM:<a@example.com> SIZE=201\r\n").substr(0, 3), "552");
  EXPECT_EQ(say("MAIL FROM:<a@example.com> SIZE=200\r\nRCPT TO:<b@example.com>\r\n").substr(0, 3), "250");
  EXPECT_EQ(say("RCPT TO:<c@example.com>\r\n").substr(0, 9), "452 4.5.3");
  EXPECT_NE(say("DATA\r\n" + std::string(kHeader) + std::string(150, 'x') + "\r\n.\r\n").find("552 5.3.4"), std::string::npos);
  EXPECT_EQ(say("MAIL FROM:<a@example.com>\r\n").substr(0, 3), "421");
  EXPECT_TRUE(last.close);
}

TEST_F(SinkSmtp, greylists_the_first_try) {
  settings.greylist = true;
  say("EHLO me\r\nMAIL FROM:<a@example.com>\r\n");

  EXPECT_EQ(say("RCPT TO:<b@example.com>\r\n").substr(0, 9), "451 4.7.1");
  EXPECT_EQ(say("RCPT TO:<b@example.com>\r\n").substr(0, 3), "250");
}

TEST_F(SinkSmtp, fails_where_the_plan_says) {
  plan_for(R"([{"receiver": "smtp", "stage": "rcpt", "match": "gone@", "reply": "550 5.1.1 no such user\nreally", "times": -1},
              {"receiver": "smtp", "stage": "body", "reply": "451 4.3.0 later"}])");
  say("EHLO me\r\nMAIL FROM:<a@example.com>\r\n");

  EXPECT_EQ(say("RCPT TO:<gone@example.com>\r\n"), "550-5.1.1 no such user\r\n550 really\r\n");
  say("RCPT TO:<b@example.com>\r\n");
  EXPECT_NE(say("DATA\r\n" + std::string(kHeader) + "x\r\n.\r\n").find("451 4.3.0 later"), std::string::npos);
  EXPECT_TRUE(kept.empty());
  mail("x\r\n");
  EXPECT_EQ(kept.size(), 1U);
  EXPECT_EQ(faulted, 2);
}

TEST_F(SinkSmtp, cuts_after_the_last_byte_with_and_without_having_kept_it) {
  plan_for(R"([{"receiver": "smtp", "stage": "body", "cut": "received"}, {"receiver": "smtp", "stage": "body", "cut": "request"}])");
  say("EHLO me\r\n");
  mail("x\r\n");
  EXPECT_EQ(last.reply, "");
  EXPECT_TRUE(last.close);
  EXPECT_EQ(kept.size(), 1U);

  open();
  say("EHLO me\r\n");
  mail("x\r\n");
  EXPECT_TRUE(last.close);
  EXPECT_EQ(kept.size(), 1U);
}

TEST_F(SinkSmtp, speaks_only_in_order) {
  EXPECT_EQ(say("MAIL FROM:<a@example.com>\r\n").substr(0, 3), "503");
  say("EHLO me\r\n");
  EXPECT_EQ(say("RCPT TO:<b@example.com>\r\n").substr(0, 3), "503");
  EXPECT_EQ(say("DATA\r\n").substr(0, 3), "503");
  EXPECT_EQ(say("MAIL FROM: a@example.com\r\n").substr(0, 3), "501");
  EXPECT_EQ(say("NOOP\nQUIT\r\n").substr(0, 3), "500") << "a bare LF ends no command";
  EXPECT_EQ(say("QUIT\r\n").substr(0, 3), "221");
  EXPECT_TRUE(last.close);
}

TEST_F(SinkSmtp, greets_as_planned) {
  plan_for(R"({"receiver": "smtp", "stage": "greeting", "reply": "554 no service here"})");
  open();

  EXPECT_EQ(dialogue->greeting().reply, "554 no service here\r\n");
  EXPECT_EQ(dialogue->greeting().reply.substr(0, 3), "220");
}

}  // namespace
}  // namespace crier::sinks
