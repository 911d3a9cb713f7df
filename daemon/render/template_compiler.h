#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "render/html_context.h"
#include "render/phrases.h"
#include "render/template.h"

namespace crier::render {

/// What a template may take in when it is compiled.
struct Library {
  /// The source of partial `name` for the part that is compiled, null if there is none.
  std::function<std::shared_ptr<const SourceText>(std::string_view name)> partial;
  const Phrases& phrases;
  std::string language;
};

/// Compiles one part. Faults ("file:line:column: what") are appended to `faults`; the template is then of no use.
[[nodiscard]] std::unique_ptr<Template> compile_template(const SourceText& source, PartKind kind, const Library& library,
                                                         std::vector<std::string>& faults);

}  // namespace crier::render
