#include "api/answers.h"

#include <algorithm>

#include "core/event_json_writer.h"

namespace crier::api {
namespace {

using core::JsonWriter;
using core::to_text;

void member(JsonWriter& json, std::string_view name, const std::optional<UtcTime>& time) {
  json.key(name);
  if (time) {
    json.value(format_rfc3339(*time));
  } else {
    json.null();
  }
}

void member(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

void no_findings(JsonWriter& json) {
  json.key("findings");
  json.begin_array();
  json.end_array();
}

template <class F>
std::string object(F write) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write(json);
  json.end_object();
  return out;
}

template <class List, class F>
void array(JsonWriter& json, std::string_view name, const List& list, F write) {
  json.key(name);
  json.begin_array();
  for (const auto& item : list) {
    json.begin_object();
    write(item);
    json.end_object();
  }
  json.end_array();
}

void next(JsonWriter& json, const std::string& next) {
  json.key("next");
  if (next.empty()) {
    json.null();
  } else {
    json.value(next);
  }
}

void counts(JsonWriter& json, std::string_view name, const store::StateCounts& counts) {
  json.key(name);
  json.begin_object();
  for (std::size_t i = 0; i < counts.size(); ++i) json.member(to_text(static_cast<core::DeliveryState>(i)), counts[i]);
  json.end_object();
}

void result_members(JsonWriter& json, const announce::EventResult& result) {
  const auto& accepted = result.accepted;
  std::int64_t deduplicated = 0;
  json.member("id", result.id);
  json.member("incident", accepted.incident_name);
  // The incident's number is the n of KEY~n, the update's its number within the incident.
  const auto name = core::parse_incident_name(accepted.incident_name);
  json.member("number", std::max(name ? name->occurrence : 1, 1));
  json.member("update", accepted.number);
  json.member("update_id", to_text(accepted.update));
  json.member("state", to_text(accepted.state));
  if (result.due) member(json, "due", result.due);
  json.member("duplicate", result.duplicate);
  array(json, "broadcasts", accepted.broadcasts, [&](const store::BroadcastCount& broadcast) {
    json.member("audience", broadcast.audience);
    json.member("channel", broadcast.channel);
    json.member("recipients", broadcast.recipients);
    deduplicated += broadcast.deduplicated;
  });
  json.member("deduplicated", deduplicated);
  no_findings(json);
}

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
  member(json, "audiences", update.audiences);
  optional_number(json, "corrects", update.event.corrects);
  optional_number(json, "corrected_by", update.corrected_by);
}

/// All that was accepted, as it was sent.
void event_member(JsonWriter& json, const core::Update& update) {
  json.key("event");
  json.raw(core::canonical_json(update.event));
}

void pending_members(JsonWriter& json, const core::Incident& incident) {
  array(json, "pending", incident.pending, [&](const core::Pending& pending) {
    json.member("update", pending.number);
    json.member("state", to_text(pending.state));
    member(json, "due", pending.due);
  });
}

void incident_members(JsonWriter& json, const store::IncidentRecord& record, bool shows) {
  const auto& incident = record.incident;
  json.member("incident", core::incident_name(incident.key, incident.occurrence));
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
  member(json, "promise", incident.promise);
  json.member("owner", incident.owner);
  json.member("restricted", incident.restricted);
  json.member("exercise", incident.exercise);
  pending_members(json, incident);
}

bool shows(const core::Incident& incident, bool sees_all) { return sees_all || !incident.restricted; }

void delivery_members(JsonWriter& json, const store::DeliveryRecord& record) {
  json.member("id", to_text(record.id));
  json.member("state", to_text(record.state));
  json.member("incident", record.incident);
  json.member("update", record.update);
  json.member("audience", record.audience);
  json.member("channel", record.channel);
  json.member("recipient", record.recipient);
  member(json, "due", std::optional(record.due));
  array(json, "attempts", record.attempts, [&](const store::AttemptRecord& attempt) {
    member(json, "at", std::optional(attempt.at));
    json.key("outcome");
    if (attempt.result == core::AttemptResult::none) {
      json.null();
    } else {
      json.value(to_text(attempt.result));
    }
    json.member("reply", attempt.reply);
  });
  if (!record.reason.empty()) json.member("reason", record.reason);
  if (!record.remote_id.empty()) json.member("remote_id", record.remote_id);
  if (record.via) json.member("via", to_text(*record.via));
  if (record.id.kind == DeliveryKind::edit) json.member("kind", "edit");
}

void channel_members(JsonWriter& json, const dispatch::ChannelStatus& channel) {
  json.member("name", channel.name);
  json.member("type", channel.type);
  json.member("state", dispatch::to_text(channel.condition));
  json.member("reason", channel.reason);
  json.key("rate");
  if (channel.rate) {
    json.value(*channel.rate);
  } else {
    json.null();
  }
  json.member("in_flight", channel.in_flight);
  json.member("configured", channel.configured);
}

/// What is not sent yet: the depth that people ask for, and its parts.
void depth_members(JsonWriter& json, const std::string& name, const std::vector<store::ChannelDepth>& depths) {
  const auto found = std::find_if(depths.begin(), depths.end(), [&](const store::ChannelDepth& depth) { return depth.channel == name; });
  const store::StateCounts all = found == depths.end() ? store::StateCounts{} : found->counts;
  const auto of = [&all](core::DeliveryState state) { return all[static_cast<std::size_t>(state)]; };
  json.member("depth", of(core::DeliveryState::queued) + of(core::DeliveryState::sending) + of(core::DeliveryState::waiting));
  counts(json, "deliveries", all);
}

std::string_view outcome_name(const core::Outcome& outcome) {
  switch (outcome.kind) {
    case core::OutcomeKind::delivered:
      return to_text(core::AttemptResult::delivered);
    case core::OutcomeKind::rejected:
      return to_text(core::AttemptResult::rejected);
    case core::OutcomeKind::retry:
      break;
  }
  return to_text(outcome.maybe_accepted ? core::AttemptResult::unknown : core::AttemptResult::retry);
}

}  // namespace

