#include <algorithm>

#include "base/text.h"
#include "config/keys.h"
#include "config/parts.h"
#include "core/zone_names.h"

namespace crier::config {
namespace {

using reader::Section;

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
  out.timezone = read_zone(section);
  out.language = section.text("language");
  if (!is_language(out.language)) section.fault("language", "'language' is '" + out.language + "'", "expected such as en or de-AT");
  out.internal = section.flag("internal");
  read_hears(loading, section, table, out);
  read_office_hours(loading, section, out);
  read_recipients(loading, section, out);
  return out;
}

/// Whom its silence reaches; the audiences are all known.
void read_escalation(const Loading& loading, const Section& section, core::Audience& out) {
  const auto& all = loading.snapshot.audiences;
  if (section.has("escalate") && !out.internal) {
    loading.context.diagnostics.fault(section.key_at("escalate"), "audience '" + out.name + "' is not internal, nobody in it acknowledges",
                                      "expected 'internal: true' beside 'escalate'");
  }
  for (const auto& one : section.sections("escalate")) {
    const std::string to = one.text("audience");
    const auto known = all.find(to);
    if (one.has("audience") && known == all.end()) {
      one.fault("audience", "there is no audience '" + to + "'", reader::suggestion(to, loading.snapshot.rules.audiences));
    } else if (to == out.name) {
      one.fault("audience", "audience '" + to + "' cannot be told of its own silence", "expected another internal audience");
    } else if (one.has("audience") && !known->second.internal) {
      one.fault("audience", "audience '" + to + "' is not internal and gets no commands to type", "expected an internal audience");
    }
    out.escalate.push_back({one.duration("after"), to});
  }
  std::stable_sort(out.escalate.begin(), out.escalate.end(), [](const auto& a, const auto& b) { return a.after < b.after; });
}

}  // namespace

core::Zone read_zone(const Section& section) {
  const std::string name = section.text("timezone");
  core::Zone zone(name);
  if (!section.has("timezone") || zone.is_known()) return zone;
  const auto near = core::nearest_zone(name);
  section.fault("timezone", "there is no time zone '" + name + "'",
                near.empty() ? "expected a name of the tz database such as Europe/Berlin" : "did you mean '" + near + "'?");
  return core::Zone();
}

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
  for (const auto& entry : loading.root.entries("audiences")) {
    const auto audience = loading.snapshot.audiences.find(entry.key);
    if (audience == loading.snapshot.audiences.end()) continue;
    read_escalation(loading, Section(entry.value, entry.at, table, loading.context), audience->second);
  }
}

}  // namespace crier::config
