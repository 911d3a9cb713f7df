#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "client/world.h"
#include "core/event.h"

namespace crier::client {

/// The flags of the commands that say something, as typed.
struct EventFlags {
  std::string key;
  std::string id;  ///< of the event; "" = one of its own
  std::optional<std::string> title, impact, status, summary, now, expected, permanent, details, workaround, overnight, root_cause;
  std::optional<std::string> starts, ends, extend;  ///< of maintenance
  std::optional<std::string> began, ended, contact, next_update, author;
  std::vector<std::string> services, labels, audiences, drop_audiences, done, planned;
  std::string file;
  std::string from;                     ///< the name of a draft for what comes again
  std::optional<int> corrects;          ///< the number of the update that is put right
  std::optional<std::int64_t> confirm;  ///< so many recipients are meant (rules D2)
  bool edit = false, watch = false, dry_run = false, yes = false, spool = false;
  bool draft = false, quiet = false, restricted = false, widen = false, exercise = false, anyway = false;
};

/// The event of a command: the draft file, then the flags over it, with an id of its own so that it can be repeated.
/// Errors: usage (a flag's value), no_file, refused (a fault of the draft, with its line).
[[nodiscard]] Result<core::Event, Failure> make_event(core::Action action, const EventFlags& flags, World& world);

/// What the flags say over the event, its incident's key and its id. The failure if a value is wrong.
[[nodiscard]] std::optional<Failure> apply_flags(const EventFlags& flags, core::Event& event, World& world);

/// The event of a draft's text; `name` is that of its file in faults. Errors: refused (a fault, with its line), usage (it is of another
/// action or incident).
[[nodiscard]] Result<core::Event, Failure> read_draft_for(core::Action action, const std::string& key, const std::string& name,
                                                          std::string_view text);

/// Other words for the event, from the text of a draft file; its action and incident stay. Errors: refused, usage (it is of another
/// incident).
[[nodiscard]] Result<core::Event, Failure> reword_event(const core::Event& event, const std::string& path, std::string_view text);

/// An id that no other command has: reused when the same command is repeated.
[[nodiscard]] std::string new_id(World& world);

}  // namespace crier::client
