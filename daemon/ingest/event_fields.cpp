#include "ingest/event_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "core/moment.h"

namespace crier::ingest {
namespace {

using core::Event;

constexpr std::size_t kLongestLine = 2000;  ///< bytes of a one-line field: ids, keys and titles become header lines
constexpr std::size_t kLongestId = 256;

std::string quote(std::string_view text) { return "\"" + escape_control(text.substr(0, 80)) + "\""; }

/// What is read and where it stands, with the faults found on the way.
struct At {
  const JsonNode& node;
  const Path& path;
  Faults& faults;
  void fault(std::string detail) const { faults.add(path, std::move(detail)); }
};

bool is(const At& at, JsonNode::Kind kind, const char* what) {
  if (at.node.kind == kind) return true;
  at.fault(std::string("must be ") + what);
  return false;
}

/// Text of several lines.
void read_text(const At& at, std::string& to) {
  if (!is(at, JsonNode::Kind::string, "a string")) return;
  if (at.node.text.find('\0') != std::string_view::npos) return at.fault("must not contain NUL");
  to = at.node.text;
}

void read_line(const At& at, std::string& to, std::size_t longest = kLongestLine) {
  if (!is(at, JsonNode::Kind::string, "a string")) return;
  if (breaks_line(at.node.text)) return at.fault("is one line: CR, LF and NUL are not allowed");
  if (at.node.text.size() > longest) return at.fault("is longer than " + std::to_string(longest) + " bytes");
  to = at.node.text;
}

void read_line(const At& at, std::optional<std::string>& to) { read_line(at, to.emplace()); }

template <class F>
void each(const At& at, const char* what, F f) {
  if (!is(at, JsonNode::Kind::array, what)) return;
  std::size_t index = 0;
  for (const auto& child : JsonChildren(at.node)) {
    const Path path(at.path, index++);
    f(At{child, path, at.faults});
  }
}

template <class F>
void each_member(const At& at, const char* what, F f) {
  if (!is(at, JsonNode::Kind::object, what)) return;
  for (const auto& child : JsonChildren(at.node)) {
    const Path path(at.path, child.name);
    f(At{child, path, at.faults});
  }
}

void read_names(const At& at, std::vector<std::string>& to) {
  each(at, "an array of strings", [&to](const At& item) {
    std::string name;
    read_line(item, name);
    if (item.node.kind == JsonNode::Kind::string && trim(item.node.text).empty()) return item.fault("must not be empty");
    if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(std::move(name));
  });
}

void read_texts(const At& at, std::vector<std::string>& to) {
  each(at, "an array of strings", [&to](const At& item) { read_text(item, to.emplace_back()); });
}

void read_labels(const At& at, std::map<std::string, std::string>& to) {
  each_member(at, "an object of strings", [&to](const At& item) {
    if (item.node.name.empty() || breaks_line(item.node.name)) return item.fault("a label's name is one line and not empty");
    read_line(item, to[std::string(item.node.name)]);
  });
}

/// RFC 3339, or as people write it: "2026-11-22 14:05 Europe/Berlin".
std::optional<UtcTime> time_of(std::string_view text) {
  const auto moment = core::parse_moment(text);
  return moment ? std::optional(moment->at()) : std::nullopt;
}

void read_time(const At& at, std::optional<UtcTime>& to) {
  if (!is(at, JsonNode::Kind::string, "a time such as \"2026-11-22T14:05:00+01:00\"")) return;
  to = time_of(at.node.text);
  if (!to) at.fault("must be a time such as 2026-11-22T14:05:00+01:00, not " + quote(at.node.text));
}

/// Longer is a slip of the finger; and a time so far off must still be one that can be written.
constexpr Millis kLongestSpan{366LL * 86400 * 1000};

void read_span(const At& at, std::optional<Millis>& to) {
  if (!is(at, JsonNode::Kind::string, "a duration such as \"1h\"")) return;
  to = parse_duration(at.node.text);
  if (!to || to->count() <= 0) return at.fault("must be a duration such as 1h, not " + quote(at.node.text));
  if (*to > kLongestSpan) at.fault("must be at most 366d, not " + quote(at.node.text));
}

void read_next_update(const At& at, Event& event) {
  if (!is(at, JsonNode::Kind::string, "a duration such as \"45m\" or a time")) return;
  event.next_update_in = parse_duration(at.node.text);
  if (event.next_update_in && *event.next_update_in > kLongestSpan) return at.fault("must be at most 366d, not " + quote(at.node.text));
  if (event.next_update_in && event.next_update_in->count() > 0) return;
  event.next_update_in.reset();
  event.next_update = time_of(at.node.text);
  if (!event.next_update)
    at.fault("must be a duration such as 45m or a time such as 2026-11-22T14:05:00+01:00, not " + quote(at.node.text));
}

template <class E>
void read_word(const At& at, std::optional<E>& to, std::optional<E> (*parse)(std::string_view), const std::vector<std::string>& words) {
  const bool is_text = at.node.kind == JsonNode::Kind::string;
  if (is_text && (to = parse(at.node.text))) return;
  const std::string list = "must be one of " + join(words, ", ");
  if (!is_text) return at.fault(list);
  const auto near = nearest(at.node.text, words);
  at.fault(list + ", not " + quote(at.node.text) + (near ? "; did you mean " + *near + "?" : ""));
}

/// Faults a member that is none of `names`.
void unknown(const At& at, const std::vector<std::string>& names) {
  const auto near = nearest(at.node.name, names);
  at.fault("unknown field" + (near ? "; did you mean " + *near + "?" : std::string()));
}

void read_consequences(const At& at, core::Consequences& to) {
  static const std::vector<std::string> names{"now", "expected", "permanent"};
  each_member(at, "an object with now, expected, permanent", [&to](const At& item) {
    if (item.node.name == "now") return read_text(item, to.now);
    if (item.node.name == "expected") return read_text(item, to.expected);
    if (item.node.name == "permanent") return read_text(item, to.permanent);
    unknown(item, names);
  });
}

void read_actions(const At& at, core::Actions& to) {
  static const std::vector<std::string> names{"done", "planned"};
  each_member(at, "an object with done, planned", [&to](const At& item) {
    if (item.node.name == "done") return read_texts(item, to.done);
    if (item.node.name == "planned") return read_texts(item, to.planned);
    unknown(item, names);
  });
}

void read_translation(const At& at, core::Translation& to) {
  static const std::vector<std::string> names{"title", "summary", "consequences", "details", "workaround", "root_cause"};
  each_member(at, "an object of translated fields", [&to](const At& item) {
    const auto name = item.node.name;
    if (name == "title") return read_line(item, to.title);
    if (name == "summary") return read_text(item, to.summary);
    if (name == "consequences") return read_consequences(item, to.consequences);
    if (name == "details") return read_text(item, to.details);
    if (name == "workaround") return read_text(item, to.workaround);
    if (name == "root_cause") return read_text(item, to.root_cause);
    unknown(item, names);
  });
}

/// A language tag as RFC 5646 builds them: subtags of 1 to 8 letters and digits, joined by hyphens.
bool is_language(std::string_view tag) {
  const auto parts = split(tag, '-');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && part.size() <= 8 && std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
  });
}

