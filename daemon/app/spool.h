#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "base/executor.h"
#include "base/log.h"
#include "net/peer.h"

namespace crier::app {

/// Takes up the events that `crier --spool` left in a folder while the daemon was away, one JSON document a file, named "….json":
/// oldest first, one after the other. A file is removed once its event is stored; an id in it makes taking it twice harmless. What
/// the guard would ask about becomes a draft. What is refused is moved to the folder's `refused/` and logged. Where the store takes
/// nothing just now, this file and those after it stay: what builds on an event must not overtake it.
/// Only regular files with one name, of at most an event's size, are read, and no link is followed: others of the group may write in
/// the folder. Whose the file is, decides what it may do, as over the socket.
/// Owner: the daemon. Thread: loop; tasks posted to it need the spool to outlive it.
/// Invariants: one event is in memory at a time; the loop is free between two.
class Spool {
 public:
  using Judge = std::function<core::Peer(const core::PeerIdentity&)>;
  struct Parts {
    announce::Announcer& announcer;
    Executor& loop;
    Log& log;
    std::function<config::SnapshotPtr()> snapshot;
    Judge judge;
  };
  /// A client that found the doors shut may write its file after the folder was read: it is read once more so long after `then`.
  static constexpr Millis kLookAgain{60'000};

  explicit Spool(Parts parts) : parts_(std::move(parts)) {}
  /// Takes up what is there and calls `then`, once, in a task of its own, whatever became of the events. To be called once.
  void take(Task then);
  /// Nothing more is taken up, and `then` is not called any more: the writer may go.
  void leave();

 private:
  void look();
  void post_next();
  void next();
  void finish();
  void accept(const std::string& path, std::vector<core::Event> events, const core::Peer& peer, bool is_first);
  void refuse(const std::string& path, const std::string& why);

  Parts parts_;
  net::PeerNames names_;
  std::vector<std::string> paths_;
  std::size_t at_ = 0;
  Task then_;
  bool has_left_ = false;
};

}  // namespace crier::app
