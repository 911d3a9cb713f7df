#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/event_check.h"
#include "ingest/monitor_document.h"

namespace crier::ingest {

using core::Action;
using core::Impact;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

inline UtcTime time_of(const char* text) { return parse_rfc3339(text).value(); }
inline const UtcTime kNow = time_of("2026-01-15T09:00:00Z");

/// A document as its monitoring system sends it.
inline std::string sample(const std::string& name) {
  std::ifstream in(CRIER_SHARED "/samples/ingest/" + name, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

inline Result<MonitorEvents, Refusal> read(Format format, const std::string& body, const Mappings& mappings = {}) {
  return read_monitor({format, body, "application/json", {}}, mappings, kNow);
}

/// What every event that leaves a decoder has, whatever came in.
inline void expect_sound(const core::Event& event) {
  EXPECT_THAT(core::check_event({}, event, true, kNow), IsEmpty()) << event.incident;
  EXPECT_TRUE(core::is_incident_key(event.incident)) << event.incident;
  EXPECT_FALSE(event.source.empty());
  const auto is_line = [](const std::string& text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos && text.size() <= 2000;
  };
  for (const auto& [name, value] : event.labels) EXPECT_TRUE(is_line(name) && is_line(value)) << name;
  EXPECT_TRUE(is_line(event.title.value_or("")));
  if (event.action == Action::resolve) {
    EXPECT_TRUE(event.summary.empty());
    EXPECT_FALSE(event.title || event.impact || event.services);
  }
}

/// The events of a document that is taken.
inline std::vector<core::Event> events_of(Format format, const std::string& body, const Mappings& mappings = {}) {
  const auto document = read(format, body, mappings);
  if (!document) {
    ADD_FAILURE() << document.error().problem.detail;
    return {};
  }
  EXPECT_EQ(document->places.size(), document->events.size());
  for (const auto& event : document->events) expect_sound(event);
  return document->events;
}

/// The event of a document that makes one.
inline core::Event event_in(Format format, const std::string& body, const Mappings& mappings = {}) {
  auto events = events_of(format, body, mappings);
  EXPECT_EQ(events.size(), 1U);
  return events.empty() ? core::Event{} : events.front();
}

/// Where the first fault of a refused document points, and the whole sentence.
inline std::pair<std::string, std::string> fault_of(Format format, const std::string& body) {
  const auto document = read(format, body);
  if (document) return {"taken", ""};
  const auto& problem = document.error().problem;
  return {problem.faults.empty() ? "" : problem.faults.front().pointer, problem.detail};
}

}  // namespace crier::ingest
