#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "config/load.h"
#include "config/recipients_csv.h"

namespace crier::config {
namespace {

namespace fs = std::filesystem;

/// All samples of faults and the reference: texts that lead into every corner of the loader.
std::vector<std::string> seeds() {
  std::vector<std::string> out{print_defaults(), print_reference()};
  for (const auto& entry : fs::directory_iterator(fs::path(CRIER_SOURCE) / "tests" / "config_errors" / "bad")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    out.push_back(std::move(text).str());
  }
  return out;
}

/// A few small changes of the kinds that break parsers: bytes lost, doubled, swapped for syntax, lines moved, the end cut off.
std::string mutated(std::string text, std::mt19937& random) {
  using namespace std::string_view_literals;
  constexpr auto syntax = "\0\t\n\r :-,[]{}\"'|>&*!?#@%~<\x04\x7F\x80\xC3\xFF"sv;
  const auto below = [&random](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const auto at = below(text.size());
    const auto length = std::min<std::size_t>(below(40), text.size() - at);
    switch (below(5)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(below(text.size()), text.substr(at, length));
        break;
      case 2:
        text.insert(at, 1, syntax[below(syntax.size())]);
        break;
      case 3:
        if (at < text.size()) text[at] = syntax[below(syntax.size())];
        break;
      default:
        if (below(8) == 0) text.resize(at);
        break;
    }
  }
  return text;
}

TEST(Mutation, no_text_brings_the_loader_down) {
  constexpr unsigned seed = 20261125;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto originals = seeds();
  ASSERT_GT(originals.size(), 20U);

  for (int round = 0; round < 3000; ++round) {
    const auto text = mutated(originals[random() % originals.size()], random);
    Loaded loaded;
    ASSERT_NO_THROW(loaded = load_text(text, "/nowhere/crier.yaml")) << text;
    if (!loaded.snapshot) {
      ASSERT_TRUE(loaded.report.starts_with("/nowhere/crier.yaml:")) << loaded.report;
      ASSERT_TRUE(loaded.report.ends_with("\n"));
    }
  }
}

TEST(Mutation, no_line_brings_the_reader_of_recipients_down) {
  constexpr unsigned seed = 20261125;
  std::mt19937 random(seed);
  const std::string original = "\"a@x.example\", \"Ann, \"\"the\"\" boss\", de-AT";
  RecipientsCsv csv("mail", "smtp");

  for (int round = 0; round < 3000; ++round) {
    const auto line = mutated(original, random);
    const auto result = csv.line(line);
    if (result && *result) {
      const auto& recipient = **result;
      EXPECT_NE(recipient.address.find('@'), std::string::npos) << line;
      EXPECT_EQ((recipient.address + recipient.name).find_first_of(std::string_view("\r\n\0", 3)), std::string::npos) << line;
    }
  }
}

}  // namespace
}  // namespace crier::config
