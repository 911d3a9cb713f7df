#include "net/address_guard.h"

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace crier::net {

namespace {

struct Network4 {
  std::uint32_t first;
  int bits;
  std::string_view name;
};

constexpr std::uint32_t quad(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) { return a << 24 | b << 16 | c << 8 | d; }

constexpr std::array kForbidden4{
    Network4{quad(0, 0, 0, 0), 8, "0.0.0.0/8"},              // this network
    Network4{quad(10, 0, 0, 0), 8, "10.0.0.0/8"},            // private
    Network4{quad(100, 64, 0, 0), 10, "100.64.0.0/10"},      // carriers' shared space
    Network4{quad(127, 0, 0, 0), 8, "127.0.0.0/8"},          // loopback
    Network4{quad(169, 254, 0, 0), 16, "169.254.0.0/16"},    // link-local, clouds' metadata
    Network4{quad(172, 16, 0, 0), 12, "172.16.0.0/12"},      // private
    Network4{quad(192, 0, 0, 0), 24, "192.0.0.0/24"},        // protocol assignments
    Network4{quad(192, 0, 2, 0), 24, "192.0.2.0/24"},        // documentation
    Network4{quad(192, 88, 99, 0), 24, "192.88.99.0/24"},    // 6to4 relays
    Network4{quad(192, 168, 0, 0), 16, "192.168.0.0/16"},    // private
    Network4{quad(198, 18, 0, 0), 15, "198.18.0.0/15"},      // benchmarks
    Network4{quad(198, 51, 100, 0), 24, "198.51.100.0/24"},  // documentation
    Network4{quad(203, 0, 113, 0), 24, "203.0.113.0/24"},    // documentation
    Network4{quad(224, 0, 0, 0), 4, "224.0.0.0/4"},          // multicast
    Network4{quad(240, 0, 0, 0), 4, "240.0.0.0/4"},          // reserved, broadcast
};

using Bytes16 = std::array<std::uint8_t, 16>;

struct Network6 {
  std::array<std::uint16_t, 3> first;  ///< the leading groups
  int bits;
  std::string_view name;
};

constexpr std::array kForbidden6{
    Network6{{0x0064, 0xff9b, 0x0001}, 48, "64:ff9b:1::/48"},  // translation with local prefixes
    Network6{{0, 0, 0}, 8, "::/8"},                            // unspecified, loopback, mapped, compatible, translated
    Network6{{0x0100, 0, 0}, 64, "100::/64"},                  // discard
    Network6{{0x2001, 0, 0}, 23, "2001::/23"},                 // protocol assignments, Teredo
    Network6{{0x2001, 0x0db8, 0}, 32, "2001:db8::/32"},        // documentation
    Network6{{0x2002, 0, 0}, 16, "2002::/16"},                 // 6to4
    Network6{{0x3fff, 0, 0}, 20, "3fff::/20"},                 // documentation
    Network6{{0x5f00, 0, 0}, 16, "5f00::/16"},                 // segment routing
    Network6{{0xfc00, 0, 0}, 7, "fc00::/7"},                   // unique local
    Network6{{0xfe80, 0, 0}, 10, "fe80::/10"},                 // link-local
    Network6{{0xfec0, 0, 0}, 10, "fec0::/10"},                 // site-local, deprecated
    Network6{{0xff00, 0, 0}, 8, "ff00::/8"},                   // multicast
};

/// The well-known prefix of NAT64, RFC 6052 section 2.1.
constexpr std::array<std::uint8_t, 12> kNat64{0x00, 0x64, 0xff, 0x9b};

std::optional<std::string_view> judge4(std::uint32_t address) noexcept {
  for (const Network4& network : kForbidden4) {
    if (((address ^ network.first) >> (32 - network.bits)) == 0) return network.name;
  }
  return std::nullopt;
}

bool lies_in(const Bytes16& address, const Network6& network) noexcept {
  for (int bit = 0; bit < network.bits; ++bit) {
    const auto group = static_cast<std::size_t>(bit / 16);
    const unsigned wanted = group < network.first.size() ? network.first[group] >> (15 - bit % 16) & 1U : 0U;
    const unsigned found = address[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1U;
    if (wanted != found) return false;
  }
  return true;
}

std::optional<std::string_view> judge6(const Bytes16& address) noexcept {
  if (std::memcmp(address.data(), kNat64.data(), kNat64.size()) == 0) {
    return judge4(quad(address[12], address[13], address[14], address[15]));
  }
  for (const Network6& network : kForbidden6) {
    if (lies_in(address, network)) return network.name;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> forbidden_network(const sockaddr* address, socklen_t length) noexcept {
  if (address != nullptr && address->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return judge4(ntohl(in.sin_addr.s_addr));
  }
  if (address != nullptr && address->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    sockaddr_in6 in{};
    std::memcpy(&in, address, sizeof in);
    Bytes16 bytes{};
    std::memcpy(bytes.data(), in.sin6_addr.s6_addr, bytes.size());
    return judge6(bytes);
  }
  return "no internet address";
}

}  // namespace crier::net
