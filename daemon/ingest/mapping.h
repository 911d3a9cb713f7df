#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/vocabulary.h"
#include "ingest/format.h"
#include "ingest/template.h"

namespace crier::ingest {

/// How one format's documents become events (interface.md section 1, `ingest`): each template comes first, and where it makes nothing,
/// the format's own order follows (docs/ingest.md). Invariant: words of severity are in lower case.
struct Mapping {
  Template key, title, summary, services;
  std::map<std::string, core::Impact, std::less<>> impact;  ///< by the word of severity
  core::Impact otherwise = core::Impact::minor;             ///< of every other word, and of none
  std::vector<std::string> ignore;                          ///< labels that do not tell incidents apart
  [[nodiscard]] core::Impact impact_of(std::string_view severity) const;
};

/// The templates of a format as text, as the reference shows them.
struct TemplateTexts {
  std::string_view key, title, summary, services;
};
[[nodiscard]] TemplateTexts default_templates(Format format);
[[nodiscard]] Mapping default_mapping(Format format);

/// The mappings of all formats, each as it is without configuration.
struct Mappings {
  Mappings();
  std::array<Mapping, kFormats.size()> formats;
  std::vector<std::string> services;  ///< the services there are; a label names one of these, or any if there are none
  [[nodiscard]] const Mapping& of(Format format) const { return formats[static_cast<std::size_t>(format)]; }
  [[nodiscard]] Mapping& of(Format format) { return formats[static_cast<std::size_t>(format)]; }
};

}  // namespace crier::ingest
