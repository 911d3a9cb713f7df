#include "client/event_options.h"

#include <CLI/CLI.hpp>

namespace crier::client {

void add_common_words(CLI::App& sub, EventFlags& flags) {
  sub.add_option("--title", flags.title, "what fails, in customers' words, in one line");
  sub.add_option("--impact", flags.impact, "none, minor, major, critical");
  sub.add_option("--service", flags.services, "a service affected; may be repeated")->take_all()->allow_extra_args(false);
  sub.add_option("--summary", flags.summary, "the gist, for everybody");
  sub.add_option("--now", flags.now, "consequences now");
  sub.add_option("--expected", flags.expected, "consequences to come");
  sub.add_option("--permanent", flags.permanent, "consequences that stay");
  sub.add_option("--details", flags.details, "for the technically minded");
  sub.add_option("--workaround", flags.workaround, "what customers can do until then");
  sub.add_option("--contact", flags.contact, "for questions; else the organisation's");
  sub.add_option("--label", flags.labels, "name=value; may be repeated")->take_all()->allow_extra_args(false);
  sub.add_option("--audience", flags.audiences, "an audience by name; may be repeated")->take_all()->allow_extra_args(false);
  sub.add_option("--author", flags.author, "who says it; else you");
  sub.add_option("--file", flags.file, "a draft: Markdown with front matter");
  sub.add_option("--from", flags.from, "a draft for what comes again: database-outage");
}

void add_words(CLI::App& sub, EventFlags& flags) {
  add_common_words(sub, flags);
  sub.add_option("--status", flags.status, "investigating, identified, monitoring, resolved");
  sub.add_option("--overnight", flags.overnight, "continues, on-call, pauses");
  sub.add_option("--began", flags.began, "when the consequences began");
  sub.add_option("--ended", flags.ended, "when they ended");
  sub.add_option("--root-cause", flags.root_cause, "why it happened");
  sub.add_option("--done", flags.done, "what was done; may be repeated")->take_all()->allow_extra_args(false);
  sub.add_option("--planned", flags.planned, "what is planned; may be repeated")->take_all()->allow_extra_args(false);
  sub.add_option("--next-update", flags.next_update, "45m, or a time");
}

void add_repeating(CLI::App& sub, EventFlags& flags) {
  sub.add_option("--id", flags.id, "the event's id; the same id is taken once");
  sub.add_flag("--spool", flags.spool, "keep it in /var/spool/crier while crierd is away");
}

void add_consent(CLI::App& sub, bool& yes, std::optional<std::int64_t>& confirm) {
  sub.add_flag("--yes", yes, "ask nothing");
  sub.add_option("--confirm", confirm, "the number of recipients that crierd asks for");
}

void add_switches(CLI::App& sub, EventFlags& flags) {
  sub.add_flag("--edit", flags.edit, "open the draft in $EDITOR before it is sent");
  sub.add_flag("--watch", flags.watch, "show a bar per channel until all is delivered");
  sub.add_flag("--dry-run", flags.dry_run, "show what would be sent, send nothing");
  add_consent(sub, flags.yes, flags.confirm);
  sub.add_flag("--draft", flags.draft, "keep it until somebody approves it");
  sub.add_flag("--quiet", flags.quiet, "record it, tell nobody");
  sub.add_flag("--restricted", flags.restricted, "only the audiences named; operators read it");
  sub.add_flag("--widen", flags.widen, "name more audiences for a restricted incident");
  sub.add_flag("--exercise", flags.exercise, "a rehearsal: all of it is diverted");
  sub.add_flag("--anyway", flags.anyway, "send it in spite of its wording");
  sub.add_option("--drop-audience", flags.drop_audiences, "an audience that hears no more; may be repeated")
      ->take_all()
      ->allow_extra_args(false);
  add_repeating(sub, flags);
}

std::optional<Failure> choose_status(const MaintenanceFlags& chosen, EventFlags& flags) {
  const int count = (chosen.starts ? 1 : 0) + (chosen.is_done ? 1 : 0) + (chosen.is_cancelled ? 1 : 0);
  if (count > 1) return Failure{usage, "Say one of --start, --done and --cancel."};
  if (chosen.starts) flags.status = "in-progress";
  if (chosen.is_done) flags.status = "completed";
  if (chosen.is_cancelled) flags.status = "cancelled";
  return std::nullopt;
}

}  // namespace crier::client
