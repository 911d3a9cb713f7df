#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/divert.h"
#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using core::NoticeKind;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::Folder;

constexpr const char* kHouse =
    "channels:\n"
    "  mail: {type: smtp, url: 'smtp://127.0.0.1:25', from: a@example.com}\n"
    "  hooks: {type: webhook}\n"
    "  page: {type: page, folder: /var/lib/crier/page}\n"
    "audiences:\n"
    "  customers: {recipients: [{channel: mail, to: a@customer.example}]}\n";

Loaded load_with(const std::string& more) { return load_text(kHouse + more, "/etc/crier/crier.yaml"); }

SnapshotPtr sound(const std::string& more) {
  auto loaded = load_with(more);
  EXPECT_NE(loaded.snapshot, nullptr) << loaded.report;
  return loaded.snapshot ? loaded.snapshot : std::make_shared<const Snapshot>();
}

TEST(Guard, is_off_where_nothing_is_said_of_it) {
  const auto snapshot = sound("");

  EXPECT_FALSE(snapshot->rules.guard.confirm_above);
  EXPECT_TRUE(snapshot->rules.guard.confirm_channels.empty());
  EXPECT_EQ(snapshot->rules.guard.hold, Millis{0});
}

TEST(Guard, is_read_whole) {
  const auto snapshot = sound("guard: {confirm_above: 500, confirm_channels: [mail, page], hold: 60s}\n");

  EXPECT_EQ(snapshot->rules.guard.confirm_above, 500);
  EXPECT_THAT(snapshot->rules.guard.confirm_channels, ElementsAre("mail", "page"));
  EXPECT_EQ(snapshot->rules.guard.hold, seconds{60});
}

TEST(Guard, that_asks_above_nobody_is_not_one_that_never_asks) {
  EXPECT_EQ(sound("guard: {confirm_above: 0}\n")->rules.guard.confirm_above, 0);
  EXPECT_FALSE(sound("guard: {hold: 1m}\n")->rules.guard.confirm_above);
}

struct Approval {
  const char* text;
  bool approve;
  Millis remind;
};

class Approve : public testing::TestWithParam<Approval> {};

TEST_P(Approve, is_a_flag_or_how_often_to_remind) {
  const auto snapshot = sound("routes:\n  - match: {}\n    audiences: [customers]\n" + std::string(GetParam().text));

  ASSERT_EQ(snapshot->rules.routes.size(), 1U);
  EXPECT_EQ(snapshot->rules.routes[0].approve, GetParam().approve);
  EXPECT_EQ(snapshot->rules.routes[0].remind, GetParam().remind);
}

INSTANTIATE_TEST_SUITE_P(Forms, Approve,
                         testing::Values(Approval{"", false, minutes{5}}, Approval{"    approve: true\n", true, minutes{5}},
                                         Approval{"    approve: false\n", false, minutes{5}},
                                         Approval{"    approve: {remind: 20m}\n", true, minutes{20}},
                                         Approval{"    approve: {}\n", true, minutes{5}}));

TEST(Wait, is_a_duration_of_a_route) {
  const auto snapshot = sound(
      "routes:\n  - {match: {impact: minor}, audiences: [customers], wait: 5m}\n"
      "  - {match: {}, audiences: [customers]}\n");

  ASSERT_EQ(snapshot->rules.routes.size(), 2U);
  EXPECT_EQ(snapshot->rules.routes[0].wait, Millis{minutes{5}});
  EXPECT_FALSE(snapshot->rules.routes[1].wait);
}

std::vector<NoticeKind> hears(const std::string& keys) {
  const auto snapshot = sound("  operators: {internal: true, recipients: [{channel: mail, to: b@example.com}]" + keys + "}\n");
  return snapshot->audiences.at("operators").hears;
}

TEST(Hears, is_everything_unless_told) {
  EXPECT_THAT(hears(""), ElementsAre(NoticeKind::drafts, NoticeKind::promises, NoticeKind::occasions, NoticeKind::channels,
                                     NoticeKind::dead_letters, NoticeKind::faults));
}

TEST(Hears, is_what_is_listed_each_once) {
  EXPECT_THAT(hears(", hears: [faults, dead-letters, faults]"), ElementsAre(NoticeKind::faults, NoticeKind::dead_letters));
  EXPECT_THAT(hears(", hears: drafts"), ElementsAre(NoticeKind::drafts));
  EXPECT_THAT(hears(", hears: []"), ElementsAre());
}

TEST(Hears, of_an_audience_that_is_not_internal_is_warned_of) {
  const auto loaded = load_with("  partners: {recipients: [{channel: mail, to: b@example.com}], hears: [drafts]}\n");

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  EXPECT_THAT(loaded.report, HasSubstr("audience 'partners' is not internal"));
}

TEST(Spool, has_a_default_and_lies_beside_the_file_if_relative) {
  EXPECT_EQ(sound("")->spool, "/var/spool/crier");
  EXPECT_EQ(sound("spool: /srv/spool\n")->spool, "/srv/spool");
  EXPECT_EQ(sound("spool: waiting\n")->spool, "/etc/crier/waiting");
}

TEST(DivertKey, is_absent_unless_given) {
  const auto snapshot = sound("");

  EXPECT_FALSE(snapshot->divert);
  EXPECT_FALSE(snapshot->rules.has_divert);
  EXPECT_EQ(divert_mode(*snapshot), "");
  EXPECT_EQ(divert_warning(*snapshot), "");
}

