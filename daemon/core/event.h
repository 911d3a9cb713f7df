#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/vocabulary.h"

namespace crier::core {

struct Consequences {
  std::string now;
  std::string expected;
  std::string permanent;
  bool operator==(const Consequences&) const = default;
};

struct Actions {
  std::vector<std::string> done;
  std::vector<std::string> planned;
  bool operator==(const Actions&) const = default;
};

/// What one language says instead of the event's own words; an empty field is not translated.
struct Translation {
  std::string title, summary, details, workaround, root_cause;
  Consequences consequences;
  bool operator==(const Translation&) const = default;
};

/// One document that arrived (interface.md section 2), decoded and checked for form: a value, not yet a decision.
/// Invariant: strings are UTF-8; one-line fields (id, incident, title, contact, author, source, services, labels, audiences)
/// have no CR, LF or NUL; the incident key is well formed. What is absent stays absent: carrying over is a decision (rules E2).
struct Event {
  std::string id;  ///< empty: none was given, the event is not idempotent
  Action action = Action::update;
  std::string incident;
  std::optional<std::string> title;
  std::optional<Impact> impact;
  std::optional<Status> status;
  std::optional<std::vector<std::string>> services;
  std::map<std::string, std::string> labels;  ///< merged over the incident's
  std::string summary;
  Consequences consequences;
  std::string details;
  std::string workaround;
  std::optional<std::string> contact;
  std::optional<UtcTime> next_update;    ///< as a time …
  std::optional<Millis> next_update_in;  ///< … or as a duration from acceptance
  std::optional<Overnight> overnight;
  std::string root_cause;
  Actions actions;
  std::optional<UtcTime> starts;  ///< of maintenance
  std::optional<UtcTime> ends;
  std::optional<Millis> extend;  ///< of maintenance: it ends so much later than it stands
  std::optional<UtcTime> began;
  std::optional<UtcTime> ended;
  std::string author;
  std::string source;
  std::optional<UtcTime> at;
  std::vector<std::string> audiences;
  std::vector<std::string> drop_audiences;
  std::map<std::string, Translation> translations;
  bool anyway = false;
  bool draft = false;                   ///< kept until an operator approves it (rules C1)
  bool announce = true;                 ///< false: recorded and shown, nobody told (rules D5)
  bool restricted = false;              ///< at opening: only those named hear, only operators may read (rules A3)
  bool widen = false;                   ///< names more audiences for a restricted incident on purpose
  bool exercise = false;                ///< at opening: the incident is a rehearsal and is diverted (rules D6)
  std::optional<std::int64_t> confirm;  ///< so many recipients were shown to the sender (rules D2)
  std::optional<int> corrects;          ///< the number of the update that this one puts right (rules D3)
  /// Of a monitor's document without id: a digest of source, incident, status and start; the same with the same words is a duplicate
  /// (rules B2). No part of what is said.
  std::string signature;
  bool operator==(const Event&) const = default;
};

/// 1-128 of A-Za-z0-9._:/- (interface.md section 2). `~` is left out on purpose: KEY~2 names an occurrence.
[[nodiscard]] bool is_incident_key(std::string_view text);

/// "KEY" or "KEY~2"; occurrence 0 means the newest.
struct IncidentName {
  std::string key;
  int occurrence = 0;
};
[[nodiscard]] std::optional<IncidentName> parse_incident_name(std::string_view text);
/// "KEY" for the first occurrence, "KEY~2" for the second, …
[[nodiscard]] std::string incident_name(const std::string& key, int occurrence);

}  // namespace crier::core
