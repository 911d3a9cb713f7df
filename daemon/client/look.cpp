#include "client/look.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <ostream>

#include "base/text.h"
#include "client/moments.h"
#include "client/result_lines.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/words.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string texts(const json::array& items) {
  std::vector<std::string> all;
  for (const auto& item : items) {
    if (item.is_string()) all.emplace_back(item.get_string());
  }
  return join(all, ", ");
}

/// "7 delivered, 1 failed": the states that have some.
std::string delivery_counts(const json::value& incident) {
  const auto& deliveries = member_at(incident, "deliveries");
  std::string out;
  for (const char* state : {"queued", "sending", "waiting", "delivered", "failed", "superseded", "cancelled", "expired"}) {
    const auto count = number_at(deliveries, state);
    if (count > 0) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + state;
  }
  return out.empty() ? "none" : out;
}

bool is_set(const json::value& object, const char* name) { return member_at(object, name).is_bool() && member_at(object, name).get_bool(); }

/// The title; who may not operate is not told that of a restricted incident.
std::string title_of(const json::value& incident) {
  const auto title = text_at(incident, "title");
  return title.empty() && is_set(incident, "restricted") ? "(restricted)" : title;
}

/// "1 draft, 2 held": what is not told yet.
std::string pending_counts(const json::value& incident) {
  std::string out;
  for (const char* state : {"draft", "held", "waiting"}) {
    const auto& pending = items_at(incident, "pending");
    const auto count =
        std::count_if(pending.begin(), pending.end(), [state](const json::value& one) { return text_at(one, "state") == state; });
    if (count > 0) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + state;
  }
  return out;
}

/// "2 kept, 1 broken"; "" if none is over.
std::string promises_of(const json::value& incident) {
  const auto& promises = member_at(incident, "promises");
  const auto kept = number_at(promises, "kept");
  const auto broken = number_at(promises, "broken");
  return kept + broken == 0 ? std::string() : std::to_string(kept) + " kept, " + std::to_string(broken) + " broken";
}

/// "in 40m", "20m late": short, so that a row fits a terminal.
std::string promise_cell(const json::value& incident, UtcTime now) {
  const auto promise = parse_rfc3339(text_at(incident, "promise"));
  if (!promise) return "-";
  return *promise < now ? length_of(now - *promise) + " late" : "in " + length_of(*promise - now);
}

/// Who waits for a promised update longest comes first; the others as crierd has them.
void overdue_first(json::array& incidents, UtcTime now) {
  const auto due = [now](const json::value& incident) {
    const auto promise = parse_rfc3339(text_at(incident, "promise"));
    return promise && *promise < now ? *promise : UtcTime::max();
  };
  std::stable_sort(incidents.begin(), incidents.end(), [&](const json::value& a, const json::value& b) { return due(a) < due(b); });
}

/// Who has it, else who has at least seen it.
std::string owner_cell(const json::value& incident) {
  const auto owner = text_at(incident, "owner");
  const auto seen_by = text_at(member_at(incident, "acknowledged"), "by");
  return owner.empty() && !seen_by.empty() ? "- (seen by " + seen_by + ")" : or_dash(owner);
}

void print_incidents(Tool& tool, json::array incidents) {
  overdue_first(incidents, tool.world.now());
  const bool has_pending =
      std::any_of(incidents.begin(), incidents.end(), [](const json::value& one) { return !pending_counts(one).empty(); });
  std::vector<std::string> names{"INCIDENT", "STATUS", "IMPACT", "AGE", "PROMISE", "OWNER", "TITLE"};
  if (has_pending) names.insert(names.end() - 1, "PENDING");
  Table table(names);
  const auto now = tool.world.now();
  for (const auto& incident : incidents) {
    std::vector<std::string> cells{text_at(incident, "incident"),
                                   text_at(incident, "status"),
                                   text_at(incident, "impact"),
                                   or_dash(age_of(text_at(incident, "opened"), now)),
                                   promise_cell(incident, now),
                                   owner_cell(incident),
                                   title_of(incident)};
    if (has_pending) cells.insert(cells.end() - 1, or_dash(pending_counts(incident)));
    table.add(std::move(cells));
  }
  table.print(tool.world.out, Style(tool.world).width());
}

