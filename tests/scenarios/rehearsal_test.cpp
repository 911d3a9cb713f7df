#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/divert.h"
#include "scenarios/replies.h"
#include "scenarios/story.h"

/// The last hop of rehearsals and exercises, through the whole way (rules D6). The channel is "hooks" whatever its type.
namespace crier::scenarios {
namespace {

using core::DeliveryState;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const std::string kOne = "https://one.example/hook";
const std::string kTwo = "https://two.example/hook";
const std::string kDrill = "https://drill.example/hook";

using Change = std::function<void(config::Snapshot&)>;

Change divert(bool all, std::map<std::string, std::string> addresses) {
  return [all, addresses = std::move(addresses)](config::Snapshot& snapshot) {
    snapshot.divert = config::Divert{all, addresses};
    snapshot.rules.has_divert = true;
  };
}

Change divert_all(const std::string& to = kDrill) { return divert(true, {{"hooks", to}}); }
Change divert_exercises(const std::string& to = kDrill) { return divert(false, {{"hooks", to}}); }

void divert_nothing(config::Snapshot& snapshot) {
  snapshot.divert.reset();
  snapshot.rules.has_divert = false;
}

std::vector<std::string> urls(const Story& story) {
  std::vector<std::string> all;
  for (const auto& request : story.transport.requests) all.push_back(request.url);
  return all;
}

core::Event exercise(const std::string& key) {
  core::Event event;
  event.action = core::Action::open;
  event.incident = key;
  event.title = "Checkout unavailable";
  event.impact = core::Impact::major;
  event.summary = "Customers cannot pay.";
  event.exercise = true;
  return event;
}

std::string header(const channels::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(ARehearsal, keeps_what_waits_a_rehearsal_when_it_ends) {
  Story story;
  story.customers({kOne}).configure([](config::Snapshot& snapshot) {
    divert_all()(snapshot);
    snapshot.rules.guard.hold = std::chrono::seconds{60};
  });
  story.begin();
  ASSERT_TRUE(story.open("db"));
  story.reconfigure(divert_nothing);
  story.wait(std::chrono::hours{1});
  EXPECT_THAT(story.transport.requests, IsEmpty());
}

TEST(ARehearsal, leaves_nothing_for_real_recipients_when_it_ends) {
  Story story;
  story.customers({kOne, kTwo}).configure(divert_all()).begin();
  story.pause();
  ASSERT_TRUE(story.open("db"));
  story.reconfigure(divert_nothing);
  story.resume();
  story.wait(std::chrono::hours{100});
  EXPECT_THAT(story.transport.requests, IsEmpty());
  ASSERT_TRUE(story.open("real"));
  EXPECT_THAT(urls(story), UnorderedElementsAre(kOne, kTwo));
}

TEST(ARehearsal, counts_as_delivered_and_reaches_the_drill_alone) {
  Story story;
  story.customers({kOne, kTwo}).configure(divert_all()).begin();

  ASSERT_TRUE(story.open("db"));

  EXPECT_THAT(urls(story), ElementsAre(kDrill, kDrill));
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 2);
  EXPECT_THAT(story.received(kOne), ElementsAre(1)) << "the timeline is the real recipient's";
  EXPECT_THAT(story.transport.requests[0].body + story.transport.requests[1].body,
              AllOf(HasSubstr("[EXERCISE for " + kOne + "]"), HasSubstr("[EXERCISE for " + kTwo + "]")));
  EXPECT_NE(header(story.transport.requests[0], "webhook-id"), header(story.transport.requests[1], "webhook-id"));
}

TEST(ARehearsal, sends_nothing_where_the_channel_is_dropped_and_says_so) {
  Story story;
  story.customers({kOne, kTwo}).configure(divert(true, {})).begin();

  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.resolve("db"));

  EXPECT_THAT(story.transport.requests, IsEmpty());
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 4);
  for (const auto& delivery : story.deliveries()) {
    ASSERT_THAT(delivery.attempts, SizeIs(1));
    EXPECT_EQ(delivery.attempts[0].reply, "not sent: diverted");
  }
}

TEST(ARehearsal, is_retried_like_anything_else) {
  Story story;
  story.customers({kOne}).configure(divert_all()).begin();
  story.transport.on_http = [&](const channels::HttpRequest&) { return status(story.transport.requests.size() < 3 ? 503 : 200); };

  ASSERT_TRUE(story.open("db"));
  EXPECT_EQ(story.count("db", DeliveryState::waiting), 1);
  story.wait(minutes{2});

  EXPECT_THAT(urls(story), ElementsAre(kDrill, kDrill, kDrill));
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 1);
}

