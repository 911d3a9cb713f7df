#include "client/drafting.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "client/draft_library.h"
#include "client/editor.h"
#include "client/postmortem_draft.h"
#include "client/table.h"
#include "core/event_json_writer.h"

namespace crier::client {
namespace {

using core::Action;

/// What crierd finds wrong with the wording; nothing if it cannot say, since it says so again when the event is sent.
json::array findings_of(Tool& tool, const core::Event& event) {
  const auto reply = tool.caller.post("/v1/check", core::canonical_json(event));
  return reply ? items_at(reply->value, "findings") : json::array();
}

bool has_severity(const json::array& findings, std::string_view severity) {
  return std::any_of(findings.begin(), findings.end(), [&](const json::value& one) { return text_at(one, "severity") == severity; });
}

/// The incident as crierd has it; null where there is none, or it cannot say.
json::value incident_of(Tool& tool, const std::string& key) {
  if (key.empty()) return nullptr;
  auto reply = tool.caller.get("/v1/incidents/" + percent_encode(key), 404);
  return reply && reply->status < 300 ? std::move(reply->value) : json::value(nullptr);
}

Failure left_with_errors(const json::array& findings, const std::string& path) {
  Failure failure{refused,
                  "The draft was left with errors, so nothing was sent; it is kept in " + path + ". To send it in spite of them: --anyway"};
  for (const auto& finding : findings) {
    if (text_at(finding, "severity") != "error") continue;
    failure.text += "\n  " + printable(text_at(finding, "pointer")) + " " + printable(text_at(finding, "rule")) + ": " +
                    printable(text_at(finding, "advice"));
  }
  return failure;
}

/// Takes what was read for the event of this command.
core::Event as_event(core::Event read, const core::Event& begun) {
  read.action = begun.action;
  read.incident = begun.incident;
  if (read.id.empty()) read.id = begun.id;
  // What was typed holds though its line may have been taken out: it makes nothing go out that would not.
  read.anyway = read.anyway || begun.anyway;
  read.draft = read.draft || begun.draft;
  return read;
}

}  // namespace

Result<core::Event, Failure> write_event(Tool& tool, core::Event event, const ingest::DraftComments& asks, std::string text, bool anyway) {
  EditorFile file(tool.world);
  // The id is the command's, not the writer's.
  core::Event shown = event;
  shown.id.clear();
  if (text.empty()) text = ingest::write_draft(shown, asks);
  std::string saved_before;
  bool was_warned = false;
  for (;;) {
    auto saved = file.edit(text);
    if (!saved) return saved.error();
    auto draft = ingest::read_draft(*saved);
    if (!draft) {
      file.keep();
      Failure failure{refused, {}};
      for (const auto& fault : draft.error())
        failure.text +=
            (failure.text.empty() ? "" : "\n  ") + file.path() + ":" + std::to_string(fault.line) + ": " + printable(fault.detail);
      return failure;
    }
    event = as_event(std::move(draft->event), event);
    if (event.summary.empty()) {
      file.keep();
      return Failure{refused, "The draft has no summary; nothing was sent, the draft is kept in " + file.path() + "."};
    }
    if (anyway || event.anyway) return event;
    const auto findings = findings_of(tool, event);
    const bool has_errors = has_severity(findings, "error");
    const bool is_warned_of = has_severity(findings, "warning") && !was_warned && tool.world.can_ask;
    if (!has_errors && !is_warned_of) return event;
    if (has_errors && (*saved == text || *saved == saved_before)) {
      file.keep();
      return left_with_errors(findings, file.path());
    }
    was_warned = true;
    saved_before = std::move(*saved);
    ingest::DraftComments comments = asks;
    add_findings(comments, findings);
    shown = event;
    shown.id.clear();
    text = ingest::write_draft(shown, comments);
  }
}

Result<core::Event, Failure> draft_event(Tool& tool, Action action, const EventFlags& flags) {
  // What a draft for what comes again asks for is said in the editor; only then do the flags go over it.
  if (!flags.from.empty()) {
    if (!flags.file.empty()) return Failure{usage, "Say one of --file and --from."};
    auto text = find_draft(flags.from, tool.world);
    if (!text) return text.error();
    core::Event begun;
    begun.action = action;
    begun.incident = flags.key;
    auto written = write_event(tool, begun, asks_of(action, nullptr, tool.world.now()), std::move(*text), flags.anyway);
    if (!written) return written.error();
    if (auto failure = apply_flags(flags, *written, tool.world)) return std::move(*failure);
    return std::move(*written);
  }
  auto event = make_event(action, flags, tool.world);
  if (!event) return event.error();
  const auto incident = incident_of(tool, action == Action::notice || action == Action::open ? "" : event->incident);
  fill_in(*event, incident);
  if (action == Action::postmortem && flags.file.empty()) fill_in_record(tool, *event, incident);
  return write_event(tool, std::move(*event), asks_of(action, incident, tool.world.now()), "", flags.anyway);
}

}  // namespace crier::client
