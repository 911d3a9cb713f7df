#include "clock/keys.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace crier::clock {
namespace {

std::string two(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::string date_text(core::LocalDate day) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()));
  return text.data();
}

std::string local_text(std::chrono::local_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  return date_text(core::LocalDate(day)) + "T" + two(static_cast<unsigned>(clock.hours().count())) + ":" +
         two(static_cast<unsigned>(clock.minutes().count())) + ":" + two(static_cast<unsigned>(clock.seconds().count()));
}

std::string utc_text(UtcTime time) {
  const std::string text = format_rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string office_key(std::string_view what, const std::string& audience, core::LocalDate day) {
  return std::string(what) + "/" + audience + "/" + date_text(day);
}

std::string promise_key(IncidentId incident, int update, const core::PromiseOccasion& occasion) {
  std::string key = "promise/" + std::to_string(incident.value) + "/" + std::to_string(update) + "/" + std::string(to_text(occasion.stage));
  if (occasion.index > 0) key += "-" + std::to_string(occasion.index);
  return key;
}

std::string maintenance_key(IncidentId incident, int revision, const core::MaintenanceOccasion& occasion) {
  std::string key =
      "maintenance/" + std::to_string(incident.value) + "/" + std::to_string(revision) + "/" + std::string(to_text(occasion.stage));
  if (occasion.stage == core::Stage::reminder) key += "-" + format_duration(occasion.before);
  return key;
}

std::string escalation_key(IncidentId incident, int update, const std::string& audience, const core::Escalation& step) {
  return "escalation/" + std::to_string(incident.value) + "/" + std::to_string(update) + "/" + audience + "/" +
         format_duration(step.after) + "/" + step.audience;
}

std::string reminder_key(const std::string& name, const core::Firing& firing) {
  return "reminder/" + name + "/" + local_text(firing.local) + "/" + std::to_string(firing.pass);
}

std::string entry_id(std::string_view key, IncidentId incident) {
  // FNV-1a, 64 bits (draft-eastlake-fnv section 5); ten characters of five bits each name one among the thousands to come.
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * 1099511628211ULL; };
  for (const char c : key) mix(static_cast<unsigned char>(c));
  for (const char c : '#' + std::to_string(incident.value)) mix(static_cast<unsigned char>(c));
  hash ^= hash >> 32U;
  constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id = "o";
  for (int i = 0; i < 10; ++i) {
    id += kLetters[hash & 31U];
    hash >>= 5U;
  }
  return id;
}

}  // namespace crier::clock
