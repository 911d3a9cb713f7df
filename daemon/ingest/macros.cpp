#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/decoders.h"
#include "ingest/happening.h"
#include "ingest/incident_key.h"
#include "ingest/members.h"
#include "ingest/named_texts.h"

namespace crier::ingest {
namespace {

enum class Kind { problem, recovery, acknowledgement, other };

struct Word {
  std::string_view word;
  Kind kind;
};
/// What is announced by none of the others: that something flaps, that a downtime begins or ends, or what an operator typed, says nothing
/// of whether it works.
constexpr std::array<Word, 13> kWords{{{"problem", Kind::problem},
                                       {"recovery", Kind::recovery},
                                       {"acknowledgement", Kind::acknowledgement},
                                       {"acknowledgment", Kind::acknowledgement},
                                       {"custom", Kind::other},
                                       {"flappingstart", Kind::other},
                                       {"flappingstop", Kind::other},
                                       {"flappingend", Kind::other},
                                       {"flappingdisabled", Kind::other},
                                       {"downtimestart", Kind::other},
                                       {"downtimeend", Kind::other},
                                       {"downtimecancelled", Kind::other},
                                       {"downtimeremoved", Kind::other}}};

/// By the notification's type; without one by the state.
std::optional<Kind> kind_of(std::string_view type, std::string_view state) {
  if (type.empty()) {
    const auto word = to_lower_ascii(trim(state));
    if (word.empty()) return std::nullopt;
    return word == "ok" || word == "up" ? Kind::recovery : Kind::problem;
  }
  // Nagios has been seen with CUSTOM and what follows in parentheses; the word counts.
  const auto word = to_lower_ascii(trim(type.substr(0, type.find('('))));
  const auto* found = std::find_if(kWords.begin(), kWords.end(), [&](const Word& one) { return one.word == word; });
  return found == kWords.end() ? std::nullopt : std::optional(found->kind);
}

std::string acknowledgement_of(const NamedTexts& macros, bool is_service) {
  const auto author = macros.text({"notificationauthorname", "notificationauthor", is_service ? "serviceackauthor" : "hostackauthor"});
  const auto comment = macros.text({"notificationcomment", is_service ? "serviceackcomment" : "hostackcomment"});
  if (author.empty() || comment.empty()) return std::string(author.empty() ? comment : author);
  return std::string(author) + ": " + std::string(comment);
}

void read_facts(const NamedTexts& macros, Facts& facts) {
  facts.host = macros.text({"hostname", "hostdisplayname", "hostalias"});
  facts.service = macros.text({"servicedesc", "servicename", "servicedisplayname"});
  const bool is_service = !facts.service.empty();
  facts.severity = is_service ? macros.text({"servicestate"}) : macros.text({"hoststate"});
  facts.summary = is_service ? macros.text({"serviceoutput"}) : macros.text({"hostoutput"});
  facts.status = macros.text({"notificationtype"});
  facts.group_key = object_name(facts.host, facts.service);
  // Which host it is says the key and a label: customers do not know its name, and the rules of wording would hold it back.
  facts.title = facts.alertname = is_service ? facts.service : facts.host;
  if (is_service) facts.labels.emplace("service", facts.service);
  if (!facts.host.empty()) facts.labels.emplace("host", facts.host);
  macros.copy(facts.fields);
  // "HTTP: CRITICAL" is all that is known where the check printed nothing.
  if (facts.summary.empty()) facts.summary = facts.severity.empty() ? facts.title : facts.title + ": " + facts.severity;
}

}  // namespace

void decode_macros(const JsonNode& root, const Decoding& decoding) {
  const Path path;
  auto& faults = decoding.faults;
  if (!is_object(root, path, "a JSON object: macros by their names", faults)) return;
  const bool is_for_notifications =
      member(root, "tags") != nullptr || (member(root, "name") != nullptr && member(root, "severity") != nullptr);
  if (is_for_notifications) return decode_process_event(root, decoding);
  const NamedTexts macros(root, path, faults);
  Happening happening;
  auto& facts = happening.facts;
  read_facts(macros, facts);
  const bool is_service = !facts.service.empty();
  const auto kind = kind_of(facts.status, facts.severity);
  const Path type(path, macros.written({"notificationtype"}, "NOTIFICATIONTYPE"));
  if (!kind) {
    const std::string found = facts.status.empty() ? "is needed" : "is unknown: \"" + escape_control(facts.status.substr(0, 80)) + "\"";
    return faults.add(type, found + "; it is PROBLEM, RECOVERY, ACKNOWLEDGEMENT, CUSTOM, or of flapping or downtime");
  }
  if (facts.host.empty())
    return faults.add(Path(path, macros.written({"hostname"}, "HOSTNAME")), "is needed: the name of the host, filled in");
  if (*kind == Kind::other) return;
  happening.action = *kind == Kind::problem    ? core::Action::open
                     : *kind == Kind::recovery ? core::Action::resolve
                                               : core::Action::acknowledge;
  if (happening.action == core::Action::acknowledge) happening.said = acknowledgement_of(macros, is_service);
  happening.impact = decoding.mapping().impact_of(facts.severity);
  happening.lead = facts.group_key;
  happening.at = epoch_time(macros.text({"timet"}));
  // Since when it is in this state; else when this was sent, which is the same where it is sent again.
  happening.start = is_service ? macros.text({"lastservicestatechange", "timet", "longdatetime", "longdate", "shortdatetime"})
                               : macros.text({"lasthoststatechange", "timet", "longdatetime", "longdate", "shortdatetime"});
  add_event(happening, path, "HOSTNAME", decoding);
}

}  // namespace crier::ingest
