#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view data);
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view data);
[[nodiscard]] std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view data);

/// Lower-case hexadecimal of any bytes.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Digest& digest);

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Takes text with or without padding; none if it is not base64.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

/// Bytes from the operating system's generator, for nonces, boundaries and seeds.
[[nodiscard]] std::string random_bytes(std::size_t count);

/// Compares without telling by its duration where the two differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace crier
