#include "net/peer.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "net/descriptor.h"

namespace crier::net {
namespace {

TEST(Peer, is_named_by_the_kernel_with_all_its_groups) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor one(ends[0]);
  const Descriptor other(ends[1]);
  PeerNames names;
  const passwd* const user = ::getpwuid(::getuid());
  const std::string user_name = user != nullptr ? user->pw_name : "";
  const group* const primary = ::getgrgid(::getgid());
  const std::string group_name = primary != nullptr ? primary->gr_name : "";

  for (int round = 0; round < 2; ++round) {
    const Result<core::PeerIdentity> who = names.identify(one.get());

    ASSERT_TRUE(who) << who.error().text;
    EXPECT_EQ(who->uid, ::getuid());
    EXPECT_EQ(who->user, user_name);
    if (!group_name.empty()) {
      EXPECT_THAT(who->groups, testing::Contains(group_name));
    }
    names.forget();
  }
}

TEST(Peer, is_none_where_the_kernel_knows_none) {
  PeerNames names;
  const Descriptor tcp(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor one(ends[0]);
  const Descriptor other(ends[1]);

  for (const int number : {tcp.get(), one.get(), -1}) {
    const Result<core::PeerIdentity> who = names.identify(number);

    ASSERT_FALSE(who);
    EXPECT_EQ(who.error().kind, ErrorKind::denied);
  }
}

}  // namespace
}  // namespace crier::net
