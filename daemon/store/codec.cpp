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
  out.put("starts", e.starts);
  out.put("ends", e.ends);
  if (e.extend) out.put("extend", static_cast<std::int64_t>(e.extend->count()));
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
  e.starts = in.time("starts");
  e.ends = in.time("ends");
  if (in.has("extend")) e.extend = Millis(in.integer("extend"));
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

void put_window(JsonWriter& out, std::string_view name, const std::optional<core::MaintenanceWindow>& window) {
  if (!window) return;
  JsonWriter one;
  one.put("starts", std::optional(window->starts));
  one.put("ends", std::optional(window->ends));
  one.put("revision", static_cast<std::int64_t>(window->revision));
  out.put_raw(name, one.take());
}

std::optional<core::MaintenanceWindow> read_window(const JsonReader& in, std::string_view name) {
  const auto* object = in.object(name);
  if (object == nullptr) return std::nullopt;
  const JsonReader one(*object);
  return core::MaintenanceWindow{one.time("starts").value_or(UtcTime{}), one.time("ends").value_or(UtcTime{}),
                                 static_cast<int>(one.integer("revision"))};
}

void put_numbers(JsonWriter& out, std::string_view name, const std::vector<int>& numbers) {
  if (numbers.empty()) return;
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "[" : ",") + std::to_string(number);
  out.put_raw(name, text + "]");
}

std::vector<int> read_numbers(const JsonReader& in, std::string_view name) {
  std::vector<int> numbers;
  if (const auto* array = in.array(name)) {
    for (const auto& one : *array) {
      if (one.is_int64()) numbers.push_back(static_cast<int>(one.get_int64()));
    }
  }
  return numbers;
}

/// Before promises had audiences, only their time was kept.
std::optional<core::Promise> read_promise(const JsonReader& in) {
  if (const auto* object = in.object("promise")) {
    const JsonReader one(*object);
    return core::Promise{static_cast<int>(one.integer("number")), one.time("made").value_or(UtcTime{}), one.time("due").value_or(UtcTime{}),
                         one.texts("audiences"), one.flag("broken")};
  }
  const auto due = in.time("promise");
  return due ? std::optional(core::Promise{0, {}, *due, {}, false}) : std::nullopt;
}

/// For each audience that was told: by which update of people or monitors, when, and when it last heard of the night.
void read_said(const JsonReader& in, std::vector<core::Told>& told) {
  const auto* said = in.array("said");
  if (said == nullptr || said->size() != told.size() * 3) return;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto number = [&](std::size_t at) { return said->at(i * 3 + at).is_int64() ? said->at(i * 3 + at).get_int64() : 0; };
    told[i].said = static_cast<int>(number(0));
    told[i].at = UtcTime{Millis{number(1)}};
    told[i].overnight = UtcTime{Millis{number(2)}};
  }
}

/// Since when each knows of the incident, and by which update. Before that was kept, nothing escalates.
void read_first(const JsonReader& in, std::vector<core::Told>& told) {
  const auto* first = in.array("first");
  if (first == nullptr || first->size() != told.size() * 2) return;
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (!first->at(i * 2).is_int64() || !first->at(i * 2 + 1).is_int64()) continue;
    told[i].first = static_cast<int>(first->at(i * 2).get_int64());
    told[i].since = UtcTime{Millis{first->at(i * 2 + 1).get_int64()}};
  }
}

}  // namespace

std::string encode(const core::Reminder& r) {
  JsonWriter out;
  if (const auto* local = std::get_if<std::chrono::local_seconds>(&r.when))
    out.put("local", static_cast<std::int64_t>(local->time_since_epoch().count()));
  out.put("timezone", r.timezone.name());
  out.put("audiences", r.audiences);
  out.put("title", r.title);
  out.put("summary", r.summary);
  out.put("author", r.author);
  return out.take();
}

Result<core::Reminder> decode_reminder(std::string_view text, const std::string& name) {
  const auto value = parse(text);
  if (!value) return value.error();
  const JsonReader in(value->get_object());
  return core::Reminder{name,
                        std::chrono::local_seconds{std::chrono::seconds{in.integer("local")}},
                        core::Zone(in.text("timezone")),
                        in.texts("audiences"),
                        in.text("title"),
                        in.text("summary"),
                        in.text("author")};
}

std::string encode(const core::Silence& s) {
  JsonWriter match;
  for (const auto& [field, values] : s.match) match.put(field, values);
  JsonWriter out;
  out.put_raw("match", match.take());
  out.put("begins", std::optional(s.begins));
  out.put("why", s.why);
  out.put("author", s.author);
  return out.take();
}

