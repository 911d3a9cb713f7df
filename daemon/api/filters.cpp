#include "api/filters.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "core/moment.h"
#include "ingest/event_fields.h"
#include "ingest/faults.h"
#include "ingest/json_tree.h"

namespace crier::api {
namespace {

using core::Problem;
using ingest::Faults;
using ingest::JsonNode;
using ingest::Path;

constexpr std::size_t kMostItems = 10000;  // more are given in pages; what asks for all gets the first
const std::vector<std::string> kDeliveryNames{"state", "incident", "update", "channel", "recipient", "since", "kind", "limit", "after"};
const std::vector<std::string> kBulkNames{"state", "incident", "update", "channel", "recipient", "since", "all"};

constexpr const char* kNoIncident = "must be an incident's key, or KEY~2 for its second occurrence";

Problem invalid(std::vector<core::Fault> faults) {
  Problem problem{ErrorKind::invalid, "Invalid request", {}, std::move(faults)};
  const auto& first = problem.faults.front();
  problem.detail = first.pointer.empty() ? first.detail : first.pointer.substr(1) + ": " + first.detail;
  return problem;
}

std::string suggest(std::string_view name, const std::vector<std::string>& names) {
  const auto near = nearest(name, names);
  return "is not known here" + (near ? "; did you mean " + *near + "?" : "; known are " + join(names, ", "));
}

template <class N>
std::optional<N> read_number(std::string_view text) {
  N value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// An update may be named by its number; zero and less are none.
std::optional<int> read_update(std::string_view text) {
  const auto number = read_number<int>(text);
  return number && *number > 0 ? number : std::nullopt;
}

std::optional<UtcTime> read_since(std::string_view text, UtcTime now) {
  if (const auto ago = parse_duration(text)) return now - *ago;
  return parse_rfc3339(text);
}

/// One member of a filter, wherever it came from; false: the name is no filter's.
bool read_filter(std::string_view name, std::string_view value, UtcTime now, const Path& path, store::DeliveryFilter& filter,
                 Faults& faults) {
  if (name == "state") {
    filter.state = core::parse_delivery_state(value);
    if (!filter.state) faults.add(path, "must be queued, sending, waiting, delivered, failed, superseded, cancelled or expired");
  } else if (name == "incident") {
    filter.incident = value;
    if (!core::parse_incident_name(value)) faults.add(path, kNoIncident);
  } else if (name == "update") {
    filter.update = read_update(value);
    if (!filter.update) faults.add(path, "must be the number of an update: 1, 2, …");
  } else if (name == "channel") {
    filter.channel = value;
    if (value.empty()) faults.add(path, "must not be empty");
  } else if (name == "recipient") {
    filter.recipient = value;
    if (value.empty()) faults.add(path, "must not be empty");
  } else if (name == "since") {
    filter.since = read_since(value, now);
    if (!filter.since) faults.add(path, "must be a duration such as 24h or a time such as 2026-11-22T14:05:00Z");
  } else {
    return false;
  }
  return true;
}

bool read_page(std::string_view name, const std::string& value, const Path& path, std::size_t& limit, std::string& after, Faults& faults) {
  if (name == "limit") {
    if (value.empty()) return true;
    const auto number = read_number<std::size_t>(value);
    limit = std::min(number.value_or(0), kMostItems);
    if (limit == 0) faults.add(path, "must be a number from 1; pages have at most 10,000");
  } else if (name == "after") {
    after = value;
  } else {
    return false;
  }
  return true;
}

struct Body {
  ingest::JsonTree tree;
  bool is_empty = false;
};

Result<void, ingest::Refusal> parse(std::string_view text, Body& body) {
  body.is_empty = trim(text).empty();
  const auto parsed = body.tree.parse(body.is_empty ? "{}" : text);
  if (!parsed) {
    const std::string detail = parsed.error().detail + " at byte " + std::to_string(parsed.error().offset);
    return ingest::Refusal{true, {ErrorKind::invalid, "Malformed document", detail, {{"", detail}}}};
  }
  if (body.tree.root().kind != JsonNode::Kind::object) return ingest::Refusal{false, invalid({{"", "the body must be a JSON object"}})};
  return {};
}

/// The query of a list: its pages, and what `read` takes of the rest; false: there is no such name.
template <class Out, class Read>
Result<Out, Problem> read_list_query(const Query& query, const std::vector<std::string>& names, Read read) {
  Out out;
  Faults faults;
  const Path top;
  for (const auto& [name, value] : query) {
    const Path path(top, name);
    if (read_page(name, value, path, out.limit, out.after, faults)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      faults.add(path, suggest(name, names));
    } else if (!value.empty()) {
      read(name, value, path, out, faults);
    }
  }
  if (!faults.empty()) return invalid(faults.take());
  return out;
}

void read_incident_name(const std::string& value, const Path& path, std::string& to, Faults& faults) {
  to = value;
  if (!core::parse_incident_name(value)) faults.add(path, kNoIncident);
}

constexpr const char* kNoTimeAhead = "must be a time such as 2026-11-22T14:05:00Z, or a duration from now such as 3d";
const std::vector<std::string> kReminderNames{"at", "audiences", "summary", "title", "name"};

std::optional<UtcTime> read_ahead(std::string_view text, UtcTime now) {
  if (const auto ahead = parse_duration(text)) return now + *ahead;
  return parse_rfc3339(text);
}

bool is_reminder_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

Result<DeliveryQuery, Problem> read_delivery_query(const Query& query, UtcTime now) {
  return read_list_query<DeliveryQuery>(
      query, kDeliveryNames,
      [now](const std::string& name, const std::string& value, const Path& path, DeliveryQuery& out, Faults& faults) {
        if (read_filter(name, value, now, path, out.filter, faults)) return;
        out.filter.edits = value == "edit";
        if (value != "edit" && value != "post") faults.add(path, "must be post or edit");
      });
}

Result<IncidentQuery, Problem> read_incident_query(const Query& query) {
  return read_list_query<IncidentQuery>(
      query, {"state", "limit", "after"},
      [](const std::string&, const std::string& value, const Path& path, IncidentQuery& out, Faults& faults) {
        out.open = value == "open";
        if (value != "open" && value != "resolved") faults.add(path, "must be open or resolved");
      });
}

Result<UpdateQuery, Problem> read_update_query(const Query& query) {
  return read_list_query<UpdateQuery>(
      query, {"state", "incident", "limit", "after"},
      [](const std::string& name, const std::string& value, const Path& path, UpdateQuery& out, Faults& faults) {
        if (name == "incident") return read_incident_name(value, path, out.filter.incident, faults);
        out.filter.state = core::parse_update_state(value);
        if (!out.filter.state) faults.add(path, "must be announced, held, draft, waiting, recorded, withdrawn or stopped");
      });
}

Result<LogQuery, Problem> read_log_query(const Query& query) {
  return read_list_query<LogQuery>(query, {"incident", "limit", "after"},
                                   [](const std::string&, const std::string& value, const Path& path, LogQuery& out, Faults& faults) {
                                     read_incident_name(value, path, out.incident, faults);
                                   });
}

Result<void, Problem> read_no_query(const Query& query) {
  if (query.empty()) return {};
  return invalid({{"/" + query.front().first, "is not known here; this call takes no query"}});
}

Result<BulkOrder, ingest::Refusal> read_bulk_order(std::string_view text, UtcTime now) {
  Body body;
  if (const auto parsed = parse(text, body); !parsed) return parsed.error();
  BulkOrder order;
  Faults faults;
  bool has_filter = false;
  const Path top;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    if (member.name == "all") {
      if (member.kind != JsonNode::Kind::boolean) faults.add(path, "must be true or false");
      order.all = member.truth;
    } else if (std::find(kBulkNames.begin(), kBulkNames.end(), member.name) == kBulkNames.end()) {
      faults.add(path, suggest(member.name, kBulkNames));
    } else if (member.kind != JsonNode::Kind::string && !(member.name == "update" && member.kind == JsonNode::Kind::number)) {
      faults.add(path, "must be a string");
    } else {
      has_filter = read_filter(member.name, member.text, now, path, order.filter, faults) || has_filter;
    }
  }
  if (faults.empty() && !has_filter && !order.all)
    faults.add(top, "a filter (state, incident, update, channel, recipient, since) or \"all\": true is needed");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  return order;
}

Result<ApprovalOrder, ingest::Refusal> read_approval(std::string_view text) {
  Body body;
  if (const auto parsed = parse(text, body); !parsed) return parsed.error();
  ApprovalOrder order;
  Faults faults;
  const Path top;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    if (member.name == "event") {
      order.words = ingest::read_event(member, path, faults);
    } else if (member.name == "confirm") {
      order.confirm = read_number<std::int64_t>(member.kind == JsonNode::Kind::number ? member.text : std::string_view());
      if (!order.confirm || *order.confirm < 0) faults.add(path, "must be the number of recipients that was shown");
    } else {
      faults.add(path, suggest(member.name, {"event", "confirm"}));
    }
  }
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  return order;
}

Result<std::string, ingest::Refusal> read_test_order(std::string_view text) {
  Body body;
  if (const auto parsed = parse(text, body); !parsed) return parsed.error();
  std::string to;
  Faults faults;
  const Path top;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    if (member.name != "to") {
      faults.add(path, suggest(member.name, {"to"}));
    } else if (member.kind != JsonNode::Kind::string || breaks_line(member.text)) {
      faults.add(path, "must be an address on one line");
    } else {
      to = member.text;
    }
  }
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  return to;
}

