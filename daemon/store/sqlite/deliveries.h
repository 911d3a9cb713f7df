#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "core/vocabulary.h"
#include "store/sqlite/broadcasts.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// Facts about a delivery, one bit each.
enum DeliveryFlag : std::int64_t {
  kUnsure = 1,     ///< the last attempt may have been accepted
  kFallsBack = 2,  ///< its member names a fallback that was not made yet
};

/// One row of `delivery`. A queued one that waits for its chain is blocked: its due time is kNever.
struct Delivery {
  DeliveryId id;
  core::DeliveryState state = core::DeliveryState::queued;
  ClassId in_class;
  UtcTime due{};
  int attempts = 0;
  std::int64_t epoch = 0;
  std::int64_t flags = 0;
  MessageId message;
  std::optional<UtcTime> since;  ///< none: since the update was accepted
  std::optional<UtcTime> at;     ///< of the first attempt; further ones are in `attempt`
  core::AttemptResult result = core::AttemptResult::none;
  std::string reply;
  std::string remote_id;
  std::string reason;
  std::string progress;
  std::optional<UtcTime> fallback_at;
  std::optional<DeliveryId> via;

  [[nodiscard]] bool has(DeliveryFlag flag) const { return (flags & flag) != 0; }
  void set(DeliveryFlag flag, bool value) { flags = value ? flags | flag : flags & ~static_cast<std::int64_t>(flag); }
  [[nodiscard]] bool is_live() const { return state == core::DeliveryState::queued || state == core::DeliveryState::waiting; }
  [[nodiscard]] bool is_blocked() const { return state == core::DeliveryState::queued && due == kNever; }
  /// Part of it is out: the exchange kept its progress. It is tried until it is whole or ends by itself; only a stop ends it before.
  [[nodiscard]] bool is_begun() const { return !progress.empty(); }
  [[nodiscard]] bool is_post() const { return id.kind == DeliveryKind::post; }
};

/// Rows of `delivery` and `attempt`, and the broadcasts' counts that follow from them.
/// Thread: store writer.
class Deliveries {
 public:
  Deliveries(Database& database, Broadcasts& broadcasts);

  [[nodiscard]] std::optional<Delivery> find(const DeliveryId& id);
  /// The state of a delivery that is queued, sending or waiting; none otherwise.
  [[nodiscard]] std::optional<core::DeliveryState> unfinished(const DeliveryId& id);
  [[nodiscard]] bool exists(const DeliveryId& id);
  void insert(Broadcast& broadcast, const Delivery& delivery);
  /// Stores what `after` says in place of `before` (the same delivery).
  void change(Broadcast& broadcast, const Delivery& before, const Delivery& after);
  /// The way of most deliveries: a first attempt of a post that ends delivered and nothing else. False if it is not that.
  [[nodiscard]] bool deliver_at_once(Broadcast& broadcast, const DeliveryId& id, std::int64_t epoch, const std::string& reply,
                                     const std::string& remote_id);
  /// Replaces a finished edit by a new one.
  void erase_edit(Broadcast& broadcast, const Delivery& delivery);

  void begin_attempt(const DeliveryId& id, int number, UtcTime at);  ///< the second and further ones
  void end_attempt(const DeliveryId& id, int number, core::AttemptResult result, const std::string& reply);
  void drop_attempt(const DeliveryId& id, int number);

  [[nodiscard]] bool keep_progress(const DeliveryId& id, std::int64_t epoch, const std::string& progress);
  /// When the earliest delivery of the broadcast in the class is due; kNever if none is.
  [[nodiscard]] UtcTime earliest(BroadcastId broadcast, ClassId in_class);
  [[nodiscard]] std::vector<DeliveryId> live(BroadcastId broadcast);
  [[nodiscard]] std::vector<DeliveryId> sending();

 private:
  Broadcasts& broadcasts_;
  Query select_, unfinished_, exists_, insert_, update_, deliver_, erase_, begin_attempt_, end_attempt_, drop_attempt_, drop_attempts_,
      progress_, earliest_, live_, sending_;
};

}  // namespace crier::store::sqlite
