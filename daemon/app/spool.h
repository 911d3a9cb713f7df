#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "base/log.h"
#include "net/peer.h"

namespace crier::app {

/// An event that `crier --spool` left while the daemon was away: one JSON document a file, named "….json".
struct SpooledEvent {
  std::string path;
  std::string text;
  std::uint32_t owner = 0;  ///< uid of the file: what it may do is judged by it, as over the socket
};

/// The files of the folder, oldest first; an absent folder has none. Only regular files with one name, of at most an event's size, are
/// read, and no link is followed: others of the group may write in the folder.
[[nodiscard]] std::vector<SpooledEvent> read_spool(const std::string& folder, Log& log);

/// Takes spooled events up, one after the other, and removes each file once its event is stored (an id in it makes taking it
/// twice harmless). What the guard would ask about becomes a draft. What is refused is moved to the folder's `refused/` and logged; what
/// cannot be taken just now stays for the next start. Owner: the daemon. Thread: loop.
class Spool {
 public:
  using Judge = std::function<core::Peer(const core::PeerIdentity&)>;
  Spool(announce::Announcer& announcer, std::function<config::SnapshotPtr()> snapshot, Judge judge, Log& log)
      : announcer_(announcer), snapshot_(std::move(snapshot)), judge_(std::move(judge)), log_(log) {}
  void take(std::vector<SpooledEvent> events);

 private:
  void next();
  void accept(const SpooledEvent& event, std::vector<core::Event> events, const core::Peer& peer);
  void refuse(const SpooledEvent& event, const std::string& why);

  announce::Announcer& announcer_;
  std::function<config::SnapshotPtr()> snapshot_;
  Judge judge_;
  Log& log_;
  net::PeerNames names_;
  std::vector<SpooledEvent> events_;
  std::size_t at_ = 0;
};

}  // namespace crier::app
