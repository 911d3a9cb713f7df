#include "render/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/render/parsed_mail.h"
#include "unit/render/samples.h"

namespace crier::render {
namespace {

MailSlots slots() {
  MailSlots slots;
  slots.to_address = "ops@customer.example";
  slots.to_name = "Ops";
  slots.date = at("2026-11-22T13:05:01Z");
  slots.message_id = "<i7.u1.abc@example.com>";
  return slots;
}

std::string mail_of(const Sample& sample) { return compose_mail(sample.in(Form::mail).payload, slots()).value(); }

/// RFC 5321 and 5322: 7 bit, CRLF only, no line over 76 in the body and headers that we make.
void expect_wire_form(const std::string& mail) {
  std::size_t line = 0;
  for (std::size_t i = 0; i < mail.size(); ++i) {
    const auto c = static_cast<unsigned char>(mail[i]);
    ASSERT_LT(c, 0x80) << "at " << i;
    ASSERT_NE(c, 0) << "at " << i;
    if (c == '\r') {
      ASSERT_EQ(mail[i + 1], '\n') << "bare CR at " << i;
      ASSERT_LE(line, 76U) << mail.substr(i - line, line);
      line = 0;
      ++i;
      continue;
    }
    ASSERT_NE(c, '\n') << "bare LF at " << i;
    ++line;
  }
  EXPECT_EQ(line, 0U) << "the last line is not ended";
}

TEST(Mail, carries_every_header_that_a_receiver_needs_once) {
  const ParsedMail mail(mail_of(full_opening()));

  ASSERT_TRUE(mail.is_mail());
  EXPECT_EQ(mail.header("Subject"), "[Critical] Checkout unavailable");
  EXPECT_EQ(mail.header("From"), "Example Status <status@example.com>");
  EXPECT_EQ(mail.header("Reply-To"), "support@example.com");
  EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
  EXPECT_EQ(mail.header("List-Id"), "<customers-emea.example.com>");
  EXPECT_EQ(mail.header("X-Crier-Incident"), "checkout-db");
  EXPECT_EQ(mail.header("X-Crier-Update"), "1");
  EXPECT_EQ(mail.header("MIME-Version"), "1.0");
  EXPECT_EQ(mail.header("Message-ID"), "<i7.u1.abc@example.com>");
  EXPECT_EQ(mail.header("Date"), "Sun, 22 Nov 2026 13:05:01 +0000");
  for (const char* name : {"Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted", "List-Id"}) {
    EXPECT_EQ(mail.count(name), 1) << name;
  }
  EXPECT_EQ(mail.count("In-Reply-To"), 0);
  EXPECT_EQ(mail.to().name, "Ops");
  EXPECT_EQ(mail.to().address, "ops@customer.example");
}

TEST(Mail, has_a_text_and_an_html_part_that_decode_to_what_was_rendered) {
  const Sample sample = full_opening();
  const core::Message message = sample.in(Form::mail);
  const ParsedMail mail(mail_of(sample));

  EXPECT_EQ(trim(mail.part("plain")), message.text);
  EXPECT_EQ(trim(mail.part("html")), trim(message.html));
  EXPECT_EQ(mail.type(), "multipart/alternative");
}

TEST(Mail, is_seven_bit_with_crlf_whatever_the_event_says) {
  Sample sample = full_opening();
  sample.update.title = "Störung: Zahlungen in Zürich 🔥 und noch viel mehr Text, damit der Betreff gefaltet werden muss";
  sample.update.event.summary =
      "one\n.\r\nMAIL FROM:<evil@example.com>\rthree\n" + std::string(3000, 'x') + "\n" + std::string("nul\0 esc\x1b", 9);
  sample.update.event.details = "日本語" + std::string(2000, 'y') + "\n\nFrom here on\n\n..\n";
  sample.organisation = "Müller & Söhne";

  const std::string bytes = mail_of(sample);
  const ParsedMail mail(bytes);

  expect_wire_form(bytes);
  EXPECT_EQ(mail.header("Subject"), "[Critical] " + sample.update.title);
  EXPECT_EQ(trim(mail.part("plain")), sample.in(Form::mail).text);
  EXPECT_THAT(mail.part("plain"),
              testing::HasSubstr("one\n.\nMAIL FROM:<evil@example.com>\nthree\n" + std::string(3000, 'x') + "\nnul esc"));
}

TEST(Mail, no_field_of_an_event_can_add_a_header_or_a_part) {
  // One-line fields cannot have line breaks (core/event.h); should one come through, it must still do no harm.
  const std::string hostile = "x\r\nBcc: evil@example.com\r\n\r\n--=_0\r\nContent-Type: text/html\r\n\r\n<script>";
  Sample sample = full_opening();
  sample.update.title = sample.incident.key = sample.audience.name = sample.organisation = sample.contact = hostile;
  sample.service_names = {hostile};
  sample.update.event.summary = sample.update.event.consequences.permanent = sample.update.event.details = sample.update.event.workaround =
      hostile;
  MailSlots to = slots();
  to.to_name = hostile;

  const std::string bytes = compose_mail(sample.in(Form::mail).payload, to).value();
  const ParsedMail mail(bytes);

  EXPECT_EQ(mail.count("Bcc"), 0);
  EXPECT_EQ(mail.count("Content-Type"), 1);
  EXPECT_EQ(mail.to().address, "ops@customer.example");
  EXPECT_EQ(mail.part("html").find("<script"), std::string::npos);
  EXPECT_EQ(trim(mail.part("plain")), sample.in(Form::mail).text);
}

TEST(Mail, slots_that_would_break_out_of_their_line_are_refused) {
  const std::string payload = full_opening().in(Form::mail).payload;
  const auto refused = [&](auto change) {
    MailSlots changed = slots();
    change(changed);
    const auto mail = compose_mail(payload, changed);
    return !mail && mail.error().kind == ErrorKind::invalid;
  };
  EXPECT_TRUE(refused([](MailSlots& s) { s.to_address = "a@example.com\r\nBcc: b@example.com"; }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.to_address = "a@example.com, b@example.com"; }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.to_address = ""; }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.message_id = "<x>\r\nBcc: b@example.com"; }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.in_reply_to = "<x>\n"; }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.references = std::string("<x>\0", 4); }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.extra = {{"X-A: b\r\nBcc", "x"}}; }));
  EXPECT_TRUE(refused([](MailSlots& s) { s.extra = {{"List-Unsubscribe", "<https://a>\r\nBcc: x"}}; }));
  EXPECT_FALSE(refused([](MailSlots& s) { s.extra = {{"List-Unsubscribe", "<https://a>"}}; }));
}

