#pragma once
#include "store/sqlite/broadcasts.h"
#include "store/sqlite/database.h"
#include "store/sqlite/deliveries.h"
#include "store/sqlite/groups.h"
#include "store/sqlite/lineup.h"
#include "store/sqlite/names.h"
#include "store/sqlite/tally.h"
#include "store/sqlite/update_rows.h"

namespace crier::store::sqlite {

/// The rows that the operations share, with what is remembered of them. `epoch` numbers this start of the process: claims of an
/// earlier one have a lower.
/// Owner: SqliteStore. Thread: store writer.
struct Tables {
  explicit Tables(Database& opened) : database(opened) {}

  Database& database;
  std::int64_t epoch = 0;
  Names names{database};
  Tally tally{database};
  Broadcasts broadcasts{database, tally};
  Deliveries deliveries{database, broadcasts};
  Lineup lineup{database, deliveries};
  Groups groups{database};
  Overlaps overlaps{database};
  UpdateRows updates{database};

  /// Writes what was gathered in the group.
  void flush() {
    broadcasts.flush();
    lineup.flush();
    tally.flush();
  }
  /// After a rollback: nothing of the group happened.
  void forget() {
    names.forget();
    tally.forget();
    broadcasts.forget();
    lineup.forget();
    groups.forget();
    overlaps.forget();
    updates.forget();
  }
};

}  // namespace crier::store::sqlite
