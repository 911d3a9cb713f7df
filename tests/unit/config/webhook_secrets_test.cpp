#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <sstream>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

/// Which secrets Standard Webhooks takes: conformance/standard-webhooks/secrets.json.
TEST(WebhookSecrets, are_taken_and_refused_as_the_standard_says) {
  std::ifstream in(CRIER_SHARED "/conformance/standard-webhooks/secrets.json");
  if (!in) GTEST_SKIP() << "no conformance/standard-webhooks/secrets.json in " CRIER_SHARED;
  std::ostringstream text;
  text << in.rdbuf();
  const auto cases = boost::json::parse(text.str()).as_array();
  ASSERT_FALSE(cases.empty());

  for (const auto& c : cases) {
    const std::string secret(c.at("secret").as_string());
    const tests::Folder folder;
    folder.write("hook", secret + "\n");
    const auto loaded = load_text("channels: {hooks: {type: webhook, secret_file: hook}}\n", folder.path("crier.yaml"));
    EXPECT_EQ(loaded.snapshot != nullptr, c.at("valid").as_bool()) << secret << "\n" << loaded.report;
  }
}

}  // namespace
}  // namespace crier::config
