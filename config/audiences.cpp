#include <algorithm>

#include "base/text.h"
#include "config/keys.h"
#include "config/parts.h"
#include "core/civil_time.h"

namespace crier::config {
namespace {

using reader::Section;

/// What the tz database may be asked for: no path that leads out of it.
bool is_zone_name(const std::string& name) {
  const bool fits =
      !name.empty() && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == std::string::npos;
  return fits && name.front() != '/' && core::is_time_zone(name);
}

void read_timezone(const Loading& loading, const Section& section, core::Audience& out) {
  out.timezone = section.text("timezone");
  if (!section.has("timezone") || is_zone_name(out.timezone)) return;
  const auto near = nearest_zone(out.timezone, loading.environment.zoneinfo);
  section.fault("timezone", "there is no time zone '" + out.timezone + "'",
                near.empty() ? "expected a name of the tz database such as Europe/Berlin" : "did you mean '" + near + "'?");
}

/// The words of `hears`, which the table has in the order of core::NoticeKind.
void read_hears(const Loading& loading, const Section& section, const reader::Table& table, core::Audience& out) {
  if (!section.has("hears")) return;
  const auto& key = *reader::find_key(table, "hears");
  out.hears.clear();
  for (const auto* word : section.texts("hears")) {
    const auto place = reader::as_choice(key, *word);
    if (!place) continue;
    const auto kind = static_cast<core::NoticeKind>(*place);
    if (std::find(out.hears.begin(), out.hears.end(), kind) == out.hears.end()) out.hears.push_back(kind);
  }
  if (!out.internal) {
    loading.context.diagnostics.warning(section.key_at("hears"),
                                        "audience '" + out.name + "' is not internal and gets no operator notices, whatever it hears");
  }
}

core::Audience read_audience(Loading& loading, const reader::Entry& entry, const reader::Table& table) {
  const Section section(entry.value, entry.at, table, loading.context);
  core::Audience out;
  out.name = entry.key;
  read_timezone(loading, section, out);
  out.language = section.text("language");
  if (!is_language(out.language)) section.fault("language", "'language' is '" + out.language + "'", "expected such as en or de-AT");
  out.internal = section.flag("internal");
  read_hears(loading, section, table, out);
  if (const auto* hours = section.node("office_hours")) check_office_hours(*hours, loading.context);
  if (const auto* holidays = section.node("holidays")) check_holidays(*holidays, loading.context);
  read_recipients(loading, section, out);
  return out;
}

}  // namespace

void read_services(Loading& loading) {
  const auto& table = reader::find_key(keys(), "services")->inner();
  for (const auto& entry : loading.root.entries("services")) {
    check_name(entry, loading.context);
    const Section section(entry.value, entry.at, table, loading.context);
    Service out;
    out.key = entry.key;
    out.name = section.has("name") ? section.text("name") : entry.key;
    out.group = section.text("group");
    loading.snapshot.rules.services.push_back(out.key);
    loading.snapshot.services.push_back(std::move(out));
  }
}

void read_audiences(Loading& loading) {
  const auto& table = reader::find_key(keys(), "audiences")->inner();
  for (const auto& entry : loading.root.entries("audiences")) {
    check_name(entry, loading.context);
    if (entry.value.kind != reader::Node::Kind::map && entry.value.kind != reader::Node::Kind::null) continue;
    loading.snapshot.rules.audiences.push_back(entry.key);
    loading.snapshot.audiences.emplace(entry.key, read_audience(loading, entry, table));
  }
}

}  // namespace crier::config
