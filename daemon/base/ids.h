#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A number that names one kind of thing and cannot be mistaken for another kind's. 0 means none.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  [[nodiscard]] explicit operator bool() const noexcept { return value != 0; }
  auto operator<=>(const Id&) const = default;
};

using IncidentId = Id<struct IncidentTag>;
using UpdateId = Id<struct UpdateTag>;
using BroadcastId = Id<struct BroadcastTag>;
using MessageId = Id<struct MessageTag>;
using RecipientId = Id<struct RecipientTag>;
/// A destination class: a channel as a whole, or one destination of it (rules F4). See store/queue.h.
using ClassId = Id<struct ClassTag>;

/// What a delivery does at the receiver.
enum class DeliveryKind : std::uint8_t { post = 0, edit = 1 };

/// One message to one recipient: a delivery is named by its broadcast and recipient, so that a broadcast's deliveries
/// lie together and in expansion order.
struct DeliveryId {
  BroadcastId broadcast;
  RecipientId recipient;
  DeliveryKind kind = DeliveryKind::post;
  auto operator<=>(const DeliveryId&) const = default;
};

/// "u12" and back.
[[nodiscard]] std::string to_text(UpdateId id);
[[nodiscard]] std::optional<UpdateId> parse_update_id(std::string_view text);
/// "d12-34", with a trailing "e" for an edit, and back.
[[nodiscard]] std::string to_text(const DeliveryId& id);
[[nodiscard]] std::optional<DeliveryId> parse_delivery_id(std::string_view text);

}  // namespace crier

template <class Tag>
struct std::hash<crier::Id<Tag>> {
  std::size_t operator()(const crier::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
template <>
struct std::hash<crier::DeliveryId> {
  std::size_t operator()(const crier::DeliveryId& id) const noexcept {
    const auto mixed = static_cast<std::uint64_t>(id.broadcast.value) * 0x9E3779B97F4A7C15ULL;
    return std::hash<std::uint64_t>{}(mixed + static_cast<std::uint64_t>(id.recipient.value) * 2 + static_cast<std::uint64_t>(id.kind));
  }
};
