#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace crier::core {

// The words of docs/architecture.md that have a fixed set of values, and their spelling outside (configuration, API, client).

enum class Action : std::uint8_t { open, update, resolve, postmortem, notice, maintenance, retract, reopen, take, nonews };
enum class Impact : std::uint8_t { none, minor, major, critical };
enum class Status : std::uint8_t { investigating, identified, monitoring, resolved };
/// What an office-close update may truthfully say about the night.
enum class Overnight : std::uint8_t { continues, on_call, pauses };
/// What became of an accepted update at once.
enum class UpdateState : std::uint8_t { announced, held, draft, waiting, recorded };
/// The lanes of dispatch (rules F4): critical = urgent; major = normal; everything else = bulk.
enum class Lane : std::uint8_t { urgent = 0, normal = 1, bulk = 2 };

enum class DeliveryState : std::uint8_t { queued, sending, waiting, delivered, failed, superseded, cancelled, expired };
/// True for the states that nothing leaves by itself.
[[nodiscard]] constexpr bool is_final(DeliveryState state) { return state >= DeliveryState::delivered; }
inline constexpr int kDeliveryStates = 8;

/// How one attempt ended, as GET /v1/deliveries shows it.
enum class AttemptResult : std::uint8_t { none, delivered, retry, rejected, unknown };

[[nodiscard]] std::string_view to_text(Action value);
[[nodiscard]] std::string_view to_text(Impact value);
[[nodiscard]] std::string_view to_text(Status value);
[[nodiscard]] std::string_view to_text(Overnight value);
[[nodiscard]] std::string_view to_text(UpdateState value);
[[nodiscard]] std::string_view to_text(Lane value);
[[nodiscard]] std::string_view to_text(DeliveryState value);
[[nodiscard]] std::string_view to_text(AttemptResult value);

[[nodiscard]] std::optional<Action> parse_action(std::string_view text);
[[nodiscard]] std::optional<Impact> parse_impact(std::string_view text);
[[nodiscard]] std::optional<Status> parse_status(std::string_view text);
[[nodiscard]] std::optional<Overnight> parse_overnight(std::string_view text);
[[nodiscard]] std::optional<DeliveryState> parse_delivery_state(std::string_view text);

[[nodiscard]] Lane lane_of(Impact impact);

}  // namespace crier::core
