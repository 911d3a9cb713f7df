#include "channels/correction_posted.h"

#include <charconv>

namespace crier::channels {

std::optional<CorrectionPosted> CorrectionPosted::parse(std::string_view progress) {
  constexpr std::string_view kPosted = "posted ";
  if (!progress.starts_with(kPosted)) return std::nullopt;
  progress.remove_prefix(kPosted.size());
  CorrectionPosted posted;
  const auto number = std::from_chars(progress.data(), progress.data() + progress.size(), posted.attempt);
  progress.remove_prefix(static_cast<std::size_t>(number.ptr - progress.data()));
  if (number.ec != std::errc() || posted.attempt < 1 || !progress.starts_with(' ')) return std::nullopt;
  posted.id = progress.substr(1);
  return posted;
}

}  // namespace crier::channels
