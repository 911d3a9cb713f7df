#pragma once
#include <map>
#include <optional>
#include <utility>

namespace crier::store::memory {

/// A sorted table whose changes since the last commit can be taken back: the first change of a row keeps what it was.
/// Invariant: rows change only through edit, put and erase.
template <class Key, class Row>
class Table {
 public:
  using Rows = std::map<Key, Row>;

  [[nodiscard]] const Rows& rows() const { return rows_; }
  [[nodiscard]] bool has(const Key& key) const { return rows_.contains(key); }
  [[nodiscard]] const Row* find(const Key& key) const {
    const auto at = rows_.find(key);
    return at == rows_.end() ? nullptr : &at->second;
  }
  /// Requires: the row exists.
  [[nodiscard]] const Row& at(const Key& key) const { return rows_.at(key); }
  /// Requires: the row exists. The reference is for one change at once; it ends with the row.
  [[nodiscard]] Row& edit(const Key& key) {
    remember(key);
    return rows_.at(key);
  }
  Row& put(const Key& key, Row row) {
    remember(key);
    return rows_.insert_or_assign(key, std::move(row)).first->second;
  }
  void erase(const Key& key) {
    if (!rows_.contains(key)) return;
    remember(key);
    rows_.erase(key);
  }

  /// Rows that were changed since the last commit, as they were then (none: there was no such row).
  [[nodiscard]] const std::map<Key, std::optional<Row>>& changed() const { return before_; }

  void commit() { before_.clear(); }
  void rollback() {
    for (auto& [key, row] : before_) {
      if (row) {
        rows_.insert_or_assign(key, std::move(*row));
      } else {
        rows_.erase(key);
      }
    }
    before_.clear();
  }

 private:
  void remember(const Key& key) {
    if (before_.contains(key)) return;
    const Row* row = find(key);
    before_.emplace(key, row ? std::optional<Row>(*row) : std::nullopt);
  }
  Rows rows_;
  std::map<Key, std::optional<Row>> before_;
};

struct Nothing {};
/// A sorted set that can be taken back: the indexes of the other tables.
template <class Key>
using Index = Table<Key, Nothing>;

}  // namespace crier::store::memory
