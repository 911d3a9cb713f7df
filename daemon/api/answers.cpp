#include "api/answers.h"

#include <algorithm>

#include "api/answer_parts.h"
#include "wording/finding_json.h"

namespace crier::api {
namespace {

using core::JsonWriter;
using core::to_text;

/// The time by which the next update is promised now.
std::optional<UtcTime> promise_of(const store::Accepted& accepted) {
  return accepted.stands && accepted.stands->promise ? std::optional(accepted.stands->promise->due) : std::nullopt;
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
  if (accepted.exercise) json.member("exercise", true);
  json.member("duplicate", result.duplicate);
  array(json, "broadcasts", accepted.broadcasts, [&](const store::BroadcastCount& broadcast) {
    json.member("audience", broadcast.audience);
    json.member("channel", broadcast.channel);
    json.member("recipients", broadcast.recipients);
    deduplicated += broadcast.deduplicated;
  });
  json.member("deduplicated", deduplicated);
  member(json, "promise", promise_of(accepted));
  if (result.ended_promise) json.member("promise_ended", true);
  if (!result.deferred.empty()) {
    array(json, "deferred", result.deferred, [&](const announce::EventResult::DeferredUntil& one) {
      json.member("audience", one.audience);
      member(json, "until", std::optional(one.until));
    });
  }
  wording::write_findings(json, result.findings);
}

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
      if (!message.type.empty()) json.member("type", message.type);
      json.member("recipients", message.count.recipients);
      json.member("language", message.message.language);
      json.member("subject", message.message.subject);
      json.member("text", message.message.text);
      json.member("html", message.message.html);
      member(json, "parts", message.message.parts);
    });
    json.member("deduplicated", preview.deduplicated);
    wording::write_findings(json, preview.findings);
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