TEST(ARehearsal, suppresses_nobody_for_what_the_drill_answers) {
  Story story;
  story.customers({kOne, kTwo}).configure(divert_all()).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return status(410); };
  ASSERT_TRUE(story.open("rehearsed"));
  EXPECT_EQ(story.count("rehearsed", DeliveryState::failed), 2);

  story.transport.on_http = [](const channels::HttpRequest&) { return status(200); };
  story.reconfigure(divert_nothing);
  ASSERT_TRUE(story.open("real"));

  EXPECT_EQ(story.count("real", DeliveryState::delivered), 2) << "the customers' addresses are as good as before";
}

TEST(ARehearsal, never_reaches_the_brake) {
  Story story;
  std::vector<std::string> many;
  for (int i = 0; i < 60; ++i) many.push_back("https://c" + std::to_string(i) + ".example/hook");
  story.customers(many).configure(divert_all()).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return status(410); };

  ASSERT_TRUE(story.open("db"));
  story.wait(minutes{1});

  EXPECT_EQ(story.count("db", DeliveryState::failed), 60);
  EXPECT_THAT(story.changes, Each(testing::Field(&dispatch::ChannelStatus::condition, Not(dispatch::ChannelCondition::paused))));
}

TEST(ARehearsal, that_begins_in_the_middle_of_a_blast_lets_nothing_more_out) {
  Story story;
  std::vector<std::string> many;
  for (int i = 0; i < 40; ++i) many.push_back("https://one.example/hook/" + std::to_string(i));
  story.settings().connections = 4;
  story.customers(many).begin();
  story.transport.holds = [](const channels::HttpRequest& request) { return request.url != kDrill; };
  ASSERT_TRUE(story.open("db"));
  const auto on_the_wire = story.transport.requests.size();
  ASSERT_GT(on_the_wire, 0U);
  ASSERT_LT(on_the_wire, many.size());

  story.reconfigure(divert_all());
  story.transport.release();
  story.wait(minutes{5});

  EXPECT_EQ(story.count("db", DeliveryState::delivered), 40);
  ASSERT_EQ(story.transport.requests.size(), 40U);
  for (std::size_t i = on_the_wire; i < 40; ++i) EXPECT_EQ(story.transport.requests[i].url, kDrill) << i;
}

TEST(ARehearsal, takes_over_the_retries_of_what_was_real) {
  Story story;
  story.customers({kOne}).begin();
  story.transport.on_http = [](const channels::HttpRequest& request) { return status(request.url == kOne ? 503 : 200); };
  ASSERT_TRUE(story.open("db"));

  story.reconfigure(divert_all());
  story.wait(minutes{1});

  EXPECT_THAT(urls(story), ElementsAre(kOne, kDrill));
}

TEST(ARehearsal, takes_the_test_messages_too) {
  Story story;
  story.customers({kOne}).configure(divert_all()).begin();
  std::optional<core::Outcome> outcome;
  const auto keep = [&](const Result<core::Outcome>& result) { outcome = *result; };

  story.driver->test("hooks", kTwo, keep);
  story.loop.settle();

  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kind, core::OutcomeKind::delivered);
  EXPECT_THAT(urls(story), ElementsAre(kDrill));
  EXPECT_THAT(story.transport.requests[0].body, HasSubstr("[EXERCISE for " + kTwo + "]"));

  story.reconfigure(divert(true, {}));
  story.driver->test("hooks", kTwo, keep);
  story.loop.settle();
  EXPECT_EQ(outcome->reply, "not sent: diverted");
  EXPECT_THAT(urls(story), SizeIs(1));
}

TEST(AnExercise, is_diverted_beside_a_real_incident) {
  Story story;
  story.customers({kOne}).configure(divert_exercises()).begin();

  ASSERT_TRUE(story.say(exercise("drill")));
  ASSERT_TRUE(story.open("real"));
  ASSERT_TRUE(story.update("drill", "Still down."));
  ASSERT_TRUE(story.update("real", "Still down."));
  ASSERT_TRUE(story.resolve("drill"));

  EXPECT_THAT(urls(story), ElementsAre(kDrill, kOne, kDrill, kOne, kDrill));
  EXPECT_THAT(story.transport.requests[1].body, Not(HasSubstr("EXERCISE")));
  EXPECT_THAT(story.transport.requests[4].body, HasSubstr("EXERCISE"));
}

