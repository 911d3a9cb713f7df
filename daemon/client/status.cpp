#include "client/status.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/moments.h"
#include "client/pending.h"
#include "client/schedule.h"
#include "client/table.h"
#include "client/terminal.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

constexpr int kNotBuilt = 501;
constexpr int kFailedShown = 100;  ///< more are "or more"
constexpr std::chrono::hours kAhead{2};

/// What the screen is made of, asked before anything is printed: half a screen would look like a quiet night.
struct Answers {
  json::value who, channels, failed;
  json::array incidents, pending;
  json::value schedule;  ///< null where it is not built
};

/// All open incidents, page by page.
Result<json::array, Failure> open_incidents(Tool& tool) {
  json::array all;
  std::string after;
  do {
    const auto page = tool.caller.get("/v1/incidents?state=open&limit=1000" + (after.empty() ? "" : "&after=" + percent_encode(after)));
    if (!page) return page.error();
    const auto& incidents = items_at(page->value, "incidents");
    all.insert(all.end(), incidents.begin(), incidents.end());
    after = text_at(page->value, "next");
  } while (!after.empty());
  return all;
}

Result<Answers, Failure> ask_all(Tool& tool, json::value who) {
  Answers answers;
  answers.who = std::move(who);
  auto incidents = open_incidents(tool);
  if (!incidents) return incidents.error();
  answers.incidents = std::move(*incidents);
  auto pending = pending_updates(tool);
  if (!pending) return pending.error();
  answers.pending = std::move(*pending);
  auto schedule = tool.caller.get("/v1/schedule?until=" + format_rfc3339(tool.world.now() + kAhead), kNotBuilt);
  if (!schedule) return schedule.error();
  if (schedule->status != kNotBuilt) answers.schedule = std::move(schedule->value);
  auto channels = tool.caller.get("/v1/channels");
  if (!channels) return channels.error();
  answers.channels = std::move(channels->value);
  auto failed = tool.caller.get("/v1/deliveries?state=failed&since=24h&limit=" + std::to_string(kFailedShown));
  if (!failed) return failed.error();
  answers.failed = std::move(failed->value);
  return answers;
}

int print_json(Tool& tool, Answers answers) {
  json::object out;
  out["whoami"] = std::move(answers.who);
  out["incidents"] = std::move(answers.incidents);
  out["updates"] = std::move(answers.pending);
  out["occasions"] = items_at(answers.schedule, "occasions");
  out["channels"] = items_at(answers.channels, "channels");
  out["failed"] = items_at(answers.failed, "deliveries");
  tool.world.out << json::serialize(out) << '\n';
  return done;
}

std::string rights_of(const json::value& who) {
  std::vector<std::string> rights;
  for (const auto& right : items_at(who, "may")) {
    if (right.is_string()) rights.push_back(printable(std::string_view(right.get_string())));
  }
  if (rights.empty()) return "nothing";
  std::string out = rights.front();
  for (std::size_t i = 1; i < rights.size(); ++i) out += (i + 1 == rights.size() ? " and " : ", ") + rights[i];
  return out;
}

bool may(const json::value& who, std::string_view right) {
  const auto& rights = items_at(who, "may");
  return std::any_of(rights.begin(), rights.end(),
                     [right](const json::value& one) { return one.is_string() && std::string_view(one.get_string()) == right; });
}

/// Whether what is sent reaches people: the first thing to know before typing, and the worst to be wrong about.
void print_course(std::ostream& out, const Style& style, const json::value& who) {
  const auto divert = text_at(who, "divert");
  if (divert == "all") {
    out << style.bad("DIVERTED: this is a rehearsal; no message reaches a real recipient.") << '\n';
  } else if (divert.empty()) {
    out << style.strong("LIVE: messages reach real recipients.") << '\n';
  } else {
    out << style.strong("LIVE: messages reach real recipients; only exercises are diverted.") << '\n';
  }
}

/// The next command for an incident: somebody should have it, a promise is to be kept, else look.
std::string next_step(const json::value& incident, UtcTime now) {
  const auto name = printable(text_at(incident, "incident"));
  const auto key = name.substr(0, name.find('~'));
  if (is_past(text_at(incident, "promise"), now)) return "crier update " + key + " --summary …, or crier nonews " + key + " 45m";
  if (const auto& window = member_at(incident, "maintenance"); window.is_object())
    return is_past(text_at(window, "ends"), now) ? "crier maintenance " + key + " --done --summary …, or --extend 1h --summary …"
                                                 : "crier show " + name;
  if (text_at(incident, "owner").empty()) return "crier take " + key;
  return "crier show " + name;
}

