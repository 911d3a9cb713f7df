#include <gtest/gtest.h>

#include "channels/conceal.h"
#include "channels/smtp/sasl.h"

namespace crier::channels {
namespace {

smtp::Settings settings_of(const std::string& password) {
  smtp::Settings settings;
  settings.username = "crier";
  settings.password = Secret(password);
  return settings;
}

TEST(MailSecrets, are_kept_out_of_replies_that_quote_what_was_said) {
  const char* const all_said[] = {
      "zq-word-of-the-mail",
      "enEtd29yZC1vZi10aGUtbWFpbA==",                                  // AUTH LOGIN
      "AGNyaWVyAHpxLXdvcmQtb2YtdGhlLW1haWw=",                          // RFC 4616
      "dXNlcj1jcmllcgFhdXRoPUJlYXJlciB6cS13b3JkLW9mLXRoZS1tYWlsAQE=",  // XOAUTH2
  };
  for (const std::string said : all_said) {
    MailReply reply;
    reply.text = "5.5.4 cannot read AUTH " + said + " here";
    conceal(reply, smtp::secrets_of(settings_of("zq-word-of-the-mail")));
    EXPECT_EQ(reply.text, "5.5.4 cannot read AUTH … here");
  }
}

TEST(MailSecrets, are_none_where_nobody_logs_in) {
  MailReply reply;
  reply.text = "5.7.1 no";
  conceal(reply, smtp::secrets_of(settings_of("")));
  EXPECT_EQ(reply.text, "5.7.1 no");
}

}  // namespace
}  // namespace crier::channels
