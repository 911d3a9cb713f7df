#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace crier::render {

/// How a marker's value is made harmless where the marker stands.
enum class Escape : std::uint8_t {
  clean,      ///< text parts: control characters only
  line,       ///< subjects: one line
  html,       ///< between tags; line breaks become <br>
  attribute,  ///< in a quoted attribute value
  url,        ///< an attribute that is a URL, from its first character on: unsafe schemes become "#"
  url_part,   ///< within such a URL: percent-encoded
  mrkdwn,     ///< Slack
};

/// Follows literal HTML and knows in what context the next character stands. It understands the HTML that a mail template
/// needs: text, tags with quoted attributes, comments. Where a value could not be made harmless no marker is allowed.
class HtmlContext {
 public:
  void feed(std::string_view literal);
  /// A value stands here.
  void feed_value() { value_begun_ = value_begun_ || state_ == State::double_quoted || state_ == State::single_quoted; }

  /// How to escape a value here; if none may stand here, a clause that says why.
  struct Verdict {
    Escape escape = Escape::html;
    std::string refused;
  };
  [[nodiscard]] Verdict verdict() const;
  [[nodiscard]] bool is_text() const { return state_ == State::text; }
  bool operator==(const HtmlContext&) const = default;

 private:
  enum class State : std::uint8_t {
    text,
    tag_open,
    tag_name,
    in_tag,
    attribute_name,
    before_value,
    double_quoted,
    single_quoted,
    unquoted,
    comment,
    raw
  };
  void feed(char c);
  void feed_tag(char c);
  void end_tag();

  State state_ = State::text;
  bool value_begun_ = false;  ///< something of the attribute's value was there already
  std::string tag_;
  std::string attribute_;
  std::string tail_;  ///< the last characters of a comment or of a script's or style's content
};

}  // namespace crier::render
