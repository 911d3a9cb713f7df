#include "config/subject.h"

#include <algorithm>

#include "base/text.h"

namespace crier::config {
namespace {

std::vector<std::string> service_names(const Snapshot& snapshot, const core::Incident& incident) {
  std::vector<std::string> names;
  for (const auto& key : incident.services) {
    const auto service = std::find_if(snapshot.services.begin(), snapshot.services.end(), [&](const Service& s) { return s.key == key; });
    names.push_back(service == snapshot.services.end() || service->name.empty() ? key : service->name);
  }
  return names;
}

}  // namespace

std::string service_text(const Snapshot& snapshot, const core::Incident& incident) {
  if (!incident.services.empty()) return join(service_names(snapshot, incident), ", ");
  return snapshot.organisation.name.empty() ? "a service" : snapshot.organisation.name;
}

render::Subject subject_of(const Snapshot& snapshot, const Channel& channel, const core::Incident& incident, const core::Update& update,
                           const core::Audience& audience, const std::string& language, int previous_update) {
  render::Subject subject{incident,
                          update,
                          audience,
                          language,
                          snapshot.organisation.name,
                          incident.contact.empty() ? snapshot.organisation.contact : incident.contact,
                          snapshot.organisation.url,
                          service_names(snapshot, incident),
                          previous_update,
                          {},
                          {}};
  subject.channel = channel.name;
  if (audience.internal) {
    subject.also_told = update.audiences;
    std::erase(subject.also_told, audience.name);
  }
  if (const auto* smtp = std::get_if<channels::smtp::Settings>(&channel.settings)) {
    subject.mail_from = smtp->from;
    subject.mail_reply_to = smtp->reply_to;
  }
  return subject;
}

}  // namespace crier::config
