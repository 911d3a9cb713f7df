#include "ingest/alert_board.h"

#include "monitor.h"

namespace crier::ingest {
namespace {

/// Alerts of one incident on several instances.
struct Board : testing::Test {
  AlertBoard board;
  UtcTime now = kNow;
  /// Each is an instance with "+" (it fires) or "-" (it ended) before it.
  std::vector<Action> tell(const std::vector<std::string>& instances, const std::string& disk = "sda") {
    std::string body;
    for (const auto& one : instances) {
      const auto end = format_rfc3339(one.front() == '+' ? now + std::chrono::minutes(4) : now);
      body += (body.empty() ? "" : ",") + (R"({"labels": {"alertname": "Down", "disk": ")" + disk + R"(", "instance": ")" + one.substr(1)) +
              R"("}, "startsAt": "2026-01-15T08:00:00Z", "endsAt": ")" + end + "\"}";
    }
    auto document = read_monitor({Format::prometheus, "[" + body + "]", "", {}}, {}, now);
    if (!document) return {};
    board.settle(*document, now);
    EXPECT_EQ(document->places.size(), document->events.size());
    std::vector<Action> actions;
    for (const auto& event : document->events) actions.push_back(event.action);
    return actions;
  }
};

TEST_F(Board, an_incident_is_resolved_with_its_last_alert) {
  EXPECT_THAT(tell({"+a"}), ElementsAre(Action::open));
  EXPECT_THAT(tell({"+b"}), ElementsAre(Action::open));
  EXPECT_THAT(tell({"-a"}), IsEmpty()) << "b still fires, though the document does not speak of it";
  EXPECT_THAT(tell({"-a"}), IsEmpty()) << "ends are sent again";
  EXPECT_THAT(tell({"-b"}), ElementsAre(Action::resolve));
  EXPECT_THAT(tell({"-b"}), ElementsAre(Action::resolve));
  EXPECT_EQ(board.size(), 0U);
}

TEST_F(Board, alerts_of_other_incidents_do_not_count) {
  tell({"+a"}, "sda");
  tell({"+a"}, "sdb");
  EXPECT_THAT(tell({"-a"}, "sda"), ElementsAre(Action::resolve));
}

TEST_F(Board, an_alert_that_is_not_sent_again_fires_no_longer_than_it_was_said_to) {
  tell({"+a", "+b"});
  now += std::chrono::minutes(4);
  EXPECT_THAT(tell({"-a"}), ElementsAre(Action::resolve));
}

TEST_F(Board, what_is_unknown_is_taken_at_its_word) { EXPECT_THAT(tell({"-a"}), ElementsAre(Action::resolve)); }

TEST_F(Board, forgets_what_is_over) {
  for (int i = 0; i < 100; ++i) tell({"+a" + std::to_string(i)}, "sd" + std::to_string(i));
  EXPECT_EQ(board.size(), 100U);
  now += std::chrono::minutes(10);
  tell({"+b"});
  EXPECT_EQ(board.size(), 1U);
}

TEST_F(Board, leaves_documents_of_other_formats_alone) {
  auto document = read(Format::alertmanager, sample("alertmanager-webhook-resolved.json"));
  ASSERT_TRUE(document);
  board.settle(*document, now);
  EXPECT_EQ(document->events.size(), 1U);
  EXPECT_EQ(board.size(), 0U);
}

}  // namespace
}  // namespace crier::ingest
