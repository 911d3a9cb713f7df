#include "core/vocabulary.h"

#include <array>

#include "base/enum_names.h"

namespace crier::core {
namespace {

constexpr std::array<std::string_view, 11> kActions{"open",    "update", "resolve", "postmortem", "notice",     "maintenance",
                                                    "retract", "reopen", "take",    "nonews",     "acknowledge"};
constexpr std::array<std::string_view, 4> kImpacts{"none", "minor", "major", "critical"};
constexpr std::array<std::string_view, 9> kStatuses{"investigating", "identified",  "monitoring", "resolved", "retracted",
                                                    "scheduled",     "in-progress", "completed",  "cancelled"};
constexpr std::array<std::string_view, 7> kOccasions{"event",    "office-close", "office-open", "promise",
                                                     "reminder", "maintenance",  "escalation"};
constexpr std::array<std::string_view, 7> kStages{"scheduled", "moved", "reminder", "started", "extended", "completed", "cancelled"};
constexpr std::array<std::string_view, 5> kOccasionResults{"done", "late", "needless", "skipped", "missed"};
constexpr std::array<std::string_view, 3> kOvernights{"continues", "on-call", "pauses"};
constexpr std::array<std::string_view, 7> kUpdateStates{"announced", "held", "draft", "waiting", "recorded", "withdrawn", "stopped"};
constexpr std::array<std::string_view, 3> kLanes{"urgent", "normal", "bulk"};
constexpr std::array<std::string_view, kDeliveryStates> kDeliveryNames{"queued", "sending",    "waiting",   "delivered",
                                                                       "failed", "superseded", "cancelled", "expired"};
constexpr std::array<std::string_view, 5> kAttemptResults{"", "delivered", "retry", "rejected", "unknown"};

template <class E, std::size_t N>
std::string_view spell(const std::array<std::string_view, N>& names, E value) {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view to_text(Action value) { return spell(kActions, value); }
std::string_view to_text(Impact value) { return spell(kImpacts, value); }
std::string_view to_text(Status value) { return spell(kStatuses, value); }
std::string_view to_text(Overnight value) { return spell(kOvernights, value); }
std::string_view to_text(UpdateState value) { return spell(kUpdateStates, value); }
std::string_view to_text(Lane value) { return spell(kLanes, value); }
std::string_view to_text(DeliveryState value) { return spell(kDeliveryNames, value); }
std::string_view to_text(AttemptResult value) { return spell(kAttemptResults, value); }
std::string_view to_text(Occasion value) { return spell(kOccasions, value); }
std::string_view to_text(OccasionResult value) { return spell(kOccasionResults, value); }
std::string_view to_text(Stage value) { return spell(kStages, value); }

std::optional<Action> parse_action(std::string_view text) { return find_name<Action>(kActions, text); }
std::optional<Impact> parse_impact(std::string_view text) { return find_name<Impact>(kImpacts, text); }
std::optional<Status> parse_status(std::string_view text) { return find_name<Status>(kStatuses, text); }
std::optional<Overnight> parse_overnight(std::string_view text) { return find_name<Overnight>(kOvernights, text); }
std::optional<UpdateState> parse_update_state(std::string_view text) { return find_name<UpdateState>(kUpdateStates, text); }
std::optional<DeliveryState> parse_delivery_state(std::string_view text) { return find_name<DeliveryState>(kDeliveryNames, text); }
std::optional<Occasion> parse_occasion(std::string_view text) { return find_name<Occasion>(kOccasions, text); }
std::optional<OccasionResult> parse_occasion_result(std::string_view text) { return find_name<OccasionResult>(kOccasionResults, text); }
std::optional<Stage> parse_stage(std::string_view text) { return find_name<Stage>(kStages, text); }

Lane lane_of(Impact impact) {
  if (impact == Impact::critical) return Lane::urgent;
  return impact == Impact::major ? Lane::normal : Lane::bulk;
}

}  // namespace crier::core
