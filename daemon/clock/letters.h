#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/incident.h"
#include "core/promise.h"
#include "core/zone.h"
#include "operators/teller.h"
#include "store/occasions.h"

namespace crier::clock {

// What the clock tells operators. In English, as all notices to them are; the words of a restricted incident are not told.

/// An office that closes, and what it will be told before.
struct AskedOffice {
  std::string audience;
  core::Zone timezone;
  UtcTime closes{};
  UtcTime at{};  ///< when it is told
  std::string key;
  std::vector<core::Incident> incidents;  ///< worst first
};
/// What will go out, what is not known of the night, and how to replace, skip or send it now (rules I2).
[[nodiscard]] operators::Letter ask_letter(const std::vector<AskedOffice>& offices);

/// A promise that is due or overdue (rules I4). `to`: an audience that it is escalated to.
[[nodiscard]] operators::Letter promise_letter(const core::Incident& incident, const core::PromiseOccasion& occasion, UtcTime now,
                                               const std::string& to);

/// An incident that nobody of an audience has acknowledged since it was told; `ways`: how, if nothing has reached it. `to` is told.
[[nodiscard]] operators::Letter escalation_letter(const core::Incident& incident, const core::Told& told,
                                                  const std::optional<std::vector<store::Way>>& ways, const std::string& to, UtcTime now);

/// A maintenance whose time is over, and of which nobody has said that it has ended (rules I7).
[[nodiscard]] operators::Letter end_letter(const core::Incident& incident);

/// Occasions that could not be carried out in time, a sentence each.
[[nodiscard]] operators::Letter missed_letter(const std::vector<std::string>& missed);

}  // namespace crier::clock
