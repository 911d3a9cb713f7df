#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/world.h"
#include "core/event.h"

namespace crier::client {

/// The flags of the commands that say something, as typed.
struct EventFlags {
  std::string key;
  std::optional<std::string> title, impact, status, summary, now, expected, permanent, details, workaround, overnight, root_cause;
  std::optional<std::string> began, ended, contact, next_update, author;
  std::vector<std::string> services, labels, audiences, done, planned;
  std::string file;
  bool edit = false, watch = false, dry_run = false, yes = false;
  bool draft = false, quiet = false, restricted = false;  ///< not built: they stop the command
};

/// The event of a command: the draft file, then the flags over it, with an id of its own so that it can be repeated.
/// Errors: usage (a flag's value), no_file, refused (a fault of the draft, with its line).
[[nodiscard]] Result<core::Event, Failure> make_event(core::Action action, const EventFlags& flags, World& world);

/// A draft of the event as the user leaves it in $EDITOR. Errors: refused (the editor failed, or what it left is faulty: the
/// file is kept and named).
[[nodiscard]] Result<core::Event, Failure> edit_event(const core::Event& event, World& world);

/// An id that no other command has: reused when the same command is repeated.
[[nodiscard]] std::string new_id(World& world);

}  // namespace crier::client
