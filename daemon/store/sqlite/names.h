#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "store/queue.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// Channels, audiences and destination classes have small numbers in the rows; this turns names into them and back.
/// The configuration bounds how many there are, so they are kept in memory as they are met.
/// Thread: store writer.
class Names {
 public:
  explicit Names(Database& database);

  [[nodiscard]] std::int64_t channel(const std::string& name);   ///< made if there is none
  [[nodiscard]] std::int64_t audience(const std::string& name);  ///< made if there is none
  [[nodiscard]] const std::string& channel_name(std::int64_t id);
  [[nodiscard]] const std::string& audience_name(std::int64_t id);
  [[nodiscard]] ClassId destination_class(std::int64_t channel, const std::string& destination);  ///< made if there is none
  [[nodiscard]] const DestinationClass& destination_class(ClassId id);
  [[nodiscard]] std::vector<ClassId> classes_of(std::int64_t channel);
  /// After a rollback: what was made in the group is not there any more.
  void forget();

 private:
  struct Words {
    Words(Database& database, const char* find, const char* insert, const char* name);
    std::int64_t number(const std::string& name);
    const std::string& name(std::int64_t id);
    Query find, insert, select_name;
    std::unordered_map<std::string, std::int64_t> by_name;
    std::unordered_map<std::int64_t, std::string> by_id;
  };
  Words channels_, audiences_;
  Query find_class_, insert_class_, select_class_, classes_of_;
  std::unordered_map<std::int64_t, ClassId> own_classes_;  ///< by channel
  std::unordered_map<ClassId, DestinationClass> classes_;
};

}  // namespace crier::store::sqlite
