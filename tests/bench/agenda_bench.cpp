#include <chrono>
#include <cstdio>
#include <functional>

#include "clock/agenda.h"

/// How long the clock takes to plan what is to come: 10,000 open incidents that 100 audiences in many zones have heard of. Prints a
/// name and a figure a line; tests/bench/rows.py reads them.
namespace crier {
namespace {

constexpr int kIncidents = 10'000;
constexpr int kAudiences = 100;

UtcTime at(const char* text) { return *parse_rfc3339(text); }

config::SnapshotPtr snapshot() {
  static const char* const zones[] = {"Europe/Berlin",       "America/New_York", "Asia/Kolkata",
                                      "Australia/Lord_Howe", "Pacific/Chatham",  "Asia/Tokyo"};
  auto out = std::make_shared<config::Snapshot>();
  std::array<std::vector<core::OfficeSpan>, 7> week;
  for (std::size_t day = 0; day < 5; ++day) week[day] = {{540, 720}, {780, 1020}};
  for (int i = 0; i < kAudiences; ++i) {
    core::Audience audience;
    audience.name = "audience-" + std::to_string(i);
    audience.timezone = zones[i % 6];
    audience.office_hours.emplace(audience.timezone, week, std::map<core::LocalDate, std::string>{});
    out->audiences.emplace(audience.name, audience);
  }
  out->rules.rhythm.office_close = core::OfficeCloseRule{};
  out->rules.rhythm.office_open = core::OfficeOpenRule{};
  out->rules.rhythm.promise = core::PromiseRule{};
  return out;
}

core::Incident incident(int i, UtcTime now) {
  core::Incident one;
  one.id = IncidentId{i + 1};
  one.key = "incident-" + std::to_string(i);
  one.impact = core::Impact::major;
  one.opened = now;
  one.promise = core::Promise{1, now, now + std::chrono::minutes{45 + i % 600}, {"audience-1"}, false};
  for (int a = 0; a < kAudiences; ++a) one.told.push_back({"audience-" + std::to_string(a), 1, 1, now, {}});
  return one;
}

void fill(clock::Agenda& agenda, const config::SnapshotPtr& configuration, UtcTime now) {
  agenda.plan(configuration, {}, now);
  for (int i = 0; i < kIncidents; ++i) static_cast<void>(agenda.put(incident(i, now), now));
}

double milliseconds(const std::function<void()>& run) {
  const auto begin = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

int measure() {
  const auto configuration = snapshot();
  const UtcTime now = at("2026-11-23T10:00:00Z");
  clock::Agenda agenda;
  std::printf("plan_ms %.3f\n", milliseconds([&] { fill(agenda, configuration, now); }));
  std::printf("plan_anew_ms %.3f\n", milliseconds([&] { agenda.plan(configuration, {}, now); }));
  constexpr int kQuestions = 1'000'000;
  std::int64_t found = 0;
  const double all = milliseconds([&] {
    for (int i = 0; i < kQuestions; ++i) found += agenda.next() ? 1 : 0;
  });
  if (found != kQuestions) return 1;
  std::printf("next_ns %.3f\n", all * 1e6 / kQuestions);
  clock::EntryQuery query;
  query.from = now;
  query.until = now + std::chrono::days{7};
  std::printf("page_ms %.3f\n", milliseconds([&] { found += static_cast<std::int64_t>(agenda.list(query).entries.size()); }));
  return found > kQuestions ? 0 : 1;
}

}  // namespace
}  // namespace crier

int main() { return crier::measure(); }