/// By which number each update was put right, from what the later ones say they correct and what crierd says itself.
std::map<std::int64_t, std::int64_t> corrections_of(const json::array& updates) {
  std::map<std::int64_t, std::int64_t> by;
  for (const auto& update : updates) {
    const auto corrects = number_at(member_at(update, "event"), "corrects");
    const auto state = text_at(update, "state");
    if (corrects > 0 && (state == "announced" || state == "stopped")) by[corrects] = number_at(update, "number");
    if (const auto corrected = number_at(update, "corrected_by"); corrected > 0) by[number_at(update, "number")] = corrected;
  }
  return by;
}

/// The commands that release and end what is pending.
void print_pending_steps(std::ostream& out, const std::string& key, const json::value& update, const json::array& pending, UtcTime now) {
  const auto state = core::parse_update_state(text_at(update, "state"));
  if (!state || !core::is_pending(*state)) return;
  const std::string numbered = key + " " + std::to_string(number_at(update, "number"));
  const auto entry = std::find_if(pending.begin(), pending.end(),
                                  [&](const json::value& one) { return number_at(one, "update") == number_at(update, "number"); });
  const std::string due = entry == pending.end() ? std::string() : text_at(*entry, "due");
  const auto left = due_in(due, now);
  out << "    not sent yet" << (left.empty() ? "" : ", " + left) << "; to send it: crier approve " << numbered << "; to drop it: "
      << (*state == core::UpdateState::held ? "crier stop " + printable(text_at(update, "update_id")) : "crier withdraw " + numbered)
      << '\n';
}

/// What of an update is the clock's: the occasion that made it, when it was to be, who reads it at opening.
void print_clock_of(std::ostream& out, const json::value& update) {
  const auto occasion = text_at(update, "occasion");
  const auto stage = text_at(update, "stage");
  if (!occasion.empty() && occasion != "event") {
    out << "    said by the clock: " << printable(occasion) << (stage.empty() ? "" : ", " + printable(stage));
    if (const auto planned = text_at(update, "planned"); !planned.empty()) out << ", late; planned for " << printable(planned);
    out << '\n';
  }
  if (const auto deferred = texts(items_at(update, "deferred")); !deferred.empty())
    out << "    read when their office opens: " << printable(deferred) << '\n';
}

void print_update(Tool& tool, const std::string& name, const json::value& incident, const json::value& update,
                  const std::map<std::int64_t, std::int64_t>& corrections) {
  auto& out = tool.world.out;
  const auto number = number_at(update, "number");
  out << "\n  " << number << "  " << printable(text_at(update, "at")) << "  " << printable(text_at(update, "action")) << " ("
      << printable(text_at(update, "status")) << ")  by " << printable(or_dash(text_at(update, "author"))) << ", "
      << printable(text_at(update, "state")) << "  " << printable(text_at(update, "update_id")) << '\n';
  if (const auto corrected = corrections.find(number); corrected != corrections.end())
    out << "    WRONG, corrected by " << corrected->second << ":\n";
  if (const auto corrects = number_at(member_at(update, "event"), "corrects"); corrects > 0) out << "    corrects " << corrects << ":\n";
  print_clock_of(out, update);
  auto words = member_at(update, "event");
  if (words.is_null()) words = json::object();
  if (words.is_object() && text_at(words, "summary").empty()) words.get_object()["summary"] = text_at(update, "summary");
  print_words(out, words, "    ");
  print_pending_steps(out, printable(name), update, items_at(incident, "pending"), tool.world.now());
}

/// "2026-11-23T16:00:00Z, in 40m; 2 kept, 1 broken".
std::string promise_line(const json::value& incident, UtcTime now) {
  const auto due = printable(text_at(incident, "promise"));
  const auto over = promises_of(incident);
  const std::string current = due.empty() ? "-" : due + ", " + promise_cell(incident, now);
  return over.empty() ? current : current + "; " + over;
}

