#include "render/html_context.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace crier::render {
namespace {

constexpr std::array<std::string_view, 9> kUrlAttributes{"href",       "src",    "action",   "formaction", "cite",
                                                         "background", "poster", "longdesc", "data"};
constexpr std::size_t kTail = 8;  // as long as "</script"

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

void HtmlContext::feed(std::string_view literal) {
  for (const char c : literal) feed(c);
}

void HtmlContext::feed(char c) {
  switch (state_) {
    case State::text:
      if (c == '<') {
        state_ = State::tag_open;
        tag_.clear();
      }
      return;
    case State::comment:
      if (tail_ == "<!" && c != '-') {  // <!DOCTYPE …> is written like a tag
        state_ = State::tag_name;
        tag_ = "!";
        feed_tag(c);
        return;
      }
      tail_ += c;
      if (tail_.ends_with("-->")) state_ = State::text;
      if (tail_.size() > kTail) tail_.erase(0, 1);
      return;
    case State::raw:
      tail_ += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      if (tail_.ends_with("</" + tag_)) state_ = State::in_tag;
      if (state_ == State::in_tag) tag_.clear();
      if (tail_.size() > kTail) tail_.erase(0, 1);
      return;
    case State::double_quoted:
    case State::single_quoted:
      if (c == (state_ == State::double_quoted ? '"' : '\'')) {
        state_ = State::in_tag;
        attribute_.clear();
        value_begun_ = false;
      } else {
        value_begun_ = true;
      }
      return;
    default:
      feed_tag(c);
      return;
  }
}

void HtmlContext::feed_tag(char c) {
  if (c == '>') {
    end_tag();
    return;
  }
  switch (state_) {
    case State::tag_open:
      if (is_letter(c) || c == '/') {
        state_ = State::tag_name;
        if (c != '/') tag_ += static_cast<char>(c | 32);
      } else if (c == '!') {
        tail_ = "<!";
        state_ = State::comment;
      } else {
        state_ = State::text;
      }
      return;
    case State::tag_name:
      if (is_blank(c)) {
        state_ = State::in_tag;
      } else {
        tag_ += static_cast<char>(is_letter(c) ? c | 32 : c);
      }
      return;
    case State::in_tag:
      if (is_blank(c) || c == '/') return;
      attribute_ = to_lower_ascii(std::string_view(&c, 1));
      state_ = State::attribute_name;
      return;
    case State::attribute_name:
      if (c == '=') {
        state_ = State::before_value;
      } else if (is_blank(c) || c == '/') {
        state_ = State::in_tag;
      } else {
        attribute_ += to_lower_ascii(std::string_view(&c, 1));
      }
      return;
    case State::before_value:
      value_begun_ = false;
      if (c == '"') {
        state_ = State::double_quoted;
      } else if (c == '\'') {
        state_ = State::single_quoted;
      } else if (!is_blank(c)) {
        state_ = State::unquoted;
      }
      return;
    default:
      if (is_blank(c)) state_ = State::in_tag;
      return;
  }
}

void HtmlContext::end_tag() {
  const bool is_raw = tag_ == "script" || tag_ == "style";
  state_ = is_raw ? State::raw : State::text;
  attribute_.clear();
  tail_.clear();
  if (!is_raw) tag_.clear();
}

HtmlContext::Verdict HtmlContext::verdict() const {
  switch (state_) {
    case State::text:
      return {Escape::html, ""};
    case State::double_quoted:
    case State::single_quoted:
      break;
    case State::raw:
      return {Escape::html, "within <" + tag_ + ">, where no value can be made harmless"};
    case State::comment:
      return {Escape::html, "within a comment, where no value can be made harmless"};
    default:
      return {Escape::html, "within a tag but not in a quoted attribute value: put the value in quotes"};
  }
  if (attribute_.starts_with("on") || attribute_ == "style" || attribute_ == "srcset" || attribute_ == "srcdoc") {
    return {Escape::attribute, "in the attribute '" + attribute_ + "', where no value can be made harmless"};
  }
  if (std::find(kUrlAttributes.begin(), kUrlAttributes.end(), attribute_) == kUrlAttributes.end()) return {Escape::attribute, ""};
  return {value_begun_ ? Escape::url_part : Escape::url, ""};
}

}  // namespace crier::render
