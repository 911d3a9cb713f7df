#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// The recipients of one audience on one channel (rules F1). Members have the generations in which they were added and last
/// seen; who was not seen in a generation leaves when it is complete. A generation that a crash left open is begun anew with a
/// higher number: members that only the crash knew are not seen again and leave too.
struct GroupRow {
  std::int64_t id = 0;
  std::int64_t audience = 0;
  std::int64_t channel = 0;
  std::int64_t generation = 0;  ///< the newest complete one, 0 = none yet
  std::string fingerprint;
  std::int64_t count = 0;                ///< members of it
  std::string languages;                 ///< named by members, one a line
  std::optional<Millis> fallback_after;  ///< the shortest time after which a member's fallback is due
  std::optional<std::int64_t> opening;   ///< the generation that is being taken in, and what is known of it
  std::int64_t opening_count = 0;
  std::string opening_languages;
  std::optional<Millis> opening_fallback_after;
  RecipientId purged;        ///< how far members that left were looked for
  std::int64_t members = 0;  ///< rows

  [[nodiscard]] bool exists() const { return opening || members > 0 || !fingerprint.empty(); }
  /// The generation a broadcast accepted now fixes.
  [[nodiscard]] std::int64_t newest() const { return opening.value_or(generation); }
};

/// A group with the generation up to which its members are meant.
struct GroupAt {
  std::int64_t group = 0;
  std::int64_t generation = 0;
};
[[nodiscard]] std::string encode_groups(const std::vector<GroupAt>& groups);
[[nodiscard]] std::vector<GroupAt> decode_groups(const std::string& text);

/// How many members groups have in common: counted once for each set of generations, then remembered.
/// Thread: that of its database.
class Overlaps {
 public:
  explicit Overlaps(Database& database);
  [[nodiscard]] bool is_member(GroupAt group, RecipientId recipient);
  [[nodiscard]] bool is_member_of_any(const std::vector<GroupAt>& groups, RecipientId recipient);
  /// Members of `group` that are in any of the others.
  [[nodiscard]] std::int64_t shared(GroupAt group, std::int64_t size, const std::vector<GroupAt>& others);
  /// Members that are suppressed and in none of the others.
  [[nodiscard]] std::int64_t suppressed(GroupAt group, const std::vector<GroupAt>& others);
  void forget();
  void forget_suppressed() { suppressed_.clear(); }

 private:
  Query is_member_, members_, in_both_, suppressed_members_;
  std::map<std::string, std::int64_t> shared_, suppressed_;
};

/// Rows of `audience_group`. Thread: that of its database.
class Groups {
 public:
  explicit Groups(Database& database);
  /// None if there is none. Good until the group transaction ends.
  [[nodiscard]] GroupRow* find(std::int64_t audience, std::int64_t channel);
  [[nodiscard]] GroupRow& make(std::int64_t audience, std::int64_t channel);
  void store(const GroupRow& row);
  [[nodiscard]] std::vector<GroupRow> all();
  void forget() { held_.clear(); }

 private:
  Query select_, insert_, update_, all_;
  std::map<std::pair<std::int64_t, std::int64_t>, GroupRow> held_;
};

}  // namespace crier::store::sqlite