/// What the clock was told of this incident: when it is maintained, and that it is to be silent.
void print_rhythm(std::ostream& out, const json::value& incident) {
  if (const auto& maintenance = member_at(incident, "maintenance"); maintenance.is_object())
    out << "  maintenance " << printable(text_at(maintenance, "starts")) << " to " << printable(text_at(maintenance, "ends")) << '\n';
  if (const auto until = printable(text_at(incident, "hushed")); !until.empty())
    out << "  hushed      until " << until << "; to end it: crier hush " << printable(sending_key(text_at(incident, "incident")))
        << " --off\n";
}

}  // namespace

int list_incidents(Tool& tool, const std::string& state, int limit) {
  const auto reply =
      tool.caller.get("/v1/incidents?limit=" + std::to_string(limit) + (state.empty() ? "" : "&state=" + percent_encode(state)));
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& incidents = items_at(reply->value, "incidents");
  if (incidents.empty()) {
    tool.world.out << "There is no incident.\n";
  } else {
    print_incidents(tool, incidents);
  }
  if (!text_at(reply->value, "next").empty()) tool.world.out << "There are more; to see them: crier list --limit N\n";
  return done;
}

int show_incident(Tool& tool, const std::string& key) {
  const auto reply = tool.caller.get("/v1/incidents/" + percent_encode(key));
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& incident = reply->value;
  auto& out = tool.world.out;
  out << printable(text_at(incident, "incident")) << ": " << printable(title_of(incident)) << '\n'
      << "  status      " << printable(text_at(incident, "status")) << '\n'
      << "  impact      " << printable(text_at(incident, "impact")) << '\n'
      << "  services    " << printable(or_dash(texts(items_at(incident, "services")))) << '\n'
      << "  opened      " << printable(text_at(incident, "opened")) << '\n'
      << "  resolved    " << printable(or_dash(text_at(incident, "resolved"))) << '\n'
      << "  promise     " << promise_line(incident, tool.world.now()) << '\n'
      << "  owner       "
      << (text_at(incident, "owner").empty() ? "nobody; to have it: crier take " + sending_key(printable(key))
                                             : printable(text_at(incident, "owner")))
      << '\n';
  if (const auto& seen = member_at(incident, "acknowledged"); seen.is_object())
    out << "  seen        by " << printable(text_at(seen, "by")) << " at " << printable(text_at(seen, "at")) << '\n';
  out << "  told        " << printable(or_dash(texts(items_at(incident, "told")))) << '\n';
  if (const auto dropped = texts(items_at(incident, "dropped")); !dropped.empty()) out << "  dropped     " << printable(dropped) << '\n';
  print_rhythm(out, incident);
  out << "  deliveries  " << delivery_counts(incident) << '\n';
  if (is_set(incident, "restricted")) out << "  restricted: only the audiences named are told, and only who may operate reads the texts\n";
  if (is_set(incident, "exercise")) out << "  an exercise: its messages are diverted\n";
  const auto& updates = items_at(incident, "updates");
  const auto corrections = corrections_of(updates);
  // Of the first occurrence crierd says the key alone, which in a command means the newest.
  const std::string name = key.find('~') == std::string::npos ? text_at(incident, "incident") : key;
  for (const auto& update : updates) print_update(tool, name, incident, update, corrections);
  return done;
}

int show_log(Tool& tool, const std::string& key, int limit) {
  const auto reply = tool.caller.get("/v1/log?limit=" + std::to_string(limit) + (key.empty() ? "" : "&incident=" + percent_encode(key)));
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto& entries = items_at(reply->value, "entries");
  if (entries.empty()) {
    tool.world.out << "Nobody did anything.\n";
    return done;
  }
  Table table({"AT", "WHO", "WHAT", "INCIDENT", "UPDATE", "EFFECT"});
  for (const auto& entry : entries) {
    const auto update = number_at(entry, "update");
    table.add({text_at(entry, "at"), text_at(entry, "peer"), text_at(entry, "command"), or_dash(text_at(entry, "incident")),
               update > 0 ? std::to_string(update) : "-", or_dash(text_at(entry, "effect"))});
  }
  table.print(tool.world.out, Style(tool.world).width());
  if (!text_at(reply->value, "next").empty()) tool.world.out << "There are more; to see them: crier log --limit N\n";
  return done;
}

}  // namespace crier::client
