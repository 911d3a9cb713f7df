#pragma once
#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "client/tool.h"
#include "core/event.h"
#include "core/zone.h"
#include "ingest/draft_markdown.h"

namespace crier::client {

// The draft of a postmortem, from the record of an incident (crierd's answer to GET /v1/incidents/{key}). What may be sent as it stands is
// only what readers were told already; what the record has beyond that, audiences, channels and figures, is for the writer.

/// What was said, a line each with its local time and UTC, in Markdown: of what was corrected the correction, in its place; nothing that
/// was stopped, never sent, said by the clock, or told only to some of those that the incident told. Pure.
[[nodiscard]] std::string timeline_of(const boost::json::value& incident, const core::Zone& zone);

/// For the writer: who was told when and how many of them got it, how long each phase took, promises kept and broken, and what only some
/// were told. Pure.
[[nodiscard]] std::vector<std::string> record_of(const boost::json::value& incident, const core::Zone& zone);

/// Makes the timeline the event's details and the record a comment, and takes over what was said of the cause, of what was done and is
/// planned, and of when it began and ended, where the event does not say it. Times are in the zone of the first audience that has office
/// hours, else in that of the machine.
void fill_in_record(Tool& tool, core::Event& event, ingest::DraftComments& asks, const boost::json::value& incident);

}  // namespace crier::client
