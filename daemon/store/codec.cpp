#include "store/codec.h"

#include "store/json_form.h"

namespace crier::store {
namespace {

namespace json = boost::json;

Error unreadable() { return {ErrorKind::io, "A row of the store cannot be read: restore a backup or check the disk."}; }

template <class E>
void put_word(JsonWriter& out, std::string_view name, const std::optional<E>& value) {
  if (value) out.put(name, core::to_text(*value));
}

void put_consequences(JsonWriter& out, const core::Consequences& c) {
  out.put("now", c.now);
  out.put("expected", c.expected);
  out.put("permanent", c.permanent);
}

core::Consequences read_consequences(const JsonReader& in) { return {in.text("now"), in.text("expected"), in.text("permanent")}; }

std::string encode_translations(const std::map<std::string, core::Translation>& translations) {
  JsonWriter all;
  for (const auto& [language, t] : translations) {
    JsonWriter one;
    one.put("title", t.title);
    one.put("summary", t.summary);
    one.put("details", t.details);
    one.put("workaround", t.workaround);
    one.put("root_cause", t.root_cause);
    put_consequences(one, t.consequences);
    std::string quoted;
    JsonWriter::append_string(quoted, language);
    all.put_raw(std::string_view(quoted).substr(1, quoted.size() - 2), one.take());
  }
  return all.take();
}

void put_event(JsonWriter& out, const core::Event& e) {
  out.put("id", e.id);
  out.put("action", core::to_text(e.action));
  out.put("incident", e.incident);
  out.put_present("title", e.title);
  put_word(out, "impact", e.impact);
  put_word(out, "status", e.status);
  if (e.services) {
    out.put("services", *e.services);
    out.put("no_services", e.services->empty());
  }
  out.put("labels", e.labels);
  out.put("summary", e.summary);
  put_consequences(out, e.consequences);
  out.put("details", e.details);
  out.put("workaround", e.workaround);
  out.put_present("contact", e.contact);
  out.put("next_update", e.next_update);
  if (e.next_update_in) out.put("next_update_in", static_cast<std::int64_t>(e.next_update_in->count()));
  put_word(out, "overnight", e.overnight);
  out.put("root_cause", e.root_cause);
  out.put("done", e.actions.done);
  out.put("planned", e.actions.planned);
  out.put("began", e.began);
  out.put("ended", e.ended);
  out.put("author", e.author);
  out.put("source", e.source);
  out.put("at", e.at);
  out.put("audiences", e.audiences);
  out.put("drop_audiences", e.drop_audiences);
  if (!e.translations.empty()) out.put_raw("translations", encode_translations(e.translations));
  out.put("anyway", e.anyway);
  out.put("draft", e.draft);
  out.put("quiet", !e.announce);
  out.put("restricted", e.restricted);
  out.put("widen", e.widen);
  out.put("exercise", e.exercise);
  if (e.confirm) out.put("confirm", *e.confirm);
  if (e.corrects) out.put("corrects", static_cast<std::int64_t>(*e.corrects));
}

core::Event read_event(const JsonReader& in) {
  core::Event e;
  e.id = in.text("id");
  e.action = core::parse_action(in.text("action")).value_or(core::Action::update);
  e.incident = in.text("incident");
  e.title = in.maybe_text("title");
  e.impact = core::parse_impact(in.text("impact"));
  e.status = core::parse_status(in.text("status"));
  if (in.has("services") || in.has("no_services")) e.services = in.texts("services");
  e.labels = in.text_map("labels");
  e.summary = in.text("summary");
  e.consequences = read_consequences(in);
  e.details = in.text("details");
  e.workaround = in.text("workaround");
  e.contact = in.maybe_text("contact");
  e.next_update = in.time("next_update");
  if (in.has("next_update_in")) e.next_update_in = Millis(in.integer("next_update_in"));
  e.overnight = core::parse_overnight(in.text("overnight"));
  e.root_cause = in.text("root_cause");
  e.actions = {in.texts("done"), in.texts("planned")};
  e.began = in.time("began");
  e.ended = in.time("ended");
  e.author = in.text("author");
  e.source = in.text("source");
  e.at = in.time("at");
  e.audiences = in.texts("audiences");
  e.drop_audiences = in.texts("drop_audiences");
  if (const auto* translations = in.object("translations")) {
    for (const auto& [language, value] : *translations) {
      if (!value.is_object()) continue;
      const JsonReader one(value.get_object());
      e.translations[std::string(language)] = {one.text("title"),      one.text("summary"),    one.text("details"),
                                               one.text("workaround"), one.text("root_cause"), read_consequences(one)};
    }
  }
  e.anyway = in.flag("anyway");
  e.draft = in.flag("draft");
  e.announce = !in.flag("quiet");
  e.restricted = in.flag("restricted");
  e.widen = in.flag("widen");
  e.exercise = in.flag("exercise");
  if (in.has("confirm")) e.confirm = in.integer("confirm");
  if (in.has("corrects")) e.corrects = static_cast<int>(in.integer("corrects"));
  return e;
}

Result<json::value> parse(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return unreadable();
  return value;
}

}  // namespace

std::string encode(const core::Incident& i) {
  JsonWriter out;
  out.put("title", i.title);
  out.put("impact", core::to_text(i.impact));
  out.put("status", core::to_text(i.status));
  out.put("services", i.services);
  out.put("labels", i.labels);
  out.put("contact", i.contact);
  put_word(out, "overnight", i.overnight);
  out.put("source", i.source);
  out.put("opened", std::optional(i.opened));
  out.put("resolved", i.resolved);
  out.put("retracted", i.retracted);
  out.put("promise", i.promise);
  out.put("restricted", i.restricted);
  out.put("exercise", i.exercise);
  out.put("owner", i.owner);
  out.put("updates", static_cast<std::int64_t>(i.updates));
  out.put("notice", i.is_notice);
  out.put("routing_off", i.routing_off);
  out.put("added", i.added);
  out.put("dropped", i.dropped);
  if (!i.told.empty()) {
    std::string told;
    for (const core::Told& one : i.told) {
      told += told.empty() ? '[' : ',';
      JsonWriter::append_string(told, one.audience);
      told += "," + std::to_string(one.number);
    }
    out.put_raw("told", told + "]");
  }
  if (!i.pending.empty()) {
    std::string pending;
    for (const core::Pending& one : i.pending) {
      pending += pending.empty() ? '[' : ',';
      JsonWriter each;
      each.put("number", static_cast<std::int64_t>(one.number));
      each.put("state", core::to_text(one.state));
      each.put("due", one.due);
      pending += each.take();
    }
    out.put_raw("pending", pending + "]");
  }
  return out.take();
}

Result<core::Incident> decode_incident(std::string_view text) {
  const auto value = parse(text);
  if (!value) return value.error();
  const JsonReader in(value->get_object());
  core::Incident i;
  i.title = in.text("title");
  i.impact = core::parse_impact(in.text("impact")).value_or(core::Impact::none);
  i.status = core::parse_status(in.text("status")).value_or(core::Status::investigating);
  i.services = in.texts("services");
  i.labels = in.text_map("labels");
  i.contact = in.text("contact");
  i.overnight = core::parse_overnight(in.text("overnight"));
  i.source = in.text("source");
  i.opened = in.time("opened").value_or(UtcTime{});
  i.resolved = in.time("resolved");
  i.retracted = in.time("retracted");
  i.promise = in.time("promise");
  i.restricted = in.flag("restricted");
  i.exercise = in.flag("exercise");
  i.owner = in.text("owner");
  i.updates = static_cast<int>(in.integer("updates"));
  i.is_notice = in.flag("notice");
  i.routing_off = in.flag("routing_off");
  i.added = in.texts("added");
  i.dropped = in.texts("dropped");
  if (const auto* told = in.array("told")) {
    for (std::size_t at = 0; at + 1 < told->size(); at += 2) {
      if (!told->at(at).is_string() || !told->at(at + 1).is_int64()) return unreadable();
      i.told.push_back({std::string(told->at(at).get_string()), static_cast<int>(told->at(at + 1).get_int64())});
    }
  }
  if (const auto* pending = in.array("pending")) {
    for (const json::value& one : *pending) {
      if (!one.is_object()) return unreadable();
      const JsonReader each(one.get_object());
      i.pending.push_back({static_cast<int>(each.integer("number")),
                           core::parse_update_state(each.text("state")).value_or(core::UpdateState::draft), each.time("due")});
    }
  }
  return i;
}

std::string encode(const core::Update& u) {
  JsonWriter out;
  put_event(out, u.event);
  out.put("reopened", u.reopened);
  // What the event itself says is not said twice.
  if (u.event.title != u.title) out.put("stood_title", u.title);
  if (u.event.impact != u.impact) out.put("stood_impact", core::to_text(u.impact));
  if (u.event.status != u.status) out.put("stood_status", core::to_text(u.status));
  if (u.event.action != u.action) out.put("stood_action", core::to_text(u.action));
  out.put("promised", u.next_update);
  out.put("begins", u.begins);
  out.put("peer", u.peer);
  out.put("written", u.written);
  out.put("by_monitor", u.by_monitor);
  out.put("rehearsed", u.rehearsed);
  out.put("told", u.audiences);
  if (u.corrected_by) out.put("corrected_by", static_cast<std::int64_t>(*u.corrected_by));
  return out.take();
}

Result<core::Update> decode_update(std::string_view text) {
  const auto value = parse(text);
  if (!value) return value.error();
  const JsonReader in(value->get_object());
  core::Update u;
  u.event = read_event(in);
  u.reopened = in.flag("reopened");
  u.title = in.maybe_text("stood_title").value_or(u.event.title.value_or(""));
  u.impact = core::parse_impact(in.text("stood_impact")).value_or(u.event.impact.value_or(core::Impact::none));
  u.status = core::parse_status(in.text("stood_status")).value_or(u.event.status.value_or(core::Status::investigating));
  u.action = core::parse_action(in.text("stood_action")).value_or(u.event.action);
  u.next_update = in.time("promised");
  u.begins = in.flag("begins");
  u.peer = in.text("peer");
  u.written = in.time("written");
  u.by_monitor = in.flag("by_monitor");
  u.rehearsed = in.flag("rehearsed");
  u.audiences = in.texts("told");
  if (in.has("corrected_by")) u.corrected_by = static_cast<int>(in.integer("corrected_by"));
  return u;
}

std::string encode_parts(const std::vector<std::string>& parts) {
  if (parts.empty()) return "";
  std::string text;
  for (const auto& part : parts) {
    text += text.empty() ? '[' : ',';
    JsonWriter::append_string(text, part);
  }
  return text + "]";
}

std::vector<std::string> decode_parts(std::string_view text) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_array()) return parts;
  for (const auto& part : value.get_array()) {
    if (part.is_string()) parts.emplace_back(part.get_string());
  }
  return parts;
}

}  // namespace crier::store
