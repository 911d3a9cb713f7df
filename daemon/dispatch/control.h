#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "base/time.h"
#include "channels/adapter.h"
#include "core/outcome.h"
#include "core/vocabulary.h"
#include "store/interventions.h"

namespace crier::dispatch {

enum class ChannelCondition { ready, paused, probing, blocked };
[[nodiscard]] std::string_view to_text(ChannelCondition condition);

/// One channel as GET /v1/channels shows it.
struct ChannelStatus {
  std::string name;
  std::string type;
  ChannelCondition condition = ChannelCondition::ready;
  std::string reason;          ///< "" when ready
  std::optional<double> rate;  ///< attempts a second allowed, none = unlimited
  int in_flight = 0;
  bool configured = true;                 ///< false: it has deliveries but the configuration has it no more
  std::optional<UtcTime> paused_since{};  ///< set while only an operator can make it send again
};

/// What operators do to channels. Thread: loop; completions too.
class ChannelControl {
 public:
  virtual ~ChannelControl() = default;
  [[nodiscard]] virtual std::vector<ChannelStatus> channels() const = 0;
  /// Errors: not_found; full or io from the store. The new status is answered once it is committed.
  virtual void pause(const std::string& name, UniqueFunction<void(Result<ChannelStatus>)> done) = 0;
  virtual void resume(const std::string& name, UniqueFunction<void(Result<ChannelStatus>)> done) = 0;
  /// Sends one test message outside every queue and answers with its outcome. Errors: not_found, invalid.
  virtual void test(const std::string& name, const std::string& to, UniqueFunction<void(Result<core::Outcome>)> done) = 0;
};

/// The emergency brake (rules D1). Thread: loop; completions too.
class Brake {
 public:
  virtual ~Brake() = default;
  /// What is written into the log of commands, once it is known what came of it.
  using StopNote = UniqueFunction<store::LogEntry(const store::StopCounts&)>;
  using StopDone = UniqueFunction<void(Result<store::StopCounts>)>;
  /// At once, before anything is asked of the store: nothing of the update goes out until thaw or the end of stop.
  virtual void freeze(UpdateId update) = 0;
  virtual void thaw(UpdateId update) = 0;
  /// Nothing of the update starts any more, what was started and is not on the wire is taken back, and the counts are those after
  /// that. A full disk or a busy store is waited for. Errors: not_found.
  virtual void stop(UpdateId update, StopNote note, StopDone done) = 0;
};

/// Told of what dispatch does: metrics, the event stream. Thread: loop. Implementations must be quick.
class Observer {
 public:
  virtual ~Observer() = default;
  struct Attempt {
    DeliveryId delivery;
    std::string channel;
    std::string audience;
    std::string incident;
    std::string recipient;
    int update = 0;
    int attempt = 1;
    core::DeliveryState state = core::DeliveryState::delivered;
    core::AttemptResult result = core::AttemptResult::none;
    std::string reply;
    UtcTime at{};
    double attempt_seconds = 0;
    double since_accepted_seconds = 0;
    bool exercise = false;  ///< of a rehearsal: it counts in no metric (rules D6)
  };
  virtual void attempt_ended(const Attempt& attempt) = 0;
  virtual void channel_changed(const ChannelStatus& status) = 0;
};

}  // namespace crier::dispatch