std::string accepted_json(const std::vector<announce::EventResult>& results) {
  const auto duplicates =
      std::count_if(results.begin(), results.end(), [](const announce::EventResult& result) { return result.duplicate; });
  std::string out;
  out.reserve(64 + 320 * results.size());
  JsonWriter json(out);
  json.begin_object();
  json.member("accepted", static_cast<std::int64_t>(results.size()) - duplicates);
  json.member("duplicates", static_cast<std::int64_t>(duplicates));
  array(json, "results", results, [&](const announce::EventResult& result) { result_members(json, result); });
  json.end_object();
  return out;
}

std::string preview_json(const announce::Preview& preview) {
  return object([&](JsonWriter& json) {
    json.key("route");
    json.begin_object();
    array(json, "matched", preview.matched, [&](const core::Match& match) {
      json.member("route", match.route);
      json.member("audience", match.audience);
      json.member("reason", match.reason);
    });
    json.member("reason", preview.reason);
    json.member("state", to_text(preview.state));
    json.end_object();
    array(json, "messages", preview.messages, [&](const announce::Preview::Message& message) {
      json.member("audience", message.count.audience);
      json.member("channel", message.count.channel);
      json.member("recipients", message.count.recipients);
      json.member("language", message.message.language);
      json.member("subject", message.message.subject);
      json.member("text", message.message.text);
      json.member("html", message.message.html);
      member(json, "parts", message.message.parts);
    });
    json.member("deduplicated", preview.deduplicated);
    no_findings(json);
  });
}

std::string result_json(const announce::EventResult& result) {
  return object([&](JsonWriter& json) { result_members(json, result); });
}

std::string withdrawn_json(const announce::Ended& ended) {
  return object([&](JsonWriter& json) {
    json.member("update_id", to_text(ended.accepted.update));
    json.member("incident", ended.accepted.incident_name);
    json.member("update", ended.accepted.number);
    json.member("state", to_text(ended.accepted.state));
  });
}

std::string stop_json(const store::StopCounts& counts) {
  return object([&](JsonWriter& json) {
    json.member("delivered", counts.delivered);
    json.member("sending", counts.sending);
    json.member("cancelled", counts.cancelled);
  });
}

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

std::string whoami_json(const core::Peer& peer, const std::string& divert) {
  std::vector<std::string> may;
  if (peer.may_read || peer.right == core::Right::read || peer.right == core::Right::operate) may.emplace_back("read");
  if (peer.right >= core::Right::publish) may.emplace_back("publish");
  if (peer.right == core::Right::operate) may.emplace_back("operate");
  return object([&](JsonWriter& json) {
    json.member("peer", peer.name);
    member(json, "may", may);
    json.key("divert");
    divert.empty() ? json.null() : json.value(divert);
  });
}

std::string deliveries_json(const store::Page<store::DeliveryRecord>& page) {
  return object([&](JsonWriter& json) {
    array(json, "deliveries", page.items, [&](const store::DeliveryRecord& record) { delivery_members(json, record); });
    next(json, page.next);
  });
}

std::string delivery_json(const store::DeliveryRecord& record) {
  return object([&](JsonWriter& json) { delivery_members(json, record); });
}

std::string channels_json(const std::vector<dispatch::ChannelStatus>& channels, const std::vector<store::ChannelDepth>& depths) {
  return object([&](JsonWriter& json) {
    array(json, "channels", channels, [&](const dispatch::ChannelStatus& channel) {
      channel_members(json, channel);
      depth_members(json, channel.name, depths);
    });
  });
}

std::string channel_json(const dispatch::ChannelStatus& channel, const std::vector<store::ChannelDepth>& depths) {
  return object([&](JsonWriter& json) {
    channel_members(json, channel);
    depth_members(json, channel.name, depths);
  });
}

std::string channel_json(const dispatch::ChannelStatus& channel) {
  return object([&](JsonWriter& json) { channel_members(json, channel); });
}

std::string outcome_json(const core::Outcome& outcome) {
  return object([&](JsonWriter& json) {
    json.member("outcome", outcome_name(outcome));
    json.member("reply", outcome.reply);
    json.member("remote_id", outcome.remote_id);
  });
}

std::string suppressions_json(const std::vector<store::Suppression>& suppressions) {
  return object([&](JsonWriter& json) {
    array(json, "suppressions", suppressions, [&](const store::Suppression& suppression) {
      json.member("channel", suppression.channel);
      json.member("address", suppression.address);
      json.member("reason", suppression.reason);
      member(json, "since", std::optional(suppression.since));
    });
  });
}

std::string count_json(std::int64_t count) {
  return object([count](JsonWriter& json) { json.member("count", count); });
}

}  // namespace crier::api
