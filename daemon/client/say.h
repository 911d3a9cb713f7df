#pragma once
#include "client/event_flags.h"
#include "client/tool.h"

namespace crier::client {

/// open, update, resolve, postmortem, reopen, notice: makes the event, sends it (or shows it: --dry-run), tells what happened.
int say(Tool& tool, core::Action action, const EventFlags& flags);

/// `crier send [FILE]`: raw events, one JSON document or one a line.
int send_events(Tool& tool, const std::string& path);

/// `crier preview FILE`: a draft or a JSON event, as it would be sent.
int preview_file(Tool& tool, const std::string& path);

}  // namespace crier::client
