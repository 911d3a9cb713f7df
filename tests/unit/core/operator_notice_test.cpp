#include "core/operator_notice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

/// Operator notices are put together (rules A6).
namespace crier::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

constexpr SteadyTime kStart{hours{1}};

Happening failed(const std::string& channel, const std::string& incident, const std::string& reason = "550 no such user") {
  Happening happening;
  happening.matter = Matter::failed;
  happening.channel = channel;
  happening.incident = incident;
  happening.reason = reason;
  return happening;
}

Happening of_channel(Matter matter, const std::string& channel) {
  Happening happening;
  happening.matter = matter;
  happening.channel = channel;
  return happening;
}

Happening fault(Matter matter) {
  Happening happening;
  happening.matter = matter;
  return happening;
}

TEST(OperatorNotices, the_first_is_told_at_once) {
  Aggregator notices;
  const auto notice = notices.add(failed("mail", "db"), kStart);
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->key, (NoticeKey{NoticeKind::dead_letters, "mail", "db"}));
  ASSERT_EQ(notice->items.size(), 1U);
  EXPECT_EQ(notice->items.front().count, 1);
  EXPECT_EQ(notice->items.front().newest, failed("mail", "db"));
}

TEST(OperatorNotices, what_follows_within_five_minutes_is_told_together_with_its_count) {
  Aggregator notices;
  ASSERT_TRUE(notices.add(failed("mail", "db"), kStart));
  EXPECT_FALSE(notices.add(failed("mail", "db", "first"), kStart + seconds{1}));
  EXPECT_FALSE(notices.add(failed("mail", "db", "second"), kStart + minutes{4}));
  EXPECT_EQ(notices.next(), kStart + minutes{5});
  EXPECT_TRUE(notices.due(kStart + minutes{5} - Millis{1}).empty());
  const auto due = notices.due(kStart + minutes{5});
  ASSERT_EQ(due.size(), 1U);
  ASSERT_EQ(due.front().items.size(), 1U);
  EXPECT_EQ(due.front().items.front().count, 2);
  EXPECT_EQ(due.front().items.front().newest.reason, "second");
}

TEST(OperatorNotices, a_notice_of_several_also_opens_five_minutes) {
  Aggregator notices;
  ASSERT_TRUE(notices.add(failed("mail", "db"), kStart));
  ASSERT_FALSE(notices.add(failed("mail", "db"), kStart + minutes{1}));
  ASSERT_EQ(notices.due(kStart + minutes{5}).size(), 1U);
  EXPECT_FALSE(notices.add(failed("mail", "db"), kStart + minutes{6}));
  EXPECT_TRUE(notices.due(kStart + minutes{10} - Millis{1}).empty());
  EXPECT_EQ(notices.due(kStart + minutes{10}).size(), 1U);
}

TEST(OperatorNotices, after_five_silent_minutes_the_next_is_a_first_again_and_nothing_is_kept) {
  Aggregator notices;
  ASSERT_TRUE(notices.add(failed("mail", "db"), kStart));
  EXPECT_TRUE(notices.due(kStart + minutes{5}).empty());
  EXPECT_EQ(notices.size(), 0U);
  EXPECT_EQ(notices.next(), std::nullopt);
  EXPECT_TRUE(notices.add(failed("mail", "db"), kStart + minutes{5}));
}

TEST(OperatorNotices, each_kind_channel_and_incident_counts_for_itself) {
  Aggregator notices;
  EXPECT_TRUE(notices.add(failed("mail", "db"), kStart));
  EXPECT_TRUE(notices.add(failed("mail", "disk"), kStart));
  EXPECT_TRUE(notices.add(failed("slack", "db"), kStart));
  EXPECT_TRUE(notices.add(of_channel(Matter::blocked, "mail"), kStart));
  EXPECT_TRUE(notices.add(of_channel(Matter::blocked, "slack"), kStart));
  EXPECT_TRUE(notices.add(fault(Matter::reload_refused), kStart));
  EXPECT_FALSE(notices.add(fault(Matter::store_full), kStart)) << "the same kind, of no channel and no incident";
}

TEST(OperatorNotices, different_matters_of_one_key_are_told_together_the_newest_last) {
  Aggregator notices;
  ASSERT_TRUE(notices.add(of_channel(Matter::blocked, "mail"), kStart));
  ASSERT_FALSE(notices.add(of_channel(Matter::recovered, "mail"), kStart + minutes{1}));
  ASSERT_FALSE(notices.add(of_channel(Matter::blocked, "mail"), kStart + minutes{2}));
  ASSERT_FALSE(notices.add(of_channel(Matter::recovered, "mail"), kStart + minutes{3}));
  const auto due = notices.due(kStart + minutes{5});
  ASSERT_EQ(due.size(), 1U);
  ASSERT_EQ(due.front().items.size(), 2U);
  EXPECT_EQ(due.front().items[0].newest.matter, Matter::blocked);
  EXPECT_EQ(due.front().items[0].count, 1);
  EXPECT_EQ(due.front().items[1].newest.matter, Matter::recovered);
  EXPECT_EQ(due.front().items[1].count, 2);
  EXPECT_TRUE(due.front().has(Matter::blocked));
  EXPECT_FALSE(due.front().has(Matter::failed));
}

