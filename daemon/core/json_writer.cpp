#include "core/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/text.h"

namespace crier::core {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// How many bytes the UTF-8 sequence at the front has, 0 if it is not one.
std::size_t sequence(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  return text.size() >= length && is_utf8(text.substr(0, length)) ? length : 0;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

constexpr bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
}

/// Eight characters at once: a byte that is not plain sets its highest bit, and may set the next one's, never none.
bool are_plain(const char* eight) {
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const auto has = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes; };
  const std::uint64_t found = word | ((word - ones * 0x20) & ~word) | has(word ^ ones * '"') | has(word ^ ones * '\\');
  return (found & ones * 0x80) == 0;
}

/// Where the first character that is not plain stands at or after `at`; the text's end if there is none.
std::size_t plain_until(std::string_view text, std::size_t at) {
  while (at + 8 <= text.size() && are_plain(text.data() + at)) at += 8;
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t begin = 0;
  std::size_t at = 0;
  while ((at = plain_until(text, at)) < text.size()) {
    std::size_t length = 0;
    const bool multibyte = static_cast<unsigned char>(text[at]) >= 0x80;
    if (multibyte && (length = sequence(text.substr(at))) != 0) {
      at += length;
      continue;
    }
    out.append(text, begin, at - begin);
    if (multibyte) {
      out += kReplacement;
    } else {
      append_escape(out, text[at]);
    }
    begin = ++at;
  }
  out.append(text, begin, at - begin);
  out += '"';
}

void JsonWriter::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
}

/// A short text without anything to escape goes out in one piece with what stands around it, as nearly all names and values do.
void JsonWriter::quoted(std::string_view text, std::string_view after) {
  constexpr std::size_t kShort = 60;
  if (text.size() > kShort || plain_until(text, 0) != text.size()) {
    separate();
    append_json_string(out_, text);
    out_ += after;
    return;
  }
  std::array<char, kShort + 4> piece{};
  std::size_t size = 0;
  if (comma_) piece[size++] = ',';
  piece[size++] = '"';
  size += text.copy(piece.data() + size, text.size());
  piece[size++] = '"';
  for (const char c : after) piece[size++] = c;
  out_.append(piece.data(), size);
  comma_ = true;
}

void JsonWriter::key(std::string_view name) {
  quoted(name, ":");
  comma_ = false;
}

void JsonWriter::value(std::string_view text) { quoted(text, {}); }

void JsonWriter::value(bool truth) { raw(truth ? "true" : "false"); }

void JsonWriter::value(std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  raw(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  raw(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

void JsonWriter::null() { raw("null"); }

void JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
}

}  // namespace crier::core
