#pragma once
#include <memory>
#include <string>

namespace crier::core {

/// A time zone of the machine's tz database, as it was when the value was made: a changed database is seen by values made later
/// (every load of the configuration makes them anew), so that a reload re-plans what is to come. Copying is cheap. Thread: any.
/// Invariant: a zone that is not known behaves as UTC and says so.
class Zone {
 public:
  Zone();                         ///< UTC
  Zone(const std::string& name);  // NOLINT: "Europe/Berlin" is a zone
  Zone(const char* name);         // NOLINT
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] bool is_known() const;
  /// The same name read from the same state of the database.
  bool operator==(const Zone& other) const;

  struct Loaded;
  /// For core/civil_time.cpp.
  [[nodiscard]] const Loaded& loaded() const { return *loaded_; }

 private:
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace crier::core
