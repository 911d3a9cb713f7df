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

}  // namespace
}  // namespace crier::render
