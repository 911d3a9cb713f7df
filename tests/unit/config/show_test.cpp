#include <gtest/gtest.h>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

std::string shown(const std::string& text) {
  const tests::Folder folder;
  const auto result = show(folder.write("crier.yaml", text));
  return result ? *result : "! " + result.error().text.substr(folder.path().size());
}

TEST(Show, prints_what_was_read_in_its_order) {
  EXPECT_EQ(shown("# comment\n"
                  "listen:\n"
                  "  - {unix: /run/crier.sock, mode: \"0660\"}\n"
                  "routes:\n"
                  "- match: {impact: [major, critical]}\n"
                  "  audiences: a\n"
                  "services: {}\n"
                  "reminders: []\n"
                  "organisation: {name: 'Example: \"GmbH\"'}\n"),
            "listen:\n"
            "  - unix: /run/crier.sock\n"
            "    mode: \"0660\"\n"
            "routes:\n"
            "  - match:\n"
            "      impact:\n"
            "        - major\n"
            "        - critical\n"
            "    audiences: a\n"
            "services: {}\n"
            "reminders: []\n"
            "organisation:\n"
            "  name: \"Example: \\\"GmbH\\\"\"\n");
}

TEST(Show, what_it_prints_reads_the_same_again) {
  const std::string text =
      "a: \"two\\nlines\"\nb: [x, [y, z], {c: d, e: [f]}]\n\"odd key: \": \"- x\"\ng: '~'\nh: '#no'\ni: 1.5\nj: \"tab\\there\"\nk: "
      "\"\"\nl: \"true\"\nm: true\n";
  const auto once = shown(text);
  EXPECT_EQ(shown(once), once);
  EXPECT_NE(once.find("l: \"true\"\nm: true\n"), std::string::npos) << once;
}

TEST(Show, redacts_what_may_be_a_secret) {
  EXPECT_EQ(shown("a: {password: hunter2, password_file: pw, url: 'smtp://me:hunter2@mail', token: [hunter2]}\n"),
            "a:\n"
            "  password: \"***\"\n"
            "  password_file: pw\n"
            "  url: \"smtp://***\"\n"
            "  token:\n"
            "    - \"***\"\n");
}

TEST(Show, tells_faults_as_the_load_does) {
  EXPECT_EQ(shown("a: [\n"),
            "! /crier.yaml:1:4: this '[' is never closed, expected a ']'\n"
            "a: [\n"
            "   ^\n");
  const auto missing = show("/nowhere/crier.yaml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().text, "/nowhere/crier.yaml: the file is missing\n");
}

}  // namespace
}  // namespace crier::config
