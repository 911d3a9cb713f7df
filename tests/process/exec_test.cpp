#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "process/house.h"

/// Channels whose adapter is a program (interface.md section 5, "Exec"), on the built daemon.
namespace crier::process {
namespace {

using testing::HasSubstr;

/// A house with one recipient on the channel `pager`, and one on `hooks`.
class ExecChannel : public testing::Test {
 protected:
  void furnish_with(const std::string& settings, const std::string& recipient = "{channel: pager, to: '+49 30 1234', name: Duty}") const {
    sandbox_.write("hook-secret", kHookSecret);
    sandbox_.configure("channels:\n  pager: {type: exec, command: [" + program() + ", argument], retry: {initial: 50ms, cap: 100ms}" +
                       settings +
                       "}\n  hooks: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
                       "audiences:\n  duty:\n    recipients:\n      - " +
                       recipient +
                       "\n"
                       "  customers:\n    recipients:\n      - {channel: hooks, to: \"" +
                       receiver_.url("/") +
                       "\"}\n"
                       "routes:\n  - {match: {}, audiences: [duty, customers]}\n");
  }
  [[nodiscard]] std::string program() const { return sandbox_.path("pager").string(); }
  [[nodiscard]] std::string at(const std::string& name) const { return sandbox_.path(name).string(); }
  void script(const std::string& body) const { sandbox_.write("pager", "#!/bin/sh\n" + body + "\n", 0700); }

  void tell(const std::string& event) const {
    const Answer answer = sandbox_.request("POST", "/v1/events", event);
    EXPECT_EQ(answer.status, 202) << answer.body;
  }
  /// The one delivery over `pager`.
  [[nodiscard]] std::string delivery() const { return sandbox_.request("GET", "/v1/deliveries?channel=pager").body; }
  [[nodiscard]] bool comes_to(const std::string& state) const {
    return eventually([&] { return text_at(delivery(), "/deliveries/0/state") == state; });
  }

  Receiver receiver_;
  Sandbox sandbox_;
};

TEST_F(ExecChannel, gives_each_update_to_a_program_and_keeps_its_ids_for_the_thread) {
  script("cat >> " + at("documents") + "; echo >> " + at("documents") + "; echo post-$(wc -l < " + at("documents") + "); echo noise");
  furnish_with("");
  Program daemon = sandbox_.daemon();

  tell(opening("db"));
  ASSERT_TRUE(comes_to("delivered")) << delivery();
  tell(updating("db", "We restart it."));
  ASSERT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 4; }));

  const std::string documents = sandbox_.read("documents");
  ASSERT_EQ(count_of("\n", documents), 2U) << documents;
  const std::string first = documents.substr(0, documents.find('\n'));
  const std::string second = documents.substr(documents.find('\n') + 1);
  EXPECT_EQ(number_at(first, "/protocol"), 1);
  EXPECT_EQ(number_at(first, "/attempt"), 1);
  EXPECT_EQ(text_at(first, "/recipient"), "+49 30 1234");
  EXPECT_EQ(text_at(first, "/name"), "Duty");
  EXPECT_EQ(text_at(first, "/channel"), "pager");
  EXPECT_EQ(text_at(first, "/audience"), "duty");
  EXPECT_EQ(text_at(first, "/incident/title"), "Checkout unavailable");
  EXPECT_EQ(number_at(first, "/update/number"), 1);
  EXPECT_THAT(text_at(first, "/message/subject"), HasSubstr("Checkout unavailable"));
  EXPECT_THAT(text_at(first, "/message/text"), HasSubstr("Customers cannot pay."));
  EXPECT_THAT(text_at(first, "/message/html"), HasSubstr("<"));
  EXPECT_NE(text_at(first, "/message/short"), "");
  EXPECT_EQ(text_at(first, "/thread/root"), "");
  EXPECT_EQ(text_at(second, "/thread/root"), "post-1");
  EXPECT_EQ(text_at(second, "/thread/last"), "post-1");
  EXPECT_EQ(number_at(second, "/update/number"), 2);
}

TEST_F(ExecChannel, tries_again_what_its_program_asks_to_and_ends_what_it_refuses) {
  script("cat > /dev/null; echo x >> " + at("tries") + "; test $(wc -l < " + at("tries") +
         ") -gt 2 && { echo nobody there >&2; exit 67; }; echo busy >&2; exit 75");
  furnish_with("", "{channel: pager}");
  Program daemon = sandbox_.daemon();

  tell(opening("db"));
  ASSERT_TRUE(comes_to("failed")) << delivery();

  const std::string all = delivery();
  EXPECT_EQ(count_of("exit 75: busy", all), 2U) << all;
  EXPECT_EQ(count_of("exit 67: nobody there", all), 1U) << all;
  EXPECT_EQ(count_of("\n", sandbox_.read("tries")), 3U);
}

