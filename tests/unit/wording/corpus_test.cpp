// The shipped English rules against real messages that a reader labelled (samples/messages of the shared folder). The table that is printed
// has every label that a rule is for; asserted are those where a rule is an error or a fact that readers need.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <set>

#include "unit/wording/shipped.h"

namespace crier::tests {
namespace {

struct Message {
  std::string id;
  std::set<std::string> labels;
  std::vector<wording::Finding> findings;
};

struct Label {
  const char* name;
  std::vector<std::string> rules;
  double recall = 0;  ///< at least; 0: shown only
  double precision = 0;
};

const std::vector<Label>& labels() {
  static const std::vector<Label> all{
      {"eta", {"eta-commitment"}, 0.9, 0.8},
      {"placeholder", {"placeholder"}, 0.8, 0.7},
      {"timezone", {"timezone-missing", "timezone-ambiguous"}, 0.8, 0.7},
      {"blame", {"blame-party", "blame-person"}, 0.8, 0.7},
      {"no_next_update", {"next-update-missing"}, 0.8, 0.7},
      {"eta_soft", {"eta-soft"}},
      {"no_consequence", {"consequence-missing"}},
      {"speculation", {"speculation"}},
      {"vague", {"scope-vague"}},
      {"contentless", {"contentless"}},
      {"tone", {"hype", "drama-humour", "cliche"}},
      {"jargon", {"jargon-early"}},
      {"no_timing", {"resolved-timing", "maintenance-window"}},
      {"no_actions", {"resolved-actions"}},
      {"overclaim", {"promise-other"}},
      {"permanent_buried", {"permanent-buried"}},
      {"apology_empty", {"cliche"}},
      {"no_contact", {"contact-missing"}},
  };
  return all;
}

/// Empty if the shared folder is absent.
std::vector<Message> corpus(const wording::Rulebook& rules) {
  std::ifstream in(CRIER_SHARED "/samples/messages/corpus.jsonl");
  std::vector<Message> messages;
  for (std::string line; std::getline(in, line);) {
    const boost::json::object object = boost::json::parse(line).as_object();
    Message message;
    message.id = boost::json::value_to<std::string>(object.at("id"));
    for (const auto& label : object.at("labels").as_array()) message.labels.insert(boost::json::value_to<std::string>(label));
    const auto state = wording::parse_state(boost::json::value_to<std::string>(object.at("state")));
    EXPECT_TRUE(state) << message.id << " has a state that is none";
    message.findings = found_in(rules, boost::json::value_to<std::string>(object.at("text")), state.value_or(wording::State::update), "en");
    messages.push_back(std::move(message));
  }
  return messages;
}

class WordingCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const auto rules = config::shipped_rulebook();
    ASSERT_TRUE(rules);
    messages = corpus(*rules);
    if (messages.empty()) GTEST_SKIP() << "the folder with the messages is absent: " << CRIER_SHARED << "/samples/messages";
  }

  std::vector<Message> messages;
};

TEST_F(WordingCorpus, RulesFindWhatAReaderFoundAndLittleElse) {
  std::printf("%-18s %5s %5s %5s %8s %10s\n", "label", "both", "rule", "label", "recall", "precision");
  for (const Label& label : labels()) {
    int both = 0, rule_only = 0, label_only = 0;
    std::string wrong;
    for (const Message& message : messages) {
      const bool found =
          std::any_of(label.rules.begin(), label.rules.end(), [&](const auto& rule) { return has_rule(message.findings, rule); });
      const bool labelled = message.labels.contains(label.name);
      both += found && labelled;
      rule_only += found && !labelled;
      label_only += !found && labelled;
      if (found != labelled) wrong += (found ? " +" : " -") + message.id;
    }
    const double recall = both + label_only == 0 ? 1 : static_cast<double>(both) / (both + label_only);
    const double precision = both + rule_only == 0 ? 1 : static_cast<double>(both) / (both + rule_only);
    std::printf("%-18s %5d %5d %5d %8.2f %10.2f\n", label.name, both, rule_only, label_only, recall, precision);
    EXPECT_GE(recall, label.recall) << label.name << wrong;
    EXPECT_GE(precision, label.precision) << label.name << wrong;
  }
}

TEST_F(WordingCorpus, NothingThatAReaderLetPassIsRefused) {
  for (const Message& message : messages) {
    if (!message.labels.contains("none")) continue;
    for (const auto& finding : message.findings) {
      EXPECT_NE(finding.severity, wording::Severity::error) << message.id << ": " << finding.rule << ": " << finding.excerpt;
    }
  }
}

}  // namespace
}  // namespace crier::tests
