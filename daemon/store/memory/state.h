#pragma once
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "store/memory/table.h"
#include "store/store.h"

namespace crier::store::memory {

using GroupName = std::pair<std::string, std::string>;  ///< audience, channel
/// Classes that have new work because of what was just done.
using Work = std::set<ClassId>;

struct GroupRow {
  std::int64_t generation = 0;  ///< the newest complete one, 0 = none
  std::int64_t open = 0;        ///< the one being taken in, 0 = none
  std::string fingerprint;
};

/// One address on one channel, whatever audiences have it: its chain and its thread are the same in all of them.
struct RecipientRow {
  std::string channel;
  std::string address;
  std::string key;  ///< the address as it is compared
};

/// That a recipient belongs to a group, and how that audience names it.
struct MemberRow {
  core::Recipient recipient;
  std::int64_t joined = 0;  ///< the generation it came with
  std::int64_t seen = 0;    ///< the newest generation that named it
  [[nodiscard]] bool counts_for(std::int64_t generation) const { return joined <= generation; }
};

struct IncidentRow {
  core::Incident incident;
};

struct UpdateRow {
  IncidentId incident;
  core::Update update;
};

struct BroadcastRow {
  UpdateId update;
  IncidentId incident;
  std::string incident_name;
  bool exercise = false;  ///< planned in a rehearsal
  int number = 0;
  UtcTime accepted{};
  std::optional<UtcTime> expires;  ///< what is unsent by then ends expired
  GroupName group;
  core::Lane lane = core::Lane::bulk;
  core::Backlog backlog = core::Backlog::all;
  int previous_update = 0;
  bool for_fallbacks = false;
  std::int64_t generation = 0;                                ///< members that joined later are not reached
  std::vector<std::pair<std::string, std::int64_t>> earlier;  ///< audiences whose members are left out, and their generations
  std::vector<std::pair<std::string, MessageId>> messages;    ///< by language, the audience's first
  std::int64_t recipients = 0;                                ///< as answered at acceptance
  std::int64_t deduplicated = 0;
  RecipientId cursor;        ///< everyone up to here is expanded
  bool expanded = false;     ///< nothing is left to expand
  std::int64_t rest = 0;     ///< recipients not expanded yet
  StateCounts counts{};      ///< posts by state, the rest left out
  std::int64_t live = 0;     ///< deliveries of any kind that have not ended
  std::int64_t untried = 0;  ///< expanded, never attempted, not ended
  std::int64_t gone = 0;     ///< addresses that a receiver called gone
  bool braked = false;
  /// Stopped, corrected or retracted: how what ends unsent now ends, instead of being tried again.
  std::optional<core::DeliveryState> ending;
  int corrects = 0;  ///< number of the update that this one's corrects
};

/// A command, with the incident it was about as long as that is stored.
struct CommandRow {
  std::optional<IncidentId> incident;
  LogEntry entry;
};
/// Behind which update, and the how manieth there: updates themselves are 0.
using LogPlace = std::pair<UpdateId, std::int64_t>;

struct DeliveryRow {
  IncidentId incident;
  core::DeliveryState state = core::DeliveryState::queued;
  bool blocked = false;  ///< another delivery of its chain comes first
  ClassId in;
  UtcTime due{};
  UtcTime since{};
  bool unsure = false;
  std::int64_t epoch = 0;
  std::string progress;
  std::string remote_id;
  std::string reason;
  std::optional<DeliveryId> via;
  std::vector<AttemptRecord> attempts;
  /// Part of it is out: it is tried until it is whole or ends by itself; only a stop ends it before.
  [[nodiscard]] bool is_begun() const { return !progress.empty(); }
  [[nodiscard]] bool is_ready() const {
    return !blocked && (state == core::DeliveryState::queued || state == core::DeliveryState::waiting);
  }
};

struct Thread {
  std::string root;
  std::string last;
};

struct ReceiptRow {
  Receipt receipt;
  UtcTime until{};
};

struct SuppressionRow {
  Suppression suppression;
  BroadcastId by;
};

/// What became of an occasion for some incidents.
struct OccasionRow {
  UtcTime at{};
  std::vector<IncidentId> incidents;
};

/// Everything stored. Rows are the truth; the indexes follow from them and are kept by deliveries.h and expansion.h.
struct State {
  Table<std::string, std::int64_t> sequences;
  Table<IncidentId, IncidentRow> incidents;
  Table<UpdateId, UpdateRow> updates;
  Table<BroadcastId, BroadcastRow> broadcasts;
  Table<MessageId, core::Message> messages;
  Table<DeliveryId, DeliveryRow> deliveries;
  Table<DeliveryId, DeliveryId> fallbacks;  ///< origin → the delivery that went another way
  Table<GroupName, GroupRow> groups;
  Table<RecipientId, RecipientRow> recipients;
  Table<std::pair<GroupName, RecipientId>, MemberRow> members;
  Table<ClassId, DestinationClass> classes;
  Table<std::pair<IncidentId, RecipientId>, Thread> threads;
  Table<std::pair<std::string, std::string>, ReceiptRow> receipts;          ///< scope, id
  Table<std::pair<std::string, std::string>, SuppressionRow> suppressions;  ///< channel, key of the address
  Table<std::string, std::string> channel_states;
  Table<std::string, Upkeep::Pause> pauses;
  Table<LogPlace, CommandRow> commands;
  Table<std::pair<std::string, core::OccasionResult>, OccasionRow> occasions;
  Table<std::string, core::Reminder> reminders;
  Table<std::int64_t, core::Silence> silences;
  Table<std::string, UtcTime> clock;  ///< one row: until when it has looked

  Table<std::pair<std::string, int>, IncidentId> by_name;  ///< key, occurrence
  Table<std::pair<IncidentId, int>, UpdateId> by_number;
  Index<std::pair<IncidentId, BroadcastId>> by_incident;
  Index<std::pair<UpdateId, BroadcastId>> by_update;
  Table<std::pair<std::string, std::string>, RecipientId> by_address;  ///< channel, key of the address
  Table<std::pair<std::string, std::string>, ClassId> by_destination;  ///< channel, destination
  Index<std::tuple<ClassId, BroadcastId, UtcTime, RecipientId, DeliveryKind>> ready;
  Index<std::pair<ClassId, BroadcastId>> expanding;
  Index<std::tuple<IncidentId, std::string, BroadcastId>> unexpanded;            ///< expansion goes in this order (rules F2)
  Index<std::tuple<IncidentId, RecipientId, DeliveryKind, BroadcastId>> chains;  ///< of deliveries that have not ended
  Index<DeliveryId> sending;
  Index<std::pair<UtcTime, DeliveryId>> timers;                 ///< when a fallback stands in (its origin)
  Table<std::pair<ClassId, BroadcastId>, std::int64_t> served;  ///< turn of the last service

  [[nodiscard]] std::int64_t next(const std::string& sequence);
  void commit();
  void rollback();
};

}  // namespace crier::store::memory
