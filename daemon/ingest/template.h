#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/facts.h"

namespace crier::ingest {

/// What is wrong with a template: where (counting bytes from 0), what, and what was expected instead.
struct TemplateFault {
  std::size_t offset = 0;
  std::string what;
  std::string expected;
};

/// A line with blanks for facts: "{alertname} at {label.site}". A fact that the document does not have is empty.
class Template {
 public:
  /// Names are those of fact_names(), and label.NAME, annotation.NAME, field.NAME.
  [[nodiscard]] static Result<Template, TemplateFault> parse(std::string_view text);
  [[nodiscard]] std::string fill(const Facts& facts) const;
  [[nodiscard]] bool empty() const { return pieces_.empty(); }

 private:
  struct Piece {
    std::string literal;  ///< in front of the fact
    std::string Facts::*fact = nullptr;
    Facts::Texts Facts::*texts = nullptr;
    std::string name;  ///< in those texts
  };
  /// The fact of that name into the piece; false if there is none.
  static bool find_fact(std::string_view name, Piece& piece);

  std::vector<Piece> pieces_;
};

/// The names of facts without those that have a name of their own behind a dot.
[[nodiscard]] const std::vector<std::string>& fact_names();

}  // namespace crier::ingest
