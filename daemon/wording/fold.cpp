#include "wording/fold.h"

#include <algorithm>
#include <array>

#include "wording/code_points.h"

namespace crier::wording {
namespace {

/// What stands instead of a code point; `same`: the code point itself.
constexpr std::string_view kSame{"same"};
std::string_view plain(char32_t code) {
  switch (code) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x02BC:
    case 0x00B4:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x00AB:
    case 0x00BB:
    case 0x2033:
      return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return "-";
    case 0x00A0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0x2028:
    case 0x2029:
      return " ";
    case 0x2026:
      return "...";
    case 0x00AD:
    case 0x061C:
    case 0xFEFF:
    case '*':
      return "";
    default:
      break;
  }
  if (code >= 0x2000 && code <= 0x200A) return " ";
  const bool is_unseen = (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F);
  if (is_unseen) return "";
  const bool is_control = (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
  return is_control ? " " : kSame;
}

/// Where code ends that begins at `from` with backticks: a block goes to the next such fence, a span to as many backticks in its paragraph.
/// The same place if none begins.
std::size_t end_of_code(std::string_view text, std::size_t from) {
  const std::size_t behind = std::min(text.find_first_not_of('`', from), text.size());
  const std::string_view fence = text.substr(from, behind - from);
  std::size_t end = text.find(fence, behind);
  if (end == std::string_view::npos) return end;
  const std::string_view inside = text.substr(behind, end - behind);
  if (fence.size() < 3 && inside.find("\n\n") != std::string_view::npos) return from;
  return end + fence.size();
}

bool begins_url(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  return rest.starts_with("https://") || rest.starts_with("http://") || rest.starts_with("www.");
}

std::size_t end_of_url(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && std::string_view(" \t\r\n<>\"|").find(text[end]) == std::string_view::npos) {
    const auto [code, length] = decode(text, end);
    const auto instead = plain(code);
    // A typesetter's blank or quote ends it as a plain one does.
    if (static_cast<unsigned char>(text[end]) >= 0x80 && (length == 0 || instead == " " || instead == "\"")) break;
    end += length;
  }
  // A full stop or bracket behind it belongs to the sentence.
  std::size_t last = end;
  while (last > at + 1 && std::string_view(".,;:!?)]}'").find(text[last - 1]) != std::string_view::npos) --last;
  return last;
}

class Folder {
 public:
  Folder(std::string_view original, Urls urls) : in_(original), urls_(urls) {}

  [[nodiscard]] Folded run() {
    out_.text.reserve(in_.size());
    out_.at.reserve(in_.size() + 1);
    // A fence that has no end is looked for once, so that a text of backticks costs no more than another.
    std::array<bool, 4> is_open_ended{};
    for (std::size_t at = 0; at < in_.size();) {
      if (in_[at] == '`') {
        const std::size_t run = std::min(in_.find_first_not_of('`', at), in_.size()) - at;
        bool& has_no_end = is_open_ended[std::min<std::size_t>(run, is_open_ended.size()) - 1];
        const auto end = has_no_end ? std::string_view::npos : end_of_code(in_, at);
        has_no_end = end == std::string_view::npos;
        if (end != at && end != std::string_view::npos) {
          put(" ", at);
          at = end;
        } else {
          for (std::size_t i = 0; i < run; ++i) at += one(at);
        }
        continue;
      }
      if (urls_ == Urls::blank && (in_[at] == 'h' || in_[at] == 'w') && begins_url(in_, at)) {
        put(" ", at);
        at = end_of_url(in_, at);
        continue;
      }
      at += one(at);
    }
    out_.at.push_back(static_cast<std::uint32_t>(in_.size()));
    return std::move(out_);
  }

 private:
  void put(std::string_view text, std::size_t at) {
    out_.text += text;
    out_.at.insert(out_.at.end(), text.size(), static_cast<std::uint32_t>(at));
  }
  std::size_t one(std::size_t at) {
    // Most of most texts.
    if (const char c = in_[at]; (c >= ' ' && c < 0x7F && c != '*') || c == '\n') {
      out_.text += c;
      out_.at.push_back(static_cast<std::uint32_t>(at));
      return 1;
    }
    const auto [code, length] = decode(in_, at);
    if (length == 0) {
      put(" ", at);
      return 1;
    }
    const auto instead = plain(code);
    if (instead == kSame) {
      out_.text.append(in_.substr(at, length));
      for (std::size_t i = 0; i < length; ++i) out_.at.push_back(static_cast<std::uint32_t>(at + i));
    } else {
      put(instead, at);
    }
    return length;
  }

  std::string_view in_;
  Urls urls_;
  Folded out_;
};

}  // namespace

Folded fold(std::string_view original, Urls urls) { return Folder(original, urls).run(); }

}  // namespace crier::wording
