#pragma once
#include <optional>

#include "store/memory/state.h"

namespace crier::store::memory {

/// The recipient of an address, made if there is none.
[[nodiscard]] RecipientId recipient_of(State& state, const std::string& channel, const std::string& address);

/// The next member that the broadcast reaches, whether or not it may be expanded now.
[[nodiscard]] std::optional<RecipientId> next_member(const State& state, BroadcastId broadcast);

/// The next member that may be expanded now: the generation is complete, no broadcast of an earlier update of the same incident
/// on the channel is behind (rules F2), and not too many rows wait for their first attempt.
[[nodiscard]] std::optional<RecipientId> next_to_expand(const State& state, BroadcastId broadcast);

/// Makes the queued delivery of one member; the cursor moves there.
void expand(State& state, BroadcastId broadcast, RecipientId recipient, ClassId in, Work& work);

/// True if the delivery does not exist yet but will: it lies beyond the cursor and the broadcast reaches it.
[[nodiscard]] bool is_to_come(const State& state, const DeliveryId& id);

/// Makes the delivery of one recipient that lies beyond the cursor, if the broadcast reaches it; none otherwise.
[[nodiscard]] std::optional<DeliveryId> expand_one(State& state, BroadcastId broadcast, const std::string& key, Work& work);

/// Counts anew what is left to expand, after the membership of a group has changed.
void count_rest(State& state, BroadcastId broadcast);

/// Ends what is left to expand as one counted row.
void close_rest(State& state, BroadcastId broadcast, core::DeliveryState as);

/// How many of a group's members a broadcast with these earlier audiences reaches, suppressed ones left out.
[[nodiscard]] BroadcastCount reach(const State& state, const GroupName& group, std::int64_t generation,
                                   const std::vector<std::pair<std::string, std::int64_t>>& earlier);

/// The same members by the language they name for themselves ("" = none).
[[nodiscard]] std::map<std::string, std::int64_t> languages_reached(const State& state, const GroupName& group, std::int64_t generation,
                                                                    const std::vector<std::pair<std::string, std::int64_t>>& earlier);

/// The generation that an update accepted now counts from: the one being taken in, else the newest complete one.
[[nodiscard]] std::int64_t generation_for_new(const State& state, const GroupName& group);

}  // namespace crier::store::memory
