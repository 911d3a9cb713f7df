#include <gtest/gtest.h>

#include <set>

#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels::x {
namespace {

using core::OutcomeKind;
using core::Scope;
using tests::body_of;
using tests::broken;
using tests::Course;
using tests::header_of;
using tests::kNow;
using tests::play;
using tests::reply;

constexpr auto kDuplicate = R"({"detail":"You are not allowed to create a Tweet with duplicate content.","status":403})";
constexpr auto kNotPermitted = R"({"detail":"You are not permitted to perform this action.","status":403})";

Settings oauth1() {
  Settings made;
  made.api = "https://api.x.test/";
  made.consumer_key = Secret("consumer");
  made.consumer_secret = Secret("consumer-secret");
  made.access_token = Secret("token");
  made.access_token_secret = Secret("token-secret");
  return made;
}

Settings oauth2() {
  Settings made;
  made.api = "https://api.x.test";
  made.client_id = "client";
  made.refresh_token = Secret("refresh-0");
  return made;
}

Job job(std::vector<std::string> parts) {
  core::Message message;
  message.parts = std::move(parts);
  return tests::job(message);
}

HttpReply created(const std::string& id) { return reply(201, R"({"data":{"id":")" + id + R"(","text":"…"}})"); }

HttpReply tokens(int number) {
  const auto n = std::to_string(number);
  return reply(200,
               R"({"token_type":"bearer","expires_in":7200,"access_token":"access-)" + n + R"(","refresh_token":"refresh-)" + n + R"("})");
}

std::string parent_of(const HttpRequest& request) {
  const auto body = body_of(request);
  if (!body.contains("reply")) return "";
  return boost::json::value_to<std::string>(body.at("reply").at("in_reply_to_tweet_id"));
}

TEST(X, posts_one_part_and_keeps_its_id) {
  const auto course = play(*make_adapter(oauth1()), job({"Orders are delayed."}), {created("1445880548472328192")});

  ASSERT_EQ(course.requests().size(), 1U);
  const auto request = course.requests()[0];
  EXPECT_EQ(request.url, "https://api.x.test/2/tweets");
  EXPECT_EQ(header_of(request, "content-type"), "application/json");
  EXPECT_EQ(request.body, R"({"text":"Orders are delayed."})");
  EXPECT_TRUE(header_of(request, "authorization").starts_with("OAuth oauth_consumer_key=\"consumer\", oauth_nonce=\"00112233"));
  EXPECT_FALSE(request.guarded);
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "1445880548472328192");
  EXPECT_TRUE(course.all<Checkpoint>().empty());
}

TEST(X, replies_to_the_incidents_first_post) {
  auto follow_up = job({"Still working on it."});
  follow_up.thread_root = "100,101,102";
  follow_up.thread_last = "200";

  const auto course = play(*make_adapter(oauth1()), follow_up, {created("300")});

  EXPECT_EQ(parent_of(course.requests().at(0)), "100");
}

TEST(X, answers_the_post_that_a_correction_puts_right) {
  struct Case {
    const char* what;
    const char* corrected;
    const char* root;
    const char* parent;
  };
  const Case cases[] = {
      {"a post", "300", "100,101", "300"},
      {"the first post of a thread", "300,301,302", "100,101", "300"},
      {"the incident's first", "100,101", "100,101", "100"},
      {"one whose id is not known", "", "100,101", "100"},
      {"no id of X", "rubbish", "100,101", "100"},
      {"one without a first post", "300", "", "300"},
      {"nothing known", "", "", ""},
  };
  for (const Case& c : cases) {
    auto correction = job({"Correction: a", "b"});
    correction.thread_root = c.root;
    correction.thread_last = "400";
    correction.corrected_id = c.corrected;

    const auto requests = play(*make_adapter(oauth1()), correction, {created("500"), created("501")}).requests();

    ASSERT_EQ(requests.size(), 2U) << c.what;
    EXPECT_EQ(parent_of(requests[0]), c.parent) << c.what;
    EXPECT_EQ(parent_of(requests[1]), "500") << c.what;
  }
}

