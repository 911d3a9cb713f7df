#pragma once
#include "client/event_flags.h"
#include "client/tool.h"

namespace crier::client {

/// open, update, resolve, postmortem, reopen, notice, retract, nonews, take, acknowledge: makes the event, sends it (or shows it:
/// --dry-run), asks the person if crierd asks (rules D2), tells what happened and how to undo it. With --spool it is kept while crierd is
/// away.
int say(Tool& tool, core::Action action, const EventFlags& flags);

/// `crier ack`: as say(), and tells who would have been told had nobody acknowledged.
int acknowledge(Tool& tool, const EventFlags& flags);

/// `crier send [FILE]`: raw events, one JSON document or one a line; with --yes, --confirm or --spool one event.
int send_events(Tool& tool, const std::string& path, const EventFlags& flags);

}  // namespace crier::client
