// What must hold for every adapter: each script over HTTP is replayed with every step failing in turn, in every way, and so is a program.
#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"
#include "channels/registry.h"
#include "unit/channels/http_service.h"
#include "unit/channels/script.h"

namespace crier::channels {
namespace {

using core::Outcome;
using core::OutcomeKind;
using core::Scope;
using tests::play;
using tests::reply;

/// One way of using an adapter, with the replies of a good day.
struct Script {
  std::string name;
  std::shared_ptr<const Adapter> adapter;
  Job job;
  std::vector<HttpReply> good;
  std::size_t posts_from = 0;        ///< the first request that says anything to anybody; those before it fetch tokens
  std::size_t done_from = SIZE_MAX;  ///< from this request on it is said already: nothing is in doubt, and it ends delivered
};

core::Message message() {
  core::Message made;
  made.parts = {"first part", "second part", "third part"};
  made.payload =
      R"({"type":"incident.opened","text":"t","blocks":[{"type":"divider"}],"header":{"text":"h","blocks":[{"type":"divider"}]},)"
      R"("corrected":{"text":"c","blocks":[{"type":"divider"}]}})";
  return made;
}

/// Each way of using presets: by the recipient's URL, by the channel's, as a follow-up, with a session, with an edit.
std::vector<Script> http_scripts() {
  const auto adapter = [](const std::string& preset, const std::string& url = "") {
    return http::make_adapter(tests::service(preset, url));
  };
  const std::string hook = "https://hooks.example/secret-of-ours";
  auto later = tests::first_post("-100");
  later.thread_root = later.thread_last = "7";
  auto correcting = later;
  correcting.corrected_id = "8";
  const auto telegram = reply(200, R"({"ok":true,"result":{"message_id":9}})");
  auto record = tests::first_post();
  record.thread_root = record.thread_last = "at://x cid";
  const auto session = reply(200, R"({"accessJwt":"secret-of-ours","refreshJwt":"secret-of-ours","did":"d"})");
  return {
      {"teams", adapter("teams", hook), tests::first_post(), {reply(202)}},
      {"a recipient's teams", adapter("teams"), tests::first_post("https://teams.example/x"), {reply(202)}},
      {"discord", adapter("discord", hook), tests::first_post(), {reply(200, R"({"id":"1"})")}},
      {"telegram in a thread", adapter("telegram"), later, {telegram}},
      {"telegram correction", adapter("telegram"), correcting, {telegram, telegram}, 0, 1},
      {"bluesky", adapter("bluesky"), record, {session, reply(200, R"({"uri":"u","cid":"c"})")}, 1},
      {"mattermost", adapter("mattermost", hook), tests::first_post(), {reply(200, "ok")}},
      {"pagerduty", adapter("pagerduty"), tests::first_post(), {reply(202, R"({"status":"success"})")}},
      {"twilio", adapter("twilio"), tests::first_post("+49301234567"), {reply(201, R"({"sid":"SM1"})")}},
      {"matrix", adapter("matrix", "https://m.example"), tests::first_post("!r:x"), {reply(200, R"({"event_id":"$e"})")}},
  };
}

std::vector<Script> scripts() {
  webhook::Settings hooks;
  hooks.secrets = {Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
  x::Settings signing;
  signing.consumer_key = signing.consumer_secret = signing.access_token = signing.access_token_secret = Secret("secret-of-ours");
  x::Settings refreshing;
  refreshing.client_id = "client";
  refreshing.refresh_token = Secret("secret-of-ours");
  slack::Settings bot;
  bot.token = Secret("secret-of-ours");
  slack::Settings hook;
  hook.webhook = Secret("https://hooks.slack.test/services/secret-of-ours");
  auto edit = tests::job(message(), "#a");
  edit.delivery.kind = DeliveryKind::edit;
  auto threaded = tests::job(message(), "#a");
  edit.thread_root = threaded.thread_root = "C1:1.2";
  auto correcting = threaded;
  correcting.corrected_id = "C1:1.3";
  const auto posted = reply(200, R"({"ok":true,"channel":"C1","ts":"1.2"})");
  const auto created = reply(201, R"({"data":{"id":"77"}})");
  const auto tokens = reply(200, R"({"access_token":"secret-of-ours","refresh_token":"r","expires_in":7200})");
  std::vector<Script> all{
      {"webhook", webhook::make_adapter(hooks), tests::job(message(), "https://a.example/x"), {reply(204)}},
      {"x", x::make_adapter(signing), tests::job(message()), {created, created, created}},
      {"x with OAuth 2", x::make_adapter(refreshing), tests::job(message()), {tokens, created, created, created}, 1},
      {"slack", slack::make_adapter(bot), tests::job(message(), "#a"), {posted}},
      {"slack in a thread", slack::make_adapter(bot), threaded, {posted}},
      {"slack correction", slack::make_adapter(bot), correcting, {posted, posted}, 0, 1},
      {"slack edit", slack::make_adapter(bot), edit, {posted}},
      {"slack webhook", slack::make_adapter(hook), tests::job(message()), {reply(200, "ok")}},
  };
  for (auto& one : http_scripts()) all.push_back(std::move(one));
  return all;
}

/// What holds for every outcome, whatever the other side did.
void expect_sensible(const Outcome& outcome) {
  EXPECT_LE(outcome.reply.size(), 500U) << outcome.reply;
  EXPECT_FALSE(outcome.reply.empty());
  EXPECT_TRUE(is_utf8(outcome.reply)) << outcome.reply;
  EXPECT_FALSE(breaks_line(outcome.reply)) << outcome.reply;
  EXPECT_EQ(outcome.reply.find("secret-of-ours"), std::string::npos) << outcome.reply;
  if (outcome.kind != OutcomeKind::retry) {
    EXPECT_FALSE(outcome.after.has_value());
    EXPECT_FALSE(outcome.congested);
  }
  if (outcome.kind != OutcomeKind::delivered) {
    EXPECT_EQ(outcome.remote_id, "");
  }
  if (outcome.credentials) {
    EXPECT_EQ(outcome.scope, Scope::channel);
    EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
  }
  if (outcome.kind == OutcomeKind::rejected && outcome.scope == Scope::channel) {
    EXPECT_TRUE(outcome.credentials);
  }
  if (outcome.after) {
    EXPECT_GE(*outcome.after, Millis(1000));
    EXPECT_LE(*outcome.after, Millis(24LL * 3600 * 1000));
  }
}

/// The course if the request at `failing` and all after it are answered so.
tests::Course with_failure(const Script& script, std::size_t failing, const HttpReply& failure) {
  auto replies = script.good;
  replies.resize(failing);
  replies.push_back(failure);
  return play(*script.adapter, script.job, replies);
}

TEST(AdapterContract, a_good_day_ends_delivered) {
  for (const auto& script : scripts()) {
    SCOPED_TRACE(script.name);
    const auto course = play(*script.adapter, script.job, script.good);
    EXPECT_EQ(course.requests().size(), script.good.size());
    EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
    expect_sensible(course.outcome());
  }
}

TEST(AdapterContract, a_request_that_was_not_sent_is_retried_and_certainly_not_accepted) {
  for (const auto& script : scripts()) {
    for (std::size_t failing = 0; failing < script.good.size(); ++failing) {
      SCOPED_TRACE(script.name + ", request " + std::to_string(failing));
      const auto outcome = with_failure(script, failing, tests::broken(Broken::not_sent)).outcome();
      EXPECT_EQ(outcome.kind, OutcomeKind::retry);
      EXPECT_FALSE(outcome.maybe_accepted);
      expect_sensible(outcome);
    }
  }
}

TEST(AdapterContract, a_request_that_was_cut_may_have_been_accepted) {
  for (const auto& script : scripts()) {
    for (std::size_t failing = 0; failing < script.good.size(); ++failing) {
      SCOPED_TRACE(script.name + ", request " + std::to_string(failing));
      const auto outcome = with_failure(script, failing, tests::broken(Broken::maybe_accepted)).outcome();
      EXPECT_EQ(outcome.kind, OutcomeKind::retry);
      EXPECT_EQ(outcome.maybe_accepted, failing >= script.posts_from && failing < script.done_from);
      expect_sensible(outcome);
    }
  }
}

TEST(AdapterContract, trouble_on_the_other_side_is_retried) {
  for (const auto& script : scripts()) {
    for (std::size_t failing = 0; failing < script.good.size(); ++failing) {
      for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
        SCOPED_TRACE(script.name + ", request " + std::to_string(failing) + ", status " + std::to_string(status));
        const auto outcome = with_failure(script, failing, reply(status, "<html>", {{"retry-after", "20"}})).outcome();
        EXPECT_EQ(outcome.kind, OutcomeKind::retry);
        EXPECT_EQ(outcome.after, Millis(20000));
        EXPECT_EQ(outcome.congested, status == 429 || status == 503);
        expect_sensible(outcome);
      }
    }
  }
}

TEST(AdapterContract, a_redirect_is_never_followed) {
  for (const auto& script : scripts()) {
    for (std::size_t failing = 0; failing < script.good.size(); ++failing) {
      SCOPED_TRACE(script.name + ", request " + std::to_string(failing));
      const auto course = with_failure(script, failing, reply(307, "", {{"location", "http://127.0.0.1/"}}));
      EXPECT_EQ(course.outcome().kind, failing < script.done_from ? OutcomeKind::rejected : OutcomeKind::delivered);
      EXPECT_EQ(course.requests().size(), failing + 1);
      expect_sensible(course.outcome());
    }
  }
}

TEST(AdapterContract, an_answer_out_of_turn_ends_the_exchange) {
  for (const auto& script : scripts()) {
    SCOPED_TRACE(script.name);
    auto exchange = script.adapter->open(script.job, "");
    ASSERT_TRUE(exchange);
    (void)(*exchange)->start();
    const auto step = (*exchange)->on_reply(MailReply{});
    ASSERT_TRUE(std::holds_alternative<Outcome>(step));
    EXPECT_NE(std::get<Outcome>(step).kind, OutcomeKind::delivered);
  }
}

/// A body that is nearly right, or not at all.
std::string any_body(Random& random, const std::string& good) {
  static const std::vector<std::string> bodies = {"",
                                                  "{",
                                                  "null",
                                                  "[]",
                                                  "7",
                                                  "\"ok\"",
                                                  "<html>",
                                                  "\xFF\xFE",
                                                  std::string(1, '\0'),
                                                  R"({"ok":true,"ts":7})",
                                                  R"({"ok":null})",
                                                  R"({"data":[]})",
                                                  R"({"data":{"id":""}})",
                                                  R"({"errors":{}})",
                                                  R"({"errors":[[]]})",
                                                  R"({"type":"/"})",
                                                  R"({"detail":"duplicate content"})",
                                                  std::string(100000, '[')};
  auto body = random.next() % 2 == 0 ? good : bodies[random.next() % bodies.size()];
  for (auto edits = random.next() % 4; edits > 0 && !body.empty(); --edits) {
    const auto at = random.next() % body.size();
    switch (random.next() % 3) {
      case 0:
        body[at] = static_cast<char>(random.next() % 256);
        break;
      case 1:
        body.erase(at, random.next() % 8);
        break;
      default:
        body.insert(at, body.substr(0, random.next() % 16));
        break;
    }
  }
  return body;
}

TEST(AdapterContract, no_answer_breaks_an_exchange_nor_is_taken_for_acceptance) {
  constexpr std::uint64_t seed = 20261122;
  Random random(seed);
  const auto all = scripts();
  const int statuses[] = {0, 100, 200, 201, 204, 302, 400, 401, 402, 403, 404, 408, 410, 429, 500, 501, 503, 999, -1};
  const char* const names[] = {"retry-after", "date", "x-rate-limit-reset", "x-rate-limit-remaining", "content-type"};
  for (int round = 0; round < 6000; ++round) {
    const auto& script = all[random.next() % all.size()];
    std::vector<HttpReply> replies;
    for (const auto& good : script.good) {
      auto answer = good;
      if (random.next() % 2 == 0) {
        answer = reply(statuses[random.next() % std::size(statuses)], any_body(random, good.body));
        answer.headers.emplace_back(names[random.next() % std::size(names)], any_body(random, "Sun, 22 Nov 2026 13:06:00 GMT"));
      }
      replies.push_back(answer);
    }
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round) + ", " + script.name);
    const auto course = play(*script.adapter, script.job, replies);
    expect_sensible(course.outcome());
    if (course.outcome().kind == OutcomeKind::delivered) {
      const auto& last = replies[std::min({course.requests().size(), replies.size(), script.done_from}) - 1];
      EXPECT_TRUE(last.status >= 200 && last.status <= 299) << last.status << " " << last.body;
    }
    if (testing::Test::HasFailure()) break;
  }
}

