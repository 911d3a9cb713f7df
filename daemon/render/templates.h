#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "render/phrases.h"

namespace crier::render {

class Template;

/// The compiled templates of one configuration snapshot: the shipped ones, overridden by files of the templates' folder
/// (docs/templates.md). A template's name is "<channel type or name>/<occasion>[.<language>].<part>", e.g. "mail/update.text",
/// "mail/update.de.html"; look-up falls back from "de-at" to "de" to none, and from an occasion without a part to "update".
/// Thread: any (immutable).
class Templates {
 public:
  /// Compiles the shipped templates and, if `folder` is not empty, every file in it over them. Errors: config, one sentence
  /// per fault with file:line:column (unknown marker, unclosed section, unreadable file, unknown name), joined by newlines.
  [[nodiscard]] static Result<std::shared_ptr<const Templates>> load(const std::string& folder);

  /// The best template for these, null if there is none by that name in any language; `exactly`: null too where only "update" has it.
  [[nodiscard]] const Template* find(std::string_view channel, std::string_view occasion, std::string_view language, std::string_view part,
                                     bool exactly = false) const;

  /// The words that are not the event's own, in every language there are templates or phrases for.
  [[nodiscard]] const Phrases& phrases() const { return phrases_; }

  ~Templates();
  Templates(const Templates&) = delete;
  Templates& operator=(const Templates&) = delete;

 private:
  Templates();
  friend class TemplateLoader;
  Phrases phrases_;
  std::map<std::string, std::unique_ptr<Template>, std::less<>> templates_;  ///< by name with the language always said
};

}  // namespace crier::render
