#pragma once
#include <optional>
#include <vector>

#include "announce/batch.h"

namespace crier::announce {

/// An operator's release of one pending update, in a group transaction.
class Releasing {
 public:
  Releasing(config::SnapshotPtr snapshot, Approval approval, core::Peer peer, UtcTime now)
      : snapshot_(std::move(snapshot)), approval_(std::move(approval)), peer_(std::move(peer)), now_(now) {}
  [[nodiscard]] Result<void> run(store::Store& store);

  [[nodiscard]] const config::SnapshotPtr& snapshot() const { return snapshot_; }
  std::optional<core::Problem> problem;
  std::vector<Recorded> recorded;          ///< held ones that had to go first, then its own
  std::vector<wording::Finding> findings;  ///< in its own words

 private:
  config::SnapshotPtr snapshot_;
  Approval approval_;
  core::Peer peer_;
  UtcTime now_;
};

/// Ends one pending update unsent.
class Ending {
 public:
  Ending(config::SnapshotPtr snapshot, PendingName name, core::UpdateState as, core::Peer peer, UtcTime now)
      : snapshot_(std::move(snapshot)), name_(std::move(name)), as_(as), peer_(std::move(peer)), now_(now) {}
  [[nodiscard]] Result<void> run(store::Store& store);

  std::optional<core::Problem> problem;
  Ended ended;
  core::Update update;  ///< as it is now

 private:
  config::SnapshotPtr snapshot_;
  PendingName name_;
  core::UpdateState as_;
  core::Peer peer_;
  UtcTime now_;
};

/// The releases whose time has come.
class DueReleases {
 public:
  DueReleases(config::SnapshotPtr snapshot, UtcTime now) : snapshot_(std::move(snapshot)), now_(now) {}
  [[nodiscard]] Result<void> run(store::Store& store);

  std::vector<Recorded> recorded;
  struct Failed {
    store::Accepted accepted;
    core::Update update;
    std::string why;
  };
  std::vector<Failed> failed;
  std::optional<UtcTime> next;  ///< when another is due

 private:
  config::SnapshotPtr snapshot_;
  UtcTime now_;
};

}  // namespace crier::announce
