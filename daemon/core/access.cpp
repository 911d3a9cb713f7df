#include "core/access.h"

#include <algorithm>

namespace crier::core {
namespace {

bool names(const AccessList& list, const PeerIdentity& who) {
  if (std::find(list.users.begin(), list.users.end(), who.user) != list.users.end()) return true;
  return std::any_of(who.groups.begin(), who.groups.end(), [&](const std::string& group) {
    return std::find(list.groups.begin(), list.groups.end(), group) != list.groups.end();
  });
}

}  // namespace

Peer judge(const Access& access, const PeerIdentity& who, std::uint32_t own_uid) {
  Peer peer;
  peer.uid = who.uid;
  peer.name = who.user.empty() ? "uid " + std::to_string(who.uid) : who.user;
  if (!access.is_set || who.uid == 0 || who.uid == own_uid || names(access.operate, who)) {
    peer.right = Right::operate;
  } else if (names(access.publish, who)) {
    peer.right = Right::publish;
  } else if (names(access.read, who)) {
    peer.right = Right::read;
  }
  peer.may_read = peer.right == Right::operate || names(access.read, who);
  return peer;
}

std::string receipt_scope(const Peer& peer) { return peer.by_token ? "token:" + peer.name : "uid:" + std::to_string(peer.uid); }

bool is_monitor(const Peer& peer, const Event& event) {
  return peer.right == Right::publish || !peer.door.empty() || (!event.source.empty() && event.author.empty());
}

std::vector<Fault> forbidden(const Peer& peer, const Event& event) {
  if (peer.right != Right::publish) return {};
  std::vector<Fault> faults;
  const auto refuse = [&](const char* pointer, const std::string& what) {
    faults.push_back({pointer, what + " may only come from a peer that may operate; you may only publish"});
  };
  if (!event.audiences.empty()) refuse("/audiences", "audiences");
  if (!event.drop_audiences.empty()) refuse("/drop_audiences", "drop_audiences");
  if (!event.author.empty()) refuse("/author", "the author");
  if (event.anyway) refuse("/anyway", "anyway");
  if (event.restricted) refuse("/restricted", "restricted");
  if (event.widen) refuse("/widen", "widen");
  if (!event.announce) refuse("/announce", "announce: false");
  if (event.exercise) refuse("/exercise", "exercise");
  if (event.corrects) refuse("/corrects", "corrections");
  switch (event.action) {
    case Action::open:
    case Action::update:
    case Action::resolve:
      break;
    case Action::acknowledge:
      // Only a monitor's own document says that somebody has seen it there.
      if (!peer.door.empty()) break;
      [[fallthrough]];
    default:
      refuse("/action", "the action " + std::string(to_text(event.action)));
  }
  return faults;
}

void attribute(const Peer& peer, Event& event) {
  if (peer.right == Right::publish || !peer.door.empty()) {
    const auto& source = peer.door.empty() ? peer.name : peer.door;
    if (!event.source.empty() && event.source != source) event.labels.emplace("sent_source", event.source);
    event.source = source;
    return;
  }
  if (event.source.empty() && event.author.empty()) event.author = peer.name;
}

}  // namespace crier::core
