#include "api/filters.h"

#include <algorithm>

#include "api/filter_parts.h"
#include "ingest/event_fields.h"

namespace crier::api {
namespace {

using core::Problem;

const std::vector<std::string> kDeliveryNames{"state", "incident", "update", "channel", "recipient", "since", "kind", "limit", "after"};
const std::vector<std::string> kBulkNames{"state", "incident", "update", "channel", "recipient", "since", "all"};

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

}  // namespace

core::Problem invalid(std::vector<core::Fault> faults) {
  core::Problem problem{ErrorKind::invalid, "Invalid request", {}, std::move(faults)};
  const auto& first = problem.faults.front();
  problem.detail = first.pointer.empty() ? first.detail : first.pointer.substr(1) + ": " + first.detail;
  return problem;
}

std::string suggest(std::string_view name, const std::vector<std::string>& names) {
  // What is far longer than any name is near none, and long to compare.
  const auto near = name.size() > 100 ? std::nullopt : nearest(name, names);
  return "is not known here" + (near ? "; did you mean " + *near + "?" : "; known are " + join(names, ", "));
}

bool read_page(std::string_view name, const std::string& value, const Path& path, const PageSize& size, std::size_t& limit,
               std::string& after, Faults& faults) {
  if (name == "limit") {
    if (value.empty()) return true;
    const auto number = read_number<std::size_t>(value);
    limit = std::min(number.value_or(0), size.most);
    if (limit == 0) faults.add(path, "must be a number from 1; pages have at most " + std::string(size.text));
  } else if (name == "after") {
    after = value;
  } else {
    return false;
  }
  return true;
}

void read_incident_name(const std::string& value, const Path& path, std::string& to, Faults& faults) {
  to = value;
  if (!core::parse_incident_name(value)) faults.add(path, kNoIncident);
}

Result<void, ingest::Refusal> Body::parse(std::string_view text) {
  const auto parsed = tree.parse(trim(text).empty() ? "{}" : text);
  if (!parsed) {
    const std::string detail = parsed.error().detail + " at byte " + std::to_string(parsed.error().offset);
    return ingest::Refusal{true, {ErrorKind::invalid, "Malformed document", detail, {{"", detail}}}};
  }
  if (tree.root().kind != JsonNode::Kind::object) return ingest::Refusal{false, invalid({{"", "the body must be a JSON object"}})};
  return {};
}

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

Result<void, ingest::Refusal> read_no_body(std::string_view text) {
  Body body;
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
  Faults faults;
  const Path top;
  for (const auto& member : ingest::JsonChildren(body.tree.root()))
    faults.add(Path(top, member.name), "is not known here; this call takes no body");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  return {};
}

Result<BulkOrder, ingest::Refusal> read_bulk_order(std::string_view text, UtcTime now) {
  Body body;
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
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
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
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
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
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

}  // namespace crier::api
