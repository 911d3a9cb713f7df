#include "ingest/happening.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "ingest/foreign_text.h"
#include "ingest/incident_key.h"
#include "ingest/members.h"

namespace crier::ingest {
namespace {

// Bytes. What a monitor says is read on telephones; limits of the API's fields are beyond these.
constexpr std::size_t kTitle = 300;
constexpr std::size_t kSummary = 4000;
constexpr std::size_t kLabelName = 200;
constexpr std::size_t kLabelValue = 1000;
constexpr std::size_t kLabels = 64;
constexpr std::size_t kService = 200;
constexpr std::size_t kServices = 32;

/// The first of these that says something.
std::string first_line(std::initializer_list<std::string_view> texts, std::size_t longest) {
  for (const auto text : texts) {
    if (auto line = foreign_line(text, longest); !line.empty()) return line;
  }
  return {};
}

std::string title_of(const Mapping& mapping, const Facts& facts) {
  return first_line({mapping.title.fill(facts), facts.alertname, text_in(facts.annotations, "summary"), facts.title, facts.summary,
                     facts.identity, facts.group_key},
                    kTitle);
}

/// "alertname: host/service": what there is where nothing says it in a sentence.
std::string bare_summary(const std::string& title, const Facts& facts) {
  std::string where = facts.host;
  if (!facts.service.empty()) where += (where.empty() ? "" : "/") + facts.service;
  if (where.empty() || title.find(where) != std::string::npos) return title;
  return title + ": " + where;
}

std::string summary_of(const Mapping& mapping, const Facts& facts, const std::string& title) {
  for (const auto& text : {mapping.summary.fill(facts), std::string(text_in(facts.annotations, "summary")),
                           std::string(text_in(facts.annotations, "description")), facts.summary}) {
    if (auto prose = foreign_prose(text, kSummary); !prose.empty()) return prose;
  }
  return foreign_line(bare_summary(title, facts), kSummary);
}

/// Names are anything, so that one could look like the end of another's value.
void append_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

}  // namespace

std::string identity_of(const Facts::Texts& labels, const std::vector<std::string>& ignore) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (std::find(ignore.begin(), ignore.end(), name) != ignore.end()) continue;
    out += out.empty() ? "{" : ", ";
    append_escaped(name, out);
    out += "=\"";
    append_escaped(value, out);
    out += '"';
  }
  return out.empty() ? out : out + "}";
}

std::string key_of(const Mapping& mapping, const Facts& facts, std::string_view lead) {
  for (const auto& text : {mapping.key.fill(facts), facts.group_key, facts.identity}) {
    if (!trim(text).empty()) return incident_key(text, lead);
  }
  return {};
}

std::vector<std::string> services_in(std::string_view list, const std::vector<std::string>& known) {
  std::vector<std::string> out;
  for (const auto part : split(list, ',')) {
    auto name = foreign_line(part, kService);
    const bool is_known = known.empty() || std::find(known.begin(), known.end(), name) != known.end();
    if (name.empty() || !is_known || std::find(out.begin(), out.end(), name) != out.end() || out.size() == kServices) continue;
    out.push_back(std::move(name));
  }
  return out;
}

std::map<std::string, std::string> labels_of(const Facts::Texts& labels) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : labels) {
    if (out.size() == kLabels) break;
    auto clean = foreign_line(name, kLabelName);
    if (!clean.empty()) out.emplace(std::move(clean), foreign_line(value, kLabelValue));
  }
  return out;
}

std::string signature_of(Format format, const core::Event& event, std::string_view start) {
  if (start.empty()) return {};
  std::string text(to_text(format));
  for (const std::string_view part : {std::string_view(event.incident), core::to_text(event.action), start}) {
    text += '\0';
    text += part;
  }
  return to_hex(sha256(text));
}

core::Event event_of(Format format, const Mappings& mappings, const Happening& happening) {
  const auto& mapping = mappings.of(format);
  const auto& facts = happening.facts;
  core::Event event;
  event.action = happening.action;
  event.source = to_text(format);
  event.at = happening.at;
  event.incident = happening.key.empty() ? key_of(mapping, facts, happening.lead) : happening.key;
  event.signature = signature_of(format, event, happening.start);
  if (happening.action == core::Action::acknowledge) event.summary = foreign_prose(happening.said, kSummary);
  if (happening.action != core::Action::open) return event;
  auto title = title_of(mapping, facts);
  event.summary = summary_of(mapping, facts, title);
  event.impact = happening.impact;
  event.labels = labels_of(facts.labels);
  auto services = services_in(mapping.services.fill(facts), mappings.services);
  if (services.empty()) services = services_in(happening.services, mappings.services);
  if (!services.empty()) event.services = std::move(services);
  event.title = std::move(title);
  return event;
}

}  // namespace crier::ingest