TEST(X, a_correction_goes_on_behind_its_own_parts_whatever_failed) {
  auto correction = job({"Correction: a", "b"});
  correction.thread_root = "100";
  correction.corrected_id = "300";
  for (const auto& failure : {broken(Broken::not_sent), reply(503, "<html>"), reply(429)}) {
    const auto first = play(*make_adapter(oauth1()), correction, {failure});
    const auto second = play(*make_adapter(oauth1()), correction, {created("500"), failure});
    auto again = correction;
    again.attempt = 2;
    again.progress = second.all<Checkpoint>().at(0).progress;
    const auto third = play(*make_adapter(oauth1()), again, {created("501")});

    EXPECT_EQ(first.outcome().kind, OutcomeKind::retry);
    EXPECT_EQ(second.outcome().kind, OutcomeKind::retry);
    ASSERT_EQ(third.requests().size(), 1U);
    EXPECT_EQ(parent_of(third.requests()[0]), "500");
    EXPECT_EQ(third.outcome().remote_id, "500,501");
  }
}

TEST(X, a_correction_of_a_post_that_is_gone_is_posted_plainly) {
  auto correction = job({"Correction: a"});
  correction.thread_root = "100";
  correction.corrected_id = "300";

  const auto course = play(*make_adapter(oauth1()), correction, {reply(403, kNotPermitted), created("500")});

  ASSERT_EQ(course.requests().size(), 2U);
  EXPECT_EQ(parent_of(course.requests()[0]), "300");
  EXPECT_EQ(parent_of(course.requests()[1]), "");
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
}

TEST(X, makes_a_thread_and_keeps_each_id_before_the_next_post) {
  const auto course = play(*make_adapter(oauth1()), job({"a", "b", "c"}), {created("1"), created("2"), created("3")});

  ASSERT_EQ(course.steps.size(), 6U);
  const auto requests = course.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(parent_of(requests[0]), "");
  EXPECT_EQ(parent_of(requests[1]), "1");
  EXPECT_EQ(parent_of(requests[2]), "2");
  const auto checkpoints = course.all<Checkpoint>();
  ASSERT_EQ(checkpoints.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Checkpoint>(course.steps[1]));
  EXPECT_TRUE(std::holds_alternative<Checkpoint>(course.steps[3]));
  EXPECT_EQ(course.outcome().remote_id, "1,2,3");
}

TEST(X, signs_each_request_with_a_nonce_of_its_own) {
  const auto requests = play(*make_adapter(oauth1()), job({"a", "b", "c"}), {created("1"), created("2"), created("3")}).requests();
  std::set<std::string> headers;
  for (const auto& request : requests) headers.insert(header_of(request, "authorization"));

  EXPECT_EQ(headers.size(), 3U);
}

TEST(X, goes_on_with_the_first_part_that_is_not_out) {
  const auto first = play(*make_adapter(oauth1()), job({"a", "b", "c"}), {created("1"), created("2"), broken(Broken::not_sent)});
  auto again = job({"a", "b", "c"});
  again.attempt = 2;
  again.progress = first.all<Checkpoint>().back().progress;

  const auto second = play(*make_adapter(oauth1()), again, {created("3")});

  ASSERT_EQ(second.requests().size(), 1U);
  EXPECT_EQ(body_of(second.requests()[0]).at("text").as_string(), "c");
  EXPECT_EQ(parent_of(second.requests()[0]), "2");
  EXPECT_EQ(second.outcome().remote_id, "1,2,3");
}

TEST(X, begins_anew_with_a_progress_that_is_none) {
  for (const auto* progress : {"rubbish", "1,x,", ",,,a", "{}"}) {
    auto again = job({"a"});
    again.progress = progress;
    EXPECT_EQ(play(*make_adapter(oauth1()), again, {created("1")}).requests().size(), 1U) << progress;
  }
}

TEST(X, takes_a_duplicate_after_an_unsure_attempt_for_delivered) {
  auto again = job({"a"});
  again.unsure = true;

  const auto course = play(*make_adapter(oauth1()), again, {reply(403, kDuplicate)});

  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(course.outcome().remote_id, "");
}