Result<clock::EntryQuery, Problem> read_schedule_query(const Query& query, UtcTime now) {
  std::optional<UtcTime> until;
  auto out = read_list_query<clock::EntryQuery>(
      query, {"from", "until", "incident", "audience", "occasion", "limit", "after"},
      [&](const std::string& name, const std::string& value, const Path& path, clock::EntryQuery& entry, Faults& faults) {
        if (name == "incident") return read_incident_name(value, path, entry.incident, faults);
        if (name == "audience") {
          entry.audience = value;
        } else if (name == "occasion") {
          entry.kind = core::parse_occasion(value);
          if (!entry.kind || *entry.kind == core::Occasion::event)
            faults.add(path, "must be office-close, office-open, promise, reminder or maintenance");
        } else {
          const auto time = read_ahead(value, now);
          if (!time) return faults.add(path, kNoTimeAhead);
          if (name == "from") {
            entry.from = *time;
          } else {
            until = time;
          }
        }
      });
  if (!out) return out;
  constexpr Millis kWeek{7LL * 86400 * 1000};
  out->from = std::max(out->from, now);
  out->until = until.value_or(out->from + kWeek);
  return out;
}

Result<HoursQuery, Problem> read_hours_query(const Query& query, UtcTime now) {
  constexpr Millis kMost{62LL * 86400 * 1000};
  HoursQuery out;
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const auto since_monday = std::chrono::weekday{day}.iso_encoding() - 1;
  out.from = day - std::chrono::days{since_monday};
  std::optional<UtcTime> until;
  Faults faults;
  const Path top;
  for (const auto& [name, value] : query) {
    const Path path(top, name);
    if (name == "audience") {
      out.audience = value;
    } else if (name != "from" && name != "until") {
      faults.add(path, suggest(name, {"from", "until", "audience"}));
    } else if (const auto time = read_ahead(value, now)) {
      if (name == "from") {
        out.from = *time;
      } else {
        until = time;
      }
    } else {
      faults.add(path, kNoTimeAhead);
    }
  }
  out.until = until.value_or(out.from + std::chrono::days{7});
  if (faults.empty() && (out.until <= out.from || out.until - out.from > kMost)) faults.add(Path(top, "until"), "must be later than from, by at most 62 days");
  if (!faults.empty()) return invalid(faults.take());
  return out;
}

