#include "store/sqlite/reading.h"

#include <sqlite3.h>

namespace crier::store::sqlite {
namespace {

constexpr int kStepsBetweenLooks = 10000;

}  // namespace

int Reading::is_over(void* reading) { return std::chrono::steady_clock::now() > static_cast<Reading*>(reading)->until_ ? 1 : 0; }

Reading::Reading(Database& database, std::chrono::milliseconds at_most)
    : database_(database), until_(std::chrono::steady_clock::now() + at_most) {
  database_.forget_failure();
  sqlite3_progress_handler(database_.connection(), kStepsBetweenLooks, &Reading::is_over, this);
  database_.execute("BEGIN");
}

Reading::~Reading() {
  sqlite3_progress_handler(database_.connection(), 0, nullptr, nullptr);
  database_.forget_failure();
  if (database_.in_transaction()) database_.execute("ROLLBACK");
}

}  // namespace crier::store::sqlite
