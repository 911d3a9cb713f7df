#include "client/mrkdwn.h"

#include "base/text.h"

namespace crier::client {
namespace {

std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const auto take = [&](std::string_view escape, char sign) {
      if (!rest.starts_with(escape)) return false;
      out += sign;
      at += escape.size();
      return true;
    };
    if (take("&amp;", '&') || take("&lt;", '<') || take("&gt;", '>')) continue;
    out += text[at++];
  }
  return out;
}

/// Whether a star at this place begins or ends bold text: Slack looks at what stands outside of it.
bool is_edge(std::string_view line, std::size_t at) {
  if (at == std::string_view::npos || at >= line.size()) return true;
  const char c = line[at];
  const bool is_word =
      (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
  return !is_word && c != '*';
}

class Reader {
 public:
  explicit Reader(std::string_view line) : line_(line) {}

  MrkdwnLine read() {
    MrkdwnLine out;
    if (line_.starts_with("> ")) {
      out.is_quote = true;
      line_.remove_prefix(2);
    }
    std::size_t at = 0;
    while (at < line_.size()) {
      const std::size_t before = at;
      if (line_[at] == '<')
        at = link(at, out);
      else if (line_[at] == '*')
        at = bold(at, out);
      if (at == before) plain_ += line_[at++];
    }
    flush(out);
    return out;
  }

 private:
  void flush(MrkdwnLine& out) {
    if (!plain_.empty()) out.pieces.push_back({without_escapes(plain_), false, {}});
    plain_.clear();
  }

  std::size_t link(std::size_t at, MrkdwnLine& out) {
    const auto end = line_.find('>', at);
    if (end == std::string_view::npos) return at;
    const auto inside = line_.substr(at + 1, end - at - 1);
    const auto bar = inside.find('|');
    flush(out);
    const auto url = without_escapes(inside.substr(0, bar));
    out.pieces.push_back({bar == std::string_view::npos ? url : without_escapes(inside.substr(bar + 1)), false, url});
    return end + 1;
  }

  std::size_t bold(std::size_t at, MrkdwnLine& out) {
    const auto end = line_.find('*', at + 1);
    const bool is_bold = end != std::string_view::npos && end > at + 1 && is_edge(line_, at == 0 ? std::string_view::npos : at - 1) &&
                         is_edge(line_, end + 1) && line_[at + 1] != ' ' && line_[end - 1] != ' ' &&
                         line_.substr(at, end - at).find('<') == std::string_view::npos;
    if (!is_bold) return at;
    flush(out);
    out.pieces.push_back({without_escapes(line_.substr(at + 1, end - at - 1)), true, {}});
    return end + 1;
  }

  std::string_view line_;
  std::string plain_;
};

}  // namespace

std::vector<MrkdwnLine> read_mrkdwn(std::string_view text) {
  std::vector<MrkdwnLine> lines;
  for (const auto line : split(text, '\n')) lines.push_back(Reader(line).read());
  return lines;
}

std::string plain_text(const std::vector<MrkdwnLine>& lines) {
  std::string out;
  for (const auto& line : lines) {
    if (&line != &lines.front()) out += '\n';
    if (line.is_quote) out += "| ";
    for (const auto& piece : line.pieces) {
      out += piece.text;
      if (!piece.url.empty() && piece.url != piece.text) out += " (" + piece.url + ")";
    }
  }
  return out;
}

}  // namespace crier::client
