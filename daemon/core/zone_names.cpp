#include "core/zone_names.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <vector>

#include "base/text.h"
#include "core/zone_loaded.h"

namespace crier::core {

std::string nearest_zone(std::string_view name) {
  namespace fs = std::filesystem;
  const std::string folder = zone_folder();
  std::error_code error;
  std::vector<std::string> lower, spelled;
  const auto add = [&](const std::string& word, const std::string& zone) {
    lower.push_back(to_lower_ascii(word));
    spelled.push_back(zone);
  };
  for (auto at = fs::recursive_directory_iterator(folder, error); !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const auto zone = fs::path(at->path()).lexically_relative(folder).string();
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

}  // namespace crier::core
