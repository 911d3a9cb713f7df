#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "channels/registry.h"
#include "config/keys.h"
#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using tests::Folder;

/// The content of a file of the source tree.
std::string content(const std::string& name) {
  std::ifstream in(std::filesystem::path(CRIER_SOURCE) / name, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

void write_secrets(const Folder& folder) {
  for (const auto* name : {"x-consumer-key", "x-consumer-secret", "x-access-token", "x-access-secret", "slack-token"})
    folder.write(name, "s3cret\n");
  folder.write("hook-secret", "whsec_YQ==\n");
}

/// One level of comments taken away from what begins with "# " and is a key or more deeply indented.
std::string uncommented(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    const bool is_key =
        line.starts_with("# ") && line.size() > 2 && (line[2] == ' ' || std::islower(static_cast<unsigned char>(line[2])) != 0);
    const bool is_refused = line.find("# not built yet") != std::string::npos;
    out += (is_key && !is_refused ? line.substr(2) : line) + "\n";
  }
  return out;
}

void expect_same(const Snapshot& a, const Snapshot& b) {
  ASSERT_EQ(a.listeners.size(), b.listeners.size());
  for (std::size_t i = 0; i < a.listeners.size(); ++i) {
    EXPECT_EQ(a.listeners[i].unix_path, b.listeners[i].unix_path);
    EXPECT_EQ(a.listeners[i].mode, b.listeners[i].mode);
    EXPECT_EQ(a.listeners[i].group, b.listeners[i].group);
    EXPECT_EQ(a.listeners[i].tokens.size(), b.listeners[i].tokens.size());
  }
  EXPECT_EQ(a.organisation.name, b.organisation.name);
  EXPECT_EQ(a.organisation.contact, b.organisation.contact);
  EXPECT_EQ(a.organisation.url, b.organisation.url);
  EXPECT_EQ(a.access.is_set, b.access.is_set);
  EXPECT_EQ(a.store_path, b.store_path);
  EXPECT_EQ(a.retention.history, b.retention.history);
  EXPECT_EQ(a.retention.deliveries, b.retention.deliveries);
  EXPECT_EQ(a.channels.size(), b.channels.size());
  EXPECT_EQ(a.services.size(), b.services.size());
  EXPECT_EQ(a.audiences.size(), b.audiences.size());
  EXPECT_EQ(a.rules.routes.size(), b.rules.routes.size());
  EXPECT_EQ(a.rules.reopen_within, b.rules.reopen_within);
  EXPECT_EQ(a.rules.guard.confirm_above, b.rules.guard.confirm_above);
  EXPECT_EQ(a.rules.guard.confirm_channels, b.rules.guard.confirm_channels);
  EXPECT_EQ(a.rules.guard.hold, b.rules.guard.hold);
  EXPECT_EQ(a.divert, b.divert);
  EXPECT_EQ(a.spool, b.spool);
  EXPECT_EQ(a.log.level, b.log.level);
  EXPECT_EQ(a.log.json, b.log.json);
}

TEST(Defaults, printed_and_loaded_are_the_built_in_ones) {
  const auto printed = load_text(print_defaults(), "/etc/crier/defaults.yaml");
  const auto built_in = load_text("", "/etc/crier/defaults.yaml");

  ASSERT_NE(printed.snapshot, nullptr) << printed.report;
  ASSERT_NE(built_in.snapshot, nullptr);
  expect_same(*printed.snapshot, *built_in.snapshot);
}

TEST(Defaults, the_examples_in_comments_can_be_taken_into_use) {
  const Folder folder;
  write_secrets(folder);
  std::filesystem::create_directory(folder.path("templates"));

  const auto loaded = load_text(uncommented(print_defaults()), folder.path("crier.yaml"));

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  EXPECT_EQ(loaded.snapshot->channels.size(), channels::adapter_types().size());
  EXPECT_EQ(loaded.snapshot->audiences.size(), 1U);
  EXPECT_EQ(loaded.snapshot->rules.routes.size(), 1U);
  EXPECT_TRUE(loaded.snapshot->access.is_set);
}

TEST(Defaults, the_reference_example_is_what_the_tables_say) {
  EXPECT_EQ(content("config/examples/reference.yaml"), print_reference())
      << "print it anew: the tables have changed (see docs/configuration.md)";
}

TEST(Defaults, the_reference_example_has_the_built_in_defaults_of_channels) {
  const Folder folder;
  write_secrets(folder);
  auto text = print_reference();
  // A program that is missing is warned of, and where the tests run nothing is installed.
  const std::string program = "/usr/lib/crier/apprise";
  ASSERT_NE(text.find(program), std::string::npos);
  text.replace(text.find(program), program.size(), "/bin/true");
  const auto reference = load_text(text, folder.path("crier.yaml"));
  const auto bare = load_text(
      "channels:\n"
      "  mail: {type: smtp, url: 'smtp://127.0.0.1:25', from: a@example.com}\n"
      "  slack: {type: slack, token_file: slack-token}\n"
      "  teams: {type: http, preset: teams}\n"
      "  webhook: {type: webhook, secret_file: hook-secret}\n"
      "  x: {type: x, consumer_key_file: x-consumer-key, consumer_secret_file: x-consumer-key, access_token_file: x-consumer-key, "
      "access_token_secret_file: x-consumer-key}\n",
      folder.path("crier.yaml"));

  ASSERT_NE(reference.snapshot, nullptr) << reference.report;
  ASSERT_NE(bare.snapshot, nullptr) << bare.report;
  EXPECT_TRUE(reference.snapshot->warnings.empty()) << reference.report;
  for (const auto& [name, channel] : bare.snapshot->channels) {
    SCOPED_TRACE(name);
    const auto& printed = reference.snapshot->channels.at(name).common;
    EXPECT_EQ(printed.retry, channel.common.retry);
    EXPECT_EQ(printed.rate, channel.common.rate);
    EXPECT_EQ(printed.backlog, channel.common.backlog);
    EXPECT_EQ(printed.unsure, channel.common.unsure);
    EXPECT_EQ(printed.timeout, channel.common.timeout);
    EXPECT_EQ(printed.connections, channel.common.connections);
    EXPECT_EQ(printed.allow_private, channel.common.allow_private);
  }
}

TEST(Defaults, the_minimal_example_loads_without_a_warning) {
  const auto loaded = load_text(content("config/examples/minimal.yaml"), "/etc/crier/minimal.yaml");

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  EXPECT_EQ(loaded.report, "");
  EXPECT_EQ(loaded.snapshot->rules.routes.size(), 1U);
}

void expect_documented(const reader::Table& table, const std::string& page) {
  for (const auto& key : table) {
    EXPECT_NE(page.find("`" + std::string(key.name)), std::string::npos) << "docs/configuration.md does not speak of " << key.name;
    if (key.inner != nullptr) expect_documented(key.inner(), page);
  }
}

TEST(Defaults, every_key_is_in_the_users_page) {
  const auto page = content("docs/configuration.md");

  expect_documented(keys(), page);
  for (const auto& type : channels::adapter_types()) expect_documented(type.keys(), page);
}

/// Defaults that interface.md section 1 names in words.
TEST(Defaults, are_those_of_the_page) {
  const auto text = print_defaults();
  for (const auto* line : {"starttls: required", "timeout: 15s", "connections: 10", "initial: 5s", "factor: 2", "cap: 15m", "max_age: 48h",
                           "unsure: repeat", "reopen_within: 30m", "history: 400d", "deliveries: 90d"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST(Defaults, tables_are_sound) {
  const auto check = [](const reader::Table& table, const auto& self) -> void {
    for (const auto& key : table) {
      SCOPED_TRACE(std::string(key.name));
      EXPECT_FALSE(key.help.empty());
      EXPECT_TRUE(!key.fallback.empty() || !key.example.empty() || key.inner != nullptr) << "neither default nor example";
      const bool is_simple = key.inner == nullptr && key.type != reader::Type::texts && key.type != reader::Type::choices &&
                             key.type != reader::Type::free && key.type != reader::Type::named && key.type != reader::Type::sections;
      if (is_simple && !key.fallback.empty()) {
        EXPECT_TRUE(reader::is_value(key, reader::scalar(key.fallback)));
      }
      if (is_simple && !key.example.empty()) {
        EXPECT_TRUE(reader::is_value(key, reader::scalar(key.example)));
      }
      if (key.inner != nullptr) self(key.inner(), self);
    }
  };
  check(keys(), check);
  for (const auto& type : channels::adapter_types()) check(type.keys(), check);
}

}  // namespace
}  // namespace crier::config
