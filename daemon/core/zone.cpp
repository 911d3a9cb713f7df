#include "core/zone.h"

#include <cctz/zone_info_source.h>
#include <sys/stat.h>

#include <cstdlib>

#include "core/zone_loaded.h"

namespace cctz_extension {
namespace {

/// CCTZ keeps every zone for ever under its name. Zones are asked for under "@STATE|NAME", where STATE is that of the file, so that a
/// changed database is read anew; here the name alone is looked up. What was kept of an older state stays in memory, 45 KiB for each zone.
std::unique_ptr<cctz::ZoneInfoSource> without_state(
    const std::string& name, const std::function<std::unique_ptr<cctz::ZoneInfoSource>(const std::string&)>& look_up) {
  const auto bar = name.starts_with('@') ? name.find('|') : std::string::npos;
  return look_up(bar == std::string::npos ? name : name.substr(bar + 1));
}

}  // namespace

ZoneInfoSourceFactory zone_info_source_factory = without_state;

}  // namespace cctz_extension

namespace crier::core {
namespace {

/// Names are those of the database: a path of words below its folder. All begin with a capital; what does not is no zone of a name
/// (localtime, posixrules) or the database once more (posix/, right/).
bool is_name(const std::string& name) {
  if (name.empty() || name.size() > 100 || name.front() < 'A' || name.front() > 'Z') return false;
  for (const char c : name) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
    if (!is_plain) return false;
  }
  return true;
}

std::shared_ptr<const Zone::Loaded> utc() {
  static const auto zone = std::make_shared<const Zone::Loaded>(Zone::Loaded{"UTC", true, cctz::utc_time_zone(), ""});
  return zone;
}

std::shared_ptr<const Zone::Loaded> load(const std::string& name) {
  if (name == "UTC") return utc();
  Zone::Loaded loaded{name, false, cctz::utc_time_zone(), ""};
  struct stat file {};
  if (is_name(name) && ::stat((zone_folder() + "/" + name).c_str(), &file) == 0 && S_ISREG(file.st_mode)) {
    loaded.state = "@" + std::to_string(file.st_mtim.tv_sec) + "." + std::to_string(file.st_mtim.tv_nsec) + "." +
                   std::to_string(file.st_ino) + "." + std::to_string(file.st_size) + "|";
    loaded.is_known = cctz::load_time_zone(loaded.state + name, &loaded.zone);
  }
  return std::make_shared<const Zone::Loaded>(std::move(loaded));
}

}  // namespace

std::string zone_folder() {
  const char* folder = std::getenv("TZDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo";
}

Zone::Zone() : loaded_(utc()) {}
Zone::Zone(const std::string& name) : loaded_(load(name)) {}
Zone::Zone(const char* name) : Zone(std::string(name)) {}

const std::string& Zone::name() const { return loaded_->name; }
bool Zone::is_known() const { return loaded_->is_known; }
bool Zone::operator==(const Zone& other) const {
  return loaded_ == other.loaded_ || (loaded_->name == other.loaded_->name && loaded_->state == other.loaded_->state);
}

}  // namespace crier::core
