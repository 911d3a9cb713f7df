#pragma once
#include <map>
#include <string>
#include <vector>

#include "store/ledger.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// Lists deliveries newest first, that is by descending broadcast and recipient. It goes from broadcast to broadcast: by the partial
/// indexes where the filter names a state that has one, by the incident's updates where it names an incident, else by the broadcasts
/// themselves, whose counts tell which have such deliveries.
/// Thread: store reader.
class DeliveryList {
 public:
  explicit DeliveryList(Database& database);
  [[nodiscard]] Result<Page<DeliveryRecord>> list(const DeliveryFilter& filter, std::size_t limit, const std::string& after);
  [[nodiscard]] Result<DeliveryRecord> one(const DeliveryId& id);

 private:
  struct Heading {                 ///< what all deliveries of a broadcast share
    BroadcastId id;
    std::string incident;
    int number = 0;
    std::string audience;
    std::int64_t channel_id = 0;
    std::string channel;
    UtcTime accepted{};
  };
  struct Walk {
    const DeliveryFilter& filter;
    std::size_t limit;
    DeliveryKind kind;
    std::int64_t from;             ///< broadcasts up to this one
    std::int64_t below;            ///< in the first of them: recipients below this one
    std::vector<std::int64_t> of_incident;   ///< descending, if the filter names an incident
    std::size_t next_of_incident = 0;
    Page<DeliveryRecord> page;
  };

  [[nodiscard]] std::vector<std::int64_t> broadcasts_of(const std::string& incident, std::int64_t from);
  [[nodiscard]] std::optional<std::int64_t> next_broadcast(Walk& walk, std::int64_t up_to);
  [[nodiscard]] std::optional<Heading> heading(BroadcastId id);
  void add_rows(Walk& walk, const Heading& heading, std::int64_t below);
  [[nodiscard]] Rows rows(const Walk& walk, const Heading& heading, std::int64_t below, std::size_t limit);
  [[nodiscard]] DeliveryRecord record(Rows& row, const Heading& heading, DeliveryKind kind);
  void add_attempts(DeliveryRecord& record);

  Database& database_;
  Query newest_incident_, named_incident_, updates_, next_live_, next_sending_, next_dead_, next_any_, heading_, recipient_, page_, page_state_,
      page_sending_, page_dead_, single_, attempts_;
};

}  // namespace crier::store::sqlite