Result<core::Silence> decode_silence(std::string_view text) {
  const auto value = parse(text);
  if (!value) return value.error();
  const JsonReader in(value->get_object());
  core::Silence s;
  if (const auto* match = in.object("match")) {
    const JsonReader fields(*match);
    for (const auto& [field, values] : *match) s.match[std::string(field)] = fields.texts(std::string_view(field.data(), field.size()));
  }
  s.begins = in.time("begins").value_or(UtcTime{});
  s.why = in.text("why");
  s.author = in.text("author");
  return s;
}

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
  if (i.promise) {
    JsonWriter promise;
    promise.put("number", static_cast<std::int64_t>(i.promise->number));
    promise.put("made", std::optional(i.promise->made));
    promise.put("due", std::optional(i.promise->due));
    promise.put("audiences", i.promise->audiences);
    promise.put("broken", i.promise->is_broken);
    out.put_raw("promise", promise.take());
  }
  if (i.promises.kept > 0) out.put("kept", static_cast<std::int64_t>(i.promises.kept));
  if (i.promises.broken > 0) out.put("broken", static_cast<std::int64_t>(i.promises.broken));
  put_window(out, "maintenance", i.maintenance);
  out.put("hushed", i.hushed);
  put_numbers(out, "clock_said", i.clock_said);
  out.put("restricted", i.restricted);
  out.put("exercise", i.exercise);
  out.put("owner", i.owner);
  out.put("by_people", i.by_people);
  if (i.people_said > 0) out.put("people_said", static_cast<std::int64_t>(i.people_said));
  out.put("monitors_title", i.monitors_title);
  out.put("storm", i.storm);
  out.put("monitor_said", i.monitor_said);
  if (i.acknowledged) {
    out.put("seen_by", i.acknowledged->by);
    out.put("seen_at", std::optional(i.acknowledged->at));
  }
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
    std::string said;
    for (const core::Told& one : i.told) {
      said += said.empty() ? '[' : ',';
      said += std::to_string(one.said) + ',' + std::to_string(one.at.time_since_epoch().count()) + ',' +
              std::to_string(one.overnight.time_since_epoch().count());
    }
    out.put_raw("said", said + "]");
    std::string first;
    for (const core::Told& one : i.told) {
      first += first.empty() ? '[' : ',';
      first += std::to_string(one.first) + ',' + std::to_string(one.since.time_since_epoch().count());
    }
    out.put_raw("first", first + "]");
  }
  if (!i.deferred.empty()) {
    std::string deferred;
    for (const core::Deferred& one : i.deferred) {
      deferred += deferred.empty() ? '[' : ',';
      JsonWriter::append_string(deferred, one.audience);
      deferred += "," + std::to_string(one.number);
    }
    out.put_raw("deferred", deferred + "]");
  }
  if (!i.pending.empty()) {
    std::string pending;
    for (const core::Pending& one : i.pending) {
      pending += pending.empty() ? '[' : ',';
      JsonWriter each;
      each.put("number", static_cast<std::int64_t>(one.number));
      each.put("state", core::to_text(one.state));
      each.put("due", one.due);
      each.put("during", one.during);
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
  i.promise = read_promise(in);
  i.promises = {static_cast<int>(in.integer("kept")), static_cast<int>(in.integer("broken"))};
  i.maintenance = read_window(in, "maintenance");
  i.hushed = in.time("hushed");
  i.clock_said = read_numbers(in, "clock_said");
  i.restricted = in.flag("restricted");
  i.exercise = in.flag("exercise");
  i.owner = in.text("owner");
  i.by_people = in.flag("by_people");
  i.people_said = static_cast<int>(in.integer("people_said"));
  i.monitors_title = in.flag("monitors_title");
  i.storm = in.text("storm");
  i.monitor_said = in.time("monitor_said");
  if (const auto seen = in.time("seen_at")) i.acknowledged = core::Acknowledged{in.text("seen_by"), *seen};
  i.updates = static_cast<int>(in.integer("updates"));
  i.is_notice = in.flag("notice");
  i.routing_off = in.flag("routing_off");
  i.added = in.texts("added");
  i.dropped = in.texts("dropped");
  if (const auto* told = in.array("told")) {
    for (std::size_t at = 0; at + 1 < told->size(); at += 2) {
      if (!told->at(at).is_string() || !told->at(at + 1).is_int64()) return unreadable();
      i.told.push_back({std::string(told->at(at).get_string()), static_cast<int>(told->at(at + 1).get_int64()), 0, {}, {}});
    }
    read_said(in, i.told);
    read_first(in, i.told);
  }
  if (const auto* deferred = in.array("deferred")) {
    for (std::size_t at = 0; at + 1 < deferred->size(); at += 2) {
      if (!deferred->at(at).is_string() || !deferred->at(at + 1).is_int64()) return unreadable();
      i.deferred.push_back({std::string(deferred->at(at).get_string()), static_cast<int>(deferred->at(at + 1).get_int64())});
    }
  }
  if (const auto* pending = in.array("pending")) {
    for (const json::value& one : *pending) {
      if (!one.is_object()) return unreadable();
      const JsonReader each(one.get_object());
      i.pending.push_back({static_cast<int>(each.integer("number")),
                           core::parse_update_state(each.text("state")).value_or(core::UpdateState::draft), each.time("due"),
                           each.text("during")});
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
  if (u.occasion != core::Occasion::event) out.put("occasion", core::to_text(u.occasion));
  out.put("name", u.name);
  out.put("planned_for", u.planned);
  out.put("incidents", u.incidents);
  out.put("deferred", u.deferred);
  if (u.stage) out.put("stage", core::to_text(*u.stage));
  put_window(out, "moved_from", u.moved_from);
  // What the event itself says is not said twice.
  if (u.event.starts != u.starts) out.put("stood_starts", u.starts);
  if (u.event.ends != u.ends) out.put("stood_ends", u.ends);
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
  u.occasion = core::parse_occasion(in.text("occasion")).value_or(core::Occasion::event);
  u.name = in.text("name");
  u.planned = in.time("planned_for");
  u.incidents = in.texts("incidents");
  u.deferred = in.texts("deferred");
  u.stage = core::parse_stage(in.text("stage"));
  u.moved_from = read_window(in, "moved_from");
  u.starts = in.has("stood_starts") ? in.time("stood_starts") : u.event.starts;
  u.ends = in.has("stood_ends") ? in.time("stood_ends") : u.event.ends;
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
