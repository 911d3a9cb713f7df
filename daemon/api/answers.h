#pragma once
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "core/json_writer.h"
#include "dispatch/control.h"
#include "store/ledger.h"

namespace crier::api {

// The JSON of answers, to the letter of interface.md sections 2, 3 and 7. Pure; no tree in between.

/// The 202 of POST /v1/events.
[[nodiscard]] std::string accepted_json(const std::vector<announce::EventResult>& results);
[[nodiscard]] std::string preview_json(const announce::Preview& preview);

/// The result of one approved update: a result of POST /v1/events without its batch.
[[nodiscard]] std::string result_json(const announce::EventResult& result);
[[nodiscard]] std::string withdrawn_json(const announce::Ended& ended);
[[nodiscard]] std::string stop_json(const store::StopCounts& counts);

/// `sees_all` false: of restricted incidents the words are left out (rules A3).
[[nodiscard]] std::string incidents_json(const store::Page<store::IncidentRecord>& page, bool sees_all);
/// One incident with its updates.
[[nodiscard]] std::string incident_json(const store::IncidentRecord& record, bool sees_all);
[[nodiscard]] std::string updates_json(const store::Page<store::UpdateRecord>& page, bool sees_all);
/// One update with its incident's name, as the stream tells of it; of a restricted one without its words.
[[nodiscard]] std::string update_json(const std::string& incident, const core::Update& update, bool is_restricted);
[[nodiscard]] std::string log_json(const store::Page<store::LogEntry>& page);
[[nodiscard]] std::string whoami_json(const core::Peer& peer, const std::string& divert);

[[nodiscard]] std::string deliveries_json(const store::Page<store::DeliveryRecord>& page);
[[nodiscard]] std::string delivery_json(const store::DeliveryRecord& record);

[[nodiscard]] std::string channels_json(const std::vector<dispatch::ChannelStatus>& channels,
                                        const std::vector<store::ChannelDepth>& depths);
[[nodiscard]] std::string channel_json(const dispatch::ChannelStatus& channel, const std::vector<store::ChannelDepth>& depths);
/// As the stream tells of it: without depth, which only the store knows.
[[nodiscard]] std::string channel_json(const dispatch::ChannelStatus& channel);
[[nodiscard]] std::string outcome_json(const core::Outcome& outcome);

[[nodiscard]] std::string suppressions_json(const std::vector<store::Suppression>& suppressions);
[[nodiscard]] std::string count_json(std::int64_t count);

}  // namespace crier::api
