#include "base/text.h"
#include "ingest/decoders.h"
#include "ingest/happening.h"
#include "ingest/members.h"
#include "ingest/named_texts.h"

namespace crier::ingest {
namespace {

/// {EVENT.TAGSJSON}: [{"tag": "service", "value": "checkout"}]; anything else is no tags.
void read_tags(std::string_view text, Facts::Texts& to) {
  JsonTree tree;
  if (text.empty() || !tree.parse(text) || tree.root().kind != JsonNode::Kind::array) return;
  for (const auto& tag : JsonChildren(tree.root())) {
    const auto* name = member(tag, "tag");
    const auto* value = member(tag, "value");
    if (name == nullptr || name->kind != JsonNode::Kind::string) continue;
    to.emplace(name->text, value != nullptr && value->kind == JsonNode::Kind::string ? value->text : std::string_view());
  }
}

/// The word that stands for {EVENT.NSEVERITY}, for installations whose words are in another language.
std::string_view word_of(std::string_view number) {
  constexpr std::string_view words[] = {"not classified", "information", "warning", "average", "high", "disaster"};
  return number.size() == 1 && number >= "0" && number <= "5" ? words[number.front() - '0'] : std::string_view();
}

void read_facts(const NamedTexts& texts, Facts& facts) {
  facts.group_key = texts.text({"eventid", "alertuid", "problemid", "triggerid"});
  facts.host = texts.text({"hostname", "host", "eventhost"});
  facts.title = texts.text({"eventname", "alertsubject", "triggername", "title", "subject"});
  facts.alertname = texts.text({"eventname", "triggername"});
  facts.summary = texts.text({"alertmessage", "message", "triggerdescription", "eventopdata", "opdata"});
  facts.severity = texts.text({"eventseverity", "severity", "triggerseverity"});
  facts.status = texts.text({"eventvalue", "state", "status", "eventstatus", "triggerstatus"});
  read_tags(texts.text({"eventtags", "eventtagsjson", "tags"}), facts.labels);
  if (!facts.host.empty()) facts.labels.emplace("host", facts.host);
  facts.service = text_in(facts.labels, "service");
  texts.copy(facts.fields);
}

enum class State { problem, recovered };

std::optional<State> state_of(std::string_view word) {
  const auto lower = to_lower_ascii(word);
  if (lower == "1" || lower == "problem" || lower == "alerting") return State::problem;
  if (lower == "0" || lower == "ok" || lower == "resolved") return State::recovered;
  return std::nullopt;
}

/// An operator's update of a problem: seen, or something else of it was changed, which is told like the problem itself.
core::Action action_of_update(const NamedTexts& texts) {
  const auto what = to_lower_ascii(texts.text({"eventupdateaction", "updateaction"}));
  if (what.find("severity") != std::string::npos || what.find("unacknowledged") != std::string::npos) return core::Action::open;
  const bool is_seen =
      what.find("acknowledged") != std::string::npos || (what.empty() && to_lower_ascii(texts.text({"eventackstatus"})) == "yes");
  return is_seen ? core::Action::acknowledge : core::Action::open;
}

}  // namespace

void decode_zabbix(const JsonNode& root, const Decoding& decoding) {
  const Path path;
  auto& faults = decoding.faults;
  if (!is_object(root, path, "a JSON object: the webhook's parameters by their names", faults)) return;
  const NamedTexts texts(root, path, faults);
  // Discovered and registered hosts are no problems and never recover.
  const auto origin = texts.text({"eventsource"});
  if (origin == "1" || origin == "2") return;
  Happening happening;
  auto& facts = happening.facts;
  read_facts(texts, facts);
  const auto state = state_of(facts.status);
  if (!state) {
    const Path here(path, texts.written({"eventvalue", "state", "status", "eventstatus", "triggerstatus"}, "event_value"));
    return faults.add(here, "is needed, filled in: 1 for a problem, 0 when it is over");
  }
  const bool is_update = texts.text({"eventupdatestatus"}) == "1";
  // What is typed at a problem that is over changes nothing.
  if (is_update && *state == State::recovered) return;
  happening.action = *state == State::recovered ? core::Action::resolve : is_update ? action_of_update(texts) : core::Action::open;
  const auto& mapping = decoding.mapping();
  const bool is_known = mapping.impact.count(to_lower_ascii(trim(facts.severity))) > 0;
  const auto word = word_of(texts.text({"eventnseverity", "nseverity"}));
  happening.impact = mapping.impact_of(is_known || word.empty() ? std::string_view(facts.severity) : word);
  happening.lead = facts.group_key;
  const auto user = texts.text({"userfullname", "eventupdateuser"});
  const auto said = texts.text({"eventupdatemessage", "alertmessage"});
  happening.said = std::string(user) + (user.empty() || said.empty() ? "" : ": ") + std::string(said);
  happening.at = epoch_time(texts.text({is_update                    ? std::string_view("eventupdatetimestamp")
                                        : *state == State::recovered ? "eventrecoverytimestamp"
                                                                     : "eventtimestamp"}));
  // A problem has its number once; of its updates the time is told.
  happening.start = facts.group_key;
  if (is_update) happening.start += " " + std::string(texts.text({"eventupdatedate"})) + " " + std::string(texts.text({"eventupdatetime"}));
  add_event(happening, path, texts.written({"eventid", "alertuid", "problemid", "triggerid"}, "event_id"), decoding);
}

}  // namespace crier::ingest