TEST(X, goes_on_behind_a_part_whose_id_is_not_known) {
  auto again = job({"a", "b", "c"});
  again.unsure = true;
  again.progress = "1,";

  const auto course = play(*make_adapter(oauth1()), again, {reply(403, kDuplicate), created("3")});

  ASSERT_EQ(course.requests().size(), 2U);
  EXPECT_EQ(body_of(course.requests()[1]).at("text").as_string(), "c");
  EXPECT_EQ(parent_of(course.requests()[1]), "1");
  EXPECT_EQ(course.outcome().remote_id, "1,3");

  auto third = job({"a", "b", "c"});
  third.progress = course.all<Checkpoint>().back().progress;
  const auto resumed = play(*make_adapter(oauth1()), third, {created("4")});
  ASSERT_EQ(resumed.requests().size(), 1U);
  EXPECT_EQ(body_of(resumed.requests()[0]).at("text").as_string(), "c");
}

TEST(X, rejects_a_duplicate_that_nothing_explains) {
  auto again = job({"a", "b"});
  again.unsure = true;

  EXPECT_EQ(play(*make_adapter(oauth1()), job({"a"}), {reply(403, kDuplicate)}).outcome().kind, OutcomeKind::rejected);
  // Only the part that was under way can be a duplicate of itself.
  EXPECT_EQ(play(*make_adapter(oauth1()), again, {created("1"), reply(403, kDuplicate)}).outcome().kind, OutcomeKind::rejected);
}

TEST(X, leaves_a_doubtful_part_doubtful_until_it_is_answered) {
  auto again = job({"a"});
  again.unsure = true;

  EXPECT_TRUE(play(*make_adapter(oauth1()), again, {broken(Broken::not_sent)}).outcome().maybe_accepted);
  EXPECT_TRUE(play(*make_adapter(oauth1()), again, {reply(429)}).outcome().maybe_accepted);
  EXPECT_FALSE(play(*make_adapter(oauth1()), job({"a"}), {reply(429)}).outcome().maybe_accepted);
}

TEST(X, posts_plainly_what_may_not_be_a_reply) {
  auto follow_up = job({"a", "b"});
  follow_up.thread_root = "100";

  const auto course = play(*make_adapter(oauth1()), follow_up, {reply(403, kNotPermitted), created("1"), created("2")});

  ASSERT_EQ(course.requests().size(), 3U);
  EXPECT_EQ(parent_of(course.requests()[0]), "100");
  EXPECT_EQ(parent_of(course.requests()[1]), "");
  EXPECT_EQ(body_of(course.requests()[1]).at("text").as_string(), "a");
  EXPECT_EQ(parent_of(course.requests()[2]), "1");
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
}

TEST(X, gives_up_what_is_refused_plainly_too) {
  auto follow_up = job({"a"});
  follow_up.thread_root = "100";

  const auto course = play(*make_adapter(oauth1()), follow_up, {reply(403, kNotPermitted)});

  EXPECT_EQ(course.requests().size(), 2U);
  EXPECT_EQ(course.outcome().kind, OutcomeKind::rejected);
  EXPECT_EQ(course.outcome().scope, Scope::message);
}

TEST(X, pauses_the_channel_if_its_signature_is_refused) {
  const auto course = play(*make_adapter(oauth1()), job({"a"}), {reply(401, R"({"title":"Unauthorized"})")});

  EXPECT_EQ(course.requests().size(), 1U);
  EXPECT_EQ(course.outcome().scope, Scope::channel);
  EXPECT_TRUE(course.outcome().credentials);
}

TEST(XWithOAuth2, fetches_a_token_and_keeps_it_before_it_posts) {
  const auto course = play(*make_adapter(oauth2()), job({"a"}), {tokens(1), created("1")});

  ASSERT_EQ(course.steps.size(), 4U);
  EXPECT_EQ(std::get<HttpRequest>(course.steps[0]).url, "https://api.x.test/2/oauth2/token");
  EXPECT_TRUE(std::holds_alternative<ChannelState>(course.steps[1]));
  EXPECT_EQ(header_of(std::get<HttpRequest>(course.steps[2]), "authorization"), "Bearer access-1");
  EXPECT_EQ(course.outcome().kind, OutcomeKind::delivered);
}

