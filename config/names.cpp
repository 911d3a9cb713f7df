#include <algorithm>
#include <cctype>
#include <filesystem>

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

std::string nearest_zone(const std::string& name, const std::string& zoneinfo) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> lower, spelled;
  const auto add = [&](const std::string& word, const std::string& zone) {
    lower.push_back(to_lower_ascii(word));
    spelled.push_back(zone);
  };
  for (auto at = fs::recursive_directory_iterator(zoneinfo, error); !error && at != fs::recursive_directory_iterator();
       at.increment(error)) {
    const auto zone = fs::path(at->path()).lexically_relative(zoneinfo).string();
    // posix/ and right/ repeat all zones.
    if (zone == "posix" || zone == "right") {
      at.disable_recursion_pending();
    } else if (std::isupper(static_cast<unsigned char>(zone.front())) != 0 && at->is_regular_file(error)) {
      add(zone, zone);
      const auto slash = zone.rfind('/');
      if (slash != std::string::npos) add(zone.substr(slash + 1), zone);
    }
  }
  const auto near = nearest(to_lower_ascii(name), lower);
  if (!near) return {};
  return spelled[static_cast<std::size_t>(std::find(lower.begin(), lower.end(), *near) - lower.begin())];
}

}  // namespace crier::config
