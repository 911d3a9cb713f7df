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

/// What the editor begins with, and what is said when a draft is left.
struct Writing {
  std::string text;     ///< "" = the event, with what is asked for
  bool anyway = false;  ///< the wording is not looked at
  std::string command;  ///< "crier open db": with --file and --edit it goes on with a draft that was kept
  bool is_own = false;  ///< the text is a person's: what is wrong with it is told at its top from the beginning
};

/// Has a person write the event in $EDITOR, and again with what is wrong with it: faults (a fact that is asked for, front matter, no
/// summary) with their lines at the top of what was left, crierd's findings as comments; until there are no errors and warnings were shown
/// once, nothing was changed any more, or 20 times. Errors: refused (the editor failed or saved nothing, or its errors were left: then the
/// file is kept and the command that goes on is named).
[[nodiscard]] Result<core::Event, Failure> write_event(Tool& tool, core::Event event, const ingest::DraftComments& asks, Writing writing);

/// The event of a command with --edit: what its file, its --from and its flags say, with what carries over and what is asked for, as the
/// person leaves it.
[[nodiscard]] Result<core::Event, Failure> draft_event(Tool& tool, core::Action action, const EventFlags& flags);

}  // namespace crier::client