TEST(XWithOAuth2, uses_the_kept_token_while_it_lasts) {
  const auto state = play(*make_adapter(oauth2()), job({"a"}), {tokens(1), created("1")}).all<ChannelState>().at(0).state;
  auto later = job({"b"});
  later.now = kNow + std::chrono::minutes(114);
  auto latest = job({"c"});
  latest.now = kNow + std::chrono::minutes(116);

  const auto second = play(*make_adapter(oauth2()), later, {created("2")}, state);
  const auto third = play(*make_adapter(oauth2()), latest, {tokens(2), created("3")}, state);

  ASSERT_EQ(second.requests().size(), 1U);
  EXPECT_EQ(header_of(second.requests()[0], "authorization"), "Bearer access-1");
  ASSERT_EQ(third.requests().size(), 2U);
  EXPECT_NE(third.requests()[0].body.find("refresh_token=refresh-1"), std::string::npos);
  EXPECT_EQ(header_of(third.requests()[1], "authorization"), "Bearer access-2");
}

TEST(XWithOAuth2, refreshes_once_when_the_token_is_refused) {
  const auto state = play(*make_adapter(oauth2()), job({"a"}), {tokens(1), created("1")}).all<ChannelState>().at(0).state;

  const auto mended = play(*make_adapter(oauth2()), job({"b"}), {reply(401), tokens(2), created("2")}, state);
  const auto hopeless = play(*make_adapter(oauth2()), job({"b"}), {reply(401), tokens(2), reply(401)}, state);

  EXPECT_EQ(mended.outcome().kind, OutcomeKind::delivered);
  EXPECT_EQ(mended.all<ChannelState>().size(), 1U);
  EXPECT_EQ(hopeless.requests().size(), 3U);
  EXPECT_TRUE(hopeless.outcome().credentials);
}

TEST(XWithOAuth2, prefers_a_changed_file) {
  const auto state = play(*make_adapter(oauth2()), job({"a"}), {tokens(1), created("1")}).all<ChannelState>().at(0).state;
  auto changed = oauth2();
  changed.refresh_token = Secret("authorised-anew");

  const auto course = play(*make_adapter(changed), job({"b"}), {tokens(5), created("2")}, state);

  EXPECT_NE(course.requests().at(0).body.find("refresh_token=authorised-anew"), std::string::npos);
}

TEST(XWithOAuth2, asks_for_a_person_when_the_refresh_is_refused) {
  for (const int status : {400, 401, 403}) {
    const auto course =
        play(*make_adapter(oauth2()), job({"a"}),
             {reply(status, R"({"error":"invalid_request","error_description":"Value passed for the token was invalid."})")});
    EXPECT_EQ(course.outcome().kind, OutcomeKind::rejected) << status;
    EXPECT_EQ(course.outcome().scope, Scope::channel) << status;
    EXPECT_TRUE(course.outcome().credentials) << status;
    EXPECT_NE(course.outcome().reply.find("authorise the account again"), std::string::npos);
  }
}

TEST(XWithOAuth2, never_takes_a_lost_refresh_for_a_post) {
  for (const auto& answer : {broken(Broken::maybe_accepted), broken(Broken::not_sent), reply(503), reply(200, "<html>")}) {
    const auto course = play(*make_adapter(oauth2()), job({"a"}), {answer});
    EXPECT_EQ(course.outcome().kind, OutcomeKind::retry);
    EXPECT_EQ(course.outcome().scope, Scope::channel);
    EXPECT_FALSE(course.outcome().maybe_accepted);
  }
}

TEST(X, opens_nothing_that_it_could_not_post) {
  EXPECT_EQ(make_adapter(oauth1())->open(job({}), "").error().kind, ErrorKind::invalid);
  EXPECT_EQ(make_adapter(oauth1())->open(job({"a", ""}), "").error().kind, ErrorKind::invalid);
  EXPECT_EQ(make_adapter(Settings{})->open(job({"a"}), "").error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace crier::channels::x
