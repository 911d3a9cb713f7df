#include "net/address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

namespace crier::net {
namespace {

std::optional<std::string_view> judge(const std::string& text) {
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  if (inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1) {
    return forbidden_network(reinterpret_cast<const sockaddr*>(&six), sizeof six);
  }
  sockaddr_in four{};
  four.sin_family = AF_INET;
  EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &four.sin_addr), 1) << text;
  return forbidden_network(reinterpret_cast<const sockaddr*>(&four), sizeof four);
}

struct Row {
  const char* address;
  const char* network;  ///< "" = public
};

// First and last address of each network, and their neighbours where those are public.
constexpr Row kRows[] = {
    {"0.0.0.0", "0.0.0.0/8"},
    {"0.255.255.255", "0.0.0.0/8"},
    {"1.0.0.0", ""},
    {"9.255.255.255", ""},
    {"10.0.0.0", "10.0.0.0/8"},
    {"10.255.255.255", "10.0.0.0/8"},
    {"11.0.0.0", ""},
    {"100.63.255.255", ""},
    {"100.64.0.0", "100.64.0.0/10"},
    {"100.127.255.255", "100.64.0.0/10"},
    {"100.128.0.0", ""},
    {"126.255.255.255", ""},
    {"127.0.0.1", "127.0.0.0/8"},
    {"127.255.255.255", "127.0.0.0/8"},
    {"128.0.0.0", ""},
    {"169.253.255.255", ""},
    {"169.254.169.254", "169.254.0.0/16"},
    {"169.255.0.0", ""},
    {"172.15.255.255", ""},
    {"172.16.0.0", "172.16.0.0/12"},
    {"172.31.255.255", "172.16.0.0/12"},
    {"172.32.0.0", ""},
    {"192.0.0.1", "192.0.0.0/24"},
    {"192.0.1.0", ""},
    {"192.0.2.1", "192.0.2.0/24"},
    {"192.0.3.0", ""},
    {"192.88.99.1", "192.88.99.0/24"},
    {"192.88.98.255", ""},
    {"192.88.100.0", ""},
    {"192.167.255.255", ""},
    {"192.168.0.0", "192.168.0.0/16"},
    {"192.168.255.255", "192.168.0.0/16"},
    {"192.169.0.0", ""},
    {"198.17.255.255", ""},
    {"198.18.0.0", "198.18.0.0/15"},
    {"198.19.255.255", "198.18.0.0/15"},
    {"198.20.0.0", ""},
    {"198.51.100.7", "198.51.100.0/24"},
    {"198.51.99.255", ""},
    {"203.0.113.7", "203.0.113.0/24"},
    {"203.0.114.0", ""},
    {"223.255.255.255", ""},
    {"224.0.0.1", "224.0.0.0/4"},
    {"239.255.255.255", "224.0.0.0/4"},
    {"240.0.0.1", "240.0.0.0/4"},
    {"255.255.255.255", "240.0.0.0/4"},
    {"8.8.8.8", ""},
    {"93.184.216.34", ""},
    {"::", "::/8"},
    {"::1", "::/8"},
    {"::127.0.0.1", "::/8"},
    {"::ffff:127.0.0.1", "::/8"},
    {"::ffff:8.8.8.8", "::/8"},
    {"::ffff:0:10.0.0.1", "::/8"},
    {"ff::1", "::/8"},
    {"64:ff9b::8.8.8.8", ""},
    {"64:ff9b::10.0.0.1", "10.0.0.0/8"},
    {"64:ff9b::169.254.169.254", "169.254.0.0/16"},
    {"64:ff9b::127.0.0.1", "127.0.0.0/8"},
    {"64:ff9b:0:0:0:1:8.8.8.8", "::/8"},
    {"64:ff9b:1::8.8.8.8", "64:ff9b:1::/48"},
    {"100::1", "100::/64"},
    {"100:0:0:1::1", ""},
    {"2001::1", "2001::/23"},
    {"2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001::/23"},
    {"2001:1ff::1", "2001::/23"},
    {"2001:200::1", ""},
    {"2001:db8::1", "2001:db8::/32"},
    {"2001:db7:ffff::1", ""},
    {"2001:db9::1", ""},
    {"2001:4860:4860::8888", ""},
    {"2002:7f00:1::1", "2002::/16"},
    {"2002:808:808::1", "2002::/16"},
    {"2003::1", ""},
    {"2600::1", ""},
    {"3ffe:ffff::1", ""},
    {"3fff::1", "3fff::/20"},
    {"3fff:fff::1", "3fff::/20"},
    {"3fff:1000::1", ""},
    {"5f00::1", "5f00::/16"},
    {"5eff::1", ""},
    {"5f01::1", ""},
    {"fbff::1", ""},
    {"fc00::1", "fc00::/7"},
    {"fd12:3456::1", "fc00::/7"},
    {"fe7f::1", ""},
    {"fe80::1", "fe80::/10"},
    {"febf::1", "fe80::/10"},
    {"fec0::1", "fec0::/10"},
    {"feff::1", "fec0::/10"},
    {"ff02::1", "ff00::/8"},
};

TEST(AddressGuard, names_the_network_that_forbids_an_address) {
  for (const Row& row : kRows) {
    const auto found = judge(row.address);

    EXPECT_EQ(found.value_or(""), row.network) << row.address;
  }
}

TEST(AddressGuard, refuses_what_is_no_internet_address) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  sockaddr_in cut{};
  cut.sin_family = AF_INET;
  cut.sin_addr.s_addr = htonl(0x08080808);

  EXPECT_TRUE(forbidden_network(reinterpret_cast<const sockaddr*>(&local), sizeof local));
  EXPECT_TRUE(forbidden_network(reinterpret_cast<const sockaddr*>(&cut), sizeof(sa_family_t)));
  EXPECT_TRUE(forbidden_network(nullptr, 0));
}

}  // namespace
}  // namespace crier::net
