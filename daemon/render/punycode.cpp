#include "render/punycode.h"

#include <algorithm>
#include <cstdint>

namespace crier::render {
namespace {

// RFC 3492 section 5.
constexpr std::uint64_t kBase = 36;
constexpr std::uint64_t kTMin = 1;
constexpr std::uint64_t kTMax = 26;
constexpr std::uint64_t kSkew = 38;
constexpr std::uint64_t kDamp = 700;
constexpr std::uint64_t kInitialBias = 72;
constexpr char32_t kInitialN = 128;

/// Section 6.1.
std::uint64_t adapt(std::uint64_t delta, std::uint64_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  std::uint64_t k = 0;
  for (; delta > ((kBase - kTMin) * kTMax) / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

/// The digits of one delta (section 6.3, the inner loop).
std::size_t digits(std::uint64_t delta, std::uint64_t bias) {
  std::size_t count = 1;
  for (auto k = kBase;; k += kBase, ++count) {
    const auto threshold = k <= bias ? kTMin : std::min(k - bias, kTMax);
    if (delta < threshold) return count;
    delta = (delta - threshold) / (kBase - threshold);
  }
}

}  // namespace

std::optional<std::size_t> encoded_label_length(std::u32string_view label, std::size_t most) {
  const auto basic = static_cast<std::size_t>(std::count_if(label.begin(), label.end(), [](char32_t c) { return c < kInitialN; }));
  auto length = basic;
  if (basic < label.size()) length += 4 + (basic > 0 ? 1 : 0);
  auto n = kInitialN;
  auto bias = kInitialBias;
  std::uint64_t delta = 0;
  for (auto done = basic; done < label.size() && length <= most;) {
    auto next = static_cast<char32_t>(0x10FFFF);
    for (const auto c : label) {
      if (c >= n) next = std::min(next, c);
    }
    delta += (next - n) * (done + 1);
    n = next;
    for (const auto c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      length += digits(delta, bias);
      bias = adapt(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
    ++delta;
    ++n;
  }
  if (length == 0 || length > most) return std::nullopt;
  return length;
}

}  // namespace crier::render
