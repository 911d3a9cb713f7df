#include "api/answer_parts.h"
#include "api/answers.h"
#include "core/event_json_writer.h"

namespace crier::api {
namespace {

using core::JsonWriter;
using core::to_text;

void optional_number(JsonWriter& json, std::string_view name, const std::optional<int>& number) {
  if (number) json.member(name, *number);
}

/// `shows` false: without its words.
void update_members(JsonWriter& json, const core::Update& update, bool shows) {
  json.member("number", update.number);
  json.member("update_id", to_text(update.id));
  json.member("action", to_text(update.action));
  json.member("status", to_text(update.status));
  json.member("impact", to_text(update.impact));
  json.member("title", shows ? update.title : std::string());
  json.member("summary", shows ? update.event.summary : std::string());
  member(json, "at", std::optional(update.at));
  // A monitor is the author of what it says.
  json.member("author", update.event.author.empty() ? update.event.source : update.event.author);
  json.member("source", update.event.source);
  json.member("state", to_text(update.state));
  json.member("peer", update.peer);
  if (update.written) member(json, "written", update.written);
  member(json, "next_update", update.next_update);
  json.member("occasion", to_text(update.occasion));
  if (!update.name.empty()) json.member("name", update.name);
  if (update.planned) member(json, "planned", update.planned);
  if (update.stage) json.member("stage", to_text(*update.stage));
  if (update.starts) member(json, "starts", update.starts);
  if (update.ends) member(json, "ends", update.ends);
  if (!update.deferred.empty()) member(json, "deferred", update.deferred);
  if (!update.incidents.empty()) member(json, "incidents", update.incidents);
  member(json, "audiences", update.audiences);
  optional_number(json, "corrects", update.event.corrects);
  optional_number(json, "corrected_by", update.corrected_by);
}

/// All that was accepted, as it was sent.
void event_member(JsonWriter& json, const core::Update& update) {
  json.key("event");
  json.raw(core::canonical_json(update.event));
}

/// Whom it told, in figures.
void told_member(JsonWriter& json, const store::IncidentRecord& record, int number) {
  static const std::vector<store::IncidentRecord::Told> nobody;
  const auto told = record.told.find(number);
  array(json, "told", told == record.told.end() ? nobody : told->second, [&](const store::IncidentRecord::Told& one) {
    json.member("audience", one.audience);
    json.member("channel", one.channel);
    json.member("recipients", one.recipients);
    json.member("delivered", one.delivered);
  });
}

void pending_members(JsonWriter& json, const core::Incident& incident) {
  array(json, "pending", incident.pending, [&](const core::Pending& pending) {
    json.member("update", pending.number);
    json.member("state", to_text(pending.state));
    member(json, "due", pending.due);
  });
}

void promise_members(JsonWriter& json, const core::Incident& incident) {
  json.key("promised");
  if (incident.promise) {
    json.begin_object();
    json.member("update", incident.promise->number);
    member(json, "at", std::optional(incident.promise->made));
    member(json, "by", std::optional(incident.promise->due));
    member(json, "audiences", incident.promise->audiences);
    json.member("broken", incident.promise->is_broken);
    json.end_object();
  } else {
    json.null();
  }
  json.key("promises");
  json.begin_object();
  json.member("kept", incident.promises.kept);
  json.member("broken", incident.promises.broken);
  json.end_object();
}

void window_member(JsonWriter& json, const core::Incident& incident) {
  json.key("maintenance");
  if (!incident.maintenance) return json.null();
  json.begin_object();
  member(json, "starts", std::optional(incident.maintenance->starts));
  member(json, "ends", std::optional(incident.maintenance->ends));
  json.member("revision", incident.maintenance->revision);
  json.end_object();
}

void incident_members(JsonWriter& json, const store::IncidentRecord& record, bool shows) {
  const auto& incident = record.incident;
  json.member("incident", incident.name());
  json.member("title", shows ? incident.title : std::string());
  json.member("status", to_text(incident.status));
  json.member("impact", to_text(incident.impact));
  member(json, "services", shows ? incident.services : std::vector<std::string>());
  json.key("labels");
  json.begin_object();
  if (shows) {
    for (const auto& [name, value] : incident.labels) json.member(name, value);
  }
  json.end_object();
  member(json, "opened", std::optional(incident.opened));
  member(json, "resolved", incident.resolved);
  member(json, "retracted", incident.retracted);
  member(json, "promise", incident.promise ? std::optional(incident.promise->due) : std::nullopt);
  promise_members(json, incident);
  member(json, "hushed", incident.hushed);
  window_member(json, incident);
  json.member("owner", incident.owner);
  json.key("acknowledged");
  if (incident.acknowledged) {
    json.begin_object();
    json.member("by", incident.acknowledged->by);
    member(json, "at", std::optional(incident.acknowledged->at));
    json.end_object();
  } else {
    json.null();
  }
  json.member("restricted", incident.restricted);
  json.member("exercise", incident.exercise);
  pending_members(json, incident);
}

bool shows(const core::Incident& incident, bool sees_all) { return sees_all || !incident.restricted; }

}  // namespace

std::string incidents_json(const store::Page<store::IncidentRecord>& page, bool sees_all) {
  return object([&](JsonWriter& json) {
    array(json, "incidents", page.items, [&](const store::IncidentRecord& record) {
      incident_members(json, record, shows(record.incident, sees_all));
      counts(json, "deliveries", record.deliveries);
    });
    next(json, page.next);
  });
}

std::string incident_json(const store::IncidentRecord& record, bool sees_all) {
  const bool all = shows(record.incident, sees_all);
  std::vector<std::string> told;
  for (const auto& one : record.incident.told) told.push_back(one.audience);
  return object([&](JsonWriter& json) {
    incident_members(json, record, all);
    member(json, "told", told);
    member(json, "dropped", record.incident.dropped);
    array(json, "updates", record.updates, [&](const core::Update& update) {
      update_members(json, update, all);
      told_member(json, record, update.number);
      if (all) event_member(json, update);
    });
    counts(json, "deliveries", record.deliveries);
  });
}

std::string updates_json(const store::Page<store::UpdateRecord>& page, bool sees_all) {
  return object([&](JsonWriter& json) {
    array(json, "updates", page.items, [&](const store::UpdateRecord& record) {
      const bool all = sees_all || !record.restricted;
      json.member("incident", record.incident);
      update_members(json, record.update, all);
      member(json, "due", record.due);
      if (all) event_member(json, record.update);
    });
    next(json, page.next);
  });
}

std::string update_json(const std::string& incident, const core::Update& update, bool is_restricted) {
  return object([&](JsonWriter& json) {
    json.member("incident", incident);
    update_members(json, update, !is_restricted);
  });
}

std::string log_json(const store::Page<store::LogEntry>& page) {
  return object([&](JsonWriter& json) {
    array(json, "entries", page.items, [&](const store::LogEntry& entry) {
      member(json, "at", std::optional(entry.at));
      json.member("peer", entry.peer);
      json.member("command", entry.command);
      json.member("incident", entry.incident);
      json.key("update");
      entry.update > 0 ? json.value(entry.update) : json.null();
      json.member("effect", entry.effect);
    });
    next(json, page.next);
  });
}

}  // namespace crier::api
