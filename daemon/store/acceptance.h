#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "core/decide.h"
#include "core/incident.h"
#include "core/message.h"
#include "core/retry.h"

namespace crier::store {

/// The recipients of one audience on one channel, as they count for an update accepted now.
struct Group {
  bool exists = false;
  std::int64_t recipients = 0;         ///< of the newest complete generation, suppressed ones left out
  std::vector<std::string> languages;  ///< distinct languages that recipients name for themselves ("" left out)
};

/// One update × one audience × one channel, planned but not stored.
struct NewBroadcast {
  std::string audience;
  std::string channel;
  core::Lane lane = core::Lane::bulk;
  core::Backlog backlog = core::Backlog::all;  ///< latest: what is unsent of earlier updates is superseded (rules F3)
  int previous_update = 0;                     ///< the update this audience was told before
  /// Audiences that come before this one in the same update and have the channel too: their members are left out (rules A4).
  std::vector<std::string> earlier_audiences;
  /// True: not expanded; only deliveries of fallbacks go into it (rules F5).
  bool for_fallbacks = false;
  /// Planned in a rehearsal: it never reaches a real recipient, also when the rehearsal is over before it is sent (rules D6).
  bool exercise = false;
  /// What is unsent of it by then ends expired, whatever its channel's max_age (rules I5: the clock's next occasion).
  std::optional<UtcTime> expires{};
  /// One a language; the first is the audience's and serves every recipient whose own language has none.
  std::vector<core::Message> messages;
};

/// An event's id within its sender's scope, and what was sent under it (rules E4).
struct ReceiptKey {
  std::string scope;
  std::string id;
  Digest content{};
  UtcTime until{};        ///< when it may be forgotten
  bool replaces = false;  ///< an earlier receipt of the id, with another content, gives way
};

struct Receipt {
  Digest content{};
  UpdateId update;
};

/// Everything that one accepted event changes, decided and rendered; or the release of an update that was pending.
struct Acceptance {
  core::Incident incident;  ///< id none = a new incident; otherwise the version stored is replaced
  core::Update update;      ///< id none = a new update; otherwise the pending one that is stored becomes this
  std::vector<NewBroadcast> broadcasts;
  std::vector<core::Settled> settled;  ///< other updates of the incident whose state changes
  std::vector<int> gives_way;          ///< numbers of the incident's updates whose unsent deliveries are superseded
  std::optional<ReceiptKey> receipt;   ///< of a new update only
};

struct BroadcastCount {
  std::string audience;
  std::string channel;
  std::int64_t recipients = 0;  ///< that this broadcast reaches (after deduplication)
  std::int64_t deduplicated = 0;
};

/// What became of an event, and what a duplicate is answered with.
struct Accepted {
  IncidentId incident;
  UpdateId update;
  std::string incident_name;  ///< KEY or KEY~2
  int number = 0;
  core::UpdateState state = core::UpdateState::announced;
  std::vector<BroadcastCount> broadcasts;          ///< those for fallbacks left out
  bool restricted = false;                         ///< filled in by the announcer (rules A3)
  bool exercise = false;                           ///< the same: said in a rehearsal (rules D6)
  std::shared_ptr<const core::Incident> stands{};  ///< the same: the incident as it is after it
};

/// An update that is stored, with its incident as it stands now.
struct Stored {
  core::Incident incident;
  core::Update update;
};

/// Pending updates whose time has come, and when the next one's comes.
struct DuePending {
  std::vector<UpdateId> now;  ///< by due time
  std::optional<UtcTime> next;
};

/// The store as acceptance sees it. Every call happens inside one group transaction of the writer (store/writer.h).
/// Thread: store writer. Errors: full, io; after either the whole group is rolled back.
class Intake {
 public:
  virtual ~Intake() = default;
  [[nodiscard]] virtual Result<std::optional<Receipt>> receipt(const std::string& scope, const std::string& id) = 0;
  /// The newest incident of the key (occurrence 0) or the one named.
  [[nodiscard]] virtual Result<std::optional<core::Incident>> incident(const std::string& key, int occurrence) = 0;
  [[nodiscard]] virtual Result<Group> group(const std::string& audience, const std::string& channel) = 0;
  /// The number for the next notice-<n>: every call gives another.
  [[nodiscard]] virtual Result<std::int64_t> next_notice() = 0;
  /// Stores the event whole: incident, update, broadcasts, messages, queue rows, receipt; supersedes where backlog is latest;
  /// raises the lane of the incident's pending work to this one's if that is higher.
  [[nodiscard]] virtual Result<Accepted> record(const Acceptance& acceptance, UtcTime now) = 0;
  [[nodiscard]] virtual Result<std::optional<Stored>> stored(UpdateId update) = 0;
  [[nodiscard]] virtual Result<std::optional<core::Update>> update(IncidentId incident, int number) = 0;
  /// Held and waiting updates that are due by `now`.
  [[nodiscard]] virtual Result<DuePending> due_pending(UtcTime now, std::size_t limit) = 0;
  /// Whom a broadcast accepted now would reach (rules D2): counted as record() counts it.
  [[nodiscard]] virtual Result<BroadcastCount> reach(const NewBroadcast& broadcast) = 0;
  /// Ends a pending update unsent, in this state; false if it is not pending (any more).
  [[nodiscard]] virtual Result<bool> end_pending(UpdateId update, core::UpdateState as) = 0;
  /// What was answered for an update that was accepted before.
  [[nodiscard]] virtual Result<Accepted> accepted(UpdateId update) = 0;
};

}  // namespace crier::store
