#include "net/peer.h"

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

namespace crier::net {

namespace {

constexpr std::size_t kMostNames = 4096;

/// Calls a look-up of the *_r family with a room that grows; "" if there is no such entry.
template <class Entry, class LookUp>
std::string name_by(LookUp look_up, char* Entry::*name) {
  std::vector<char> room(1024);
  for (;;) {
    Entry entry{};
    Entry* found = nullptr;
    const int error = look_up(&entry, room.data(), room.size(), &found);
    if (error == ERANGE && room.size() < 1U << 20) {
      room.resize(room.size() * 4);
      continue;
    }
    return found != nullptr ? std::string(found->*name) : std::string();
  }
}

std::string user_name(uid_t uid) {
  return name_by<passwd>(
      [uid](passwd* entry, char* room, std::size_t size, passwd** found) { return ::getpwuid_r(uid, entry, room, size, found); },
      &passwd::pw_name);
}

std::string group_name(gid_t gid) {
  return name_by<group>(
      [gid](group* entry, char* room, std::size_t size, group** found) { return ::getgrgid_r(gid, entry, room, size, found); },
      &group::gr_name);
}

gid_t primary_group(uid_t uid) {
  std::vector<char> room(std::size_t{16} * 1024);
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(uid, &entry, room.data(), room.size(), &found);
  return found != nullptr ? found->pw_gid : static_cast<gid_t>(-1);
}

/// The supplementary groups; the primary one is in the credentials.
std::vector<gid_t> groups_of(int descriptor) {
  std::vector<gid_t> groups(32);
  for (;;) {
    auto length = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &length) == 0) {
      groups.resize(length / sizeof(gid_t));
      return groups;
    }
    if (errno != ERANGE || length / sizeof(gid_t) <= groups.size()) return {};
    groups.resize(length / sizeof(gid_t));
  }
}

}  // namespace

struct PeerNames::Inner {
  const std::string& user(uid_t uid) {
    if (users.size() > kMostNames) users.clear();
    const auto [it, is_new] = users.try_emplace(uid);
    if (is_new) it->second = user_name(uid);
    return it->second;
  }
  const std::string& group(gid_t gid) {
    if (groups.size() > kMostNames) groups.clear();
    const auto [it, is_new] = groups.try_emplace(gid);
    if (is_new) it->second = group_name(gid);
    return it->second;
  }
  std::unordered_map<uid_t, std::string> users;
  std::unordered_map<gid_t, std::string> groups;
};

PeerNames::PeerNames() : inner_(std::make_unique<Inner>()) {}
PeerNames::~PeerNames() = default;

Result<core::PeerIdentity> PeerNames::identify(int descriptor) {
  ucred credentials{};
  socklen_t length = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0 || length != sizeof credentials ||
      credentials.uid == static_cast<uid_t>(-1)) {
    return Error{ErrorKind::denied, "The kernel does not say who is at the other end of the connection."};
  }
  core::PeerIdentity who;
  who.uid = credentials.uid;
  who.user = inner_->user(credentials.uid);
  std::vector<gid_t> groups = groups_of(descriptor);
  groups.push_back(credentials.gid);
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  for (const gid_t gid : groups) {
    if (const std::string& name = inner_->group(gid); !name.empty()) who.groups.push_back(name);
  }
  return who;
}

core::PeerIdentity PeerNames::owner(std::uint32_t uid) {
  core::PeerIdentity who;
  who.uid = uid;
  who.user = inner_->user(uid);
  if (who.user.empty()) return who;
  // An account is in the groups of its entry and of the group file; -1 says that the room was too small.
  const gid_t primary = primary_group(uid);
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (::getgrouplist(who.user.c_str(), primary, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(std::max(count, 0)));
    if (::getgrouplist(who.user.c_str(), primary, groups.data(), &count) < 0) return who;
  }
  groups.resize(static_cast<std::size_t>(count));
  for (const gid_t gid : groups) {
    if (const std::string& name = inner_->group(gid); !name.empty()) who.groups.push_back(name);
  }
  return who;
}

void PeerNames::forget() {
  inner_->users.clear();
  inner_->groups.clear();
}

}  // namespace crier::net
