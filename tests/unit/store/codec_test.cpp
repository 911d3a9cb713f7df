#include "store/codec.h"

#include <gtest/gtest.h>

namespace crier::store {
namespace {

UtcTime at(int minute) { return UtcTime(std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}) + std::chrono::minutes(minute); }

core::Incident full_incident() {
  core::Incident i;
  i.title = "Checkout \"down\"\n\x01 – ü";
  i.impact = core::Impact::critical;
  i.status = core::Status::resolved;
  i.services = {"checkout", "search"};
  i.labels = {{"region", "eu"}, {"ke\"y", "va\\lue"}};
  i.contact = "support@example.com";
  i.overnight = core::Overnight::on_call;
  i.source = "alertmanager";
  i.opened = at(1);
  i.resolved = at(2);
  i.promise = core::Promise{6, at(2), at(3), {"customers", "board"}, true};
  i.promises = {4, 1};
  i.maintenance = core::MaintenanceWindow{at(100), at(200), 3};
  i.hushed = at(30);
  i.deferred = {{"customers", 5}, {"board", 6}};
  i.clock_said = {8, 9};
  i.pending = {{7, core::UpdateState::waiting, at(60), "repair"}};
  i.updates = 7;
  i.routing_off = true;
  i.added = {"board"};
  i.dropped = {"partners"};
  i.told = {{"customers", 3, 2, at(1), at(2), 1, at(1)}, {"board", 7, 7, at(5), {}, 4, at(4)}};
  i.by_people = true;
  i.people_said = 6;
  i.acknowledged = core::Acknowledged{"alice", at(6)};
  return i;
}

core::Update full_update() {
  core::Update u;
  u.action = core::Action::resolve;
  u.reopened = true;
  u.title = "Checkout is back";
  u.impact = core::Impact::major;
  u.status = core::Status::resolved;
  u.next_update = at(9);
  u.occasion = core::Occasion::maintenance;
  u.name = "weekly";
  u.planned = at(8);
  u.incidents = {"db", "web~2"};
  u.deferred = {"customers"};
  u.stage = core::Stage::moved;
  u.moved_from = core::MaintenanceWindow{at(50), at(60), 1};
  u.starts = at(70);
  u.ends = at(80);
  core::Event& e = u.event;
  e.id = "deploy-7781";
  e.action = core::Action::update;
  e.incident = "checkout-db";
  e.title = "";
  e.impact = core::Impact::minor;
  e.status = core::Status::identified;
  e.services = std::vector<std::string>{};
  e.labels = {{"a", "b"}};
  e.summary = "We are back.";
  e.consequences = {"now", "expected", "permanent"};
  e.details = "**details**";
  e.workaround = "Pay by invoice.";
  e.contact = "";
  e.next_update = at(10);
  e.next_update_in = Millis(45 * 60000);
  e.overnight = core::Overnight::pauses;
  e.starts = at(70);
  e.ends = at(81);
  e.extend = Millis(3600000);
  e.root_cause = "A disk.";
  e.actions = {{"changed it"}, {"watch it", "more"}};
  e.began = at(4);
  e.ended = at(5);
  e.author = "alice";
  e.source = "ci";
  e.at = at(6);
  e.audiences = {"x"};
  e.drop_audiences = {"y"};
  core::Translation german;
  german.title = "Kasse";
  german.consequences.now = "Nichts geht.";
  german.root_cause = "Platte";
  e.translations = {{"de", german}};
  e.anyway = true;
  return u;
}

TEST(Codec, gives_back_an_incident_as_it_was) {
  const auto full = decode_incident(encode(full_incident()));
  const auto empty = decode_incident(encode(core::Incident{}));

  ASSERT_TRUE(full && empty);
  EXPECT_EQ(*full, full_incident());
  EXPECT_EQ(*empty, core::Incident{});
}

TEST(Codec, gives_back_an_update_as_it_was) {
  const core::Update before = full_update();

  const auto after = decode_update(encode(before));

  ASSERT_TRUE(after);
  EXPECT_EQ(after->event, before.event);
  EXPECT_EQ(after->action, before.action);
  EXPECT_EQ(after->reopened, before.reopened);
  EXPECT_EQ(after->title, before.title);
  EXPECT_EQ(after->impact, before.impact);
  EXPECT_EQ(after->status, before.status);
  EXPECT_EQ(after->next_update, before.next_update);
}

TEST(Codec, keeps_what_is_absent_apart_from_what_is_empty) {
  core::Update before;
  before.event.summary = "s";

  const auto after = decode_update(encode(before));

  ASSERT_TRUE(after);
  EXPECT_EQ(after->event, before.event);
  EXPECT_FALSE(after->event.title || after->event.contact || after->event.services || after->event.impact);
}

TEST(Codec, leaves_out_what_is_empty) {
  EXPECT_EQ(encode(core::Incident{}), R"({"impact":"none","status":"investigating","opened":0,"updates":0})");
}

TEST(Codec, gives_back_the_parts_of_a_message) {
  for (const std::vector<std::string>& parts : {std::vector<std::string>{}, {""}, {"one"}, {"\"1\"", "2\n", "ü"}}) {
    EXPECT_EQ(decode_parts(encode_parts(parts)), parts);
  }
}

TEST(Codec, says_that_a_damaged_row_cannot_be_read) {
  for (const std::string row : {"", "{", "[]", "nonsense", R"({"told":[1,2]})"}) {
    const auto incident = decode_incident(row);
    ASSERT_FALSE(incident) << row;
    EXPECT_EQ(incident.error().kind, ErrorKind::io);
  }
}

TEST(Codec, reads_an_incident_as_releases_before_the_clock_wrote_it) {
  const auto incident = decode_incident(
      R"({"title":"T","impact":"major","status":"identified","promise":1795356300000,"updates":3,"told":["customers",2,"board",3]})");

  ASSERT_TRUE(incident);
  ASSERT_TRUE(incident->promise);
  EXPECT_EQ(incident->promise->due, UtcTime(Millis(1795356300000)));
  EXPECT_EQ(incident->promise->number, 0);
  EXPECT_EQ(incident->told, (std::vector<core::Told>{{"customers", 2, 0, {}, {}}, {"board", 3, 0, {}, {}}}));
}

TEST(Codec, gives_back_a_reminder_as_it_was) {
  const core::Reminder reminder{
      "window", std::chrono::local_seconds{std::chrono::seconds{1'795'000'000}}, "Pacific/Chatham", {"a", "b"}, "T", "S", "alice"};

  const auto read = decode_reminder(encode(reminder), "window");

  ASSERT_TRUE(read);
  EXPECT_EQ(*read, reminder);
}

}  // namespace
}  // namespace crier::store