TEST(DivertKey, names_addresses_and_drops_the_rest) {
  const auto snapshot = sound("divert: {mail: drill@example.com, hooks: drop, page: drop, default: drop}\n");

  ASSERT_TRUE(snapshot->divert);
  EXPECT_TRUE(snapshot->divert->all);
  EXPECT_EQ(snapshot->divert->addresses, (std::map<std::string, std::string>{{"mail", "drill@example.com"}}));
  EXPECT_TRUE(snapshot->rules.has_divert);
  EXPECT_EQ(divert_mode(*snapshot), "all");
}

TEST(DivertKey, may_be_for_exercises_only) {
  const auto snapshot = sound("divert: {all: false}\n");

  ASSERT_TRUE(snapshot->divert);
  EXPECT_FALSE(snapshot->divert->all);
  EXPECT_TRUE(snapshot->rules.has_divert);
  EXPECT_EQ(divert_mode(*snapshot), "exercises");
}

TEST(DivertKey, that_is_empty_drops_everything) {
  const auto snapshot = sound("divert: {}\n");

  ASSERT_TRUE(snapshot->divert);
  EXPECT_TRUE(snapshot->divert->all);
  EXPECT_TRUE(snapshot->divert->addresses.empty());
}

TEST(DivertKey, warns_without_showing_an_address) {
  const auto all = divert_warning(*sound("divert: {hooks: 'https://drill.example/secret-path'}\n"));
  const auto exercises = divert_warning(*sound("divert: {hooks: 'https://drill.example/secret-path', all: false}\n"));

  EXPECT_THAT(all, HasSubstr("everything is diverted"));
  EXPECT_THAT(exercises, HasSubstr("exercises are diverted"));
  EXPECT_THAT(all, HasSubstr("hooks"));
  EXPECT_THAT(all + exercises, testing::Not(HasSubstr("secret-path")));
}

/// The same configuration with a file for --divert-all.
Loaded diverted(const Folder& folder, const std::string& more, const std::string& text) {
  Environment environment;
  environment.divert_all = folder.write("drill.yaml", text);
  return load_text(kHouse + more, folder.path("crier.yaml"), environment);
}

TEST(DivertAll, replaces_the_configurations_and_is_for_everything) {
  const Folder folder;

  const auto loaded = diverted(folder, "divert: {mail: other@example.com, all: false}\n", "hooks: https://drill.example/hook\n");

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  ASSERT_TRUE(loaded.snapshot->divert);
  EXPECT_TRUE(loaded.snapshot->divert->all);
  EXPECT_EQ(loaded.snapshot->divert->addresses, (std::map<std::string, std::string>{{"hooks", "https://drill.example/hook"}}));
  EXPECT_TRUE(loaded.snapshot->rules.has_divert);
  EXPECT_THAT(loaded.report, testing::Not(HasSubstr("drill.yaml")));
}

TEST(DivertAll, cannot_be_for_exercises_only) {
  const Folder folder;

  const auto loaded = diverted(folder, "", "all: false\n");

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  EXPECT_TRUE(loaded.snapshot->divert->all);
  EXPECT_THAT(loaded.report, HasSubstr("drill.yaml:1:1: 'all: false' does not count in this file"));
}

TEST(DivertAll, of_an_empty_file_drops_everything) {
  const Folder folder;

  const auto loaded = diverted(folder, "", "");

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  ASSERT_TRUE(loaded.snapshot->divert);
  EXPECT_TRUE(loaded.snapshot->divert->all);
  EXPECT_TRUE(loaded.snapshot->divert->addresses.empty());
}

TEST(DivertAll, tells_faults_with_its_own_places_beside_those_of_the_configuration) {
  const Folder folder;

  const auto loaded = diverted(folder, "gaurd: {}\n", "default: drop\nmial: drill@example.com\n");

  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report, HasSubstr("crier.yaml:7:1: unknown key 'gaurd', did you mean 'guard'?\ngaurd: {}\n^\n"));
  EXPECT_THAT(loaded.report, HasSubstr("drill.yaml:2:1: there is no channel 'mial', did you mean 'mail'?\nmial: drill@example.com\n^\n"));
}

struct BadFile {
  const char* name;
  const char* text;
  const char* said;
};

class ABadFileForDivertAll : public testing::TestWithParam<BadFile> {};

TEST_P(ABadFileForDivertAll, is_a_fault_although_the_configuration_is_sound) {
  const Folder folder;

  const auto loaded = diverted(folder, "", GetParam().text);

  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_THAT(loaded.report, testing::StartsWith(folder.path("drill.yaml") + ":"));
  EXPECT_THAT(loaded.report, HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(Texts, ABadFileForDivertAll,
                         testing::Values(BadFile{"no_map", "drop\n", "1:1: this names no channels"},
                                         BadFile{"no_yaml", "mail: [\n", "drill.yaml:"},
                                         BadFile{"no_address", "mail: nobody\n", "drill.yaml:1:7: "}),
                         [](const auto& file) { return std::string(file.param.name); });

TEST(DivertAll, of_a_missing_file_is_a_fault) {
  const Folder folder;
  Environment environment;
  environment.divert_all = folder.path("absent.yaml");

  const auto loaded = load_text(kHouse, folder.path("crier.yaml"), environment);

  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_EQ(loaded.report, folder.path("absent.yaml") + ": the file is missing\n");
}

}  // namespace
}  // namespace crier::config