TEST(OperatorNotices, what_could_not_be_told_is_told_with_what_came_later) {
  OperatorNotice first{key_of(failed("mail", "db")), {}};
  first.add(failed("mail", "db", "a"), 3);
  OperatorNotice later = first;
  later.items.clear();
  later.add(failed("mail", "db", "b"), 4);
  first.add_all(later);
  ASSERT_EQ(first.items.size(), 1U);
  EXPECT_EQ(first.items.front().count, 7);
  EXPECT_EQ(first.items.front().newest.reason, "b");
}

TEST(OperatorNotices, every_matter_belongs_to_the_kind_that_hears_names) {
  const std::vector<std::pair<Matter, NoticeKind>> table{
      {Matter::not_released, NoticeKind::drafts},   {Matter::held_back, NoticeKind::occasions}, {Matter::set_aside, NoticeKind::occasions},
      {Matter::blocked, NoticeKind::channels},      {Matter::silent, NoticeKind::channels},     {Matter::closed_long, NoticeKind::channels},
      {Matter::recovered, NoticeKind::channels},    {Matter::failed, NoticeKind::dead_letters}, {Matter::expired, NoticeKind::dead_letters},
      {Matter::reload_refused, NoticeKind::faults}, {Matter::file_failed, NoticeKind::faults},  {Matter::store_full, NoticeKind::faults},
      {Matter::store_room, NoticeKind::faults},
  };
  for (const auto& [matter, kind] : table) EXPECT_EQ(kind_of(matter), kind) << static_cast<int>(matter);
}

/// Any sequence of happenings, with the clock that crierd runs: due() at each next().
class Sequence {
 public:
  explicit Sequence(std::uint64_t seed) : random_(seed) {}

  void go(int steps) {
    for (int step = 0; step < steps; ++step) {
      const auto until = now_ + Millis{static_cast<std::int64_t>(random_.unit() * 150'000)};
      pass_to(until);
      const Happening happening = any();
      came_[key_of(happening)].push_back(now_);
      if (auto notice = notices_.add(happening, now_)) told(*notice);
    }
    pass_to(now_ + hours{1});
  }

  void check() const {
    for (const auto& [key, times] : came_) {
      ASSERT_EQ(counted_.at(key), static_cast<std::int64_t>(times.size())) << "each is told exactly once";
    }
    for (const auto& [key, times] : told_) {
      for (std::size_t i = 1; i < times.size(); ++i) ASSERT_GE(times[i] - times[i - 1], Aggregator::kApart);
    }
    EXPECT_EQ(notices_.size(), 0U) << "what is silent is forgotten";
  }

 private:
  Happening any() {
    const std::string channel = random_.unit() < 0.5 ? "mail" : "slack";
    const std::string incident = random_.unit() < 0.5 ? "db" : "";
    return random_.unit() < 0.5 ? failed(channel, incident)
                                : of_channel(random_.unit() < 0.5 ? Matter::blocked : Matter::recovered, channel);
  }
  void pass_to(SteadyTime until) {
    while (const auto next = notices_.next()) {
      if (*next > until) break;
      now_ = *next;
      for (const auto& notice : notices_.due(now_)) told(notice);
    }
    now_ = until;
  }
  void told(const OperatorNotice& notice) {
    ASSERT_FALSE(notice.items.empty());
    auto& oldest = came_.at(notice.key);
    std::int64_t count = 0;
    for (const auto& item : notice.items) count += item.count;
    const auto first = oldest[static_cast<std::size_t>(counted_[notice.key])];
    ASSERT_LE(now_ - first, Aggregator::kApart) << "none waits longer";
    counted_[notice.key] += count;
    told_[notice.key].push_back(now_);
  }

  Random random_;
  Aggregator notices_;
  SteadyTime now_ = kStart;
  std::map<NoticeKey, std::vector<SteadyTime>> came_, told_;
  std::map<NoticeKey, std::int64_t> counted_;
};

TEST(OperatorNotices, whatever_happens_each_is_told_once_within_five_minutes_and_notices_are_five_minutes_apart) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    Sequence run(seed);
    run.go(200);
    run.check();
  }
}

}  // namespace
}  // namespace crier::core
