#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "ingest/facts.h"
#include "ingest/faults.h"
#include "ingest/json_tree.h"

namespace crier::ingest {

/// The texts of a flat object whose names are written in several ways: HOSTNAME, NAGIOS_HOSTNAME, host.name and host_name are one. Only
/// those that are asked for must be strings. What was not filled in by the sender ($service.name$, {EVENT.ID}, *UNKNOWN*) is absent.
/// Refers into the document.
class NamedTexts {
 public:
  NamedTexts(const JsonNode& object, const Path& path, Faults& faults);
  /// The first of these names (lower case, letters and digits only) that has a text; "" if none has.
  [[nodiscard]] std::string_view text(std::initializer_list<std::string_view> names) const;
  /// As the first of these names that there is was written; `otherwise` if there is none.
  [[nodiscard]] std::string_view written(std::initializer_list<std::string_view> names, std::string_view otherwise) const;
  /// All texts by their names as they were written.
  void copy(Facts::Texts& to) const;

 private:
  std::map<std::string, const JsonNode*, std::less<>> nodes_;
  const Path& path_;
  Faults& faults_;
};

}  // namespace crier::ingest
