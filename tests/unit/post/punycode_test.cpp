#include "render/punycode.h"

#include <gtest/gtest.h>

#include <string>

namespace crier::render {
namespace {

struct Sample {
  std::u32string label;
  std::string encoded;  // RFC 3492 section 7.1, without the prefix
};

TEST(Punycode, counts_the_samples_of_the_standard) {
  const Sample samples[] = {
      {U"\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064A\u061F", "egbpdaj6bu4bxfgehfvwxn"},
      {U"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587", "ihqwcrb4cv8a8dqg056pqjye"},
      {U"Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky", "Proprostnemluvesky-uyb24dma41a"},
      {U"3\u5E74B\u7D44\u91D1\u516B\u5148\u751F", "3B-ww4c5e180e575a65lsy2b"},
      {U"\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067", "d9juau41awczczp"},
      {U"Maji\u3067Koi\u3059\u308B5\u79D2\u524D", "MajiKoi5-783gue6qz075azm5e"},
  };

  for (const auto& sample : samples) EXPECT_EQ(encoded_label_length(sample.label, 63), sample.encoded.size() + 4) << sample.encoded;
}

TEST(Punycode, knows_the_shortest_and_longest_labels) {
  EXPECT_EQ(encoded_label_length(U"", 63), std::nullopt);
  EXPECT_EQ(encoded_label_length(std::u32string(63, U'a'), 63), 63U);
  EXPECT_EQ(encoded_label_length(std::u32string(64, U'a'), 63), std::nullopt);
  EXPECT_EQ(encoded_label_length(std::u32string(100000, U'語'), 63), std::nullopt);
}

}  // namespace
}  // namespace crier::render
