#pragma once
#include "render/wording.h"

namespace crier::render {

/// What an update by the clock for an office or a promise says to its audience: the list `incidents`, worst first, `resolved_since`, and at
/// the message's own level what the worst one says. Of a statement at most 64 KiB a text are quoted, of all together 1 MiB, so that no
/// number of incidents makes a message that cannot be sent.
void set_bulletin(Values& values, const Subject& subject, const Phrases& phrases);

/// When a maintenance is, and what this update does to it (rules I7). What the clock says of one quotes the words that announced it, with
/// the time they were written if Subject::bulletin tells it; that it is over is said without them, since they spoke of what was to come.
void set_maintenance(Values& values, const Subject& subject, const Phrases& phrases);

/// The words that are the statement of an update by the clock, and whose they are: of the worst incident as the audience knows it.
struct Quoted {
  Words words;
  const core::Update* statement = nullptr;  ///< none: the update's own words, or none at all
};
[[nodiscard]] Quoted quoted(const Subject& subject, const Phrases& phrases);

}  // namespace crier::render
