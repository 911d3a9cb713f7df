#pragma once
#include <optional>

#include "client/event_flags.h"

namespace CLI {
class App;
}

namespace crier::client {

// The options of commands that say something. Each adds its own to the command; what is typed lands in the flags, which outlive it.

/// What every event may say.
void add_common_words(CLI::App& sub, EventFlags& flags);
/// The same, and what only incidents have.
void add_words(CLI::App& sub, EventFlags& flags);
void add_switches(CLI::App& sub, EventFlags& flags);
/// What lets an event be sent once though its command is typed again, or crierd is away.
void add_repeating(CLI::App& sub, EventFlags& flags);
void add_consent(CLI::App& sub, bool& yes, std::optional<std::int64_t>& confirm);

/// What becomes of a maintenance.
struct MaintenanceFlags {
  bool starts = false, is_done = false, is_cancelled = false;
};
/// Errors: usage; more than one was said.
[[nodiscard]] std::optional<Failure> choose_status(const MaintenanceFlags& chosen, EventFlags& flags);

}  // namespace crier::client
