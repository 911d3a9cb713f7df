#include "dispatch/fair.h"

#include <gtest/gtest.h>

#include <deque>

namespace crier::dispatch {
namespace {

store::Head head(std::int64_t broadcast, std::int64_t incident) { return {BroadcastId{broadcast}, IncidentId{incident}, {}}; }

std::map<std::int64_t, std::size_t> by_broadcast(const std::vector<Pick>& picks) {
  std::map<std::int64_t, std::size_t> all;
  for (const auto& pick : picks) all[pick.broadcast.value] += pick.most;
  return all;
}

TEST(Fair, one_broadcast_takes_all_there_is) {
  EXPECT_EQ(by_broadcast(FairShare{}.pick({head(1, 1)}, 84)), (std::map<std::int64_t, std::size_t>{{1, 84}}));
}

TEST(Fair, incidents_share_alike_and_then_their_broadcasts) {
  const auto picks = by_broadcast(FairShare{}.pick({head(1, 1), head(2, 2), head(3, 2), head(4, 2)}, 12));
  EXPECT_EQ(picks.at(1), 6U);
  EXPECT_EQ(picks.at(2), 2U);
  EXPECT_EQ(picks.at(3), 2U);
  EXPECT_EQ(picks.at(4), 2U);
}

TEST(Fair, never_picks_more_than_there_is_room_for) {
  for (std::size_t room = 0; room < 40; ++room) {
    std::size_t sum = 0;
    for (const auto& pick : FairShare{}.pick({head(1, 1), head(2, 2), head(3, 3)}, room)) sum += pick.most;
    EXPECT_EQ(sum, room);
  }
}

TEST(Fair, with_fewer_slots_than_incidents_everybody_gets_a_turn) {
  // The store puts those served behind the others; over seven rounds of two slots each of seven incidents is served twice.
  FairShare fair;
  std::deque<store::Head> queue;
  for (int i = 1; i <= 7; ++i) queue.push_back(head(i, i));
  std::map<std::int64_t, std::size_t> served;
  for (int round = 0; round < 7; ++round) {
    const auto picks = fair.pick({queue.begin(), queue.end()}, 2);
    for (const auto& pick : picks) {
      served[pick.broadcast.value] += pick.most;
      const auto at = std::find_if(queue.begin(), queue.end(), [&](const store::Head& h) { return h.broadcast == pick.broadcast; });
      const auto moved = *at;
      queue.erase(at);
      queue.push_back(moved);
    }
  }
  ASSERT_EQ(served.size(), 7U);
  for (const auto& [broadcast, count] : served) EXPECT_EQ(count, 2U) << broadcast;
}

}  // namespace
}  // namespace crier::dispatch