TEST_F(ExecChannel, pauses_and_keeps_its_deliveries_while_its_program_is_missing) {
  furnish_with("");
  Program daemon = sandbox_.daemon();

  tell(opening("db"));
  ASSERT_TRUE(eventually([&] { return count_of("\"blocked\"", sandbox_.request("GET", "/v1/channels").body) == 1; }));
  EXPECT_THAT(sandbox_.request("GET", "/v1/channels").body, HasSubstr(program() + " cannot be begun: No such file"));
  EXPECT_TRUE(comes_to("queued")) << delivery();
  ASSERT_TRUE(receiver_.wait_for(1)) << "another channel goes on";

  script("exit 0");
  EXPECT_EQ(sandbox_.request("POST", "/v1/channels/pager/resume").status, 200);
  EXPECT_TRUE(comes_to("delivered")) << delivery();
}

TEST_F(ExecChannel, does_not_delay_another_channel_with_a_program_that_hangs) {
  script("echo $$ > " + at("begun") + "; n=0; while [ ! -e " + at("go") + " ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done");
  furnish_with(", timeout: 10m");
  Program daemon = sandbox_.daemon();

  tell(opening("db"));
  ASSERT_TRUE(eventually([&] { return !sandbox_.read("begun").empty(); }));
  for (int i = 0; i < 50; ++i) tell(opening("other-" + std::to_string(i)));
  EXPECT_TRUE(receiver_.wait_for(51));
  EXPECT_EQ(deliveries(sandbox_, "db", "sending"), 1) << "the program hangs still";

  sandbox_.write("go", "");
  EXPECT_TRUE(eventually([&] { return deliveries(sandbox_, "db", "delivered") == 2; }));
}

TEST_F(ExecChannel, counts_a_program_that_takes_too_long_as_unknown_and_says_so_to_the_next) {
  script("cat >> " + at("documents") + "; echo >> " + at("documents") + "; test $(wc -l < " + at("documents") +
         ") -gt 1 || exec sleep 1000");
  furnish_with(", timeout: 300ms");
  Program daemon = sandbox_.daemon();

  tell(opening("db"));
  ASSERT_TRUE(comes_to("delivered")) << delivery();

  const std::string all = delivery();
  EXPECT_EQ(count_of("\"unknown\"", all), 1U) << all;
  EXPECT_THAT(all, HasSubstr("did not end within 300ms"));
  const std::string documents = sandbox_.read("documents");
  EXPECT_EQ(count_of("\"unsure\":false", documents), 1U);
  EXPECT_EQ(count_of("\"unsure\":true", documents), 1U);
  const std::string first = documents.substr(0, documents.find('\n')), second = documents.substr(documents.find('\n') + 1);
  EXPECT_EQ(text_at(first, "/delivery"), text_at(second, "/delivery"));
  EXPECT_EQ(text_at(first, "/idempotency_key"), text_at(second, "/idempotency_key"));
  EXPECT_EQ(number_at(second, "/attempt"), 2);
}

TEST_F(ExecChannel, can_be_tested_with_and_without_an_address) {
  script("cat > " + at("document"));
  furnish_with("");
  Program daemon = sandbox_.daemon();

  EXPECT_EQ(text_at(sandbox_.request("POST", "/v1/channels/pager/test", "{\"to\": \"me\"}").body, "/outcome"), "delivered");
  EXPECT_EQ(text_at(sandbox_.read("document"), "/recipient"), "me");
  EXPECT_EQ(text_at(sandbox_.request("POST", "/v1/channels/pager/test", "{\"to\": \"\"}").body, "/outcome"), "delivered");
  EXPECT_EQ(text_at(sandbox_.read("document"), "/recipient"), "");
}

TEST_F(ExecChannel, leaves_no_program_behind_when_a_stop_is_cut_short_and_tries_again_at_the_next_start) {
  script("cat > " + at("document") + "; test -e " + at("again") + " && exit 0; trap '' TERM; echo $$ > " + at("begun") +
         "; while :; do sleep 1000; done");
  furnish_with(", timeout: 10m");
  Program daemon = sandbox_.daemon();
  tell(opening("db"));
  ASSERT_TRUE(eventually([&] { return !sandbox_.read("begun").empty(); }));

  daemon.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return daemon.errors().find(" stopping: ") != std::string::npos; }));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0) << daemon.errors();
  const int pid = std::stoi(sandbox_.read("begun"));
  EXPECT_TRUE(eventually([&] { return ::kill(pid, 0) != 0; })) << "the program is left behind";

  sandbox_.write("again", "");
  Program next = sandbox_.daemon();
  ASSERT_TRUE(comes_to("delivered")) << delivery();
  EXPECT_THAT(sandbox_.read("document"), HasSubstr("\"unsure\":true"));
}

}  // namespace
}  // namespace crier::process
