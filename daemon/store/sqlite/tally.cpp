#include "store/sqlite/tally.h"

namespace crier::store::sqlite {

Tally::Tally(Database& database)
    : update_(database,
              "UPDATE channel SET queued = queued + ?2, sending = sending + ?3, waiting = waiting + ?4, delivered = delivered + ?5,"
              " failed = failed + ?6, superseded = superseded + ?7, cancelled = cancelled + ?8, expired = expired + ?9 WHERE id = ?1") {}

void Tally::flush() {
  for (const auto& [channel, by] : changes_) update_.run(channel, by[0], by[1], by[2], by[3], by[4], by[5], by[6], by[7]);
  changes_.clear();
}

}  // namespace crier::store::sqlite
