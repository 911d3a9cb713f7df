#include "store/sqlite/migrations.h"

#include <array>

#include "store/sqlite/schema.h"

namespace crier::store::sqlite {
namespace {

constexpr const char* kBookkeeping =
    "CREATE TABLE migration(number INTEGER PRIMARY KEY, min_reader INTEGER NOT NULL, checksum TEXT NOT NULL) STRICT;";

std::int64_t number_of(Database& database, const char* pragma) { return Query(database, pragma).one().value_or(0); }

void apply(Database& database, const Migration& step) {
  database.execute("BEGIN IMMEDIATE");
  if (step.number == 1) {
    database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
    database.execute(kBookkeeping);
  }
  database.execute(step.sql);
  Query(database, "INSERT INTO migration VALUES (?, ?, ?)").run(step.number, step.min_reader, to_hex(sha256(step.sql)));
  database.execute(("PRAGMA user_version = " + std::to_string(step.number)).c_str());
  database.execute("COMMIT");
}

Error made_by_newer(const std::string& path, std::int64_t schema, std::int64_t needed, std::int64_t known) {
  return {ErrorKind::config, "The store " + path + " was made by a newer Crier (its schema " + std::to_string(schema) +
                                 " needs a program that knows schema " + std::to_string(needed) + ", this one knows " +
                                 std::to_string(known) + "): install the newer version again or restore a backup made before it."};
}

}  // namespace

std::span<const Migration> migrations() {
  // A program that knows only the first would send again what was stopped, and never what waits: it must not open the second. One that
  // knows only the second would never send what waits for an opening; one that knows only the third would announce what is silenced, and
  // what monitors say of incidents that people have.
  static const std::array<Migration, 4> steps{{{1, 1, kSchema1}, {2, 2, kSchema2}, {3, 3, kSchema3}, {4, 4, kSchema4}}};
  return steps;
}

Result<void> migrate(Database& database, std::span<const Migration> steps, const std::string& path) {
  const std::int64_t application = number_of(database, "PRAGMA application_id");
  const std::int64_t version = number_of(database, "PRAGMA user_version");
  const bool is_empty = number_of(database, "SELECT count(*) FROM sqlite_schema") == 0;
  if (database.failed()) return database.error();
  if (!is_empty && application != kApplicationId) {
    return Error{ErrorKind::config, "The file " + path + " is a database of another program: name another file as the store."};
  }
  const int known = steps.back().number;
  if (version > known) {
    const std::int64_t needed = number_of(database, "SELECT max(min_reader) FROM migration");
    if (database.failed()) return database.error();
    if (needed > known) return made_by_newer(path, version, needed, known);
    return {};
  }
  for (const Migration& step : steps) {
    if (step.number > version) apply(database, step);
  }
  if (database.failed()) {
    const Error error = database.error();
    database.forget_failure();
    if (database.in_transaction()) database.execute("ROLLBACK");
    return error;
  }
  return {};
}

}  // namespace crier::store::sqlite
