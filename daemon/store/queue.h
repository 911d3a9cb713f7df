#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "core/message.h"
#include "core/outcome.h"
#include "core/retry.h"
#include "core/vocabulary.h"

namespace crier::store {

/// A delivery granted to this process: every call that ends or renews it names the epoch and is refused (stale) if the
/// delivery is no longer sending under it. Claims of an earlier start have an older epoch.
struct Claim {
  DeliveryId delivery;
  std::int64_t epoch = 0;
  bool operator==(const Claim&) const = default;
};

/// A destination class (rules F4): destination "" is the channel as a whole; another is one destination that is limited, dead
/// or paused and whose deliveries were moved out of the channel's way.
struct DestinationClass {
  ClassId id;
  std::string channel;
  std::string destination;
};

/// A broadcast with work due in a class and lane: what fair choice is made between.
struct Head {
  BroadcastId broadcast;
  IncidentId incident;
  UtcTime due{};
};

/// What a delivery is asked before it starts.
struct Candidate {
  const std::string& address;
  core::Lane lane;
  int attempts;  ///< made so far
  bool unsure;
};

/// start: begin an attempt now. move: put it into that class (its destination may not start more). skip: leave it and look at the
/// next. stop: it and all after it stay where they are.
struct Verdict {
  enum class Kind { start, move, skip, stop } kind = Kind::start;
  ClassId to;
};
using Judge = std::function<Verdict(const Candidate&)>;

struct StartOrder {
  ClassId from;
  core::Lane lane = core::Lane::bulk;
  BroadcastId broadcast;
  std::size_t most = 0;     ///< deliveries to start
  Millis max_age{};         ///< older ones end expired instead (counted from acceptance, or from an operator's retry)
  bool ignore_due = false;  ///< a probe: take the first even if it is due later
};

/// An attempt whose start is recorded with the group's commit.
struct Started {
  Claim claim;
  ClassId from;
  core::Lane lane = core::Lane::bulk;
  IncidentId incident;
  std::string incident_name;
  UpdateId of;     ///< the update itself
  int update = 0;  ///< its number
  int previous_update = 0;
  std::string channel;
  std::string audience;
  std::string address;
  std::string name;
  std::string secret_file;
  MessageId message;
  int attempt = 1;
  bool unsure = false;
  std::string thread_root;
  std::string thread_last;
  std::string corrected_id;  ///< of a correction: remote id under which the corrected update was delivered here; "" = it was not
  std::string progress;
  UtcTime accepted{};     ///< of the update
  UtcTime since{};        ///< when its life began for max_age
  bool exercise = false;  ///< planned in a rehearsal (rules D6)
};

/// The end of one attempt, with what dispatch decided follows from it.
struct Finish {
  Claim claim;
  core::AttemptResult result = core::AttemptResult::none;
  core::DeliveryState state = core::DeliveryState::waiting;  ///< delivered, failed, waiting, expired or queued (no attempt counted)
  UtcTime due{};                                             ///< of waiting and queued
  std::optional<ClassId> to;                                 ///< waiting, queued: the class it waits in, if another
  std::string reply;
  std::string remote_id;
  bool unsure = false;                         ///< waiting: the attempt may have been accepted
  bool count_attempt = true;                   ///< false: as if it had not been tried (rules H10, drain)
  bool keep_thread = false;                    ///< delivered: remote_id goes into the thread of (incident, recipient)
  bool edit_root = false;                      ///< delivered: plan an edit of the thread's root if this was not the root (rules H2)
  bool suppress = false;                       ///< failed: suppress the address, subject to the brake (rules F1)
  core::Backlog backlog = core::Backlog::all;  ///< waiting with a successor and latest: it is superseded instead
};

/// What a group of finishes brought about beside the deliveries themselves.
struct FinishReport {
  std::vector<ClassId> work;        ///< classes that have new work (successors, edits, fallbacks, moved ones)
  std::vector<std::string> braked;  ///< channels whose suppressions went over the brake: nobody was suppressed, pause them
  std::vector<DeliveryId> stale;    ///< claims that were refused
};

/// The store as dispatch sees it. Every call happens inside a group transaction of the writer.
/// Thread: store writer. Errors: full, io.
class Queue {
 public:
  virtual ~Queue() = default;
  /// The class of a channel ("" destination) or of one destination, made if there is none.
  [[nodiscard]] virtual Result<DestinationClass> destination_class(const std::string& channel, const std::string& destination) = 0;
  /// All classes that have work, due or not.
  [[nodiscard]] virtual Result<std::vector<DestinationClass>> classes_with_work() = 0;
  /// When the class's earliest work is due; none if it has none. Work that waits for its chain, its file or its cap is not due.
  [[nodiscard]] virtual Result<std::optional<UtcTime>> next_due(ClassId from) = 0;
  /// The broadcasts with work due in a class and lane, those served longest ago first, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<Head>> heads(ClassId from, core::Lane lane, UtcTime now, std::size_t limit) = 0;
  /// Starts up to `most` deliveries of one broadcast in one class: ready ones in due order, then by expansion in ascending
  /// recipient (never past an earlier unfinished broadcast of the same incident and channel, rules F2). The broadcast
  /// then goes behind its class's others. Suppressed addresses end failed, too old ones expired, without an attempt.
  [[nodiscard]] virtual Result<std::vector<Started>> start(const StartOrder& order, const Judge& judge, UtcTime now) = 0;
  /// Ends attempts; counters of broadcasts and channels are brought up to date once a call.
  [[nodiscard]] virtual Result<FinishReport> finish(const std::vector<Finish>& finishes, UtcTime now) = 0;
  /// Keeps an exchange's progress; refused if the claim is stale.
  [[nodiscard]] virtual Result<void> checkpoint(const Claim& claim, const std::string& progress) = 0;
  [[nodiscard]] virtual Result<core::Message> message(MessageId id) = 0;
};

}  // namespace crier::store
