#include "core/event_json_writer.h"

namespace crier::core {
namespace {

void text(JsonWriter& json, std::string_view name, const std::string& value) {
  if (!value.empty()) json.member(name, value);
}

void text(JsonWriter& json, std::string_view name, const std::optional<std::string>& value) {
  if (value) json.member(name, *value);
}

void time(JsonWriter& json, std::string_view name, const std::optional<UtcTime>& value) {
  if (value) json.member(name, format_rfc3339(*value));
}

template <class E>
void word(JsonWriter& json, std::string_view name, const std::optional<E>& value) {
  if (value) json.member(name, to_text(*value));
}

void list(JsonWriter& json, std::string_view name, const std::vector<std::string>& values) {
  json.key(name);
  json.begin_array();
  for (const auto& value : values) json.value(value);
  json.end_array();
}

void list_unless_empty(JsonWriter& json, std::string_view name, const std::vector<std::string>& values) {
  if (!values.empty()) list(json, name, values);
}

void consequences(JsonWriter& json, const Consequences& value) {
  if (value == Consequences{}) return;
  json.key("consequences");
  json.begin_object();
  text(json, "now", value.now);
  text(json, "expected", value.expected);
  text(json, "permanent", value.permanent);
  json.end_object();
}

void translations(JsonWriter& json, const std::map<std::string, Translation>& values) {
  if (values.empty()) return;
  json.key("translations");
  json.begin_object();
  for (const auto& [language, value] : values) {
    json.key(language);
    json.begin_object();
    text(json, "title", value.title);
    text(json, "summary", value.summary);
    consequences(json, value.consequences);
    text(json, "details", value.details);
    text(json, "workaround", value.workaround);
    text(json, "root_cause", value.root_cause);
    json.end_object();
  }
  json.end_object();
}

void labels(JsonWriter& json, const std::map<std::string, std::string>& values) {
  if (values.empty()) return;
  json.key("labels");
  json.begin_object();
  for (const auto& [name, value] : values) json.member(name, value);
  json.end_object();
}

void actions(JsonWriter& json, const Actions& value) {
  if (value == Actions{}) return;
  json.key("actions");
  json.begin_object();
  list_unless_empty(json, "done", value.done);
  list_unless_empty(json, "planned", value.planned);
  json.end_object();
}

}  // namespace

void write_words(JsonWriter& json, const Event& event) {
  text(json, "title", event.title);
  word(json, "impact", event.impact);
  word(json, "status", event.status);
  if (event.services) list(json, "services", *event.services);
  labels(json, event.labels);
  text(json, "summary", event.summary);
  consequences(json, event.consequences);
  text(json, "details", event.details);
  text(json, "workaround", event.workaround);
  text(json, "contact", event.contact);
  time(json, "next_update", event.next_update);
  if (event.next_update_in) json.member("next_update", format_duration(*event.next_update_in));
  word(json, "overnight", event.overnight);
  text(json, "root_cause", event.root_cause);
  actions(json, event.actions);
  time(json, "starts", event.starts);
  time(json, "ends", event.ends);
  if (event.extend) json.member("extend", format_duration(*event.extend));
  time(json, "began", event.began);
  time(json, "ended", event.ended);
  text(json, "author", event.author);
  text(json, "source", event.source);
  time(json, "at", event.at);
  translations(json, event.translations);
}

std::string canonical_json(const Event& event) {
  std::string out;
  out.reserve(512);
  JsonWriter json(out);
  json.begin_object();
  text(json, "id", event.id);
  json.member("action", to_text(event.action));
  text(json, "incident", event.incident);
  write_words(json, event);
  list_unless_empty(json, "audiences", event.audiences);
  list_unless_empty(json, "drop_audiences", event.drop_audiences);
  if (event.anyway) json.member("anyway", true);
  if (event.draft) json.member("draft", true);
  if (!event.announce) json.member("announce", false);
  if (event.restricted) json.member("restricted", true);
  if (event.widen) json.member("widen", true);
  if (event.exercise) json.member("exercise", true);
  if (event.confirm) json.member("confirm", *event.confirm);
  if (event.corrects) json.member("corrects", *event.corrects);
  json.end_object();
  return out;
}

}  // namespace crier::core