TEST(AnExercise, is_told_apart_for_the_metrics) {
  Story story;
  story.customers({kOne}).configure(divert_exercises()).begin();

  ASSERT_TRUE(story.say(exercise("drill")));
  ASSERT_TRUE(story.open("real"));

  ASSERT_THAT(story.attempts, SizeIs(2));
  EXPECT_TRUE(story.attempts[0].exercise);
  EXPECT_FALSE(story.attempts[1].exercise);
}

TEST(AnExercise, is_dropped_where_divert_is_gone_when_it_is_due) {
  Story story;
  story.customers({kOne}).configure(divert_exercises()).begin();
  story.transport.on_http = [](const channels::HttpRequest&) { return status(503); };
  ASSERT_TRUE(story.say(exercise("drill")));
  EXPECT_EQ(story.count("drill", DeliveryState::waiting), 1);

  story.reconfigure(divert_nothing);
  story.wait(minutes{1});
  ASSERT_TRUE(story.resolve("drill"));

  EXPECT_THAT(urls(story), ElementsAre(kDrill)) << "nobody real hears of it";
  EXPECT_EQ(story.count("drill", DeliveryState::delivered), 2);
}

TEST(AnExercise, leaves_test_messages_real) {
  Story story;
  story.customers({kOne}).configure(divert_exercises()).begin();

  story.driver->test("hooks", kTwo, [](const Result<core::Outcome>&) {});
  story.loop.settle();

  EXPECT_THAT(urls(story), ElementsAre(kTwo));
}

/// Slack by a bot's token, which has threads and edits.
void by_slack(config::Snapshot& snapshot) {
  channels::slack::Settings settings;
  settings.token = Secret("xoxb-1");
  config::Channel& channel = snapshot.channels.at("hooks");
  channel.type = "slack";
  channel.form = render::Form::slack;
  channel.settings = settings;
  channel.common = settings.common;
  channel.traits = {};
  channel.traits.threads = true;
  channel.adapter = channels::slack::make_adapter(settings);
}

/// Answers as Slack does: each post has an id of its own in the conversation that was asked for.
void play_slack(Story& story) {
  story.transport.on_http = [&story](const channels::HttpRequest& request) {
    auto reply = status(200);
    const std::string conversation = request.body.find("#drill") != std::string::npos ? "CDRILL" : "CREAL";
    reply.body = R"({"ok":true,"channel":")" + conversation + R"(","ts":"1.)" + std::to_string(story.transport.requests.size()) + R"("})";
    return reply;
  };
}

std::vector<std::string> calls_of(const Story& story, std::size_t from) {
  std::vector<std::string> all;
  for (std::size_t i = from; i < story.transport.requests.size(); ++i) {
    const auto& request = story.transport.requests[i];
    const bool is_drill = request.body.find("#drill") != std::string::npos || request.body.find("CDRILL") != std::string::npos;
    all.push_back(std::string(is_drill ? "drill" : "real") + request.url.substr(request.url.rfind('/')) +
                  (request.body.find("thread_ts") != std::string::npos ? " in a thread" : ""));
  }
  return all;
}

TEST(ThreadsOfARehearsal, are_its_own) {
  Story story;
  story.customers({"#status"})
      .configure([](config::Snapshot& snapshot) {
        by_slack(snapshot);
        divert_all("#drill")(snapshot);
      })
      .begin();
  play_slack(story);

  ASSERT_TRUE(story.open("db"));
  ASSERT_TRUE(story.update("db", "Still down."));
  story.wait(seconds{5});

  EXPECT_THAT(calls_of(story, 0), ElementsAre("drill/chat.postMessage", "drill/chat.postMessage in a thread", "drill/chat.update"));
}

TEST(ThreadsOfARehearsal, never_touch_the_posts_that_real_recipients_have) {
  Story story;
  story.customers({"#status"}).configure(by_slack).begin();
  play_slack(story);
  ASSERT_TRUE(story.open("db"));
  ASSERT_EQ(story.transport.requests.size(), 1U);

  story.reconfigure(divert_all("#drill"));
  ASSERT_TRUE(story.update("db", "Still down."));
  ASSERT_TRUE(story.resolve("db"));
  story.wait(seconds{5});

  EXPECT_THAT(calls_of(story, 1), ElementsAre("drill/chat.postMessage", "drill/chat.postMessage"));
}

