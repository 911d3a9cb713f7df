#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace crier::core {

// The words of docs/architecture.md that have a fixed set of values, and their spelling outside (configuration, API, client).

enum class Action : std::uint8_t { open, update, resolve, postmortem, notice, maintenance, retract, reopen, take, nonews, acknowledge };
enum class Impact : std::uint8_t { none, minor, major, critical };
/// retracted: opened in error (rules D3); no event sets it by name. From scheduled on: of maintenance (rules I7), whose events may name
/// completed and cancelled.
enum class Status : std::uint8_t {
  investigating,
  identified,
  monitoring,
  resolved,
  retracted,
  scheduled,
  in_progress,
  completed,
  cancelled
};
/// Whether it is one that only maintenance has.
[[nodiscard]] constexpr bool is_of_maintenance(Status status) { return status >= Status::scheduled; }
/// Why an update was made: an event, or something the clock had to say.
enum class Occasion : std::uint8_t { event, office_close, office_open, promise, reminder, maintenance, escalation };
/// What an update of maintenance is about (rules I7).
enum class Stage : std::uint8_t { scheduled, moved, reminder, started, extended, completed, cancelled };
/// What became of an occasion. needless: there was nothing to say. late: carried out, after its time but within catch_up.
enum class OccasionResult : std::uint8_t { done, late, needless, skipped, missed };
/// What an office-close update may truthfully say about the night.
enum class Overnight : std::uint8_t { continues, on_call, pauses };
/// What became of an update. held, draft and waiting are pending: nothing of them was sent. withdrawn: a draft that ended unsent;
/// stopped: an operator stopped it, before or while it was sent (rules C, D1).
enum class UpdateState : std::uint8_t { announced, held, draft, waiting, recorded, withdrawn, stopped };
[[nodiscard]] constexpr bool is_pending(UpdateState state) { return state >= UpdateState::held && state <= UpdateState::waiting; }
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
[[nodiscard]] std::string_view to_text(Occasion value);
[[nodiscard]] std::string_view to_text(OccasionResult value);
[[nodiscard]] std::string_view to_text(Stage value);

[[nodiscard]] std::optional<Action> parse_action(std::string_view text);
[[nodiscard]] std::optional<Impact> parse_impact(std::string_view text);
[[nodiscard]] std::optional<Status> parse_status(std::string_view text);
[[nodiscard]] std::optional<Overnight> parse_overnight(std::string_view text);
[[nodiscard]] std::optional<UpdateState> parse_update_state(std::string_view text);
[[nodiscard]] std::optional<DeliveryState> parse_delivery_state(std::string_view text);
[[nodiscard]] std::optional<Occasion> parse_occasion(std::string_view text);
[[nodiscard]] std::optional<OccasionResult> parse_occasion_result(std::string_view text);
[[nodiscard]] std::optional<Stage> parse_stage(std::string_view text);

[[nodiscard]] Lane lane_of(Impact impact);

}  // namespace crier::core
