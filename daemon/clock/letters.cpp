#include "clock/letters.h"

#include "clock/keys.h"
#include "core/civil_time.h"

namespace crier::clock {
namespace {

std::string two(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

/// "17:00 CET (16:00 UTC)".
std::string times(UtcTime time, const core::Zone& zone) {
  std::string utc = format_rfc3339(time).substr(11, 5) + " UTC";
  const auto local = core::civil_time(time, zone);
  if (local.abbreviation == "UTC") return utc;
  return two(local.hour) + ":" + two(local.minute) + " " + local.abbreviation + " (" + utc + ")";
}

std::string title_of(const core::Incident& incident) {
  return incident.name() + (incident.restricted ? ""
                                                : " (" + std::string(to_text(incident.impact)) + ", " +
                                                      std::string(to_text(incident.status)) + "): " + incident.title);
}

std::string overnight_of(const core::Incident& incident) {
  if (!incident.overnight) return "nothing is known of the night, so nothing will be said about it";
  switch (*incident.overnight) {
    case core::Overnight::continues:
      return "it will say that work continues through the night";
    case core::Overnight::on_call:
      return "it will say that somebody is on call overnight";
    default:
      return "it will say that work pauses overnight";
  }
}

operators::Letter letter(core::NoticeKind kind, const core::Incident* incident, core::Occasion occasion) {
  operators::Letter letter;
  letter.about.kind = kind;
  if (incident != nullptr) letter.about.incident = incident->name();
  letter.occasion = occasion;
  return letter;
}

/// "mail: 2 not sent yet (451 4.3.0 try again later)".
std::string way_text(const store::Way& way) {
  std::string text = way.channel + ": ";
  text += way.unsent > 0 ? std::to_string(way.unsent) + " not sent yet" : "none of " + std::to_string(way.recipients) + " can be delivered";
  return text + (way.reply.empty() ? "" : " (" + way.reply.substr(0, way.reply.find('\n')) + ")");
}

std::string minutes(Millis span) {
  const auto whole = std::chrono::duration_cast<std::chrono::minutes>(span).count();
  return whole < 1 ? "less than a minute" : format_duration(std::chrono::minutes(whole));
}

}  // namespace

operators::Letter ask_letter(const std::vector<AskedOffice>& offices) {
  const AskedOffice& first = offices.front();
  const core::Incident& worst = first.incidents.front();
  auto letter = clock::letter(core::NoticeKind::occasions, first.incidents.size() == 1 && offices.size() == 1 ? &worst : nullptr,
                              core::Occasion::office_close);
  bool is_unsaid = false;
  auto& facts = letter.words.facts;
  for (const auto& office : offices) {
    if (!facts.empty()) facts.emplace_back();
    facts.push_back("The office of " + office.audience + " closes at " + times(office.closes, office.timezone) + "; at " +
                    times(office.at, office.timezone) + " it is told, unless an update that says `overnight` comes before:");
    for (const auto& incident : office.incidents) {
      facts.push_back("- " + title_of(incident) + "; " + overnight_of(incident));
      is_unsaid = is_unsaid || !incident.overnight;
    }
  }
  letter.words.title = is_unsaid ? "what may be said about the night? An update goes out before closing: " + worst.name()
                                 : "an update goes out before closing: " + worst.name();
  const std::string id = entry_id(first.key, worst.id);
  letter.words.commands = {"crier update " + worst.name() + " --overnight continues --summary …", "crier schedule show " + id,
                           "crier schedule skip " + id, "crier schedule now " + id, "crier hush " + worst.name() + " --for 8h"};
  return letter;
}

operators::Letter promise_letter(const core::Incident& incident, const core::PromiseOccasion& occasion, UtcTime now,
                                 const std::string& to) {
  auto letter = clock::letter(core::NoticeKind::promises, &incident, core::Occasion::promise);
  const core::Promise& promise = *incident.promise;
  const std::string name = incident.name();
  const std::string audiences = [&] {
    std::string all;
    for (const auto& audience : promise.audiences) all += (all.empty() ? "" : ", ") + audience;
    return all;
  }();
  if (now < promise.due) {
    letter.words.title = "an update is due in " + minutes(promise.due - now) + ": " + name;
  } else {
    const bool is_due_now = now - promise.due < std::chrono::minutes{1};
    letter.words.title = occasion.stage == core::PromiseStage::deadline || is_due_now
                             ? "a promised update did not come: " + name
                             : "a promised update is " + minutes(now - promise.due) + " overdue: " + name;
  }
  auto& facts = letter.words.facts;
  facts.push_back("Update " + std::to_string(promise.number) + " of " + title_of(incident) + " promised the next update by " +
                  utc_text(promise.due) + ".");
  facts.push_back("It was promised to: " + audiences + ".");
  if (!incident.owner.empty()) facts.push_back("The incident is with " + incident.owner + ".");
  if (occasion.stage == core::PromiseStage::escalate) facts.push_back("Nobody has answered, so " + to + " is told.");
  letter.words.commands = {"crier update " + name + " --summary … --next-update 45m", "crier nonews " + name + " 45m", "crier take " + name,
                           "crier show " + name};
  if (occasion.stage == core::PromiseStage::escalate) letter.to = {to};
  return letter;
}

operators::Letter escalation_letter(const core::Incident& incident, const core::Told& told,
                                    const std::optional<std::vector<store::Way>>& ways, const std::string& to, UtcTime now) {
  auto letter = clock::letter(core::NoticeKind::occasions, &incident, core::Occasion::escalation);
  const std::string name = incident.name();
  letter.words.title = ways ? "nobody has got the message: " + name : "nobody has acknowledged: " + name;
  auto& facts = letter.words.facts;
  facts.push_back("The incident " + title_of(incident) + " is open since " + utc_text(incident.opened) + ".");
  facts.push_back("It was announced to " + told.audience + " " + minutes(now - told.since) + " ago, at " + utc_text(told.since) +
                  (incident.by_people ? ". So " + to + " is told." : ", and nobody has acknowledged it. So " + to + " is told."));
  if (ways) {
    facts.push_back("The message to " + told.audience + (ways->empty() ? " has no recipients." : " is not delivered to anybody:"));
    constexpr std::size_t kListed = 10;
    for (std::size_t i = 0; i < ways->size() && i < kListed; ++i) facts.push_back("- " + way_text((*ways)[i]));
    if (ways->size() > kListed) facts.push_back("- and so of " + std::to_string(ways->size() - kListed) + " more");
  }
  letter.words.commands = {"crier ack " + name, "crier take " + name, "crier show " + name};
  if (ways) letter.words.commands.emplace_back("crier channels");
  letter.to = {to};
  letter.lane = incident.impact == core::Impact::critical ? core::Lane::urgent : core::Lane::normal;
  return letter;
}

operators::Letter end_letter(const core::Incident& incident) {
  auto letter = clock::letter(core::NoticeKind::occasions, &incident, core::Occasion::maintenance);
  const std::string name = incident.name();
  letter.words.title = "has the maintenance ended? " + name;
  letter.words.facts = {"The maintenance " + title_of(incident) + " was to end at " + utc_text(incident.maintenance->ends) +
                            ". Nobody has said that it did, so its audiences are not told.",
                        "What monitors say of its services is not held back any more."};
  letter.words.commands = {"crier maintenance " + name + " --done --summary …", "crier maintenance " + name + " --extend 1h --summary …",
                           "crier show " + name};
  return letter;
}

operators::Letter missed_letter(const std::vector<std::string>& missed) {
  auto letter = clock::letter(core::NoticeKind::occasions, nullptr, core::Occasion::event);
  letter.words.title = missed.size() == 1 ? "an occasion was missed" : std::to_string(missed.size()) + " occasions were missed";
  letter.words.facts.emplace_back(
      "crierd was not there, or the clock was set forth, and it is too late by now (rhythm.catch_up). Nobody was told:");
  constexpr std::size_t kListed = 20;
  for (std::size_t i = 0; i < missed.size() && i < kListed; ++i) letter.words.facts.push_back("- " + missed[i]);
  if (missed.size() > kListed) letter.words.facts.push_back("- and " + std::to_string(missed.size() - kListed) + " more");
  letter.words.commands = {"crier list", "crier schedule"};
  return letter;
}

}  // namespace crier::clock
