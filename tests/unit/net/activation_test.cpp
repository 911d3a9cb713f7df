#include "net/activation.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace crier::net {
namespace {

using Environment = ActivationEnvironment;

TEST(Activation, counts_descriptors_from_three) {
  const auto unnamed = passed_sockets(Environment{"77", "2", std::nullopt}, 77);
  const auto named = passed_sockets(Environment{"77", "2", "crier.socket:tcp"}, 77);

  ASSERT_TRUE(unnamed && named);
  EXPECT_EQ(*unnamed, (std::vector<PassedSocket>{{3, ""}, {4, ""}}));
  EXPECT_EQ(*named, (std::vector<PassedSocket>{{3, "crier.socket"}, {4, "tcp"}}));
}

TEST(Activation, takes_nothing_that_is_meant_for_nobody_or_another_process) {
  for (const Environment& environment :
       {Environment{}, Environment{"77", std::nullopt, std::nullopt}, Environment{std::nullopt, "1", std::nullopt},
        Environment{"78", "1", std::nullopt}, Environment{"77", "0", std::nullopt}}) {
    const auto sockets = passed_sockets(environment, 77);

    ASSERT_TRUE(sockets);
    EXPECT_TRUE(sockets->empty());
  }
}

TEST(Activation, refuses_variables_that_contradict_themselves) {
  for (const Environment& environment :
       {Environment{"77", "-1", std::nullopt}, Environment{"77", "two", std::nullopt}, Environment{"77", "1x", std::nullopt},
        Environment{"x", "1", std::nullopt}, Environment{"", "1", std::nullopt}, Environment{"77", "99999999", std::nullopt},
        Environment{"77", "2", "one"}, Environment{"77", "1", "one:two"}}) {
    const auto sockets = passed_sockets(environment, 77);

    ASSERT_FALSE(sockets) << environment.listen_fds.value_or("");
    EXPECT_EQ(sockets.error().kind, ErrorKind::config);
  }
}

TEST(Activation, takes_the_variables_out_of_the_environment) {
  ::setenv("LISTEN_PID", "1", 1);
  ::setenv("LISTEN_FDS", "2", 1);
  ::setenv("LISTEN_FDNAMES", "a:b", 1);

  const Environment environment = take_activation_environment();

  EXPECT_EQ(environment.listen_pid, "1");
  EXPECT_EQ(environment.listen_fds, "2");
  EXPECT_EQ(environment.listen_fdnames, "a:b");
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) EXPECT_EQ(std::getenv(name), nullptr) << name;
}

}  // namespace
}  // namespace crier::net
