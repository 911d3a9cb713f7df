#include "render/webhook.h"

#include "core/event_json_writer.h"
#include "core/json_writer.h"
#include "render/wording.h"

namespace crier::render {
namespace {

using core::JsonWriter;

void time_or_null(JsonWriter& json, std::string_view name, const std::optional<UtcTime>& time) {
  json.key(name);
  time ? json.value(format_rfc3339(*time)) : json.null();
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
  time_or_null(json, "promise", incident.promise);
  json.end_object();
}

/// The update as receivers may know it: all words of the event, with what stands now where the event left it out, and times
/// where it had durations.
void write_update(JsonWriter& json, const Subject& subject, const Phrases& phrases) {
  const core::Update& update = subject.update;
  core::Event event = update.event;
  Words words = words_in(update, subject.language, phrases);
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
  if (!subject.contact.empty()) event.contact = subject.contact;
  if (!event.at) event.at = update.at;

  json.key("update");
  json.begin_object();
  json.member("number", update.number);
  if (!event.id.empty()) json.member("id", event.id);
  json.member("action", core::to_text(update.action));
  json.member("incident", subject.incident.name());
  if (event.corrects) json.member("corrects", *event.corrects);
  core::write_words(json, event);
  json.end_object();
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
  json.begin_object();
  write_incident(json, subject.incident);
  write_update(json, subject, phrases);
  json.member("audience", subject.audience.name);
  json.end_object();
  json.end_object();
  return out;
}

std::string event_type(const core::Update& update, const core::Incident& incident) {
  if (incident.is_operators()) return "operators.notice";
  const std::string_view occasion = occasion_of(update);
  if (occasion == "correct") return "incident.corrected";
  if (occasion == "retract") return "incident.retracted";
  if (occasion == "notice" || incident.is_notice) return "notice";
  if (occasion == "postmortem") return "incident.postmortem";
  if (occasion == "resolve") return "incident.resolved";
  return occasion == "open" ? "incident.opened" : "incident.updated";
}

}  // namespace crier::render
