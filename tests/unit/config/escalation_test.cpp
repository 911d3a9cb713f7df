#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

using core::Escalation;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// `lines` are those of the audience ops.
class AnEscalation : public ::testing::Test {
 protected:
  Loaded load_with(const std::string& lines) {
    return load_text(
        "channels: {mail: {type: smtp, url: \"smtp://127.0.0.1:25\", from: status@example.com}}\n"
        "audiences:\n"
        "  ops: {" +
            lines +
            ", recipients: [{channel: mail, to: a@example.com}]}\n"
            "  duty: {internal: true, recipients: [{channel: mail, to: b@example.com}]}\n"
            "  customers: {recipients: [{channel: mail, to: c@customer.example}]}\n"
            "routes: [{match: {}, audiences: [customers]}]\n",
        folder_.path("crier.yaml"));
  }
  tests::Folder folder_;
};

TEST_F(AnEscalation, has_its_steps_in_order_of_time) {
  const auto loaded = load_with("internal: true, escalate: [{after: 45m, audience: duty}, {after: 15m, audience: duty}]");
  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  EXPECT_THAT(loaded.snapshot->audiences.at("ops").escalate, ElementsAre(Escalation{minutes{15}, "duty"}, Escalation{minutes{45}, "duty"}));
  EXPECT_THAT(loaded.snapshot->audiences.at("duty").escalate, IsEmpty());
}

TEST_F(AnEscalation, that_can_reach_nobody_is_refused_where_it_stands) {
  const struct {
    const char* lines;
    const char* fault;
  } cases[] = {
      {"escalate: [{after: 15m, audience: duty}]", "crier.yaml:3:9: audience 'ops' is not internal, nobody in it acknowledges"},
      {"internal: true, escalate: [{after: 15m, audience: dutty}]", "crier.yaml:3:59: there is no audience 'dutty', did you mean 'duty'?"},
      {"internal: true, escalate: [{after: 15m, audience: ops}]", "crier.yaml:3:59: audience 'ops' cannot be told of its own silence"},
      {"internal: true, escalate: [{after: 15m, audience: customers}]",
       "crier.yaml:3:59: audience 'customers' is not internal and gets no commands to type"},
      {"internal: true, escalate: [{audience: duty}]", "'after' is missing"},
      {"internal: true, escalate: [{after: 15m}]", "'audience' is missing"},
      {"internal: true, escalate: [{after: 0s, audience: duty}]", "'after' is '0s', expected a duration"},
      {"internal: true, escalate: [{after: 15m, audience: duty, to: x}]", "unknown key 'to'"},
  };
  for (const auto& one : cases) {
    const auto loaded = load_with(one.lines);
    EXPECT_EQ(loaded.snapshot, nullptr) << one.lines;
    EXPECT_THAT(loaded.report, HasSubstr(one.fault)) << one.lines;
  }
}

}  // namespace
}  // namespace crier::config
