#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "base/wall_timer.h"
#include "config/model.h"
#include "core/access.h"
#include "core/event.h"
#include "core/problem.h"
#include "core/route.h"
#include "store/reader.h"
#include "store/writer.h"
#include "wording/check.h"

namespace crier::announce {

/// The answer for one event (interface.md section 2). `id` is the event's own, or the update's if it had none. The broadcasts of a
/// pending update are those that it would make as things are.
struct EventResult {
  std::string id;
  bool duplicate = false;
  store::Accepted accepted;
  std::optional<UtcTime> due;  ///< held, waiting: when it goes out by itself
  bool ended_promise = false;  ///< there was a promise, and this update made no new one (rules I4)
  /// An audience whose office is closed, and when it reads the update (rules I5).
  struct DeferredUntil {
    std::string audience;
    UtcTime until{};
  };
  std::vector<DeferredUntil> deferred;
  std::vector<wording::Finding> findings;
};

/// What an event would do: nothing of it is stored.
struct Preview {
  struct Message {
    store::BroadcastCount count;
    core::Message message;
    std::string type{};  ///< of the channel: "smtp"
  };
  std::vector<core::Match> matched;
  std::string reason;  ///< one sentence
  core::UpdateState state = core::UpdateState::announced;
  std::vector<Message> messages;
  std::int64_t deduplicated = 0;
  std::vector<wording::Finding> findings;
};

/// Which pending update is meant: this one, or the newest draft of an incident.
using PendingName = std::variant<UpdateId, core::IncidentName>;

/// How a pending update is released: in other words if there are some, with the guard's question answered if it was.
struct Approval {
  PendingName name;
  std::optional<core::Event> words;
  std::optional<std::int64_t> confirm;
};

/// A pending update that ended unsent. `was_pending` false: there is such an update, and it is not pending; nothing was done.
struct Ended {
  bool was_pending = false;
  store::Accepted accepted;     ///< its state as it is now
  std::int64_t recipients = 0;  ///< that it would have reached
};

/// Told of what becomes of updates, on the loop.
class UpdateObserver {
 public:
  virtual ~UpdateObserver() = default;
  /// Every accepted update. Duplicates are not updates.
  virtual void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) = 0;
  /// A pending update was released or has ended: its state tells.
  virtual void update_changed(const store::Accepted& accepted, const core::Update& update) = 0;
  /// A pending update whose time had come could not be released and was withdrawn; one sentence says why.
  virtual void release_failed(const store::Accepted& accepted, const std::string& why) = 0;
};

/// Turns events into stored, worded, planned updates: decide → render → record, in one group transaction. All or nothing for a
/// batch; events apply in order and see those before them. Releases pending updates when their time comes.
/// Thread: loop, for calls and completions.
class Announcer {
 public:
  virtual ~Announcer() = default;
  virtual void accept(config::SnapshotPtr snapshot, std::vector<core::Event> events, const core::Peer& peer,
                      UniqueFunction<void(Result<std::vector<EventResult>, core::Problem>)> done) = 0;
  virtual void preview(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
                       UniqueFunction<void(Result<Preview, core::Problem>)> done) = 0;
  /// What the wording rules find in an event, given what its incident says by now. Nothing is decided, stored or refused.
  virtual void check(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
                     UniqueFunction<void(Result<std::vector<wording::Finding>, core::Problem>)> done) = 0;
  /// Errors: not_found; conflict (not pending any more, not the newest draft, the incident has gone on, the guard asks); invalid.
  virtual void approve(config::SnapshotPtr snapshot, Approval approval, const core::Peer& peer,
                       UniqueFunction<void(Result<EventResult, core::Problem>)> done) = 0;
  /// Ends a pending update as withdrawn or stopped. Errors: not_found.
  virtual void end_pending(config::SnapshotPtr snapshot, PendingName name, core::UpdateState as, const core::Peer& peer,
                           UniqueFunction<void(Result<Ended, core::Problem>)> done) = 0;
  /// Keeps a silence from now on; answers it with its number.
  virtual void add_silence(core::Silence silence, const core::Peer& peer,
                           UniqueFunction<void(Result<core::Silence, core::Problem>)> done) = 0;
  /// Ends one now. Errors: not_found (there is none of the number that has not ended).
  virtual void end_silence(std::int64_t number, const core::Peer& peer,
                           UniqueFunction<void(Result<core::Silence, core::Problem>)> done) = 0;
  /// Those that have not ended, ascending number.
  virtual void list_silences(UniqueFunction<void(Result<std::vector<core::Silence>, core::Problem>)> done) = 0;
  /// From now on held and waiting updates are released when they are due, with the configuration that `snapshot` gives then.
  virtual void start(std::function<config::SnapshotPtr()> snapshot) = 0;
  /// Nothing is released any more: the writer may go before the announcer.
  virtual void leave() = 0;
};

struct AnnouncerParts {
  store::Writer& writer;
  store::Reader& reader;
  Executor& loop;
  const Clock& clock;
  WallTimer& timer;  ///< the announcer's own, on the loop
  UpdateObserver& observer;
};
[[nodiscard]] std::unique_ptr<Announcer> make_announcer(AnnouncerParts parts);

}  // namespace crier::announce
