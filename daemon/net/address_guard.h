#pragma once
#include <sys/socket.h>

#include <optional>
#include <string_view>

namespace crier::net {

/// The network that forbids a connection to this address on behalf of a recipient ("10.0.0.0/8"); none if the address is
/// public. It judges the address really connected to, which beats names that change between the check and the use.
/// The list is the union of what Svix, Hook0 and the Standard Webhooks text refuse (IANA's special-purpose registries,
/// RFC 6890). Addresses that carry an IPv4 address inside: mapped (::ffff:0:0/96), compatible, 6to4 (2002::/16) and Teredo
/// (2001::/32) are refused whatever is inside, as no public service is reached that way; NAT64 (64:ff9b::/96, RFC 6052) is
/// judged by the address inside, as networks without IPv4 reach public services so. What is no internet address is refused.
/// Thread: any; pure.
[[nodiscard]] std::optional<std::string_view> forbidden_network(const sockaddr* address, socklen_t length) noexcept;

}  // namespace crier::net
