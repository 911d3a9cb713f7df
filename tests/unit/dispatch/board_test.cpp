#include "dispatch/board.h"

#include <gtest/gtest.h>

namespace crier::dispatch {
namespace {

const SteadyTime kStart{std::chrono::hours{1}};
const UtcTime kUtc{Millis{1'795'356'300'000}};
const store::DestinationClass kMail{ClassId{1}, "mail", ""};
const store::DestinationClass kHooks{ClassId{2}, "hooks", ""};
const Place kMailPlace{"mail", ""};

ChannelTerms mail_terms() {
  ChannelTerms terms;
  terms.type = "smtp";
  terms.connections = 20;
  return terms;
}

ChannelTerms hook_terms() {
  ChannelTerms terms;
  terms.type = "webhook";
  terms.connections = 10;
  terms.addressed = true;
  return terms;
}

/// A board with a mail and a webhook channel that have work, and the words to play with it.
struct Play {
  Board board;
  SteadyTime now = kStart;

  Play() {
    board.configure({{"mail", mail_terms()}, {"hooks", hook_terms()}});
    board.know(kMail, true);
    board.know(kHooks, true);
  }
  Allowance allowance(const std::string& channel, const std::string& destination = "") {
    for (auto& one : board.allowances(now)) {
      if (one.from.channel == channel && one.from.destination == destination) return one;
    }
    return {};
  }
  store::Verdict::Kind start(const store::DestinationClass& from, const std::string& address = "a@b.example",
                             core::Lane lane = core::Lane::normal, int attempts = 0, bool probe = false) {
    return board.judge(from, {address, lane, attempts, false}, probe, now).verdict.kind;
  }
  /// Starts and sends one, and ends it at once.
  void attempt(const store::DestinationClass& from, const Place& place, Signal signal, bool probe = false) {
    ASSERT_EQ(start(from, "a@b.example", core::Lane::normal, 0, probe), store::Verdict::Kind::start);
    ASSERT_TRUE(board.send(place, core::Lane::normal, now));
    board.ended(place, false, signal, std::nullopt, std::nullopt, now);
  }
};

TEST(Board, starts_run_ahead_of_the_window_but_sends_do_not) {
  Play play;
  int started = 0;
  while (play.start(kMail) == store::Verdict::Kind::start) ++started;
  EXPECT_EQ(started, 5 + Board::kAhead - 6) << "the initial window and the run-ahead, a tenth kept for urgent ones";
  int sent = 0;
  while (play.board.send(kMailPlace, core::Lane::normal, play.now)) ++sent;
  EXPECT_EQ(sent, 4) << "one of the five connections is kept for urgent ones";
  EXPECT_TRUE(play.board.send(kMailPlace, core::Lane::urgent, play.now));
  EXPECT_FALSE(play.board.send(kMailPlace, core::Lane::urgent, play.now));
}

TEST(Board, urgent_ones_start_where_others_may_not) {
  Play play;
  while (play.start(kMail) == store::Verdict::Kind::start) {
  }
  EXPECT_EQ(play.allowance("mail").others, 0);
  EXPECT_EQ(play.allowance("mail").urgent, 6);
  EXPECT_EQ(play.start(kMail, "a@b.example", core::Lane::urgent), store::Verdict::Kind::start);
}

TEST(Board, where_unknown_attempts_are_dropped_nothing_is_started_ahead) {
  Play play;
  auto terms = mail_terms();
  terms.runs_ahead = false;
  play.board.configure({{"mail", terms}});
  EXPECT_EQ(play.allowance("mail").urgent, 5);
}

TEST(Board, starts_run_further_ahead_of_a_quick_destination) {
  const auto ahead_after = [](int attempts, Millis apart) {
    Play play;
    const Place place{"mail", ""};
    for (int i = 0; i < attempts; ++i) {
      play.attempt(kMail, place, Signal::none);
      play.now += apart;
    }
    return play.allowance("mail").urgent - 5;
  };
  EXPECT_EQ(ahead_after(300, Millis{10}), Board::kAhead) << "100 a second";
  EXPECT_EQ(ahead_after(300, Millis{1}), Board::kAhead) << "1,000 a second: 50 in 50 ms";
  EXPECT_EQ(ahead_after(300, Millis{0}), Board::kAhead) << "no time has passed that could be measured by";
  Play play;
  const Place place{"mail", ""};
  for (int i = 0; i < 900; ++i) {
    play.attempt(kMail, place, Signal::none);
    if (i % 2 == 1) play.now += Millis{1};
  }
  EXPECT_EQ(play.allowance("mail").urgent - 5, 100) << "2,000 a second";
  for (int i = 0; i < 5000; ++i) {
    play.attempt(kMail, place, Signal::none);
    if (i % 20 == 19) play.now += Millis{1};
  }
  EXPECT_EQ(play.allowance("mail").urgent - 5, Board::kMostAhead) << "20,000 a second";
  play.now += Millis{1000};
  play.attempt(kMail, place, Signal::none);
  EXPECT_EQ(play.allowance("mail").urgent - 5, Board::kAhead) << "one in a second";
}

TEST(Board, retries_do_not_take_the_slots_of_first_attempts) {
  Play play;
  int retries = 0;
  while (play.start(kMail, "a@b.example", core::Lane::normal, 1) == store::Verdict::Kind::start) ++retries;
  EXPECT_EQ(retries, (5 + Board::kAhead) / 2);
  EXPECT_EQ(play.start(kMail), store::Verdict::Kind::start);
}

TEST(Board, a_dead_destination_is_probed_with_growing_pauses_and_revived_by_success) {
  Play play;
  for (int i = 0; i < 5; ++i) play.attempt(kMail, kMailPlace, Signal::failed);
  EXPECT_TRUE(play.board.is_closed(kMailPlace, play.now));
  EXPECT_EQ(play.board.status("mail", play.now)->condition, ChannelCondition::probing);
  EXPECT_EQ(play.allowance("mail").urgent, 0);

  play.now += Board::kFirstProbe;
  EXPECT_TRUE(play.allowance("mail").probe);
  EXPECT_EQ(play.allowance("mail").others, 1);
  play.attempt(kMail, kMailPlace, Signal::failed, true);
  play.now += Board::kFirstProbe;
  EXPECT_FALSE(play.allowance("mail").probe) << "the second pause is twice the first";
  play.now += Board::kFirstProbe;
  EXPECT_TRUE(play.allowance("mail").probe);

  play.attempt(kMail, kMailPlace, Signal::succeeded, true);
  EXPECT_FALSE(play.board.is_closed(kMailPlace, play.now));
  EXPECT_EQ(play.board.status("mail", play.now)->condition, ChannelCondition::ready);
  EXPECT_GT(play.allowance("mail").others, 1);
}

TEST(Board, only_one_probe_runs_at_a_time) {
  Play play;
  for (int i = 0; i < 5; ++i) play.attempt(kMail, kMailPlace, Signal::failed);
  play.now += Board::kFirstProbe;
  ASSERT_EQ(play.start(kMail, "a@b.example", core::Lane::normal, 0, true), store::Verdict::Kind::start);
  EXPECT_EQ(play.allowance("mail").others, 0);
}

TEST(Board, a_dead_destination_of_many_moves_out_of_the_way) {
  Play play;
  const std::string address = "https://down.example/hook";
  const Place place = play.board.place_of("hooks", address);
  EXPECT_EQ(place.destination, "https://down.example:443");
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(play.start(kHooks, address), store::Verdict::Kind::start);
    ASSERT_TRUE(play.board.send(place, core::Lane::normal, play.now));
    play.board.ended(place, false, Signal::failed, std::nullopt, std::nullopt, play.now);
  }
  const auto stopped = play.board.judge(kHooks, {address, core::Lane::normal, 0, false}, false, play.now);
  EXPECT_EQ(stopped.verdict.kind, store::Verdict::Kind::stop);
  EXPECT_TRUE(stopped.wants_class) << "it needs a class of its own";
  play.board.know({ClassId{7}, "hooks", place.destination}, false);
  const auto verdict = play.board.judge(kHooks, {address, core::Lane::normal, 0, false}, false, play.now).verdict;
  EXPECT_EQ(verdict.kind, store::Verdict::Kind::move);
  EXPECT_EQ(verdict.to, ClassId{7});
  EXPECT_EQ(play.start(kHooks, "https://up.example/hook"), store::Verdict::Kind::start) << "others go on";
  EXPECT_EQ(play.board.waiting_class(place), ClassId{7});
}

TEST(Board, a_hold_ends_by_itself) {
  Play play;
  ASSERT_EQ(play.start(kMail), store::Verdict::Kind::start);
  ASSERT_TRUE(play.board.send(kMailPlace, core::Lane::normal, play.now));
  EXPECT_EQ(play.board.ended(kMailPlace, false, Signal::none, Millis{60'000}, std::nullopt, play.now), Millis{60'000});
  EXPECT_EQ(play.allowance("mail").urgent, 0);
  EXPECT_EQ(play.board.next_change(play.now, kUtc), Millis{60'000});
  play.now += std::chrono::seconds{60};
  EXPECT_GT(play.allowance("mail").urgent, 0);
}

TEST(Board, a_paused_channel_starts_nothing_and_its_age_stands_still) {
  Play play;
  const auto age = play.allowance("mail").max_age;
  play.board.pause("mail", "535 5.7.8 wrong password", false, kUtc);
  EXPECT_EQ(play.board.status("mail", play.now)->condition, ChannelCondition::blocked);
  EXPECT_EQ(play.board.status("mail", play.now)->reason, "535 5.7.8 wrong password");
  EXPECT_EQ(play.allowance("mail").urgent, 0);
  EXPECT_TRUE(play.board.is_closed(kMailPlace, play.now));
  play.board.resume("mail", kUtc + Millis{3'600'000});
  EXPECT_EQ(play.allowance("mail").max_age, age + Millis{3'600'000});
}

TEST(Board, a_pause_that_nothing_lived_through_does_not_count) {
  Play play;
  const auto age = play.allowance("mail").max_age;
  play.board.pause("mail", "mending", true, kUtc);
  play.board.resume("mail", kUtc + Millis{1'000});
  const UtcTime later = kUtc + age * 2;
  play.board.pause("mail", "mending", true, later);
  EXPECT_EQ(play.board.credit_at("mail", later + Millis{5'000}), (PauseCredit{Millis{5'000}, later + Millis{5'000}}));
  play.board.restore("mail", {Millis{1'000}, kUtc}, later);
  EXPECT_NE(play.board.credit("mail"), Millis{0}) << "what was counted here stays";
  play.board.resume("mail", later + Millis{5'000});
  EXPECT_EQ(play.board.credit("mail"), Millis{5'000});
}

TEST(Board, a_channel_that_a_reload_took_away_is_blocked_and_kept) {
  Play play;
  play.board.configure({{"hooks", hook_terms()}});
  EXPECT_EQ(play.board.status("mail", play.now)->condition, ChannelCondition::blocked);
  EXPECT_EQ(play.board.status("mail", play.now)->reason, "not configured");
  EXPECT_EQ(play.allowance("mail").urgent, 0);
  play.board.configure({{"mail", mail_terms()}, {"hooks", hook_terms()}});
  EXPECT_GT(play.allowance("mail").urgent, 0);
}

TEST(Board, the_rate_limits_starts_and_says_when_it_goes_on) {
  Play play;
  auto terms = mail_terms();
  terms.rate = 2.0;
  play.board.configure({{"mail", terms}});
  EXPECT_EQ(play.start(kMail, "a@b.example", core::Lane::urgent), store::Verdict::Kind::start);
  EXPECT_EQ(play.start(kMail, "a@b.example", core::Lane::urgent), store::Verdict::Kind::start);
  EXPECT_EQ(play.start(kMail, "a@b.example", core::Lane::urgent), store::Verdict::Kind::stop);
  ASSERT_TRUE(play.board.next_change(play.now, kUtc));
  EXPECT_LE(*play.board.next_change(play.now, kUtc), Millis{1'000});
}

TEST(Board, starts_that_were_not_committed_are_taken_back) {
  Play play;
  const auto before = play.allowance("mail");
  ASSERT_EQ(play.start(kMail, "a@b.example", core::Lane::normal, 1), store::Verdict::Kind::start);
  play.board.unstart(kMailPlace, true, 1);
  EXPECT_EQ(play.allowance("mail").others, before.others);
  EXPECT_EQ(play.board.started(), 0);
}

TEST(Board, a_class_that_was_not_committed_is_asked_for_again) {
  Play play;
  const std::string address = "https://down.example/hook";
  const Place place = play.board.place_of("hooks", address);
  ASSERT_EQ(play.start(kHooks, address), store::Verdict::Kind::start);
  ASSERT_TRUE(play.board.send(place, core::Lane::normal, play.now));
  play.board.ended(place, false, Signal::none, Millis{60'000}, std::nullopt, play.now);
  play.board.know({ClassId{7}, "hooks", place.destination}, false);

  play.board.unknow(ClassId{7});

  EXPECT_TRUE(play.board.judge(kHooks, {address, core::Lane::normal, 0, false}, false, play.now).wants_class);
  EXPECT_FALSE(play.board.works(ClassId{7})) << "its number may be another's by now";
}

TEST(Board, another_service_behind_a_channel_keeps_the_count_of_what_is_under_way) {
  Play play;
  ASSERT_EQ(play.start(kMail), store::Verdict::Kind::start);
  ASSERT_TRUE(play.board.send(kMailPlace, core::Lane::normal, play.now));
  auto terms = mail_terms();
  terms.type = "slack";
  play.board.configure({{"mail", terms}});
  play.board.ended(kMailPlace, false, Signal::succeeded, std::nullopt, std::nullopt, play.now);
  EXPECT_EQ(play.board.started(), 0);
  EXPECT_EQ(play.board.status("mail", play.now)->in_flight, 0);
}

TEST(Board, a_healthy_idle_destination_is_forgotten) {
  Play play;
  const std::string address = "https://once.example/hook";
  const Place place = play.board.place_of("hooks", address);
  ASSERT_EQ(play.start(kHooks, address), store::Verdict::Kind::start);
  ASSERT_TRUE(play.board.send(place, core::Lane::normal, play.now));
  play.board.ended(place, false, Signal::succeeded, std::nullopt, std::nullopt, play.now);
  EXPECT_FALSE(play.board.send(place, core::Lane::normal, play.now)) << "nothing is known of it any more";
}

TEST(Board, a_destination_that_takes_much_is_remembered_between_groups_but_not_for_long) {
  Play play;
  const std::string address = "https://busy.example/hook";
  const Place place = play.board.place_of("hooks", address);
  const auto burst = [&] {
    int sent = 0;
    while (play.start(kHooks, address) == store::Verdict::Kind::start && play.board.send(place, core::Lane::normal, play.now)) ++sent;
    for (int i = 0; i < sent; ++i) play.board.ended(place, false, Signal::succeeded, std::nullopt, std::nullopt, play.now);
    play.board.given_back(place, false);  // the one that was started and found no slot
    return sent;
  };
  EXPECT_EQ(burst(), 4) << "the initial window, a slot kept for urgent ones";
  for (int i = 0; i < 20; ++i) static_cast<void>(burst());
  EXPECT_EQ(burst(), 9) << "all of its ten connections but the kept one";
  play.now += Board::kRemembered - Millis{1};
  static_cast<void>(play.board.allowances(play.now));
  EXPECT_EQ(burst(), 9);
  play.now += Board::kRemembered;
  static_cast<void>(play.board.allowances(play.now));
  EXPECT_EQ(burst(), 4);
}

}  // namespace
}  // namespace crier::dispatch
