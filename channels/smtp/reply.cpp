#include "channels/smtp/reply.h"

#include <utility>

namespace crier::channels::smtp {
namespace {

constexpr std::size_t kMaxReply = std::size_t{64} * 1024;
constexpr int kMaxLines = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads a number of one to three digits and moves past it; -1 if there is none.
int short_number(std::string_view& text) {
  int value = 0;
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) {
    if (++length > 3) return -1;
    value = value * 10 + (text[length - 1] - '0');
  }
  if (length == 0) return -1;
  text.remove_prefix(length);
  return value;
}

bool skip_dot(std::string_view& text) {
  if (text.empty() || text.front() != '.') return false;
  text.remove_prefix(1);
  return true;
}

/// Moves past the enhanced code at the start of the text.
std::optional<EnhancedCode> read_enhanced(std::string_view& text) {
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '#') rest.remove_prefix(1);  // as IronPort writes it
  EnhancedCode code;
  code.type = short_number(rest);
  if (code.type != 2 && code.type != 4 && code.type != 5) return std::nullopt;
  if (!skip_dot(rest)) return std::nullopt;
  code.subject = short_number(rest);
  if (code.subject < 0 || !skip_dot(rest)) return std::nullopt;
  code.detail = short_number(rest);
  if (code.detail < 0) return std::nullopt;
  if (!rest.empty() && (is_digit(rest.front()) || rest.front() == '.')) return std::nullopt;
  text = rest;
  return code;
}

}  // namespace

std::optional<EnhancedCode> enhanced_code(std::string_view text) { return read_enhanced(text); }

std::string Reply::text() const {
  if (lines.find('\n') == std::string::npos) return lines;
  const std::optional<EnhancedCode> first = enhanced_code(lines);
  std::string joined;
  joined.reserve(lines.size());
  std::string_view rest = lines;
  for (bool more = true; more;) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    more = end != std::string_view::npos;
    if (more) rest.remove_prefix(end + 1);
    if (!joined.empty() && first) {
      std::string_view bare = line;
      if (read_enhanced(bare) == first) line = bare;
    }
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.empty()) continue;
    if (!joined.empty()) joined += ' ';
    joined += line;
  }
  return joined;
}

std::size_t ReplyParser::feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (!complete_ && !broken_ && taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    const std::size_t end = rest.find('\n');
    const std::size_t length = end == std::string_view::npos ? rest.size() : end + 1;
    taken += length;
    size_ += length;
    if (size_ > kMaxReply) {
      broken_ = true;
    } else if (end == std::string_view::npos) {
      line_ += rest;
    } else if (line_.empty()) {
      end_line(rest.substr(0, end));
    } else {
      line_ += rest.substr(0, end);
      end_line(line_);
      line_.clear();
    }
  }
  return taken;
}

void ReplyParser::end_line(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const bool has_code = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
  const char mark = line.size() > 3 ? line[3] : ' ';
  if (!has_code || (mark != ' ' && mark != '-') || ++count_ > kMaxLines) {
    broken_ = true;
    return;
  }
  reply_.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (count_ > 1) reply_.lines += '\n';
  if (line.size() > 4) reply_.lines += line.substr(4);
  complete_ = mark == ' ';
}

Reply ReplyParser::take() {
  size_ = 0;
  count_ = 0;
  complete_ = false;
  return std::exchange(reply_, Reply{});
}

}  // namespace crier::channels::smtp
