#include "channels/x/oauth1.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "unit/channels/script.h"

namespace crier::channels::x {
namespace {

using channels::tests::shared_json;
using channels::tests::text_of;

TEST(OAuth1, makes_the_base_string_uri_of_the_standard) {
  const auto file = shared_json("conformance/oauth1/base-uri.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;

  for (const auto& one : file->as_array()) EXPECT_EQ(base_string_uri(text_of(one, "url")), text_of(one, "base"));
}

TEST(OAuth1, encodes_as_x_wants_it) {
  const auto file = shared_json("conformance/oauth1/percent-encoding.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;

  for (const auto& one : file->as_array()) EXPECT_EQ(percent_encode(text_of(one, "input")), text_of(one, "encoded"));
}

Parameters parameters_of(const boost::json::value& one) {
  Parameters others;
  for (const auto& [name, value] : one.at("oauth").as_object()) others.emplace_back(name, boost::json::value_to<std::string>(value));
  for (const auto& pair : one.at("form").as_array()) {
    others.emplace_back(boost::json::value_to<std::string>(pair.at(0)), boost::json::value_to<std::string>(pair.at(1)));
  }
  return others;
}

TEST(OAuth1, signs_every_vector) {
  const auto file = shared_json("conformance/oauth1/signatures.json");
  if (!file) GTEST_SKIP() << "the folder with the conformance data is absent: " << CRIER_SHARED;
  int signed_ones = 0;

  for (const auto& one : file->as_array()) {
    SCOPED_TRACE(text_of(one, "id"));
    const auto url = text_of(one, "url");
    auto all = query_parameters(url);
    const auto others = parameters_of(one);
    all.insert(all.end(), others.begin(), others.end());
    EXPECT_EQ(normalized(all), text_of(one, "parameter_string"));
    const auto base = signature_base(text_of(one, "method"), url, others);
    EXPECT_EQ(base, text_of(one, "base_string"));
    if (text_of(one, "signature_method") != "HMAC-SHA1") continue;
    EXPECT_EQ(sign_hmac_sha1(base, Secret(text_of(one, "consumer_secret")), Secret(text_of(one, "token_secret"))),
              text_of(one, "signature"));
    ++signed_ones;
  }
  EXPECT_GT(signed_ones, 8);
}

TEST(OAuth1, writes_the_header_with_sorted_and_encoded_parameters) {
  const OAuth1Keys keys{Secret("key"), Secret("secret"), Secret("token"), Secret("token secret")};
  const auto url = "https://api.x.com/2/tweets";

  const auto text = authorization(keys, "POST", url, "1318622958", "n0nce");

  const auto base = signature_base("POST", url,
                                   {{"oauth_consumer_key", "key"},
                                    {"oauth_nonce", "n0nce"},
                                    {"oauth_signature_method", "HMAC-SHA1"},
                                    {"oauth_timestamp", "1318622958"},
                                    {"oauth_token", "token"},
                                    {"oauth_version", "1.0"}});
  EXPECT_EQ(text,
            "OAuth oauth_consumer_key=\"key\", oauth_nonce=\"n0nce\", oauth_signature=\"" +
                percent_encode(sign_hmac_sha1(base, keys.consumer_secret, keys.token_secret)) +
                "\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", oauth_token=\"token\", oauth_version=\"1.0\"");
}

}  // namespace
}  // namespace crier::channels::x
