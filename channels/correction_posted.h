#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crier::channels {

/// That a correction is posted: what its exchange keeps before it edits the wrong post, so that no crash and no retry posts it twice.
struct CorrectionPosted {
  int attempt = 0;  ///< the attempt that posted it
  std::string id;   ///< remote id of the post, "" if the service did not tell
  /// None if the text is no such progress.
  [[nodiscard]] static std::optional<CorrectionPosted> parse(std::string_view progress);
  [[nodiscard]] std::string progress() const { return "posted " + std::to_string(attempt) + " " + id; }
};

/// Later updates wait for this delivery, so the edit of a wrong post has half a minute or so and not the channel's two days.
inline constexpr int kEditAttempts = 4;

}  // namespace crier::channels
