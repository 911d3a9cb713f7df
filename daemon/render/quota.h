#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "render/escape.h"

namespace crier::render {

/// How much of statements that were made before one message may quote: no number of them makes one that cannot be sent. Escaped, all of it
/// stays within Template::kMaxOutput.
class Quota {
 public:
  static constexpr std::size_t kMost = 1024 * 1024;     ///< bytes of all texts together
  static constexpr std::size_t kMostOfOne = 64 * 1024;  ///< bytes of one

  void cut(std::string& text) {
    const std::size_t most = std::min(left_, kMostOfOne);
    if (text.size() > most) text = clipped(text, most);
    left_ -= std::min(left_, text.size());
  }
  [[nodiscard]] std::vector<std::string> cut(std::vector<std::string> texts) {
    for (auto& text : texts) cut(text);
    return texts;
  }

 private:
  std::size_t left_ = kMost;
};

}  // namespace crier::render
