#include "render/webhook.h"

#include "core/event_json_writer.h"
#include "core/json_writer.h"
#include "render/clock_wording.h"
#include "render/quota.h"
#include "render/wording.h"

namespace crier::render {
namespace {

using core::JsonWriter;

void time_or_null(JsonWriter& json, std::string_view name, const std::optional<UtcTime>& time) {
  json.key(name);
  time ? json.value(format_rfc3339(*time)) : json.null();
}

void write_window(JsonWriter& json, const core::MaintenanceWindow& window, std::optional<int> revision) {
  json.begin_object();
  json.member("starts", format_rfc3339(window.starts));
  json.member("ends", format_rfc3339(window.ends));
  if (revision) json.member("revision", *revision);
  json.end_object();
}

/// Section 7's object without `updates`, and without `deliveries`, which are not yet when this is written.
void write_incident(JsonWriter& json, const core::Incident& incident) {
  json.key("incident");
  json.begin_object();
  json.member("incident", incident.name());
  json.member("title", incident.title);
  json.member("status", core::to_text(incident.status));
  json.member("impact", core::to_text(incident.impact));
  json.key("services");
  json.begin_array();
  for (const auto& service : incident.services) json.value(service);
  json.end_array();
  json.member("opened", format_rfc3339(incident.opened));
  time_or_null(json, "resolved", incident.resolved);
  time_or_null(json, "retracted", incident.retracted);
  time_or_null(json, "promise", incident.promise ? std::optional(incident.promise->due) : std::nullopt);
  json.key("maintenance");
  incident.maintenance ? write_window(json, *incident.maintenance, incident.maintenance->revision) : json.null();
  json.end_object();
}

/// Why the clock speaks, or what of a maintenance.
void write_occasion(JsonWriter& json, const core::Update& update) {
  if (update.is_by_clock()) json.member("occasion", core::to_text(update.occasion));
  if (!update.name.empty()) json.member("name", update.name);
  if (update.stage) json.member("stage", core::to_text(*update.stage));
  if (update.planned) json.member("planned", format_rfc3339(*update.planned));
  if (update.moved_from) {
    json.key("moved_from");
    write_window(json, *update.moved_from, std::nullopt);
  }
  if (update.incidents.empty()) return;
  json.key("incidents");
  json.begin_array();
  for (const auto& incident : update.incidents) json.value(incident);
  json.end_array();
}

/// What was announced since the closing, in order of time within each incident.
void write_since(JsonWriter& json, const Subject& subject, const Phrases& phrases) {
  Quota quota;
  json.key("since");
  json.begin_array();
  for (const auto* items : {&subject.bulletin->items, &subject.bulletin->ended}) {
    for (const auto& item : *items) {
      for (const auto& update : item.since) {
        std::string summary = words_in(update, subject.language, phrases).summary;
        quota.cut(summary);
        json.begin_object();
        json.member("incident", item.incident.name());
        json.member("number", update.number);
        json.member("at", format_rfc3339(update.at));
        json.member("summary", summary);
        json.end_object();
      }
    }
  }
  json.end_array();
}

/// The update as receivers may know it: all words of the event, with what stands now where the event left it out, and times
/// where it had durations.
void write_update(JsonWriter& json, const Subject& subject, const Phrases& phrases) {
  const core::Update& update = subject.update;
  core::Event event = update.event;
  const Quoted said = quoted(subject, phrases);
  Words words = said.words;
  if (said.statement != nullptr) {
    event.translations = said.statement->event.translations;
  } else if (words.summary.empty()) {
    event.translations.clear();
  }
  event.title = std::move(words.title);
  event.summary = std::move(words.summary);
  event.details = std::move(words.details);
  event.workaround = std::move(words.workaround);
  event.root_cause = std::move(words.root_cause);
  event.consequences = std::move(words.consequences);
  event.impact = update.impact;
  event.status = update.status;
  event.next_update = update.next_update;
  event.next_update_in.reset();
  event.starts = update.starts;
  event.ends = update.ends;
  if (!subject.contact.empty()) event.contact = subject.contact;
  if (!event.at) event.at = update.at;

  json.key("update");
  json.begin_object();
  json.member("number", update.number);
  if (!event.id.empty()) json.member("id", event.id);
  json.member("action", core::to_text(update.action));
  json.member("incident", subject.incident.name());
  if (event.corrects) json.member("corrects", *event.corrects);
  write_occasion(json, update);
  core::write_words(json, event);
  if (said.statement != nullptr) {
    json.key("statement");
    json.begin_object();
    json.member("number", said.statement->number);
    json.member("at", format_rfc3339(said.statement->at));
    json.end_object();
  }
  if (subject.bulletin != nullptr && subject.bulletin->opening) json.member("opening", format_rfc3339(*subject.bulletin->opening));
  if (subject.bulletin != nullptr && update.occasion == core::Occasion::office_open) write_since(json, subject, phrases);
  json.end_object();
}

void write_data(JsonWriter& json, const Subject& subject, const Phrases& phrases) {
  json.begin_object();
  write_incident(json, subject.incident);
  write_update(json, subject, phrases);
  json.member("audience", subject.audience.name);
  json.end_object();
}

std::string maintenance_type(core::Stage stage) {
  return "maintenance." + std::string(core::to_text(stage == core::Stage::reminder ? core::Stage::scheduled : stage));
}

}  // namespace

std::string webhook_payload(const Subject& subject, const Phrases& phrases) {
  std::string out;
  out.reserve(1024);
  JsonWriter json(out);
  json.begin_object();
  json.member("type", event_type(subject.update, subject.incident));
  json.member("timestamp", format_rfc3339(subject.update.at));
  json.key("data");
  write_data(json, subject, phrases);
  json.end_object();
  return out;
}

std::string update_data(const Subject& subject, const Phrases& phrases) {
  std::string out;
  out.reserve(1024);
  JsonWriter json(out);
  write_data(json, subject, phrases);
  return out;
}

std::string event_type(const core::Update& update, const core::Incident& incident) {
  if (incident.is_operators()) return "operators.notice";
  const std::string_view occasion = occasion_of(update);
  if (occasion == "correct") return "incident.corrected";
  if (occasion == "retract") return "incident.retracted";
  if (has_bulletin(update)) return "incident.updated";
  if (occasion == "notice" || occasion == "reminder" || incident.is_notice) return "notice";
  if (occasion == "maintenance") return maintenance_type(update.stage.value_or(core::Stage::scheduled));
  if (occasion == "postmortem") return "incident.postmortem";
  if (occasion == "resolve") return "incident.resolved";
  return occasion == "open" ? "incident.opened" : "incident.updated";
}

}  // namespace crier::render
