#pragma once
#include <map>
#include <string>
#include <vector>

#include "store/ledger.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// Lists deliveries newest first, that is by descending broadcast and recipient. It goes from broadcast to broadcast: by the partial
/// indexes where the filter names a state that has one, by the incident's updates where it names an incident, by the recipient's place
/// in each, else by the broadcasts themselves, whose counts tell which have such deliveries. What one page looks at is bounded: a
/// page may be short, or empty, and still say where to go on.
/// Thread: store reader.
class DeliveryList {
 public:
  explicit DeliveryList(Database& database);
  [[nodiscard]] Result<Page<DeliveryRecord>> list(const DeliveryFilter& filter, std::size_t limit, const std::string& after);
  [[nodiscard]] Result<DeliveryRecord> one(const DeliveryId& id);

 private:
  struct Heading {  ///< what all deliveries of a broadcast share
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
    std::int64_t from;                      ///< broadcasts up to this one
    std::int64_t below;                     ///< in the first of them: recipients below this one
    std::vector<std::int64_t> of_incident;  ///< descending, if the filter names an incident
    std::size_t next_of_incident = 0;
    std::vector<std::int64_t> recipients = {};  ///< if the filter names one: its ids, one a channel
    std::int64_t floor = 0;                     ///< this page looks at no broadcast below
    Page<DeliveryRecord> page;
  };

  [[nodiscard]] std::vector<std::int64_t> broadcasts_of(const std::string& incident, std::int64_t from);
  [[nodiscard]] Result<Walk> begin(const DeliveryFilter& filter, std::size_t limit, const std::string& after);
  [[nodiscard]] std::vector<std::int64_t> recipients(const DeliveryFilter& filter);
  [[nodiscard]] std::optional<std::int64_t> next_broadcast(Walk& walk, std::int64_t up_to);
  [[nodiscard]] std::optional<std::int64_t> next_by_state(const Walk& walk, std::int64_t up_to);
  [[nodiscard]] std::optional<std::int64_t> next_by_recipient(const Walk& walk, std::int64_t up_to);
  [[nodiscard]] std::optional<Heading> heading(BroadcastId id);
  [[nodiscard]] static std::string below(std::int64_t broadcast);
  void add_rows(Walk& walk, const Heading& heading, std::int64_t below);
  [[nodiscard]] Rows rows(const Walk& walk, const Heading& heading, std::int64_t below, std::size_t limit);
  [[nodiscard]] DeliveryRecord record(Rows& row, const Heading& heading, DeliveryKind kind);
  void add_attempts(DeliveryRecord& record);

  Database& database_;
  Query newest_incident_, named_incident_, updates_, next_live_, next_sending_, next_dead_, next_any_, next_to_, newest_, heading_,
      channel_, recipient_, page_, page_state_, page_sending_, page_dead_, single_, attempts_;
};

}  // namespace crier::store::sqlite
