#pragma once
#include <functional>
#include <optional>
#include <string>

#include "store/memory/state.h"

namespace crier::store::memory {

/// The class of a channel or of one of its destinations, made if there is none.
[[nodiscard]] ClassId class_of(State& state, const std::string& channel, const std::string& destination);

/// Adds a delivery and puts it into its chain.
void insert_delivery(State& state, const DeliveryId& id, DeliveryRow row, Work& work);

/// Changes one delivery; counters and indexes follow, and its chain is settled: one live head, the others blocked (rules F3).
/// `work` gains the classes in which deliveries became ready by that.
void change_delivery(State& state, const DeliveryId& id, const std::function<void(DeliveryRow&)>& change, Work& work);

/// Ends a delivery; failed and expired posts go another way where their recipient has one (rules F5).
void end_delivery(State& state, const DeliveryId& id, core::DeliveryState how, const std::string& reason, UtcTime now, Work& work);

/// Removes an ended delivery for good. Counters keep it.
void forget_delivery(State& state, const DeliveryId& id);

/// True if a delivery of that broadcast would have to wait for another of the chain.
[[nodiscard]] bool must_wait(const State& state, IncidentId incident, RecipientId recipient, DeliveryKind kind, BroadcastId broadcast);

/// How a delivery ends that would be tried again (stopped, corrected); none: it is tried again.
[[nodiscard]] std::optional<core::DeliveryState> ending_of(const State& state, const DeliveryId& id);

/// Supersedes what of the chain is older than the broadcast and not under way or out in part.
void supersede_older(State& state, const DeliveryId& than, Work& work);

/// All posts of a broadcast by state, the rest among the queued.
[[nodiscard]] StateCounts counts_of(const BroadcastRow& broadcast);

/// The recipient as its audience names it; of one that a fallback names, in the language of the origin's.
[[nodiscard]] core::Recipient recipient_named(const State& state, const DeliveryId& id);

/// The message in the recipient's language if the update has it, else in the audience's.
[[nodiscard]] MessageId message_for(const BroadcastRow& broadcast, const std::string& language);

[[nodiscard]] bool is_suppressed(const State& state, RecipientId recipient);

/// Every pending broadcast of an incident goes in the highest lane of them (rules F4).
void raise_lanes(State& state, IncidentId incident);

}  // namespace crier::store::memory
