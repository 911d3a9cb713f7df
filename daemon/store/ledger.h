#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "core/incident.h"
#include "core/vocabulary.h"
#include "store/acceptance.h"

namespace crier::store {

/// Deliveries by state, indexed by core::DeliveryState; queued includes what is not expanded yet (rules F6).
using StateCounts = std::array<std::int64_t, core::kDeliveryStates>;

struct IncidentRecord {
  core::Incident incident;
  StateCounts deliveries{};
  std::vector<core::Update> updates;  ///< filled only for one incident
  /// Whom an update told, by its number, those for fallbacks left out; filled only for one incident.
  struct Told {
    std::string audience;
    std::string channel;
    std::int64_t recipients = 0;
    std::int64_t delivered = 0;
  };
  std::map<int, std::vector<Told>> told{};
};

struct AttemptRecord {
  UtcTime at{};
  core::AttemptResult result = core::AttemptResult::none;  ///< none: under way
  std::string reply;
};

struct DeliveryRecord {
  DeliveryId id;
  core::DeliveryState state = core::DeliveryState::queued;
  std::string incident;  ///< KEY or KEY~2
  int update = 0;
  std::string audience;
  std::string channel;
  std::string recipient;
  std::string reason;             ///< of failed without an attempt: "suppressed", …; "" otherwise
  std::optional<DeliveryId> via;  ///< the fallback's origin, or the origin's fallback
  UtcTime due{};
  std::string remote_id;
  std::vector<AttemptRecord> attempts;
};

/// Filters of GET /v1/deliveries and of the bulk calls; empty fields do not filter.
struct DeliveryFilter {
  std::optional<core::DeliveryState> state;
  std::string incident;  ///< KEY (newest) or KEY~n
  std::optional<int> update;
  std::string channel;
  std::string recipient;
  std::optional<UtcTime> since;  ///< accepted no earlier
  bool edits = false;            ///< list edits instead of posts
};

/// One update with its incident's name, as lists of updates show it.
struct UpdateRecord {
  std::string incident;  ///< KEY or KEY~2
  bool restricted = false;
  core::Update update;
  std::optional<UtcTime> due;  ///< held, waiting: when it goes out by itself
};

struct UpdateFilter {
  std::optional<core::UpdateState> state;
  std::string incident;  ///< KEY (newest) or KEY~n
};

/// Who did what when (kept as long as history): an update that was accepted, or a command that changed something.
struct LogEntry {
  UtcTime at{};
  std::string peer;      ///< user or token; "crierd" for what it does by itself
  std::string command;   ///< "open", "approve", "stop", "retry", …
  std::string incident;  ///< KEY or KEY~2; "" if it was about none
  int update = 0;        ///< number; 0 if it was about none
  std::string effect;    ///< one clause: what came of it
  bool operator==(const LogEntry&) const = default;
};

template <class T>
struct Page {
  std::vector<T> items;
  std::string next;  ///< pass as `after` for the following page; "" = this is the last
};

struct Suppression {
  std::string channel;
  std::string address;
  std::string reason;
  UtcTime since{};
};

/// Whom a broadcast would reach.
struct Reach {
  BroadcastCount count;
  std::map<std::string, std::int64_t> languages;  ///< of those reached, by the language they name for themselves ("" = none)
};

struct ChannelDepth {
  std::string channel;
  StateCounts counts{};
};

/// What the store answers. Each call sees one committed state.
/// Thread: store reader (its own read-only connection, never checkpointing). Errors: not_found, unavailable (took over 2 s), io.
class Ledger {
 public:
  virtual ~Ledger() = default;
  /// Newest first. `open`: only open or only resolved ones.
  [[nodiscard]] virtual Result<Page<IncidentRecord>> incidents(std::optional<bool> open, std::size_t limit, const std::string& after) = 0;
  [[nodiscard]] virtual Result<IncidentRecord> incident(const core::IncidentName& name) = 0;
  /// Newest first.
  [[nodiscard]] virtual Result<Page<UpdateRecord>> updates(const UpdateFilter& filter, std::size_t limit, const std::string& after) = 0;
  /// Newest first; `incident` KEY, KEY~n or "" for all.
  [[nodiscard]] virtual Result<Page<LogEntry>> log(const std::string& incident, std::size_t limit, const std::string& after) = 0;
  /// Newest first.
  [[nodiscard]] virtual Result<Page<DeliveryRecord>> deliveries(const DeliveryFilter& filter, std::size_t limit,
                                                                const std::string& after) = 0;
  [[nodiscard]] virtual Result<DeliveryRecord> delivery(const DeliveryId& id) = 0;
  [[nodiscard]] virtual Result<std::vector<ChannelDepth>> depths() = 0;
  [[nodiscard]] virtual Result<std::vector<Suppression>> suppressions() = 0;
  /// For preview: how many recipients of the audience's group are not in the earlier audiences' groups of the channel.
  [[nodiscard]] virtual Result<Reach> reach(const std::string& audience, const std::string& channel,
                                            const std::vector<std::string>& earlier) = 0;
};

}  // namespace crier::store