Result<Millis, ingest::Refusal> read_hush_order(std::string_view text) {
  Body body;
  if (const auto parsed = parse(text, body); !parsed) return parsed.error();
  std::optional<Millis> span;
  Faults faults;
  const Path top;
  constexpr Millis kLongest{30LL * 86400 * 1000};
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    if (member.name != "for") {
      faults.add(path, suggest(member.name, {"for"}));
      continue;
    }
    if (member.kind == JsonNode::Kind::string) span = parse_duration(member.text);
    if (!span || *span > kLongest) faults.add(path, "must be a duration such as 8h, up to 30d; 0s ends it");
  }
  if (faults.empty() && !span) faults.add(Path(top, "for"), "is required: for how long the clock says nothing, such as 8h");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  return *span;
}

Result<core::Reminder, ingest::Refusal> read_reminder(std::string_view text, UtcTime now) {
  Body body;
  if (const auto parsed = parse(text, body); !parsed) return parsed.error();
  core::Reminder reminder;
  std::optional<core::Moment> moment;
  Faults faults;
  const Path top;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    const bool is_text = member.kind == JsonNode::Kind::string;
    if (member.name == "audiences") {
      std::size_t index = 0;
      if (member.kind != JsonNode::Kind::array) faults.add(path, "must be an array of strings");
      for (const auto& one : ingest::JsonChildren(member)) {
        if (one.kind != JsonNode::Kind::string) faults.add(Path(path, index), "must be a string");
        reminder.audiences.emplace_back(one.text);
        ++index;
      }
    } else if (std::find(kReminderNames.begin(), kReminderNames.end(), member.name) == kReminderNames.end()) {
      faults.add(path, suggest(member.name, kReminderNames));
    } else if (!is_text) {
      faults.add(path, "must be a string");
    } else if (member.name == "at") {
      auto parsed = core::parse_moment(member.text);
      if (parsed) {
        moment = std::move(*parsed);
      } else {
        faults.add(path, parsed.error());
      }
    } else if (member.name == "summary") {
      reminder.summary = member.text;
    } else if (breaks_line(member.text)) {
      faults.add(path, "must be one line");
    } else if (member.name == "title") {
      reminder.title = member.text;
    } else {
      reminder.name = member.text;
      if (!is_reminder_name(reminder.name)) faults.add(path, "must be 1 to 64 letters, digits, '.', '_' and '-'");
    }
  }
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  if (!moment) faults.add(Path(top, "at"), "is required: when, such as \"2026-11-23 09:00 Europe/Berlin\"");
  if (reminder.audiences.empty()) faults.add(Path(top, "audiences"), "is required: who is reminded");
  if (trim(reminder.summary).empty()) faults.add(Path(top, "summary"), "is required: what is said");
  if (moment && moment->at() <= now) faults.add(Path(top, "at"), "is past already");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  reminder.when = moment->local;
  reminder.timezone = moment->zone;
  if (reminder.name.empty()) reminder.name = "at-" + format_rfc3339(moment->at()).substr(0, 16);
  std::erase(reminder.name, ':');
  return reminder;
}

}  // namespace crier::api
