#pragma once
#include <string>

#include "render/renderer.h"

namespace crier::render {

inline UtcTime at(std::string_view text) { return parse_rfc3339(text).value(); }

inline std::shared_ptr<const Templates> shipped() {
  static const auto kShipped = Templates::load("").value();
  return kShipped;
}

/// An incident and one update of it, as in interface.md section 2, ready to be worded.
struct Sample {
  core::Incident incident;
  core::Update update;
  core::Audience audience;
  std::string language = "en";
  std::string organisation = "Example GmbH";
  std::string contact = "support@example.com";
  std::string url;
  std::vector<std::string> service_names{"Checkout"};
  int previous_update = 0;
  std::vector<std::string> also_told;

  Sample() {
    incident.id = IncidentId{7};
    incident.key = "checkout-db";
    incident.title = "Checkout unavailable";
    incident.impact = core::Impact::critical;
    incident.services = {"checkout"};
    incident.opened = at("2026-11-22T13:05:00Z");
    incident.updates = 1;
    audience.name = "customers-emea";
    audience.timezone = "Europe/Berlin";
    update.number = 1;
    update.action = core::Action::open;
    update.at = at("2026-11-22T13:05:00Z");
    update.title = incident.title;
    update.impact = incident.impact;
    update.event.action = core::Action::open;
    update.event.incident = incident.key;
    update.event.title = incident.title;
    update.event.summary = "Customers in Europe cannot pay since 14:02 CET.";
  }

  [[nodiscard]] Subject subject() const {
    return {incident,
            update,
            audience,
            language,
            organisation,
            contact,
            url,
            service_names,
            previous_update,
            "Example Status <status@example.com>",
            "support@example.com",
            "",
            also_told};
  }
  [[nodiscard]] core::Message in(Form form) const { return render(*shipped(), form, subject()).value(); }
};

/// The full event of interface.md section 2.
inline Sample full_opening() {
  Sample sample;
  auto& event = sample.update.event;
  event.consequences = {"Payments fail.", "Orders are kept and can be paid later.", ""};
  event.details = "The primary database refuses writes. **Reads are fine.**";
  event.workaround = "Pay by invoice.";
  event.overnight = core::Overnight::continues;
  sample.update.next_update = at("2026-11-22T13:50:00Z");
  sample.incident.promise = core::Promise{1, sample.update.at, *sample.update.next_update, {"customers-emea"}, false};
  return sample;
}

/// The end of the same incident.
inline Sample resolution() {
  Sample sample;
  sample.update.number = 2;
  sample.previous_update = 1;
  sample.update.action = core::Action::resolve;
  sample.update.at = at("2026-11-22T15:10:00Z");
  sample.update.status = core::Status::resolved;
  sample.incident.status = core::Status::resolved;
  sample.incident.resolved = sample.update.at;
  auto& event = sample.update.event;
  event.action = core::Action::resolve;
  event.title.reset();
  event.summary = "Customers can pay again.";
  event.consequences.permanent = "Carts of 14:02 to 14:10 are lost.";
  event.began = at("2026-11-22T13:02:00Z");
  event.ended = at("2026-11-22T15:08:00Z");
  event.actions.done = {"The database was switched to its standby."};
  event.actions.planned = {"Standby tests every week."};
  event.root_cause = "A full disk on the primary.";
  return sample;
}

}  // namespace crier::render