void print_incident(std::ostream& out, const Style& style, const json::value& incident, UtcTime now) {
  const auto promise = text_at(incident, "promise");
  const auto owner = text_at(incident, "owner");
  const auto flag = [&incident](const char* name) { return member_at(incident, name).is_bool() && member_at(incident, name).get_bool(); };
  out << "  " << style.strong(printable(text_at(incident, "incident"))) << "  " << printable(text_at(incident, "impact")) << ", "
      << printable(text_at(incident, "status"));
  if (const auto age = age_of(text_at(incident, "opened"), now); !age.empty()) out << ", open for " << age;
  if (const auto seen_by = text_at(member_at(incident, "acknowledged"), "by"); owner.empty() && !seen_by.empty())
    out << ", acknowledged by " << printable(seen_by);
  out << ", " << (owner.empty() ? "nobody has it" : printable(owner) + " has it");
  if (flag("restricted")) out << ", restricted";
  if (flag("exercise")) out << ", exercise";
  out << '\n';
  if (const auto title = text_at(incident, "title"); !title.empty()) out << "    " << printable(title) << '\n';
  if (const auto& window = member_at(incident, "maintenance"); window.is_object())
    out << "    from " << printable(clock_of(text_at(window, "starts"), now)) << " until "
        << printable(clock_of(text_at(window, "ends"), now)) << '\n';
  if (!promise.empty()) {
    const std::string line = "next update promised for " + printable(promise_of(promise, now));
    out << "    " << (is_past(promise, now) ? style.bad(line) : line) << '\n';
  }
  out << "    " << next_step(incident, now) << '\n';
}

/// Overdue promises first, the longest overdue at the top; then the worse impact; then as they came.
void sort_by_need(json::array& incidents, UtcTime now) {
  const auto need = [now](const json::value& incident) {
    const auto promise = parse_rfc3339(text_at(incident, "promise"));
    const bool is_overdue = promise && *promise < now;
    const auto impact = core::parse_impact(text_at(incident, "impact"));
    return std::tuple(!is_overdue, is_overdue ? *promise : UtcTime{}, -static_cast<int>(impact.value_or(core::Impact::none)));
  };
  std::stable_sort(incidents.begin(), incidents.end(), [&](const json::value& a, const json::value& b) { return need(a) < need(b); });
}

void print_incidents(std::ostream& out, const Style& style, json::array incidents, UtcTime now) {
  if (incidents.empty()) {
    out << "\nNo incident is open; to open one: crier open KEY\n";
    return;
  }
  out << (incidents.size() == 1 ? "\n1 incident is open:\n" : "\n" + std::to_string(incidents.size()) + " incidents are open:\n");
  sort_by_need(incidents, now);
  for (const auto& incident : incidents) print_incident(out, style, incident, now);
}

void print_occasions(Tool& tool, const json::value& schedule) {
  if (schedule.is_null()) return;
  const auto& occasions = items_at(schedule, "occasions");
  auto& out = tool.world.out;
  out << (occasions.empty() ? "\nThe clock says nothing in the next two hours.\n"
                            : "\nWhat the clock will say in the next two hours (crier schedule):\n");
  for (const auto& one : occasions) {
    out << "  " << printable(clock_of(text_at(one, "at"), tool.world.now())) << "  " << printable(occasion_of(one));
    if (const auto incident = text_at(one, "incident"); !incident.empty()) out << " of " << printable(incident);
    out << " to " << printable(whom(one)) << '\n';
  }
}

/// Channels that do not send. A pause is a person's to end; a block ends by itself when what blocks it does.
bool print_blocked(std::ostream& out, const Style& style, const json::array& channels) {
  bool is_any = false;
  for (const auto& channel : channels) {
    const auto state = text_at(channel, "state");
    if (state == "ready") continue;
    const auto name = printable(text_at(channel, "name"));
    const auto reason = printable(text_at(channel, "reason"));
    out << (is_any ? "" : "\n") << style.bad("Channel " + name + " is " + printable(state)) << (reason.empty() ? "" : " (" + reason + ")")
        << ", " << number_at(channel, "depth") << " not sent.\n    crier resume " << name << '\n';
    is_any = true;
  }
  return is_any;
}

void print_failed(std::ostream& out, std::size_t count) {
  if (count == 0) return;
  out << '\n'
      << count << (count == kFailedShown ? " or more" : "") << (count == 1 ? " delivery" : " deliveries")
      << " failed in the last 24 h.\n    crier queue --state failed, then crier retry --all-failed\n";
}

}  // namespace

int show_status(Tool& tool) {
  auto who = tool.caller.get("/v1/whoami", kNotBuilt);
  if (!who) return tool.fail(who.error());
  const bool is_known = who->status != kNotBuilt;
  const auto peer = is_known ? text_at(who->value, "peer") : tool.world.user;
  if (is_known && !may(who->value, "read")) {
    if (tool.prints_json) tool.print(*who);
    return tool.fail({not_allowed, "You are " + printable(peer) + " and may " + rights_of(who->value) +
                                       ", not read what is open; ask who runs crierd for the right (access.read)."});
  }
  auto answers = ask_all(tool, std::move(who->value));
  if (!answers) return tool.fail(answers.error());
  if (tool.prints_json) return print_json(tool, std::move(*answers));
  auto& out = tool.world.out;
  const Style style(tool.world);
  out << "You are " << printable(peer) << (is_known ? "; you may " + rights_of(answers->who) : "") << ".\n";
  if (is_known) print_course(out, style, answers->who);
  print_incidents(out, style, std::move(answers->incidents), tool.world.now());
  if (!answers->pending.empty()) out << "\nNot sent yet:\n";
  for (const auto& update : answers->pending) print_pending(tool, update);
  print_occasions(tool, answers->schedule);
  if (!print_blocked(out, style, items_at(answers->channels, "channels"))) out << "\nAll channels send.\n";
  print_failed(out, items_at(answers->failed, "deliveries").size());
  return done;
}

}  // namespace crier::client
