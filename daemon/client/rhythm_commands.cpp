#include "client/rhythm_commands.h"

#include <CLI/CLI.hpp>

#include "client/hours.h"
#include "client/remind.h"
#include "client/schedule.h"
#include "client/silence.h"

namespace crier::client {

void RhythmCommands::build_schedule(const Adder& add) {
  auto* schedule = add(nullptr, "schedule", "what the clock will say", [this](Tool& tool) {
    return show_schedule(tool, {from_, until_, incident_, audience_});
  });
  schedule->require_subcommand(0, 1);
  schedule->add_option("--from", from_, "3d from now, or a time");
  schedule->add_option("--until", until_, "3d from now, or a time; else a week");
  schedule->add_option("--incident", incident_, "only of this incident");
  schedule->add_option("--audience", audience_, "only to this audience");
  auto* show = add(schedule, "show", "one, with what it would say now", [this](Tool& tool) { return show_occasion(tool, id_); });
  auto* skip = add(schedule, "skip", "it does not happen", [this](Tool& tool) { return change_occasion(tool, id_, "skip"); });
  auto* now = add(schedule, "now", "it happens at once", [this](Tool& tool) { return change_occasion(tool, id_, "now"); });
  for (auto* one : {show, skip, now}) one->add_option("ID", id_, "of the occasion: crier schedule")->required();
  auto* hush = add(nullptr, "hush", "the clock says nothing of an incident for a while", [this](Tool& tool) {
    if (is_off_ == !span_.empty()) return tool.fail({usage, "Say for how long: crier hush KEY --for 8h, or crier hush KEY --off."});
    return hush_incident(tool, key_, is_off_ ? "0s" : span_);
  });
  hush->add_option("KEY", key_, "the incident's key")->required();
  hush->add_option("--for", span_, "for how long: 8h");
  hush->add_flag("--off", is_off_, "it speaks again");
}

void RhythmCommands::build_reminders(const Adder& add) {
  auto* remind = add(nullptr, "remind", "a message at a time, once", [this](Tool& tool) {
    const int count = (is_list_ ? 1 : 0) + (cancelled_.empty() ? 0 : 1) + (at_.empty() ? 0 : 1);
    if (count != 1)
      return tool.fail({usage, "Say one of them: crier remind --at TIME --audience A --summary S, --list, or --cancel NAME."});
    if (is_list_) return list_reminders(tool);
    if (!cancelled_.empty()) return cancel_reminder(tool, cancelled_);
    return add_reminder(tool, {at_, audiences_, title_, summary_, name_});
  });
  remind->add_option("--at", at_, "\"2026-11-23 09:00 Europe/Berlin\", or 2h from now");
  remind->add_option("--audience", audiences_, "who is reminded; may be repeated")->take_all()->allow_extra_args(false);
  remind->add_option("--summary", summary_, "what is said");
  remind->add_option("--title", title_, "a line before it");
  remind->add_option("--name", name_, "by which it is known");
  remind->add_flag("--list", is_list_, "those to come");
  remind->add_option("--cancel", cancelled_, "the name of one that shall not come");
}

void RhythmCommands::build_silences(const Adder& add) {
  auto* silence = add(nullptr, "silence", "what monitors say waits, for a while", [this](Tool& tool) {
    const bool says_more = !match_.empty() || !span_.empty() || !why_.empty();
    if ((is_list_ ? 1 : 0) + (ended_.empty() ? 0 : 1) + (says_more ? 1 : 0) > 1)
      return tool.fail({usage, "Say one of them: crier silence MATCH --for 2h --why TEXT, --list, or --end ID."});
    if (!ended_.empty()) return end_silence(tool, ended_);
    return says_more ? add_silence(tool, {match_, span_, why_}) : list_silences(tool);
  });
  silence->add_option("MATCH", match_, "KEY, services=S, label.NAME=V; * is any text");
  silence->add_option("--for", span_, "for how long: 2h");
  silence->add_option("--why", why_, "for whoever wonders that nothing is told");
  silence->add_flag("--list", is_list_, "those that have not ended");
  silence->add_option("--end", ended_, "the ID of one that shall end now");
}

void RhythmCommands::build(const Adder& add) {
  build_schedule(add);
  build_silences(add);
  build_reminders(add);
  auto* hours = add(nullptr, "hours", "whose office is open when", [this](Tool& tool) { return show_hours(tool, audience_, week_); });
  hours->add_option("AUDIENCE", audience_, "only of this audience");
  hours->add_option("--week", week_, "the week of this date: 2026-11-23; else this week")->expected(0, 1);
}

}  // namespace crier::client
