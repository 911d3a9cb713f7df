#pragma once
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "core/access.h"

namespace crier::net {

/// Who is at the other end of a Unix connection, by what the kernel recorded when it was made (SO_PEERCRED, SO_PEERGROUPS):
/// never by process id, which may be another's by now, and never by anything that the peer says.
/// Owner: the API's server. Thread: loop. Names of users and groups are remembered until forget(), because a look-up may ask
/// the network.
/// Invariant: a group without a name grants nothing.
class PeerNames {
 public:
  PeerNames();
  ~PeerNames();
  /// Errors: denied, if the descriptor has no such peer.
  [[nodiscard]] Result<core::PeerIdentity> identify(int descriptor);
  /// The owner of a file, with the groups that the account has now: for what was left behind while nobody listened.
  [[nodiscard]] core::PeerIdentity owner(std::uint32_t uid);
  /// For reloads: accounts may have been renamed.
  void forget();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
