#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "config/model.h"
#include "core/access.h"
#include "core/event.h"
#include "core/problem.h"
#include "core/route.h"
#include "store/reader.h"
#include "store/writer.h"

namespace crier::announce {

/// The answer for one event (interface.md section 2). `id` is the event's own, or the update's if it had none.
struct EventResult {
  std::string id;
  bool duplicate = false;
  store::Accepted accepted;
};

/// What an event would do: nothing of it is stored.
struct Preview {
  struct Message {
    store::BroadcastCount count;
    core::Message message;
  };
  std::vector<core::Match> matched;
  std::string reason;  ///< one sentence
  std::vector<Message> messages;
  std::int64_t deduplicated = 0;
};

/// Told of every accepted update, on the loop. Duplicates are not updates.
class UpdateObserver {
 public:
  virtual ~UpdateObserver() = default;
  virtual void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) = 0;
};

/// Turns events into stored, worded, planned updates: decide → render → record, in one group transaction. All or nothing for a
/// batch; events apply in order and see those before them.
/// Thread: loop, for calls and completions.
class Announcer {
 public:
  virtual ~Announcer() = default;
  virtual void accept(config::SnapshotPtr snapshot, std::vector<core::Event> events, const core::Peer& peer,
                      UniqueFunction<void(Result<std::vector<EventResult>, core::Problem>)> done) = 0;
  virtual void preview(config::SnapshotPtr snapshot, core::Event event, const core::Peer& peer,
                       UniqueFunction<void(Result<Preview, core::Problem>)> done) = 0;
};

[[nodiscard]] std::unique_ptr<Announcer> make_announcer(store::Writer& writer, store::Reader& reader, Executor& loop, const Clock& clock,
                                                        UpdateObserver& observer);

}  // namespace crier::announce
