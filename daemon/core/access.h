#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/problem.h"

namespace crier::core {

/// What a peer may do, each including the one before it.
enum class Right : std::uint8_t { none, read, publish, operate };

/// Who is at the other end: from SO_PEERCRED/SO_PEERGROUPS or from the token (never from what the peer says).
struct Peer {
  std::string name;           ///< user or token name: the author's default, a publisher's source
  Right right = Right::none;  ///< publish does not include read beyond its own answers; see may_read
  bool may_read = false;
  std::uint32_t uid = 0;
  bool by_token = false;
  std::string door{};  ///< the format of the ingest door that it came by: then it is a monitor, and that is its source; "" = none
};

/// The scope of the peer's event ids (rules E4): its uid or its token.
[[nodiscard]] std::string receipt_scope(const Peer& peer);

/// Lists of `access:`; names as in the configuration.
struct AccessList {
  std::vector<std::string> users;
  std::vector<std::string> groups;
};
struct Access {
  bool is_set = false;  ///< absent: whoever can open the socket may operate
  AccessList publish, operate, read;
};

/// The peer's rights over a Unix socket: root and the daemon's own user may do all.
struct PeerIdentity {
  std::uint32_t uid = 0;
  std::string user;                 ///< "" if the uid has no name: then "uid 1234" is used
  std::vector<std::string> groups;  ///< names, supplementary ones included
};
[[nodiscard]] Peer judge(const Access& access, const PeerIdentity& who, std::uint32_t own_uid);

/// True if the event is a monitor's (interface.md section 2): the peer may only publish, it came by an ingest door, or it has a source and
/// no author.
[[nodiscard]] bool is_monitor(const Peer& peer, const Event& event);

/// What a peer that may only publish cannot set (rules B1): the faults, with pointers. Empty for others.
[[nodiscard]] std::vector<Fault> forbidden(const Peer& peer, const Event& event);

/// Fills in what acceptance knows: author (the peer's name, for people), source (rules B1; a sent one becomes label sent_source).
void attribute(const Peer& peer, Event& event);

}  // namespace crier::core
