#pragma once
#include <optional>
#include <string>

#include "operators/teller.h"

namespace crier::operators {

// What Operators has done in a group transaction of the writer. A run may come again after a rollback and begins anew each time.

/// Tells of a draft, if it still is one (rules C1). If not, what still says so unsent is cancelled.
struct DraftErrand {
  config::SnapshotPtr snapshot;
  UpdateId update;
  bool is_reminder = false;
  std::string replaces;
  UtcTime now{};

  bool is_over = false;  ///< it is no draft any more, or not its incident's newest
  UpdateId older;        ///< it is over, and this older draft is the newest now; none if there is none
  Millis remind{};       ///< until it is told again
  core::OperatorWords words;
  Told told;

  [[nodiscard]] Result<void> run(store::Store& store);

 private:
  [[nodiscard]] Result<void> find_older(store::Store& store, const store::Stored& ended);
  [[nodiscard]] Result<void> take_back(store::Store& store);
};

/// Tries a notice that a channel did not take once on each channel of the internal audiences that it was not sent on (rules A6).
struct RelayErrand {
  config::SnapshotPtr snapshot;
  std::string incident;  ///< "operators~7"
  std::string channel;   ///< that did not take it
  std::string reply;
  UtcTime now{};

  std::optional<core::NoticeKind> kind;  ///< none: the notice is stored no more
  bool is_relay = false;                 ///< it was itself tried for another: that is the end of it
  core::OperatorWords words;
  Told told;

  [[nodiscard]] Result<void> run(store::Store& store);
};

}  // namespace crier::operators
