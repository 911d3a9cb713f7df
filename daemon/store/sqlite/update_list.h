#pragma once
#include <optional>
#include <string>

#include "store/ledger.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// Lists of updates, and the log: updates and commands in the order in which they were committed.
/// Thread: that of its database, inside a Reading.
class UpdateList {
 public:
  explicit UpdateList(Database& database);
  [[nodiscard]] Result<Page<UpdateRecord>> updates(const UpdateFilter& filter, std::size_t limit, const std::string& after);
  [[nodiscard]] Result<Page<LogEntry>> log(const std::string& incident, std::size_t limit, const std::string& after);

 private:
  /// The place of an entry: behind which update, and the how manieth there; 0 is the update itself.
  struct Place {
    std::int64_t update = INT64_MAX;
    std::int64_t turn = 0;
    auto operator<=>(const Place&) const = default;
  };
  struct Entry {
    Place place;
    LogEntry entry;
  };
  struct Named {
    std::int64_t id = 0;
    bool is_known = false;
  };
  [[nodiscard]] Named named(const std::string& incident);
  [[nodiscard]] std::optional<Place> parse(const std::string& after);
  [[nodiscard]] Result<UpdateRecord> record(Rows& row);
  [[nodiscard]] Rows rows(const UpdateFilter& filter, std::int64_t incident, std::int64_t below, std::size_t limit);
  [[nodiscard]] Result<std::vector<Entry>> said(const std::string& incident, std::int64_t id, Place below, std::size_t limit);
  [[nodiscard]] std::vector<Entry> done(const std::string& incident, std::int64_t id, Place below, std::size_t limit);

  Database& database_;
  Query newest_incident_, named_incident_, all_, pending_, in_state_, of_incident_, of_incident_in_state_, commands_, commands_of_incident_;
};

}  // namespace crier::store::sqlite
