#include "client/say.h"

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <ostream>

#include "base/text.h"
#include "client/consent.h"
#include "client/drafting.h"
#include "client/moments.h"
#include "client/preview.h"
#include "client/result_lines.h"
#include "client/spool.h"
#include "client/table.h"
#include "client/watch.h"
#include "core/event_json_writer.h"
#include "ingest/event_json.h"
#include "ingest/json_tree.h"

namespace crier::client {
namespace {

constexpr const char* kWayOut = " Nothing was sent; to keep the event until crierd is back: the same with --spool";

Call events_call(std::string body, std::string content_type) {
  Call call;
  call.method = "POST";
  call.path = "/v1/events";
  call.body = std::move(body);
  call.content_type = std::move(content_type);
  return call;
}

/// crierd is away: keeps the event if that was asked for, else says how to.
int answer_away(Tool& tool, const core::Event& event, bool is_spooling, Failure failure) {
  if (!is_spooling) {
    failure.text += failure.maybe_taken
                        ? " To keep the event until crierd is back, as the same one: the same with --spool --id " + printable(event.id)
                        : " Nothing was sent; to keep the event until crierd is back: the same with --spool";
    return tool.fail(failure);
  }
  const auto path = spool_event(event, tool.world);
  if (!path) return tool.fail(path.error());
  const std::string shown = printable(*path);
  if (tool.prints_json) {
    json::object kept;
    kept["id"] = event.id;
    kept["spooled"] = *path;
    tool.world.out << json::serialize(kept) << '\n';
    return done;
  }
  tool.world.out << printable(event.id) << ": crierd is away; the event is kept in " << shown << ", and crierd takes it up when it starts\n"
                 << (failure.maybe_taken ? "undo: not before crierd is back, it may have taken the event already\n"
                                         : "undo: rm " + shown + "\n");
  return done;
}

using Printing = std::function<void(Tool& tool, const json::value& result)>;

/// Sends one event that has an id, as often as it takes; the number that answers the guard is part of what is sent, and of what is kept.
int tell(Tool& tool, core::Event event, const EventFlags& flags, const Printing& print = print_result) {
  const Consent consent{event.confirm, flags.yes};
  const TellingCall call = [&event](std::optional<std::int64_t> confirm) {
    event.confirm = confirm;
    return events_call(core::canonical_json(event), "application/json");
  };
  const auto reply = call_with_consent(tool, consent, call, true);
  if (!reply && reply.error().is_away) return answer_away(tool, event, flags.spool, reply.error());
  if (!reply) return tool.fail(reply.error());
  if (reply->status >= 300) return tool.fail(tool.caller.refusal(*reply));
  const auto& results = items_at(reply->value, "results");
  if (results.empty()) return tool.fail({unreachable, "What answered is not crierd: its answer has no results."});
  if (tool.prints_json) {
    tool.print(*reply);
  } else {
    print(tool, results.front());
    print_undo(tool, results.front());
    tool.world.out << std::flush;
  }
  return flags.watch ? watch_update(tool, results.front()) : done;
}

/// Raw text whose one event is sent like one of say(): the flags need to know it.
int tell_raw(Tool& tool, const std::string& text, const EventFlags& flags) {
  const auto document = ingest::read_events(text, ingest::Layout::json, "");
  if (!document) {
    const auto& problem = document.error().problem;
    std::string sentence = printable(problem.detail);
    for (const auto& fault : problem.faults) sentence += "\n  " + printable(fault.pointer) + " " + printable(fault.detail);
    return tool.fail({refused, std::move(sentence)});
  }
  if (document->is_batch) return tool.fail({usage, "--yes, --confirm and --spool are for one event; send a batch without them."});
  auto event = document->events.front();
  if (event.id.empty()) event.id = flags.id.empty() ? new_id(tool.world) : flags.id;
  if (flags.confirm) event.confirm = flags.confirm;
  return tell(tool, std::move(event), flags);
}

/// "duty at 14:20 UTC, boss at 14:50 UTC": whom the clock would tell that nobody has acknowledged; none if that cannot be known.
std::optional<std::string> escalations_of(Tool& tool, const std::string& key) {
  const auto schedule = tool.caller.get("/v1/schedule?occasion=escalation&incident=" + percent_encode(key));
  if (!schedule) return std::nullopt;
  std::string all;
  for (const auto& one : items_at(schedule->value, "occasions")) {
    if (text_at(one, "state") != "planned") continue;
    all += (all.empty() ? "" : ", ") + printable(text_at(one, "audience")) + " at " + clock_of(text_at(one, "at"), tool.world.now());
  }
  return all;
}

}  // namespace

int acknowledge(Tool& tool, const EventFlags& flags) {
  const auto event = make_event(core::Action::acknowledge, flags, tool.world);
  if (!event) return tool.fail(event.error());
  // Before it is sent: afterwards nothing of it is planned any more.
  const auto stopped = tool.prints_json ? std::nullopt : escalations_of(tool, event->incident);
  return tell(tool, *event, flags, [&stopped](Tool& to, const json::value& result) {
    auto& out = to.world.out;
    const std::string incident = printable(text_at(result, "incident"));
    out << printable(text_at(result, "update_id")) << ": " << incident << " is acknowledged; see: crier show " << incident << '\n';
    if (!stopped) return;
    out << (stopped->empty() ? "Nobody else was to be told that it is not.\n" : "Not told any more that it is not: " + *stopped + ".\n");
  });
}

int say(Tool& tool, core::Action action, const EventFlags& flags) {
  const auto event = flags.edit ? draft_event(tool, action, flags) : make_event(action, flags, tool.world);
  if (!event) return tool.fail(event.error());
  return flags.dry_run ? preview_event(tool, core::canonical_json(*event)) : tell(tool, *event, flags);
}

int send_events(Tool& tool, const std::string& path, const EventFlags& flags) {
  const auto text = read_file(tool.world, path);
  if (!text) return tool.fail(text.error());
  if (flags.yes || flags.spool || flags.confirm) return tell_raw(tool, *text, flags);
  ingest::JsonTree tree;
  const bool is_json = tree.parse(*text).has_value();
  // What is neither is sent as lines if it has some that look like it, so that crierd says which line is wrong.
  const bool is_array = trim(*text).starts_with('[');
  const bool is_lines = !is_json && !is_array && trim(*text).find("\n{") != std::string_view::npos;
  Call call = events_call(*text, is_lines ? "application/x-ndjson" : "application/json");
  const bool is_single = is_json && tree.root().kind == ingest::JsonNode::Kind::object;
  bool has_id = false;
  if (is_single) {
    for (const auto& member : ingest::JsonChildren(tree.root())) has_id = has_id || member.name == "id";
    if (!has_id) call.idempotency_key = new_id(tool.world);
  }
  const auto reply = tool.caller.call(call, is_single);
  if (!reply && is_single && reply.error().is_away && !reply.error().maybe_taken) {
    auto failure = reply.error();
    failure.text += kWayOut;
    return tool.fail(failure);
  }
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& results = items_at(reply->value, "results");
  for (const auto& result : results) print_result(tool, result);
  tool.world.out << number_at(reply->value, "accepted") << " accepted, " << number_at(reply->value, "duplicates") << " accepted before\n";
  for (const auto& result : results) print_undo(tool, result, results.size() == 1);
  return done;
}

}  // namespace crier::client
