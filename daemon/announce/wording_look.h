#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/model.h"
#include "core/decide.h"
#include "core/problem.h"
#include "store/acceptance.h"
#include "wording/check.h"

namespace crier::announce {

/// The event in the words in which customers hear it: its own, and where a monitor's give way to words written beforehand, those
/// (rules B4). Its own if no customer hears it.
[[nodiscard]] std::vector<core::Event> heard_by_customers(const config::Snapshot& snapshot, const core::Event& event,
                                                          const core::Decision& decision);

/// An event as the wording rules look at it: what is known of it before anything is decided.
struct Said {
  const core::Event& event;
  const core::Incident* incident = nullptr;  ///< as it stands before; null: it begins with the event
  const std::vector<core::Update>& earlier;  ///< of the incident, newest first; what was not announced does not count
  UtcTime now{};
  bool by_approver = false;  ///< other words of who approves it, also where a monitor's stood
  bool with_advice = false;  ///< suggestions too, which are for who asks: a preview, a check
};

/// With how many announcements of before an event is compared; what is further back readers have not in mind.
inline constexpr std::size_t kEarlier = 5;
/// Whether an update of before was said to readers by somebody, in words.
[[nodiscard]] bool was_said(const core::Update& update);

/// What the wording rules find. `decision` and `broadcasts`: whom it would reach, so far as it is known; null: not known. Pure.
[[nodiscard]] std::vector<wording::Finding> look_at_wording(const config::Snapshot& snapshot, const Said& said,
                                                            const core::Decision* decision,
                                                            const std::vector<store::NewBroadcast>& broadcasts);

/// What follows from the findings (rules B4): that it is refused, or becomes a draft; else it is only reported.
struct WordingVerdict {
  std::optional<core::Problem> problem;
  bool becomes_draft = false;
};
[[nodiscard]] WordingVerdict judge_wording(const config::Snapshot& snapshot, const Said& said, const core::Decision& decision,
                                           const std::vector<wording::Finding>& findings);

}  // namespace crier::announce
