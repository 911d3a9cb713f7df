// Channels whose adapter is a program (interface.md section 1, `pager`).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using testing::Contains;
using testing::HasSubstr;
using tests::Folder;

class ExecChannelsTest : public ::testing::Test {
 protected:
  ExecChannelsTest() { program_ = folder_.write("pager", "#!/bin/sh\n", 0700); }
  SnapshotPtr good(const std::string& text) {
    const auto loaded = load_text(text, folder_.path("crier.yaml"));
    EXPECT_NE(loaded.snapshot, nullptr) << loaded.report;
    return loaded.snapshot ? loaded.snapshot : std::make_shared<Snapshot>();
  }
  std::string report(const std::string& text) { return load_text(text, folder_.path("crier.yaml")).report; }
  [[nodiscard]] std::string pager(const std::string& more = "") const {
    return "channels:\n  pager: {type: exec, command: [" + program_ + ", --quiet, 'a b']" + more + "}\n";
  }

  Folder folder_;
  std::string program_;
};

TEST_F(ExecChannelsTest, have_a_command_and_the_defaults_of_a_program) {
  const auto snapshot = good(pager());
  const auto& channel = snapshot->channels.at("pager");
  const auto& settings = std::get<channels::exec::Settings>(channel.settings);
  EXPECT_EQ(settings.command, (std::vector<std::string>{program_, "--quiet", "a b"}));
  EXPECT_EQ(settings.channel, "pager");
  EXPECT_EQ(channel.form, render::Form::letter);
  EXPECT_EQ(channel.common.timeout, Millis(30000));
  EXPECT_EQ(channel.common.connections, 10);
  EXPECT_EQ(channel.common.backlog, core::Backlog::all);
  EXPECT_EQ(channel.common.unsure, core::Unsure::repeat);
  EXPECT_TRUE(channel.traits.threads);
  EXPECT_FALSE(channel.traits.destination_from_address);
  EXPECT_NE(channel.adapter, nullptr);
}

TEST_F(ExecChannelsTest, take_the_keys_of_every_channel_but_those_of_the_network) {
  const auto snapshot = good(pager(", timeout: 5s, connections: 2, rate: 3/s, backlog: latest, unsure: drop, retry: {initial: 1s}"));
  const auto& common = snapshot->channels.at("pager").common;
  EXPECT_EQ(common.timeout, Millis(5000));
  EXPECT_EQ(common.connections, 2);
  EXPECT_EQ(common.rate, 3.0);
  EXPECT_EQ(common.backlog, core::Backlog::latest);
  EXPECT_EQ(common.unsure, core::Unsure::drop);
  EXPECT_EQ(common.retry.initial, Millis(1000));
  EXPECT_THAT(report(pager(", ca_file: ca.pem")), HasSubstr("ca_file"));
}

TEST_F(ExecChannelsTest, have_recipients_with_and_without_an_address) {
  folder_.write("many.csv", "+49 30 1\n");
  const auto snapshot =
      good(pager() +
           "audiences:\n  duty:\n    recipients:\n      - {channel: pager}\n      - {channel: pager, to: '+49 30 1234', name: Duty}\n"
           "      - {channel: pager, file: many.csv}\n");
  const auto& duty = snapshot->audiences.at("duty");
  ASSERT_EQ(duty.recipients.size(), 2U);
  EXPECT_EQ(duty.recipients[0].address, "");
  EXPECT_EQ(duty.recipients[1].address, "+49 30 1234");
  ASSERT_EQ(duty.files.size(), 1U);
}

TEST_F(ExecChannelsTest, may_be_diverted_to_an_address) {
  const auto snapshot = good(pager() + "divert: {pager: drill, default: drop}\n");
  ASSERT_TRUE(snapshot->divert);
  EXPECT_EQ(snapshot->divert->addresses.at("pager"), "drill");
}

TEST_F(ExecChannelsTest, say_what_is_wrong_with_their_command) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "command"},
      {", command: []", "'command' is empty"},
      {", command: [pager]", "expected the absolute path"},
      {", command: ./pager", "expected the absolute path"},
      {", command: {a: b}", "command"},
      {", command: ''", "expected the absolute path"},
  };
  for (const auto& [command, part] : cases) {
    EXPECT_THAT(report("channels:\n  pager: {type: exec" + std::string(command) + "}\n"), HasSubstr(part)) << command;
  }
}

TEST_F(ExecChannelsTest, warn_of_a_program_that_is_not_there_for_the_other_channels_must_go_on) {
  const auto plain = folder_.write("plain", "#!/bin/sh\n", 0600);
  const std::pair<std::string, const char*> cases[] = {
      {folder_.path("missing"), "is not there"}, {folder_.path(), "is no file"}, {plain, "may not be executed"}};
  for (const auto& [path, part] : cases) {
    const auto snapshot = good("channels:\n  pager: {type: exec, command: [" + path + "]}\n");
    EXPECT_THAT(snapshot->warnings, Contains(HasSubstr(path + " " + part)));
  }
}

TEST_F(ExecChannelsTest, refuse_an_address_that_is_no_line) {
  EXPECT_THAT(report(pager() + "audiences:\n  duty:\n    recipients:\n      - {channel: pager, to: \"a\\x01b\"}\n"),
              HasSubstr("the address has characters"));
}

}  // namespace
}  // namespace crier::config