TEST(ThreadsOfARehearsal, are_not_followed_by_what_is_real) {
  Story story;
  story.customers({"#status"})
      .configure([](config::Snapshot& snapshot) {
        by_slack(snapshot);
        divert_all("#drill")(snapshot);
      })
      .begin();
  play_slack(story);
  ASSERT_TRUE(story.open("db"));

  story.reconfigure(divert_nothing);
  ASSERT_TRUE(story.update("db", "Still down."));
  story.wait(seconds{5});

  EXPECT_THAT(calls_of(story, 1), ElementsAre("real/chat.postMessage"));
}

TEST(ThreadsOfARehearsal, leave_an_edit_undone_that_was_due_when_it_began) {
  Story story;
  story.customers({"#status"}).configure(by_slack).begin();
  play_slack(story);
  ASSERT_TRUE(story.open("db"));
  story.transport.holds = [](const channels::HttpRequest& request) { return request.url.ends_with("chat.postMessage"); };
  ASSERT_TRUE(story.update("db", "Still down."));
  ASSERT_EQ(story.transport.held(), 1U);

  story.reconfigure(divert_all("#drill"));
  story.transport.release();
  story.wait(minutes{1});

  EXPECT_THAT(calls_of(story, 2), IsEmpty()) << "the header of the real post stays as it was";
  store::DeliveryFilter edits;
  edits.edits = true;
  EXPECT_THAT(story.deliveries(edits), testing::ElementsAre(testing::Field(&store::DeliveryRecord::state, DeliveryState::delivered)))
      << "and nothing is left to be done";
}

/// What may not be diverted to an address: it posts to an account, or a conversation, of its own.
TEST(ARehearsal, drops_posts_on_x_whatever_the_address) {
  Story story;
  story.customers({""})
      .configure([](config::Snapshot& snapshot) {
        channels::x::Settings settings;
        settings.consumer_key = settings.consumer_secret = settings.access_token = settings.access_token_secret = Secret("s");
        config::Channel& channel = snapshot.channels.at("hooks");
        channel.type = "x";
        channel.form = render::Form::x;
        channel.settings = settings;
        channel.common = settings.common;
        channel.traits = {};
        channel.traits.own_recipient = true;
        channel.adapter = channels::x::make_adapter(settings);
        divert_all("@drill")(snapshot);
      })
      .begin();

  ASSERT_TRUE(story.open("db"));

  EXPECT_THAT(story.transport.requests, IsEmpty());
  EXPECT_EQ(story.count("db", DeliveryState::delivered), 1);
}

TEST(MailsOfARehearsal, go_to_one_mailbox_and_stay_as_many_as_there_are_recipients) {
  Story story;
  story.customers({"a@customer.example", "b@customer.example"})
      .configure([](config::Snapshot& snapshot) {
        channels::smtp::Settings settings;
        settings.host = "127.0.0.1";
        settings.from = settings.from_address = "status@example.com";
        config::Channel& channel = snapshot.channels.at("hooks");
        channel.type = "smtp";
        channel.form = render::Form::mail;
        channel.settings = settings;
        channel.common = settings.common;
        channel.traits = {};
        channel.adapter = channels::smtp::make_adapter(settings);
        divert_all("drill@example.com")(snapshot);
      })
      .begin();

  ASSERT_TRUE(story.open("db"));

  ASSERT_THAT(story.transport.mails, SizeIs(2));
  const auto& mails = story.transport.mails;
  EXPECT_THAT(mails, Each(testing::Field(&channels::MailSubmission::to, "drill@example.com")));
  EXPECT_THAT(mails[0].data + mails[1].data,
              AllOf(HasSubstr("[EXERCISE for a@customer.example]"), HasSubstr("[EXERCISE for b@customer.example]")));
  EXPECT_THAT(mails[0].data, AllOf(HasSubstr("\r\nTo: drill@example.com\r\n"), Not(HasSubstr("\r\nTo: a@customer.example"))));
  const auto id_of = [](const std::string& mail) {
    const auto at = mail.find("Message-ID:");
    return mail.substr(at, mail.find("\r\n", at) - at);
  };
  EXPECT_NE(id_of(mails[0].data), id_of(mails[1].data)) << "a mailbox would show them as one";
}

}  // namespace
}  // namespace crier::scenarios