TEST(Mail, the_same_content_gives_the_same_bytes) {
  EXPECT_EQ(full_opening().in(Form::mail).payload, full_opening().in(Form::mail).payload);
  EXPECT_NE(full_opening().in(Form::mail).payload, resolution().in(Form::mail).payload);
}

TEST(Mail, a_boundary_within_the_text_does_not_end_a_part) {
  Sample sample = full_opening();
  const std::string payload = sample.in(Form::mail).payload;
  const auto place = payload.find("=_");
  sample.update.event.summary = "--" + payload.substr(place, 26) + "--";

  const ParsedMail mail(mail_of(sample));

  EXPECT_EQ(trim(mail.part("plain")), sample.in(Form::mail).text);
}

TEST(Mail, an_international_sender_is_written_in_ascii) {
  Sample sample = full_opening();
  Subject subject = sample.subject();
  subject.mail_from = "Bücher Status <status@bücher.example>";
  subject.mail_reply_to = "\"Support, Bücher\" <hilfe@bücher.example>";

  const std::string bytes = compose_mail(render(*shipped(), Form::mail, subject).value().payload, slots()).value();
  const ParsedMail mail(bytes);

  expect_wire_form(bytes);
  EXPECT_EQ(mail.header("From"), "Bücher Status <status@xn--bcher-kva.example>");
  EXPECT_EQ(mail.header("Reply-To"), "Support, Bücher <hilfe@xn--bcher-kva.example>");
  EXPECT_EQ(mail.header("List-Id"), "<customers-emea.xn--bcher-kva.example>");
}

MailThread thread() { return {7, "checkout-db", 3, 2, "ops@customer.example", "example.com"}; }

TEST(MailIds, are_the_same_in_every_attempt_and_differ_by_what_they_are_made_of) {
  std::set<std::string> ids{mail_ids(thread()).message_id};
  const auto add = [&](auto change) {
    MailThread changed = thread();
    change(changed);
    ids.insert(mail_ids(changed).message_id);
  };
  add([](MailThread&) {});
  EXPECT_EQ(ids.size(), 1U);
  add([](MailThread& t) { t.incident = 8; });
  add([](MailThread& t) { t.incident_name = "checkout-db~2"; });
  add([](MailThread& t) { t.update = 4; });
  add([](MailThread& t) { t.recipient = "other@customer.example"; });
  add([](MailThread& t) { t.domain = "other.example"; });
  EXPECT_EQ(ids.size(), 6U);
}

TEST(MailIds, make_one_thread_of_an_incident) {
  MailThread first = thread();
  first.update = 2;
  first.previous_update = 0;
  const MailIds opening = mail_ids(first);
  const MailIds follow_up = mail_ids(thread());
  const std::string root = opening.references;

  EXPECT_EQ(opening.in_reply_to, "");
  EXPECT_EQ(follow_up.in_reply_to, opening.message_id);
  EXPECT_EQ(follow_up.references, root + " " + opening.message_id);
  EXPECT_THAT(follow_up.message_id, testing::MatchesRegex("<i7\\.u3\\.[0-9a-f]{20}@example\\.com>"));
  EXPECT_EQ(follow_up.message_id.find("ops"), std::string::npos);
}

TEST(MailIds, the_root_is_the_same_for_every_recipient_of_the_incident) {
  MailThread other = thread();
  other.recipient = "other@customer.example";
  other.previous_update = 0;
  MailThread first = thread();
  first.previous_update = 0;

  EXPECT_EQ(mail_ids(other).references, mail_ids(first).references);
}

TEST(MailIds, stand_in_the_mail_one_a_line) {
  MailSlots with_thread = slots();
  const MailIds ids = mail_ids(thread());
  with_thread.message_id = ids.message_id;
  with_thread.in_reply_to = ids.in_reply_to;
  with_thread.references = ids.references;

  const std::string bytes = compose_mail(resolution().in(Form::mail).payload, with_thread).value();
  const ParsedMail mail(bytes);

  expect_wire_form(bytes);
  EXPECT_EQ(mail.header("In-Reply-To"), ids.in_reply_to);
  EXPECT_EQ(mail.count("References"), 1);
  EXPECT_THAT(bytes, testing::HasSubstr("\r\n " + ids.in_reply_to + "\r\n"));
}

TEST(MailIds, the_domain_is_the_senders) {
  EXPECT_EQ(mail_domain("status@example.com"), "example.com");
  EXPECT_EQ(mail_domain("\"a@b\"@example.com"), "example.com");
  EXPECT_EQ(mail_domain("status"), "localhost");
  EXPECT_EQ(mail_domain("status@"), "localhost");
}

}  // namespace
}  // namespace crier::render
