#include <gtest/gtest.h>

#include "base/crypto.h"
#include "channels/webhook/secret_key.h"
#include "unit/channels/script.h"

namespace crier::channels::webhook {
namespace {

using channels::tests::shared_json;
using channels::tests::text_of;

TEST(WebhookSecret, takes_what_the_standards_libraries_take) {
  const auto file = shared_json("conformance/standard-webhooks/secrets.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;

  for (const auto& one : file->as_array()) {
    EXPECT_EQ(decode_secret(Secret(text_of(one, "secret"))).has_value(), one.at("valid").as_bool()) << text_of(one, "secret");
  }
}

TEST(WebhookSecret, is_the_same_with_and_without_prefix_padding_and_line_end) {
  const auto bytes = std::string("\x01\x02\x03\xFF", 4);
  const auto text = base64_encode(bytes);
  ASSERT_TRUE(text.ends_with("=="));

  for (const auto& form : {text, "whsec_" + text, "whsec_" + text.substr(0, 6), text + "\n", " whsec_" + text + "\r\n"}) {
    const auto key = decode_secret(Secret(form));
    ASSERT_TRUE(key) << form;
    EXPECT_EQ(key->reveal(), bytes);
  }
}

TEST(WebhookSecret, refuses_what_cannot_sign_without_repeating_it) {
  for (const auto* form : {"whsec_not base64!", "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=", "A", "whsec_===="}) {
    const auto key = decode_secret(Secret(form));
    ASSERT_FALSE(key) << form;
    EXPECT_EQ(key.error().kind, ErrorKind::invalid);
    EXPECT_EQ(key.error().text.find(form), std::string::npos);
  }
}

}  // namespace
}  // namespace crier::channels::webhook
