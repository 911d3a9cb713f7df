#pragma once
#include <optional>
#include <vector>

#include "base/ids.h"
#include "store/queue.h"
#include "store/sqlite/broadcasts.h"
#include "store/sqlite/deliveries.h"

namespace crier::store::sqlite {

/// The queue rows: one for each broadcast and class with work (rules F4), in the order in which they are served. A row that was
/// served goes behind the others by its new due time and turn. The key of a row in the channel's own class is kept in the
/// broadcast, so that finding it costs nothing; rows in other classes have a small index.
/// Thread: store writer.
class Lineup {
 public:
  Lineup(Database& database, Deliveries& deliveries);

  /// The class has work of the broadcast at `due` at the latest; counted among the classes with new work.
  void add_work(Broadcast& broadcast, ClassId in_class, UtcTime due);
  /// After the class's work of the broadcast was served or has changed: puts the row where its earliest work is due, behind those
  /// that wait, or takes it away. `expands`: members can be expanded now.
  void settle(Broadcast& broadcast, ClassId in_class, bool expands, UtcTime now);
  /// The same for every class in which the broadcast has a row, after deliveries of it ended without being served.
  void settle_all(Broadcast& broadcast, UtcTime now);
  void raise(Broadcast& broadcast, core::Lane lane);
  /// Gives a new broadcast its place in its own class before it is stored …
  void open(Broadcast& broadcast, UtcTime due);
  /// … and stores the row of it.
  void insert_row(const Broadcast& broadcast);

  [[nodiscard]] std::vector<ClassId> classes_with_work();
  [[nodiscard]] std::optional<UtcTime> next_due(ClassId from);
  [[nodiscard]] std::vector<Head> heads(ClassId from, core::Lane lane, UtcTime until, std::size_t limit);

  /// Classes that got work since the last call.
  [[nodiscard]] std::vector<ClassId> take_woken();
  void forget() { woken_.clear(); }

 private:
  struct Key {
    UtcTime due{};
    std::int64_t turn = 0;
  };
  struct Place {
    ClassId in_class;
    Key key;
  };
  [[nodiscard]] std::vector<Place> places(const Broadcast& broadcast);
  [[nodiscard]] std::optional<Key> key(const Broadcast& broadcast, ClassId in_class);
  void put(Broadcast& broadcast, ClassId in_class, std::optional<Key> old_key, std::optional<UtcTime> due);
  void wake(ClassId in_class);

  Deliveries& deliveries_;
  Query insert_, erase_, find_moved_, moved_of_, next_class_, first_, heads_;
  std::int64_t turn_ = 0;
  std::vector<ClassId> woken_;
};

}  // namespace crier::store::sqlite
