#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "ingest/front_matter.h"

namespace crier::ingest {

/// An event as a person writes it in a file (interface.md section 4): front matter between two lines `---` (front_matter.h), which stands
/// first or below comments, with the event's fields; the text before the first heading is the summary; then, in any order,
///   ## Consequences with ### Now, ### Expected, ### Permanent · ## Workaround · ## Details · ## Root cause ·
///   ## Actions with ### Done, ### Planned as lists · ## de and the like: a translation, whose text before the first ### is its
///   summary, with ### Title, Now, Expected, Permanent, Details, Workaround, Root cause.
/// Lines between `<!--` and `-->`, which stand at the beginning and at the end of a line, are for the writer alone and are left out.
/// `<<what>>` asks for a fact: a draft that still has one is faulty.
struct Draft {
  core::Event event;
  bool has_action = false;  ///< the front matter names one; otherwise event.action means nothing
  /// By JSON pointer ("/consequences/now"): the lines of the file on which the field's text stands, from 1; of a field of the front matter
  /// the one of its key.
  std::map<std::string, std::vector<int>> lines;
};

/// Errors: every fault with its line.
[[nodiscard]] Result<Draft, std::vector<LineFault>> read_draft(std::string_view text);

/// What a draft says to its writer, by JSON pointer of the field above which it stands ("" = at the top): a line each.
using DraftComments = std::map<std::string, std::vector<std::string>>;

/// The event as a draft that read_draft takes, with the headings of what is still empty, to be filled in with an editor, and with comments.
/// A comment of a field of the front matter that is not said stands where the field would. Words that a draft would take for a heading, a
/// comment or a fact that is asked for are changed as little as it takes: a blank before `##`, a backslash before `<!--`, `< <` for `<<`.
[[nodiscard]] std::string write_draft(const core::Event& event, const DraftComments& comments = {});

}  // namespace crier::ingest
