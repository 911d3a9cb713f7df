#pragma once
#include <boost/json/fwd.hpp>
#include <string>

#include "client/tool.h"
#include "core/event.h"
#include "core/zone.h"

namespace crier::client {

/// The record of an incident (crierd's answer to GET /v1/incidents/{key}) as the details of a postmortem: how long it lasted and how long
/// until the first message, each update with its local time and UTC, how many were told and how many of them got it on which channel,
/// promises kept and broken. In Markdown; nothing that the record does not have. Pure.
[[nodiscard]] std::string record_of(const boost::json::value& incident, const core::Zone& zone);

/// Makes it the event's details, and takes when it began and ended from the record, where the event does not say them.
void fill_in_record(Tool& tool, core::Event& event, const boost::json::value& incident);

}  // namespace crier::client
