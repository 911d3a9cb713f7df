#include <gtest/gtest.h>

#include "base/random.h"
#include "core/event_json_writer.h"
#include "ingest/draft_markdown.h"
#include "ingest/event_json.h"
#include "monitor.h"

namespace crier::ingest {
namespace {

constexpr int kRounds = 20000;

/// The text with a few bytes changed, doubled, cut out or put in: most of it still looks like what it was.
std::string mutate(std::string text, std::string_view spices, Random& random) {
  const auto below = [&random](std::size_t bound) { return static_cast<std::size_t>(random.next() % bound); };
  for (std::size_t changes = 1 + below(2); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(20, text.size() - at));
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(at, 1, spices[below(spices.size())]);
        break;
      default:
        text[at] = spices[below(spices.size())];
        break;
    }
  }
  return text;
}

std::string seed_of_round(int round) { return "round " + std::to_string(round); }

TEST(Mutations, of_documents_are_read_whole_or_refused_with_a_reason) {
  const std::string event =
      R"({"id": "e1", "action": "open", "incident": "db", "title": "T\u00e4\"", "impact": "major", "services": ["a", "b"], "labels": {"r": "eu"}, "summary": "S\n",)"
      R"( "consequences": {"now": "N"}, "next_update": "45m", "actions": {"done": ["x"]}, "translations": {"de": {"title": "D"}}, "at": "2026-11-22T14:05:00+01:00", "anyway": true})";
  const std::string bodies[] = {event, "[" + event + ", " + event + "]", event + "\n" + event + "\n"};
  Random random(20261122);
  int taken = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto kind = static_cast<std::size_t>(round % 3);
    const auto body = mutate(bodies[kind], "{}[]\",:\\\n\r0abcdefghijklmnop ", random);
    const auto document = read_events(body, kind == 2 ? Layout::lines : Layout::json, "");
    if (!document) {
      ASSERT_FALSE(document.error().problem.detail.empty()) << seed_of_round(round);
      ASSERT_FALSE(document.error().problem.faults.empty()) << seed_of_round(round);
      continue;
    }
    ++taken;
    for (const auto& one : document->events) {
      const auto again = read_events(core::canonical_json(one), Layout::json, "");
      ASSERT_TRUE(again) << seed_of_round(round) << ": " << again.error().problem.detail;
      ASSERT_EQ(again->events.front(), one) << seed_of_round(round);
    }
  }
  EXPECT_GT(taken, kRounds / 100) << "too few were left whole for the test to say much";
}

TEST(Mutations, of_drafts_are_read_whole_or_refused_with_a_line) {
  const std::string draft =
      "---\ntitle: \"T: x\"\nimpact: major\nservices: [a, 'b']\nlabels:\n  r: eu\naudiences:\n- all\n---\nSummary.\n\n## Consequences\n### "
      "Now\nN\n## Details\n```\n## x\n```\n"
      "## Actions\n### Done\n- one\n## de\nS\n### Title\nT\n";
  Random random(20261123);
  int taken = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto text = mutate(draft, "-#: \n'\"[]{},`|", random);
    const auto read = read_draft(text);
    if (!read) {
      ASSERT_FALSE(read.error().empty()) << seed_of_round(round);
      for (const auto& fault : read.error()) {
        ASSERT_GE(fault.line, 1) << seed_of_round(round);
        ASSERT_FALSE(fault.detail.empty()) << seed_of_round(round);
      }
      continue;
    }
    ++taken;
    ASSERT_TRUE(read_events(core::canonical_json(read->event), Layout::json, "")) << seed_of_round(round) << "\n" << text;
  }
  EXPECT_GT(taken, kRounds / 100) << "too few were left whole for the test to say much";
}

TEST(Mutations, of_monitors_documents_make_sound_events_or_are_refused_with_a_reason) {
  const std::pair<Format, std::string> seeds[] = {
      {Format::alertmanager, sample("alertmanager-webhook-v4-firing.json")},
      {Format::alertmanager, sample("alertmanager-webhook-resolved.json")},
      {Format::prometheus, sample("prometheus-post-api-v2-alerts.json")},
      {Format::grafana, sample("grafana-webhook-v1-firing-12.json")},
      {Format::cloudevents, R"({"specversion": "1.0", "id": "1", "source": "s", "subject": "k", "data": {"action": "resolve"}})"},
      {Format::pagerduty, sample("pagerduty-events-v2-trigger.json")},
      {Format::nagios, sample("nagios-service-problem-macros.json")},
      {Format::icinga, sample("icinga-notifications-process-event.json")},
      {Format::zabbix, sample("zabbix-webhook-body.json")}};
  Random random(20261126);
  int taken = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto& [format, seed] = seeds[static_cast<std::size_t>(round) % std::size(seeds)];
    const auto body = mutate(seed, "{}[]\",:\\\n\r0abcdefghijklmnop ", random);
    const auto document = read(format, body);
    if (!document) {
      ASSERT_FALSE(document.error().problem.detail.empty()) << seed_of_round(round);
      continue;
    }
    ++taken;
    for (const auto& event : document->events) expect_sound(event);
    ASSERT_FALSE(HasFailure()) << seed_of_round(round) << "\n" << body;
  }
  EXPECT_GT(taken, kRounds / 10) << "too few were left whole for the test to say much";
}

}  // namespace
}  // namespace crier::ingest
