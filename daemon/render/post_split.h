#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crier::render {

/// At most this many posts say one message; a longer one ends with "…" in the last.
inline constexpr int kMostPosts = 25;
/// What a post may weigh (twitter-text configuration v3).
inline constexpr int kPostLimit = 280;

/// The posts that say a text on X: one if it fits, else a thread whose parts end with " (1/3)", from the second on with the
/// mark in it, " (2/3 · 13:05 UTC)": X refuses a text that was posted before, and later parts of two updates may say the same. Cut at the
/// end of a paragraph, of a sentence, between words, in this order as far as no part becomes much too short for it; never inside a URL, an
/// emoji or a letter with its combining marks. Each part is valid by post_length; empty if the text says nothing. Text comes out in NFC.
[[nodiscard]] std::vector<std::string> split_posts(std::string_view text, int limit = kPostLimit, std::string_view mark = "");

}  // namespace crier::render
