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

[[nodiscard]] std::string incidents_json(const store::Page<store::IncidentRecord>& page);
/// One incident with its updates.
[[nodiscard]] std::string incident_json(const store::IncidentRecord& record);
/// One update with its incident's name, as the stream tells of it.
[[nodiscard]] std::string update_json(const std::string& incident, const core::Update& update);

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
