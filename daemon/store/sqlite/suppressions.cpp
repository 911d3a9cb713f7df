#include "store/sqlite/suppressions.h"

#include <numeric>

#include "store/directory.h"

namespace crier::store::sqlite {
namespace {

constexpr std::int64_t kBrakeOver = 20;
constexpr std::int64_t kBrakeShare = 20;  // one in 20 is 5 %

}  // namespace

Suppressions::Suppressions(Tables& tables)
    : t_(tables),
      insert_(tables.database, "INSERT OR IGNORE INTO suppression(recipient, broadcast, since, reason) VALUES (?, ?, ?, ?)"),
      take_back_(tables.database, "DELETE FROM suppression WHERE broadcast = ?"),
      lift_(tables.database, "DELETE FROM suppression WHERE recipient = (SELECT id FROM recipient WHERE channel = ? AND address = ?)"),
      find_(tables.database, "SELECT 1 FROM suppression WHERE recipient = ?") {}

bool Suppressions::add(Broadcast& b, RecipientId recipient, const std::string& reason, UtcTime now) {
  if (b.has(kBraked)) return false;
  ++b.suppressions;
  b.dirty = true;
  t_.overlaps.forget_suppressed();
  const std::int64_t total = std::accumulate(b.counts.begin(), b.counts.end(), b.rest);
  if (b.suppressions > kBrakeOver && b.suppressions * kBrakeShare > total) {
    b.set(kBraked);
    take_back_.run(b.id);
    return true;
  }
  insert_.run(recipient, b.id, now, reason);
  return false;
}

bool Suppressions::lift(std::int64_t channel, const std::string& address) {
  t_.overlaps.forget_suppressed();
  return lift_.run(channel, canonical_address("", address)) > 0;
}

}  // namespace crier::store::sqlite
