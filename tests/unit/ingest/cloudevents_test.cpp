#include "monitor.h"

namespace crier::ingest {
namespace {

std::string cloudevent(const std::string& more, const std::string& id = "e-1") {
  return R"({"specversion": "1.0", "type": "com.example.down", "source": "/shop", "id": ")" + id + "\"" + more + "}";
}

const std::string kData = R"({"action": "open", "title": "T", "impact": "major", "summary": "S"})";

TEST(CloudEvents, the_data_is_an_event_and_the_subject_its_incident) {
  const auto event =
      event_in(Format::cloudevents, cloudevent(R"(, "subject": "checkout", "time": "2026-01-15T08:00:00Z", "data": )" + kData));
  EXPECT_EQ(event.action, Action::open);
  EXPECT_EQ(event.incident, "checkout");
  EXPECT_EQ(event.title, "T");
  EXPECT_EQ(event.impact, Impact::major);
  EXPECT_EQ(event.id, "/shop e-1");
  EXPECT_EQ(event.signature, "") << "its id is what it is known by";
  EXPECT_EQ(event.at, time_of("2026-01-15T08:00:00Z"));
  EXPECT_EQ(event.source, "cloudevents");
}

TEST(CloudEvents, without_a_subject_source_and_id_name_it_and_the_datas_own_incident_comes_first) {
  EXPECT_THAT(event_in(Format::cloudevents, cloudevent(R"(, "subject": null, "data": )" + kData)).incident, StartsWith("/shop-e-1-"));
  EXPECT_EQ(
      event_in(Format::cloudevents, cloudevent(R"(, "subject": "checkout", "data": {"action": "resolve", "incident": "db"})")).incident,
      "db");
}

TEST(CloudEvents, the_same_id_of_another_source_is_another_event) {
  const auto id = [](std::string body) { return event_in(Format::cloudevents, body).id; };
  auto other = cloudevent(", \"data\": " + kData);
  other.replace(other.find("/shop"), 5, "/mail");
  EXPECT_NE(id(cloudevent(", \"data\": " + kData)), id(other));
  const auto of = [](const std::string& source, const std::string& number) {
    return event_in(Format::cloudevents,
                    R"({"specversion": "1.0", "source": ")" + source + R"(", "id": ")" + number + R"(", "data": )" + kData + "}");
  };
  EXPECT_NE(of("a b", "c").id, of("a", "b c").id);
  EXPECT_NE(of("a b", "c d").id, of("a b c", "d").id);
  EXPECT_NE(of("a b", "c").incident, of("a", "b c").incident);
  EXPECT_LE(id(cloudevent(", \"data\": " + kData, std::string(5000, 'x'))).size(), 256U);
}

TEST(CloudEvents, data_that_is_no_event_is_pointed_out) {
  const auto refused = read(Format::cloudevents, sample("cloudevents-1.0-structured.json"));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().malformed);
  EXPECT_EQ(refused.error().problem.faults.front().pointer, "/data/appinfoA");
  EXPECT_EQ(fault_of(Format::cloudevents, cloudevent("")).first, "/data");
  EXPECT_EQ(fault_of(Format::cloudevents, cloudevent(R"(, "data": "text")")).first, "/data");
  EXPECT_EQ(fault_of(Format::cloudevents, cloudevent(R"(, "data": {"action": "open", "impact": "huge"})")).first, "/data/impact");
  EXPECT_EQ(fault_of(Format::cloudevents, R"({"id": "1", "source": "s", "data": {}})").first, "/specversion");
  EXPECT_EQ(fault_of(Format::cloudevents, R"({"specversion": "1.0", "source": "s", "data": {}})").first, "/id");
  EXPECT_EQ(fault_of(Format::cloudevents, R"({"specversion": "1.0", "id": 5, "source": "s", "data": {}})").first, "/id");
}

TEST(CloudEvents, data_may_be_base64) {
  // {"action":"resolve"}
  EXPECT_EQ(event_in(Format::cloudevents, cloudevent(R"(, "subject": "k", "data_base64": "eyJhY3Rpb24iOiJyZXNvbHZlIn0=")")).action,
            Action::resolve);
  EXPECT_EQ(fault_of(Format::cloudevents, cloudevent(R"(, "data_base64": "%%")")).first, "/data_base64");
  EXPECT_EQ(fault_of(Format::cloudevents, cloudevent(R"(, "data_base64": "eyJh")")).first, "/data_base64");
}

TEST(CloudEvents, a_batch_is_all_or_nothing_and_points_into_itself) {
  const auto good = cloudevent(R"(, "subject": "a", "data": )" + kData);
  EXPECT_EQ(events_of(Format::cloudevents, "[" + good + "," + cloudevent(R"(, "subject": "b", "data": )" + kData, "e-2") + "]").size(), 2U);
  EXPECT_EQ(fault_of(Format::cloudevents, "[" + good + "," + cloudevent(R"(, "data": {"action": 5})") + "]").first, "/1/data/action");
  EXPECT_THAT(events_of(Format::cloudevents, "[]"), IsEmpty());
  const auto places = read(Format::cloudevents, "[" + good + "]");
  ASSERT_TRUE(places);
  EXPECT_THAT(places->places, ElementsAre("/0/data"));
  EXPECT_TRUE(places->are_events_there);
}

TEST(CloudEvents, in_binary_mode_the_headers_are_the_attributes) {
  const MonitorDocument document{
      Format::cloudevents,
      kData,
      "application/json",
      {{"ce-specversion", "1.0"}, {"ce-id", "e%2D1"}, {"ce-source", "/shop"}, {"ce-subject", "checkout"}, {"host", "x"}}};
  const auto read = read_monitor(document, {}, kNow);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->events.size(), 1U);
  EXPECT_EQ(read->events.front().incident, "checkout");
  EXPECT_EQ(read->events.front().id, "/shop e-1");
  auto lacking = document;
  lacking.headers = {{"ce-specversion", "1.0"}};
  EXPECT_FALSE(read_monitor(lacking, {}, kNow));
  lacking.headers = {{"ce-id", "%zz"}, {"ce-source", "s"}};
  EXPECT_FALSE(read_monitor(lacking, {}, kNow));
}

TEST(CloudEvents, larger_than_an_event_may_be_are_too_large) {
  const auto refused = read(
      Format::cloudevents,
      cloudevent(R"(, "data": {"action": "open", "title": "T", "impact": "major", "summary": ")" + std::string(kEventLimit, 's') + "\"}"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().problem.kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace crier::ingest
