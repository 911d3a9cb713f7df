#pragma once
#include <boost/json/fwd.hpp>

#include "client/event_flags.h"
#include "client/tool.h"
#include "core/event.h"
#include "ingest/draft_markdown.h"

namespace crier::client {

/// What a draft asks its writer: the facts that readers need, at the headings where they belong, with an example each; of an incident that
/// crierd knows (its answer to GET /v1/incidents/{key}, null if there is none) also what was said last, since an old consequence in a new
/// update is a lie (rules E2). Pure.
[[nodiscard]] ingest::DraftComments asks_of(core::Action action, const boost::json::value& incident, UtcTime now);

/// Fills in what carries over from update to update where the event does not say it: title, impact, status, services, contact, overnight.
/// Pure.
void fill_in(core::Event& event, const boost::json::value& incident);

/// Findings as comments at what they are about; those that point to nothing stand at the top. Pure.
void add_findings(ingest::DraftComments& comments, const boost::json::array& findings);

/// Has a person write the event in $EDITOR, and again with crierd's findings as comments until there are no errors, nothing was changed any
/// more, or `anyway`. `text` is what the editor begins with, "" = the event with `asks`. Errors: refused (the editor failed or saved
/// nothing, what it left is faulty or has no summary, or its errors were left as they are: then the file is kept and named).
[[nodiscard]] Result<core::Event, Failure> write_event(Tool& tool, core::Event event, const ingest::DraftComments& asks, std::string text,
                                                       bool anyway);

/// The event of a command with --edit: what its file, its --from and its flags say, with what carries over and what is asked for, as the
/// person leaves it.
[[nodiscard]] Result<core::Event, Failure> draft_event(Tool& tool, core::Action action, const EventFlags& flags);

}  // namespace crier::client
