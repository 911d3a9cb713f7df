#pragma once
#include <string>

#include "unit/render/samples.h"

namespace crier::render {

/// Update 3 of the incident: it puts right what update 2 said.
inline Sample correction() {
  Sample sample;
  sample.update.number = 3;
  sample.previous_update = 2;
  sample.update.action = core::Action::update;
  sample.update.at = at("2026-11-22T14:10:00Z");
  auto& event = sample.update.event;
  event.action = core::Action::update;
  event.title.reset();
  event.corrects = 2;
  event.summary = "Payments by transfer fail; payments by card work.";
  return sample;
}

/// The incident was opened in error.
inline Sample retraction() {
  Sample sample;
  sample.update.number = 2;
  sample.previous_update = 1;
  sample.update.action = core::Action::retract;
  sample.update.at = at("2026-11-22T13:20:00Z");
  sample.update.status = sample.incident.status = core::Status::retracted;
  sample.incident.retracted = sample.update.at;
  auto& event = sample.update.event;
  event.action = core::Action::retract;
  event.title.reset();
  event.summary = "Payments worked all the time; our own check was wrong.";
  return sample;
}

/// No news, and nobody gave words.
inline Sample no_news() {
  Sample sample;
  sample.update.number = 2;
  sample.previous_update = 1;
  sample.update.action = core::Action::nonews;
  sample.update.at = at("2026-11-22T13:48:00Z");
  sample.update.next_update = at("2026-11-22T14:30:00Z");
  auto& event = sample.update.event;
  event = {};
  event.action = core::Action::nonews;
  event.incident = sample.incident.key;
  event.author = "alice";
  return sample;
}

/// A notice with number 1, as its own incident.
inline Sample notice() {
  Sample sample;
  sample.incident.is_notice = true;
  sample.incident.key = "notice-4";
  sample.service_names.clear();
  sample.incident.services.clear();
  sample.update.action = core::Action::notice;
  sample.update.impact = sample.incident.impact = core::Impact::none;
  sample.update.title = sample.incident.title = "Office closed on 24 December 2026";
  sample.update.event.action = core::Action::notice;
  sample.update.event.summary = "Our office is closed on 24 December 2026. Orders are taken as always.";
  return sample;
}

/// All that people read of a message, whatever the form.
inline std::string said(const Sample& sample, Form form) {
  const core::Message message = sample.in(form);
  return message.subject + "\n" + message.text + "\n" + message.html;
}

inline constexpr Form kWorded[] = {Form::mail, Form::slack, Form::x};

inline Sample in_german(Sample sample) {
  sample.language = "de";
  return sample;
}

}  // namespace crier::render
