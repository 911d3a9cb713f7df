#pragma once
#include <string>
#include <vector>

#include "core/event.h"
#include "core/incident.h"

namespace crier::announce {

/// The key of the incident that a storm becomes (rules B5).
inline constexpr std::string_view kStormKey = "monitor-storm";
/// How many incidents of a storm are counted; what is beyond is "more than".
inline constexpr std::size_t kStormCounted = 1000;

/// What is said of a storm: a draft, for an operator to put into words. `members`: all incidents of it, newest first, not empty.
/// `audiences`: whom they would have been told to one by one.
[[nodiscard]] core::Event storm_event(const std::vector<core::Incident>& members, std::vector<std::string> audiences);

}  // namespace crier::announce
