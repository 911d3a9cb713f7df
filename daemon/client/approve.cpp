#include "client/approve.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/drafting.h"
#include "client/event_flags.h"
#include "client/findings.h"
#include "client/pending.h"
#include "client/result_lines.h"
#include "client/table.h"
#include "client/words.h"
#include "core/event_json_writer.h"
#include "ingest/event_json.h"

namespace crier::client {
namespace {

constexpr int kConflict = 409;

bool is_pending(const json::value& update) {
  const auto state = core::parse_update_state(text_at(update, "state"));
  return state && core::is_pending(*state);
}

std::string name_of(const json::value& update) {
  return "Update " + std::to_string(number_at(update, "number")) + " of " + printable(text_at(update, "incident"));
}

/// The update that the flags mean: that of the number, else the newest draft. What is held or waiting goes out by itself, so it is
/// neither sent at once nor ended without being named.
Result<json::value, Failure> meant(Tool& tool, const PendingFlags& flags, const std::string& verb) {
  if (flags.number) return find_update(tool, flags.key, *flags.number);
  const auto updates = updates_of(tool, flags.key, "");
  if (!updates) return updates.error();
  const auto draft =
      std::find_if(updates->begin(), updates->end(), [](const json::value& update) { return text_at(update, "state") == "draft"; });
  if (draft != updates->end()) return *draft;
  const auto pending = std::find_if(updates->begin(), updates->end(), &is_pending);
  if (pending == updates->end())
    return Failure{refused, "There is no draft of " + printable(flags.key) + "; see what is pending: crier drafts"};
  return Failure{refused, "There is no draft of " + printable(flags.key) + ", but update " + std::to_string(number_at(*pending, "number")) +
                              " is " + printable(text_at(*pending, "state")) + "; if it is meant: crier " + verb + " " +
                              printable(flags.key) + " " + std::to_string(number_at(*pending, "number"))};
}

/// How the update stands now; none if that cannot be found out.
std::optional<std::string> state_now(Tool& tool, const json::value& update) {
  const auto now = find_update(tool, exact_name(text_at(update, "incident")), static_cast<int>(number_at(update, "number")));
  return now ? std::optional(text_at(*now, "state")) : std::nullopt;
}

Failure changed(const json::value& update, const std::string& why) {
  return {refused, why + (why.ends_with('.') ? "" : ".") + " " + name_of(update) + " was not sent; look again: crier drafts"};
}

/// The event of the pending update as it would be announced: without what made it pending.
Result<core::Event, Failure> event_of(const json::value& update) {
  const auto document = ingest::read_events(json::serialize(member_at(update, "event")), ingest::Layout::json, "");
  if (!document || document->events.size() != 1)
    return Failure{refused, name_of(update) + " cannot be read by this release of crier; approve it as it is, without --edit or --file."};
  core::Event event = document->events.front();
  event.id.clear();
  event.draft = false;
  event.confirm.reset();
  return event;
}

/// The other words that the flags ask for; none if it goes out as it is.
Result<std::optional<core::Event>, Failure> other_words(Tool& tool, const PendingFlags& flags, const json::value& update) {
  if (!flags.edit && flags.file.empty()) return std::optional<core::Event>();
  const auto event = event_of(update);
  if (!event) return event.error();
  auto words = *event;
  std::string text;
  if (!flags.file.empty()) {
    auto read = read_file(tool.world, flags.file);
    if (!read) return read.error();
    auto reworded = reword_event(words, flags.file, *read);
    if (reworded) {
      words = std::move(*reworded);
    } else if (flags.edit && !ingest::read_draft(*read)) {
      text = std::move(*read);
    } else {
      return reworded.error();
    }
  }
  if (flags.edit) {
    const std::string command = "crier approve " + printable(flags.key) + " " + std::to_string(number_at(update, "number"));
    auto edited =
        write_event(tool, words, asks_of(words.action, nullptr, tool.world.now()), {std::move(text), words.anyway, command, true});
    if (!edited) return edited.error();
    words = std::move(*edited);
    if (words == *event) {
      return Failure{refused, "The draft was left as it is, so nothing was sent. To send it as it is: crier approve " +
                                  printable(flags.key) + " " + std::to_string(number_at(update, "number"))};
    }
  }
  words.draft = false;
  return std::optional(std::move(words));
}

/// "To 121 recipients (mail 120, x 1) of a, b.", as a preview says it.
std::string reach_of(const json::array& messages) {
  std::int64_t total = 0;
  const std::string channels = per_channel(messages, total);
  std::vector<std::string> audiences;
  for (const auto& message : messages) {
    if (auto name = printable(text_at(message, "audience")); std::find(audiences.begin(), audiences.end(), name) == audiences.end())
      audiences.push_back(std::move(name));
  }
  if (total == 0) return "To nobody.";
  return "To " + std::to_string(total) + (total == 1 ? " recipient (" : " recipients (") + channels + ") of " + join(audiences, ", ") + ".";
}

void show(Tool& tool, const json::value& update, const std::optional<core::Event>& words) {
  auto& out = tool.world.out;
  json::value shown = member_at(update, "event");
  json::error_code code;
  if (words) shown = json::parse(core::canonical_json(*words), code);
  const auto title = text_at(shown, "title").empty() ? text_at(update, "title") : text_at(shown, "title");
  out << name_of(update) << ", " << printable(text_at(update, "action")) << ": " << printable(title) << '\n';
  print_words(out, shown, "  ");
  const auto event = words ? Result<core::Event, Failure>(*words) : event_of(update);
  if (!event) return;
  const auto preview = tool.caller.post("/v1/preview", core::canonical_json(*event));
  if (!preview) {
    out << "To how many cannot be said: " << preview.error().text << std::endl;
    return;
  }
  if (const auto& findings = items_at(preview->value, "findings"); !findings.empty()) {
    out << "Wording:\n";
    print_findings(out, findings, "  ");
  }
  out << reach_of(items_at(preview->value, "messages")) << std::endl;
}

std::string body_of(const std::optional<core::Event>& words, std::optional<std::int64_t> confirm) {
  if (!words && !confirm) return {};
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  if (words) {
    json.key("event");
    json.raw(core::canonical_json(*words));
  }
  if (confirm) json.member("confirm", *confirm);
  json.end_object();
  return out;
}

Call posting(const std::string& path, std::string body) {
  Call call;
  call.method = "POST";
  call.path = path;
  call.body = std::move(body);
  call.content_type = call.body.empty() ? "" : "application/json";
  return call;
}

std::string path_of(const json::value& update, const char* verb) {
  return "/v1/updates/" + percent_encode(text_at(update, "update_id")) + "/" + verb;
}

/// What an answer would have said, for a call whose answer was lost.
json::object result_of(const json::value& update, std::string_view state) {
  json::object result;
  result["incident"] = text_at(update, "incident");
  result["update"] = number_at(update, "number");
  result["update_id"] = text_at(update, "update_id");
  result["state"] = state;
  return result;
}

int tell_done(Tool& tool, const PendingFlags& flags, const json::value& update, std::string_view state, std::string_view before) {
  if (tool.prints_json) {
    tool.world.out << json::serialize(result_of(update, state)) << '\n';
    return done;
  }
  tool.world.out << name_of(update) << " is " << state << before << "; see: crier show " << printable(flags.key) << '\n';
  if (state == "announced") tool.world.out << "undo: crier stop " << printable(text_at(update, "update_id")) << '\n';
  return done;
}

/// Posts until it is known what became of it. By key crierd releases the newest draft, whatever came since; so a call that was cut is
/// made again only once it is seen that the update is still pending, lest it be another draft that nobody saw.
int release(Tool& tool, const PendingFlags& flags, const json::value& update, const std::optional<core::Event>& words) {
  const bool by_key = !flags.number;
  const std::string path =
      by_key ? "/v1/incidents/" + percent_encode(exact_name(text_at(update, "incident"))) + "/approve" : path_of(update, "approve");
  const TellingCall call = [&](std::optional<std::int64_t> confirm) { return posting(path, body_of(words, confirm)); };
  auto reply = call_with_consent(tool, flags.consent, call, !by_key);
  if (!reply && reply.error().maybe_taken && by_key) {
    const auto state = state_now(tool, update);
    if (state == "announced") return tell_done(tool, flags, update, "announced", "");
    if (state == "draft") reply = call_with_consent(tool, flags.consent, call, false);
  }
  if (!reply) return tool.fail(reply.error());
  if (reply->status != kConflict) {
    if (tool.prints_json) return tool.print(*reply);
    print_result(tool, reply->value);
    print_undo(tool, reply->value);
    return done;
  }
  // Our own call whose answer was lost, or a colleague: either way it is said, and once.
  if (state_now(tool, update) == "announced") return tell_done(tool, flags, update, "announced", " already; it was not sent again");
  return tool.fail(changed(update, tool.caller.refusal(*reply).text));
}

}  // namespace

int approve(Tool& tool, const PendingFlags& flags) {
  if (flags.edit && flags.file == "-") return tool.fail({usage, "--edit needs the terminal; give --file a file instead of -."});
  const auto update = meant(tool, flags, "approve");
  if (!update) return tool.fail(update.error());
  const auto state = text_at(*update, "state");
  if (state == "announced") return tell_done(tool, flags, *update, state, " already; it was not sent again");
  if (!is_pending(*update))
    return tool.fail({refused, name_of(*update) + " is " + printable(state) + ", so there is nothing to approve; see: crier drafts"});
  const auto words = other_words(tool, flags, *update);
  if (!words) return tool.fail(words.error());
  if (!tool.prints_json) show(tool, *update, *words);
  if (tool.world.can_ask && !tool.prints_json && !flags.consent.yes) {
    if (!says_yes(tool.world, "Send it?"))
      return tool.fail({refused, "Nothing was sent; " + name_of(*update) + " stays " + (state == "draft" ? "a draft" : state) + "."});
    // While it was read another draft may have come, which nobody has seen.
    if (const auto again = meant(tool, flags, "approve"); again && text_at(*again, "update_id") != text_at(*update, "update_id"))
      return tool.fail(changed(*update, "Another draft has come meanwhile."));
  }
  return release(tool, flags, *update, *words);
}

int withdraw(Tool& tool, const PendingFlags& flags) {
  const auto update = meant(tool, flags, "withdraw");
  if (!update) return tool.fail(update.error());
  if (text_at(*update, "state") == "withdrawn") return tell_done(tool, flags, *update, "withdrawn", " already; nobody was told");
  const auto reply = tool.caller.call(posting(path_of(*update, "withdraw"), {}), true, kConflict);
  if (!reply) return tool.fail(reply.error());
  if (reply->status == kConflict) {
    const auto state = state_now(tool, *update);
    if (state == "withdrawn") return tell_done(tool, flags, *update, "withdrawn", "; nobody was told");
    auto failure = tool.caller.refusal(*reply);
    if (state == "announced") failure.text += " To stop it: crier stop " + printable(text_at(*update, "update_id"));
    return tool.fail(failure);
  }
  if (tool.prints_json) return tool.print(*reply);
  return tell_done(tool, flags, *update, "withdrawn", "; nobody was told");
}

}  // namespace crier::client
