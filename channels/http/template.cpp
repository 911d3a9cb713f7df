#include "channels/http/template.h"

#include <algorithm>

namespace crier::channels::http {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

}  // namespace

const std::string& value_of(const Values& values, std::string_view name) {
  static const std::string nothing;
  const auto found = values.find(name);
  return found == values.end() ? nothing : found->second;
}

Result<Template, TemplateFault> Template::parse(std::string_view text) {
  Template out;
  const auto add_text = [&out](std::size_t at, std::string_view more) {
    if (out.pieces_.empty() || out.pieces_.back().is_name) out.pieces_.push_back({false, "", at});
    out.pieces_.back().text += more;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    if (rest.starts_with("{{") || rest.starts_with("}}")) {
      add_text(at, rest.substr(0, 1));
      at += 2;
    } else if (rest.front() == '}') {
      return TemplateFault{at, "this '}' closes nothing; a brace as such is written '}}'"};
    } else if (rest.front() == '{') {
      const auto end = rest.find('}');
      if (end == std::string_view::npos) return TemplateFault{at, "this '{' is never closed; a brace as such is written '{{'"};
      const auto name = rest.substr(1, end - 1);
      if (!is_name(name)) return TemplateFault{at, "a placeholder's name has letters, digits, '.', '_' and '-' only"};
      out.pieces_.push_back({true, std::string(name), at});
      at += end + 1;
    } else {
      const auto end = std::min(rest.find_first_of("{}"), rest.size());
      add_text(at, rest.substr(0, end));
      at += end;
    }
  }
  return out;
}

std::string Template::fill(const Values& values, const std::function<std::string(const Piece&, const std::string&)>& encode) const {
  std::string out;
  for (const auto& piece : pieces_) {
    if (!piece.is_name) {
      out += piece.text;
    } else {
      const auto& value = value_of(values, piece.text);
      out += encode ? encode(piece, value) : value;
    }
  }
  return out;
}

bool Template::lacks(const Values& values) const {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [&values](const Piece& piece) { return piece.is_name && value_of(values, piece.text).empty(); });
}

}  // namespace crier::channels::http