void read_translations(const At& at, std::map<std::string, core::Translation>& to) {
  each_member(at, "an object of languages", [&to](const At& item) {
    if (!is_language(item.node.name)) return item.fault("is not a language tag such as de");
    read_translation(item, to[std::string(item.node.name)]);
  });
}

void read_action(const At& at, Event& event) {
  static const std::vector<std::string> words{"open",    "update", "resolve", "postmortem", "notice",     "maintenance",
                                              "retract", "reopen", "take",    "nonews",     "acknowledge"};
  if (!is(at, JsonNode::Kind::string, "a string")) return;
  std::optional<core::Action> action;
  read_word(at, action, &core::parse_action, words);
  if (action) event.action = *action;
}

void read_incident(const At& at, Event& event) {
  if (!is(at, JsonNode::Kind::string, "a string")) return;
  if (!core::is_incident_key(at.node.text)) return at.fault("must be 1 to 128 of A-Z a-z 0-9 . _ : / -, not " + quote(at.node.text));
  event.incident = at.node.text;
}

void read_id(const At& at, Event& event) {
  if (at.node.kind == JsonNode::Kind::string && at.node.text.empty())
    return at.fault("must not be empty; leave it out for an event without id");
  read_line(at, event.id, kLongestId);
}

void read_flag(const At& at, bool& to) {
  if (is(at, JsonNode::Kind::boolean, "true or false")) to = at.node.truth;
}

/// A number that counts something: whole, not negative.
template <class T>
void read_count(const At& at, std::optional<T>& to, const char* what) {
  T number{};
  const auto text = at.node.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = at.node.kind == JsonNode::Kind::number && error == std::errc{} && end == text.data() + text.size();
  if (!is_whole || number < 0) return at.fault(std::string("must be ") + what);
  to = number;
}

