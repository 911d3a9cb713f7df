#include <filesystem>
#include <set>

#include "monitor.h"

/// Documents that Alertmanager, Prometheus and Nagios sent, as they came over the wire (tests/fixtures/ingest).
namespace crier::ingest {
namespace {

const std::string kFolder = CRIER_SOURCE "/tests/fixtures/ingest/";

std::string captured(const std::string& name) {
  std::ifstream in(kFolder + name, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

/// What one document becomes: nothing, or one event.
struct Row {
  const char* file;
  Format format;
  std::optional<Action> action;
  const char* key;  ///< what the incident's key begins with
  const char* title;
  std::optional<Impact> impact;
  const char* summary;
  const char* at;
};

constexpr const char* kCannotPay = "Customers cannot pay.";
constexpr const char* kPrinted = "CRITICAL - cannot pay: \"it's down\" `touch /tmp/pwned1` $(touch /tmp/pwned2) : echo & <b>Zürich</b>";

const Row kRows[] = {
    {"alertmanager-firing.json", Format::alertmanager, Action::open, "CheckoutDown-", "CheckoutDown", Impact::critical, kCannotPay,
     "2026-11-26T01:33:18.433Z"},
    {"alertmanager-two-firing.json", Format::alertmanager, Action::open, "SearchSlow-", "SearchSlow", Impact::minor, "Searching takes 3 s.",
     "2026-11-26T01:33:18.433Z"},
    // The words are those of what still fires.
    {"alertmanager-one-of-two-resolved.json", Format::alertmanager, Action::open, "SearchSlow-", "SearchSlow", Impact::minor,
     "Searching takes 4 s.", "2026-11-26T01:33:18.433Z"},
    {"alertmanager-resolved.json", Format::alertmanager, Action::resolve, "CheckoutDown-", "", {}, "", "2026-11-26T01:33:36.433Z"},
    {"alertmanager-resolved-but-truncated.json", Format::alertmanager, {}, "", "", {}, "", ""},
    {"nagios-service-acknowledgement.json",
     Format::nagios,
     Action::acknowledge,
     "shop-1/Checkout",
     "",
     {},
     "alice: we are at it",
     "2026-11-26T01:31:31Z"},
    {"nagios-service-custom.json", Format::nagios, {}, "", "", {}, "", ""},
    {"nagios-service-downtimeend.json", Format::nagios, {}, "", "", {}, "", ""},
    {"nagios-service-downtimestart.json", Format::nagios, {}, "", "", {}, "", ""},
    {"nagios-service-problem.json", Format::nagios, Action::open, "shop-1/Checkout", "Checkout", Impact::critical, kPrinted,
     "2026-11-26T01:29:57Z"},
    {"nagios-service-recovery.json", Format::nagios, Action::resolve, "shop-1/Checkout", "", {}, "", "2026-11-26T01:30:53Z"},
    {"prometheus-firing.json", Format::prometheus, Action::open, "CheckoutDown-", "CheckoutDown", Impact::critical, kCannotPay,
     "2026-11-26T01:33:18.433Z"},
    {"prometheus-resolved.json", Format::prometheus, Action::resolve, "CheckoutDown-", "", {}, "", "2026-11-26T01:33:36.433Z"},
    {"prometheus-one-of-two-resolved.json", Format::prometheus, Action::resolve, "SearchSlow-", "", {}, "", "2026-11-26T01:33:27.433Z"},
};

/// As of the moment at which they were sent: an end to come is none.
std::vector<core::Event> events_then(Format format, const std::string& body) {
  const auto document = read_monitor({format, body, "application/json", {}}, {}, time_of("2026-11-26T01:33:40Z"));
  if (!document) {
    ADD_FAILURE() << document.error().problem.detail;
    return {};
  }
  for (const auto& event : document->events) expect_sound(event);
  return document->events;
}

TEST(Captured, each_document_becomes_what_its_system_meant) {
  for (const auto& row : kRows) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, row.file);
    const auto events = events_then(row.format, captured(row.file));
    ASSERT_EQ(events.size(), row.action ? 1U : 0U);
    if (!row.action) continue;
    const auto& event = events.front();
    EXPECT_EQ(event.action, *row.action);
    EXPECT_THAT(event.incident, StartsWith(row.key));
    EXPECT_EQ(event.title.value_or(""), row.title);
    EXPECT_EQ(event.impact, row.impact);
    EXPECT_EQ(event.summary, row.summary);
    ASSERT_TRUE(event.at);
    EXPECT_EQ(*event.at, time_of(row.at));
    EXPECT_FALSE(event.signature.empty()) << "sent twice it would be told twice";
  }
}

TEST(Captured, what_opens_and_what_ends_it_have_the_same_key) {
  const auto key = [](Format format, const char* file) { return events_then(format, captured(file)).at(0).incident; };
  EXPECT_EQ(key(Format::alertmanager, "alertmanager-firing.json"), key(Format::alertmanager, "alertmanager-resolved.json"));
  EXPECT_EQ(key(Format::alertmanager, "alertmanager-two-firing.json"), key(Format::alertmanager, "alertmanager-one-of-two-resolved.json"));
  EXPECT_EQ(key(Format::prometheus, "prometheus-firing.json"), key(Format::prometheus, "prometheus-resolved.json"));
}

TEST(Captured, alerts_that_differ_by_their_instance_are_one_incident_of_prometheus) {
  const auto firing = events_then(Format::prometheus, captured("prometheus-two-firing.json"));
  ASSERT_EQ(firing.size(), 1U);
  EXPECT_EQ(firing[0].action, Action::open);
  EXPECT_EQ(firing[0].incident, events_then(Format::prometheus, captured("prometheus-one-of-two-resolved.json")).at(0).incident);
  const auto ended = events_then(Format::prometheus, captured("prometheus-resolved-resent.json"));
  ASSERT_EQ(ended.size(), 2U) << "one for each alertname";
  for (const auto& event : ended) EXPECT_EQ(event.action, Action::resolve);
  EXPECT_NE(ended[0].incident, ended[1].incident);
}

TEST(Captured, a_group_that_was_cut_ends_nothing_but_may_open) {
  auto body = captured("alertmanager-resolved-but-truncated.json");
  EXPECT_THAT(events_then(Format::alertmanager, body), IsEmpty()) << "what was left out may still fire";
  EXPECT_THAT(events_then(Format::grafana, body), IsEmpty());
  const std::string cut = "\"truncatedAlerts\":1";
  auto whole = body;
  whole.replace(whole.find(cut), cut.size(), "\"truncatedAlerts\":0");
  EXPECT_EQ(events_then(Format::alertmanager, whole).at(0).action, Action::resolve);
  auto firing = captured("alertmanager-firing.json");
  firing.replace(firing.find("\"truncatedAlerts\":0"), cut.size(), cut);
  EXPECT_EQ(events_then(Format::alertmanager, firing).at(0).action, Action::open);
  body.replace(body.find(cut), cut.size(), R"("truncatedAlerts":"1")");
  EXPECT_EQ(fault_of(Format::alertmanager, body).first, "/truncatedAlerts");
}

TEST(Captured, every_document_is_tried) {
  std::set<std::string> tried{"prometheus-two-firing.json", "prometheus-resolved-resent.json"}, there;
  for (const auto& row : kRows) tried.insert(row.file);
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) there.insert(file.path().filename().string());
  EXPECT_EQ(tried, there);
}

}  // namespace
}  // namespace crier::ingest
