#include "base/crypto.h"

#include <gtest/gtest.h>

namespace crier {
namespace {

TEST(Crypto, digests_are_those_of_the_standards) {
  // FIPS 180-4 "abc"; RFC 4231 test case 2; RFC 2202 test case 2.
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const auto sha1 = hmac_sha1("Jefe", "what do ya want for nothing?");
  EXPECT_EQ(to_hex(std::string_view(reinterpret_cast<const char*>(sha1.data()), sha1.size())), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Base64, follows_rfc4648) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded), plain);
  }
  EXPECT_EQ(base64_decode("Zm8"), "fo");
  EXPECT_FALSE(base64_decode("Z"));
  EXPECT_FALSE(base64_decode("Zm 8"));
}

TEST(Crypto, comparing_in_constant_time_wants_equal_lengths) {
  EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
  EXPECT_FALSE(equal_in_constant_time("secret", "secre"));
  EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
}

}  // namespace
}  // namespace crier
