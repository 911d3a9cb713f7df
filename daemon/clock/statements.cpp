#include "clock/statements.h"

#include <algorithm>

#include "base/text.h"

namespace crier::clock {
namespace {

constexpr int kFarBack = 200;  // updates that are looked through for one that has words

bool is_deferred(const core::Incident& incident, const std::string& audience, int number) {
  return std::any_of(incident.deferred.begin(), incident.deferred.end(),
                     [&](const core::Deferred& one) { return one.number == number && one.audience == audience; });
}

bool is_statement(const core::Update& update, const std::string& audience) {
  if (update.state != core::UpdateState::announced || update.is_by_clock() || update.corrected_by) return false;
  return std::find(update.audiences.begin(), update.audiences.end(), audience) != update.audiences.end();
}

int newest_number(const core::Incident& incident, const std::string& audience) {
  for (const auto& told : incident.told) {
    // Before updates of the clock were told apart, the number was that of the newest statement.
    if (told.audience == audience) return told.said > 0 ? told.said : told.number;
  }
  return 0;
}

}  // namespace

Result<std::optional<core::Update>> newest_statement(store::Intake& store, const core::Incident& incident, const std::string& audience) {
  std::optional<core::Update> wordless;
  const int newest = newest_number(incident, audience);
  for (int number = newest; number > 0 && number > newest - kFarBack; --number) {
    auto update = store.update(incident.id, number);
    if (!update) return update.error();
    if (!*update || !is_statement(**update, audience)) continue;
    if (!trim((*update)->event.summary).empty()) return update;
    if (!wordless) wordless = std::move(*update);
  }
  return wordless;
}

Result<std::vector<core::Update>> statements_since(store::Intake& store, const core::Incident& incident, const std::string& audience,
                                                   UtcTime from) {
  std::vector<core::Update> all;
  const int newest = newest_number(incident, audience);
  for (int number = newest; number > 0 && number > newest - kFarBack && all.size() < kMostQuoted; --number) {
    auto update = store.update(incident.id, number);
    if (!update) return update.error();
    if (!*update || (*update)->is_by_clock()) continue;
    const bool waits = is_deferred(incident, audience, number);
    if ((*update)->at < from && !waits) break;
    if (is_statement(**update, audience)) all.push_back(std::move(**update));
  }
  std::reverse(all.begin(), all.end());
  return all;
}

void quote(core::Event& event, const core::Event& said) {
  event.summary = said.summary;
  event.consequences = said.consequences;
  event.details = said.details;
  event.workaround = said.workaround;
  event.contact = said.contact;
  event.translations = said.translations;
}

}  // namespace crier::clock
