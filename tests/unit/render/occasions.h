#pragma once
#include <string>
#include <utility>
#include <vector>

#include "unit/render/rhythm.h"
#include "unit/render/statements.h"

namespace crier::render {

/// What people are told, on which occasion.
struct Told {
  std::string name;
  ClockSample sample;
};

/// The words of an event, in every field that has any.
struct Filling {
  std::string title{}, summary{}, now{}, expected{}, permanent{}, details{}, workaround{}, root_cause{}, done{}, planned{};

  /// The same words in all of them.
  static Filling of(const std::string& words) { return {words, words, words, words, words, words, words, words, words, words}; }
};

inline void fill(core::Update& update, const Filling& words) {
  update.title = words.title;
  core::Event& event = update.event;
  if (event.title) event.title = words.title;
  event.summary = words.summary;
  event.consequences = {words.now, words.expected, words.permanent};
  event.details = words.details;
  event.workaround = words.workaround;
  event.root_cause = words.root_cause;
  event.actions = {};
  if (!words.done.empty()) event.actions.done = {words.done};
  if (!words.planned.empty()) event.actions.planned = {words.planned};
}

inline ClockSample by_people(const Sample& sample, const Filling& words) {
  ClockSample told;
  static_cast<Sample&>(told) = sample;
  told.bulletin = {};
  fill(told.update, words);
  told.incident.title = words.title;
  return told;
}

/// Two incidents with their statements, one that has ended, and when the office opens.
inline ClockSample by_clock(core::Occasion occasion, const Filling& words) {
  ClockSample told(occasion, occasion == core::Occasion::office_open ? kOpening : kBeforeClosing);
  told.incident.title = told.update.title = words.title;
  told.bulletin.items.clear();
  for (const char* key : {"zqdb", "zqsearch", "zqended"}) {
    auto one = item(key, words.title, core::Impact::major);
    auto written = statement(4, "2026-11-27T08:15:00Z", "");
    fill(written, words);
    written.event.overnight = core::Overnight::continues;
    one.newest = written;
    one.since = {written};
    one.next = at("2026-12-01T11:00:00Z");
    if (std::string(key) != "zqended") {
      told.bulletin.items.push_back(std::move(one));
      continue;
    }
    one.incident.status = core::Status::resolved;
    one.incident.resolved = at("2026-11-29T11:00:00Z");
    told.bulletin.ended.push_back(std::move(one));
  }
  told.bulletin.opening = at(kOpening);
  told.bulletin.since_closing = at(kClosing);
  told.bulletin.left_out = 3;
  return told;
}

inline ClockSample of_maintenance(core::Stage stage, core::Status status, const Filling& words) {
  ClockSample told(stage == core::Stage::reminder ? core::Occasion::maintenance : core::Occasion::event, "2026-11-27T16:00:00Z");
  told.bulletin.items.clear();
  fill(told.update, words);
  told.incident.title = words.title;
  told.incident.impact = told.update.impact = core::Impact::none;
  told.incident.status = told.update.status = status;
  told.incident.maintenance = core::MaintenanceWindow{at("2026-11-27T21:00:00Z"), at("2026-11-27T22:30:00Z"), 2};
  told.update.action = core::Action::maintenance;
  told.update.stage = stage;
  told.update.starts = told.incident.maintenance->starts;
  told.update.ends = told.incident.maintenance->ends;
  if (stage == core::Stage::moved || stage == core::Stage::extended)
    told.update.moved_from = core::MaintenanceWindow{at("2026-11-26T21:00:00Z"), at("2026-11-26T22:30:00Z"), 1};
  return told;
}

inline void add_by_people(std::vector<Told>& all, const Filling& words) {
  Sample update = full_opening();
  update.update.number = 2;
  update.update.action = core::Action::update;
  update.update.event.overnight = core::Overnight::pauses;
  Sample postmortem = resolution();
  postmortem.update.action = core::Action::postmortem;
  all.push_back({"open", by_people(full_opening(), words)});
  all.push_back({"update", by_people(update, words)});
  all.push_back({"resolve", by_people(resolution(), words)});
  all.push_back({"postmortem", by_people(postmortem, words)});
  all.push_back({"notice", by_people(notice(), words)});
  all.push_back({"correct", by_people(correction(), words)});
  all.push_back({"retract", by_people(retraction(), words)});
  ClockSample no_words = by_people(no_news(), words);
  fill(no_words.update, {.title = words.title});
  all.push_back({"nonews", no_words});
  Sample again = full_opening();
  again.update.reopened = true;
  again.update.event.overnight = core::Overnight::on_call;
  all.push_back({"reopened", by_people(again, words)});
  // Monitors may give no words at all: then templates say how it stands, and who says so.
  for (const bool ends : {false, true}) {
    ClockSample state = by_people(ends ? resolution() : full_opening(), words);
    fill(state.update, {.title = words.title});
    state.update.event.source = "zqsource";
    all.push_back({ends ? "resolve without words" : "open without words", state});
  }
}

inline void add_by_clock(std::vector<Told>& all, const Filling& words) {
  using core::Occasion;
  using core::Stage;
  using core::Status;
  all.push_back({"office-close", by_clock(Occasion::office_close, words)});
  all.push_back({"office-open", by_clock(Occasion::office_open, words)});
  ClockSample digest = by_clock(Occasion::office_open, words);
  for (auto& one : digest.bulletin.items) one.was_deferred = true;
  all.push_back({"digest", digest});
  ClockSample quiet = by_clock(Occasion::office_open, words);
  for (auto& one : quiet.bulletin.items) one.since.clear();
  all.push_back({"office-open without news", quiet});
  all.push_back({"holding", by_clock(Occasion::promise, words)});
  ClockSample reminder(Occasion::reminder);
  reminder.bulletin.items.clear();
  reminder.update.action = core::Action::notice;
  reminder.incident.is_notice = true;
  fill(reminder.update, words);
  all.push_back({"reminder", reminder});
  for (const auto& [name, stage, status] : {std::tuple{"maintenance scheduled", Stage::scheduled, Status::scheduled},
                                            {"maintenance moved", Stage::moved, Status::scheduled},
                                            {"maintenance reminder", Stage::reminder, Status::scheduled},
                                            {"maintenance started", Stage::started, Status::in_progress},
                                            {"maintenance extended", Stage::extended, Status::in_progress},
                                            {"maintenance completed", Stage::completed, Status::completed},
                                            {"maintenance cancelled", Stage::cancelled, Status::cancelled}})
    all.push_back({name, of_maintenance(stage, status, words)});
}

/// Every occasion, each as customers are told of it, late where it can be, as operators are, and as a rehearsal.
inline std::vector<Told> every_occasion(const Filling& words) {
  std::vector<Told> all;
  add_by_people(all, words);
  add_by_clock(all, words);
  const std::size_t plain = all.size();
  for (std::size_t i = 0; i < plain; ++i) {
    Told internal = all[i];
    internal.name += ", internal";
    internal.sample.audience.internal = true;
    internal.sample.also_told = {"zqpublic"};
    Told exercise = all[i];
    exercise.name += ", exercise";
    exercise.sample.incident.exercise = true;
    if (all[i].sample.update.is_by_clock()) {
      Told late = all[i];
      late.name += ", late";
      late.sample.update.planned = late.sample.update.at - std::chrono::hours{1};
      all.push_back(std::move(late));
    }
    all.push_back(std::move(internal));
    all.push_back(std::move(exercise));
  }
  return all;
}

inline constexpr Form kForms[] = {Form::mail, Form::slack, Form::x, Form::webhook};
inline constexpr const char* kFormNames[] = {"mail", "x", "slack", "webhook"};
inline std::string name_of(Form form) { return kFormNames[static_cast<std::size_t>(form)]; }

}  // namespace crier::render
