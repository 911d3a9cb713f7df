#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "ingest/facts.h"
#include "ingest/mapping.h"

namespace crier::ingest {

/// What a document says of one incident, before it is worded.
struct Happening {
  core::Action action = core::Action::open;  ///< open, resolve or acknowledge
  Facts facts;
  std::string key;            ///< "" = the one that the facts make
  std::string lead;           ///< in front of the key's hash; the same whenever the key is the same
  core::Impact impact{};      ///< of what fires
  std::optional<UtcTime> at;  ///< when what fires began, or what is resolved ended
  std::string start;          ///< when it began, as a text that is the same whenever it is the same; "" = not said
  std::string services;       ///< several, with commas between, where the facts have none
  std::string said;           ///< of an acknowledgement: who, and what they said
};

/// An event with its words cleaned and bounded (foreign_text.h): of a resolve only that it is one, for those are worded by template (rules
/// E2). The incident is empty if nothing names it, the title of an opening if nothing says what it is about; then it is no event.
[[nodiscard]] core::Event event_of(Format format, const Mappings& mappings, const Happening& happening);

/// The key of what has these facts; "" if they have nothing to make one of.
[[nodiscard]] std::string key_of(const Mapping& mapping, const Facts& facts, std::string_view lead);

/// Labels as text that is the same for the same labels: {alertname="X", dev="sda1"}, in order of names, without the ignored ones.
[[nodiscard]] std::string identity_of(const Facts::Texts& labels, const std::vector<std::string>& ignore);

/// The names in a list with commas that are services; all, if the configuration knows none.
[[nodiscard]] std::vector<std::string> services_in(std::string_view list, const std::vector<std::string>& known);

/// Names and values on one line each, at most 64.
[[nodiscard]] std::map<std::string, std::string> labels_of(const Facts::Texts& labels);

/// The digest that a document without id is known by (rules B2).
[[nodiscard]] std::string signature_of(Format format, const core::Event& event, std::string_view start);

}  // namespace crier::ingest
