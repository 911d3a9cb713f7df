#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crier::channels::http {

/// What placeholders stand for, by name.
using Values = std::map<std::string, std::string, std::less<>>;

/// The value of that name, "" if there is none.
[[nodiscard]] const std::string& value_of(const Values& values, std::string_view name);

struct TemplateFault {
  std::size_t at = 0;  ///< byte of the text
  std::string what;
};

/// A text of a preset with {placeholders}; {{ and }} are braces. There are no conditions and no loops: what differs by a value is a map
/// of the preset. Immutable.
class Template {
 public:
  struct Piece {
    bool is_name = false;
    std::string text;    ///< a name, or text as it is
    std::size_t at = 0;  ///< byte of the text where it begins
  };

  Template() = default;
  [[nodiscard]] static Result<Template, TemplateFault> parse(std::string_view text);

  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] bool empty() const { return pieces_.empty(); }
  /// Each value passes `encode` first, if there is one; the text around does not.
  [[nodiscard]] std::string fill(const Values& values,
                                 const std::function<std::string(const Template::Piece&, const std::string&)>& encode = {}) const;
  /// True if one of its placeholders stands for nothing: a member marked with '?' is then left out.
  [[nodiscard]] bool lacks(const Values& values) const;

 private:
  std::vector<Piece> pieces_;
};

}  // namespace crier::channels::http
