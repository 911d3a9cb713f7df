#pragma once
#include <string>
#include <vector>

#include "base/task.h"

namespace crier::api {

/// Whether the daemon can do its work, as /healthz and /readyz say it.
/// Owner: daemon/app. Thread: loop.
class Health {
 public:
  virtual ~Health() = default;
  struct Readiness {
    bool ready = true;
    std::string reason;                 ///< why not: one sentence
    std::string divert;                 ///< what is diverted: all, exercises, "" for nothing (rules D6)
    std::vector<std::string> warnings;  ///< what an operator should look at although it works, such as little free disk (rules G4)
  };
  /// Asks the daemon's threads for a sign of life; `done` is called on the loop once they have given it, or with false if one of them does
  /// not in time.
  virtual void ask_alive(UniqueFunction<void(bool is_alive)> done) = 0;
  /// Not ready while the store cannot accept.
  [[nodiscard]] virtual Readiness readiness() const = 0;
};

/// "less than 10 % of the disk is free (3 % of /var/lib/crier)", "" if there is enough (rules G4). Reads the file system.
[[nodiscard]] std::string disk_warning(const std::string& folder);

}  // namespace crier::api