const std::vector<std::string> kImpacts{"none", "minor", "major", "critical"};
const std::vector<std::string> kStatuses{"investigating", "identified",  "monitoring", "resolved",
                                         "scheduled",     "in-progress", "completed",  "cancelled"};
const std::vector<std::string> kOvernights{"continues", "on-call", "pauses"};

struct Member {
  std::string_view name;
  void (*read)(const At& at, Event& event);
};

constexpr std::array<Member, 36> kMembers{{
    {"id", &read_id},
    {"action", &read_action},
    {"incident", &read_incident},
    {"title", [](const At& at, Event& event) { read_line(at, event.title); }},
    {"impact", [](const At& at, Event& event) { read_word(at, event.impact, &core::parse_impact, kImpacts); }},
    {"status", [](const At& at, Event& event) { read_word(at, event.status, &core::parse_status, kStatuses); }},
    {"services", [](const At& at, Event& event) { read_names(at, event.services.emplace()); }},
    {"labels", [](const At& at, Event& event) { read_labels(at, event.labels); }},
    {"summary", [](const At& at, Event& event) { read_text(at, event.summary); }},
    {"consequences", [](const At& at, Event& event) { read_consequences(at, event.consequences); }},
    {"details", [](const At& at, Event& event) { read_text(at, event.details); }},
    {"workaround", [](const At& at, Event& event) { read_text(at, event.workaround); }},
    {"contact", [](const At& at, Event& event) { read_line(at, event.contact); }},
    {"next_update", &read_next_update},
    {"overnight", [](const At& at, Event& event) { read_word(at, event.overnight, &core::parse_overnight, kOvernights); }},
    {"root_cause", [](const At& at, Event& event) { read_text(at, event.root_cause); }},
    {"actions", [](const At& at, Event& event) { read_actions(at, event.actions); }},
    {"starts", [](const At& at, Event& event) { read_time(at, event.starts); }},
    {"ends", [](const At& at, Event& event) { read_time(at, event.ends); }},
    {"extend", [](const At& at, Event& event) { read_span(at, event.extend); }},
    {"began", [](const At& at, Event& event) { read_time(at, event.began); }},
    {"ended", [](const At& at, Event& event) { read_time(at, event.ended); }},
    {"author", [](const At& at, Event& event) { read_line(at, event.author); }},
    {"source", [](const At& at, Event& event) { read_line(at, event.source); }},
    {"at", [](const At& at, Event& event) { read_time(at, event.at); }},
    {"audiences", [](const At& at, Event& event) { read_names(at, event.audiences); }},
    {"drop_audiences", [](const At& at, Event& event) { read_names(at, event.drop_audiences); }},
    {"translations", [](const At& at, Event& event) { read_translations(at, event.translations); }},
    {"anyway", [](const At& at, Event& event) { read_flag(at, event.anyway); }},
    {"draft", [](const At& at, Event& event) { read_flag(at, event.draft); }},
    {"announce", [](const At& at, Event& event) { read_flag(at, event.announce); }},
    {"restricted", [](const At& at, Event& event) { read_flag(at, event.restricted); }},
    {"widen", [](const At& at, Event& event) { read_flag(at, event.widen); }},
    {"exercise", [](const At& at, Event& event) { read_flag(at, event.exercise); }},
    {"confirm", [](const At& at, Event& event) { read_count(at, event.confirm, "the number of recipients that was shown"); }},
    {"corrects", [](const At& at, Event& event) { read_count(at, event.corrects, "the number of the update that is put right"); }},
}};

}  // namespace

const std::vector<std::string>& event_members() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    all.reserve(kMembers.size());
    for (const auto& member : kMembers) all.emplace_back(member.name);
    return all;
  }();
  return names;
}

Event read_event(const JsonNode& root, const Path& path, Faults& faults) {
  Event event;
  bool has_action = false;
  each_member(At{root, path, faults}, "a JSON object: one event", [&](const At& at) {
    const auto member = std::find_if(kMembers.begin(), kMembers.end(), [&at](const Member& m) { return m.name == at.node.name; });
    if (member != kMembers.end()) {
      has_action = has_action || member->name == "action";
      return member->read(at, event);
    }
    unknown(at, event_members());
  });
  if (root.kind == JsonNode::Kind::object && !has_action)
    faults.add(Path(path, "action"),
               "is required: open, update, resolve, postmortem, notice, maintenance, retract, reopen, take or nonews");
  return event;
}

}  // namespace crier::ingest
