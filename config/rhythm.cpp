#include <algorithm>

#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Section;

core::Impact impact(const Section& section, std::string_view key) { return static_cast<core::Impact>(section.choice(key)); }

core::OfficeCloseRule office_close(const Section& section) {
  return {section.duration("lead"), impact(section, "min_impact"), section.duration("fresh"), section.duration("ask")};
}

core::OfficeOpenRule office_open(const Section& section) {
  return {section.duration("offset"), impact(section, "min_impact"), section.duration("fresh"), section.flag("resolved")};
}

core::PromiseRule promise(const Loading& loading, const Section& section) {
  core::PromiseRule out;
  out.remind = section.duration("remind");
  out.repeat = section.optional_duration("repeat");
  const auto every = section.section("every");
  for (const auto value : {core::Impact::none, core::Impact::minor, core::Impact::major, core::Impact::critical}) {
    const auto name = core::to_text(value);
    if (const auto span = every.optional_duration(name)) out.every.emplace(value, *span);
  }
  const auto& known = loading.snapshot.rules.audiences;
  for (const auto& one : section.sections("escalate")) {
    const std::string audience = one.text("audience");
    if (one.has("audience") && std::find(known.begin(), known.end(), audience) == known.end())
      one.fault("audience", "there is no audience '" + audience + "'", reader::suggestion(audience, known));
    out.escalate.push_back({one.duration("after"), audience});
  }
  std::stable_sort(out.escalate.begin(), out.escalate.end(), [](const auto& a, const auto& b) { return a.after < b.after; });
  out.holding = static_cast<int>(section.section("holding").count("times"));
  return out;
}

core::MaintenanceRule maintenance(const Loading& loading, const Section& section) {
  constexpr std::size_t kMost = 20;
  constexpr Millis kLongest{60LL * 86400 * 1000};
  core::MaintenanceRule out;
  out.announces_end = section.choice("end") == 1;
  if (!section.has("remind")) return out;
  out.remind.clear();
  for (const auto* node : section.texts("remind")) {
    const auto span = parse_duration(node->text);
    if (!span || span->count() <= 0 || *span > kLongest) {
      loading.context.diagnostics.fault(node->at, "'" + node->text + "' is no time before a maintenance",
                                        "expected durations such as 24h, up to 60d");
      continue;
    }
    out.remind.push_back(*span);
  }
  std::sort(out.remind.begin(), out.remind.end(), std::greater<>());
  out.remind.erase(std::unique(out.remind.begin(), out.remind.end()), out.remind.end());
  if (out.remind.size() > kMost) section.fault("remind", "'remind' has more than 20 times", "expected a few, such as [7d, 24h, 1h]");
  return out;
}

}  // namespace

void read_rhythm(Loading& loading) {
  const auto section = loading.root.section("rhythm");
  core::Rhythm& out = loading.snapshot.rules.rhythm;
  if (section.has("office_close")) out.office_close = office_close(section.section("office_close"));
  if (section.has("office_open")) out.office_open = office_open(section.section("office_open"));
  if (section.has("promise")) out.promise = promise(loading, section.section("promise"));
  out.maintenance = maintenance(loading, section.section("maintenance"));
  out.catch_up = section.duration("catch_up");
}

}  // namespace crier::config
