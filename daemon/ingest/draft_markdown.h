#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "ingest/front_matter.h"

namespace crier::ingest {

/// An event as a person writes it in a file (interface.md section 4): front matter between two lines `---` (front_matter.h) with
/// the event's fields; the text before the first heading is the summary; then, in any order,
///   ## Consequences with ### Now, ### Expected, ### Permanent · ## Workaround · ## Details · ## Root cause ·
///   ## Actions with ### Done, ### Planned as lists · ## de and the like: a translation, whose text before the first ### is its
///   summary, with ### Title, Now, Expected, Permanent, Details, Workaround, Root cause.
struct Draft {
  core::Event event;
  bool has_action = false;  ///< the front matter names one; otherwise event.action means nothing
};

/// Errors: every fault with its line.
[[nodiscard]] Result<Draft, std::vector<LineFault>> read_draft(std::string_view text);

/// The event as a draft that read_draft takes, with the headings of what is still empty, to be filled in with an editor.
[[nodiscard]] std::string write_draft(const core::Event& event);

}  // namespace crier::ingest
