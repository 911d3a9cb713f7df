#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "config/parts.h"

namespace crier::config {

void check_name(const reader::Entry& entry, reader::Context context) {
  constexpr std::size_t longest = 64;
  const auto& name = entry.key;
  const bool fits =
      !name.empty() && name.size() <= longest && name.find('/') == std::string::npos && escape_control(name) == name && trim(name) == name;
  if (!fits)
    context.diagnostics.fault(entry.at, "this name cannot be used",
                              "expected 1 to 64 bytes without '/', control characters and outer blanks");
}

bool is_language(std::string_view text) {
  const auto is_part = [](std::string_view part, std::size_t least, std::size_t most) {
    return part.size() >= least && part.size() <= most &&
           std::all_of(part.begin(), part.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
  };
  const auto parts = split(text, '-');
  const bool begins_well = is_part(parts.front(), 2, 3) && parts.front().find_first_of("0123456789") == std::string_view::npos;
  return begins_well && std::all_of(parts.begin() + 1, parts.end(), [&](std::string_view part) { return is_part(part, 2, 8); });
}

}  // namespace crier::config