/// What a program may print: text, none, much, any bytes.
std::string any_print(Random& random) {
  static const std::vector<std::string> prints = {
      "", "id-1\n", "\n\n", std::string(70000, 'x'), std::string(3, '\0'), "\xFF\xC3\n\xE2\x82", "a\r\nb\r\n", "\x1b[31mred\x1b[0m\n"};
  return prints[random.next() % prints.size()];
}

TEST(AdapterContract, no_end_of_a_program_breaks_its_exchange_nor_is_taken_for_acceptance) {
  constexpr std::uint64_t seed = 20261126;
  Random random(seed);
  exec::Settings settings;
  settings.command = {"/usr/lib/crier/pager"};
  const auto adapter = exec::make_adapter(settings);
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
    CommandReply ended;
    ended.end = static_cast<CommandEnd>(random.next() % 4);
    ended.code = static_cast<int>(random.next() % 256);
    if (random.next() % 4 == 0) ended.code = 0;
    ended.broken = random.next() % 2 == 0;
    if (ended.end != CommandEnd::exited) ended.reason = "The program did not end in time.";
    ended.output = any_print(random);
    ended.errors = any_print(random);
    auto exchange = adapter->open(tests::job(message()), "");
    ASSERT_TRUE(exchange);
    ASSERT_TRUE(std::holds_alternative<CommandRun>((*exchange)->start()));
    const auto outcome = std::get<Outcome>((*exchange)->on_reply(ended));
    expect_sensible(outcome);
    EXPECT_EQ(outcome.kind == OutcomeKind::delivered, ended.end == CommandEnd::exited && ended.code == 0);
    EXPECT_EQ(outcome.maybe_accepted, ended.end == CommandEnd::killed || ended.end == CommandEnd::cut);
    EXPECT_TRUE(is_utf8(outcome.remote_id));
    EXPECT_LE(outcome.remote_id.size(), 500U);
    EXPECT_FALSE(breaks_line(outcome.remote_id));
    if (testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace crier::channels
