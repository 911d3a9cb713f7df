#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/bulletin.h"
#include "unit/render/samples.h"

namespace crier::render {

/// Friday 27 November 2026 in Berlin: the office closes at 17:30 CET and opens on Monday at 09:00 CET.
inline constexpr const char* kBeforeClosing = "2026-11-27T16:00:00Z";
inline constexpr const char* kClosing = "2026-11-27T16:30:00Z";
inline constexpr const char* kOpening = "2026-11-30T08:00:00Z";

/// One update of an incident, as it was announced.
inline core::Update statement(int number, const char* time, const std::string& summary) {
  core::Update update;
  update.number = number;
  update.at = at(time);
  update.title = "Orders delayed";
  update.impact = core::Impact::major;
  update.status = core::Status::identified;
  update.event.summary = summary;
  return update;
}

inline core::Bulletin::Item item(const std::string& key, const std::string& title, core::Impact impact) {
  core::Bulletin::Item made;
  made.incident.key = key;
  made.incident.title = title;
  made.incident.impact = impact;
  made.incident.status = core::Status::identified;
  return made;
}

/// What the clock says to one audience about incidents, the worst first.
struct ClockSample : Sample {
  core::Bulletin bulletin;

  explicit ClockSample(core::Occasion occasion = core::Occasion::office_close, const char* time = kBeforeClosing) {
    service_names.clear();
    incident.services.clear();
    incident.updates = update.number = 4;
    previous_update = 3;
    update.occasion = occasion;
    update.action = core::Action::update;
    update.at = at(time);
    update.event = {};
    update.event.author = "crierd";
    about(item("db", "Orders delayed", core::Impact::major));
  }

  /// The one incident that the message is about.
  void about(core::Bulletin::Item only) {
    bulletin.items = {std::move(only)};
    incident = bulletin.items.front().incident;
    incident.id = IncidentId{7};
    update.title = incident.title;
    update.impact = incident.impact;
    update.status = incident.status;
  }
  core::Bulletin::Item& first() { return bulletin.items.front(); }
  /// Another incident, not so bad as those before.
  core::Bulletin::Item& add(const std::string& key, const std::string& title, core::Impact impact) {
    return bulletin.items.emplace_back(item(key, title, impact));
  }

  [[nodiscard]] core::Message in(Form form) const {
    Subject what = subject();
    what.bulletin = &bulletin;
    return render(*shipped(), form, what).value();
  }
  [[nodiscard]] std::string text(Form form = Form::mail) const {
    std::string all = in(form).text;
    // The foot is the same everywhere and has tests of its own.
    const auto foot = all.rfind("\n\n----------------------------------------------------------------\n");
    return form == Form::mail && foot != std::string::npos ? all.substr(0, foot) : all;
  }
};

inline ClockSample in_german(ClockSample sample) {
  sample.language = "de";
  return sample;
}

}  // namespace crier::render
