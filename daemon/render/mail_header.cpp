#include "render/mail_header.h"

#include <algorithm>
#include <vector>

#include "base/crypto.h"
#include "base/text.h"
#include "render/escape.h"

namespace crier::render {
namespace {

constexpr std::size_t kLine = 76;         // RFC 2047 section 2, for lines that hold encoded-words
constexpr std::size_t kEncodedWord = 75;  // the same section
constexpr std::string_view kPrefix = "=?utf-8?";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// The characters of Q encoding that stand for themselves even in a display name (RFC 2047 section 5, rule 3).
bool is_q_plain(char c) { return is_alnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/'; }

std::string blanks_for_controls(std::string_view text) {
  std::string clean = valid_utf8(text);
  for (char& c : clean) {
    if (is_control(c)) c = ' ';
  }
  std::string out;
  append_clean(out, clean);
  return out;
}

/// A blank-separated word that cannot stand as it is: not ASCII, like an encoded-word, empty (a doubled blank), or too long.
bool needs_encoding(std::string_view word) {
  if (word.empty() || word.size() > kLine - 2 || word.find("=?") != std::string_view::npos) return true;
  return std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  return std::min<std::size_t>(text.size(), lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2);
}

std::size_t q_length(std::string_view character) {
  if (character.size() > 1) return character.size() * 3;
  return character.front() == ' ' || is_q_plain(character.front()) ? 1 : 3;
}

void append_q(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    if (c == ' ') {
      out += '_';
    } else if (is_q_plain(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '=';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
}

/// Appends words to one header and folds before one that would pass the line's end.
class Folder {
 public:
  Folder(std::string& out, std::string_view name) : out_(out), start_(out.size()) {
    out_ += name;
    out_ += ':';
  }

  void word(std::string_view text) {
    if (column() + 1 + text.size() > kLine && !is_first_) fold();
    out_ += ' ';
    out_ += text;
    is_first_ = false;
  }

  /// The text as encoded-words, whole characters in each, as many as it needs.
  void encoded(std::string_view text) {
    std::size_t q = 0;
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view character = rest.substr(0, character_length(rest));
      q += q_length(character);
      rest.remove_prefix(character.size());
    }
    const bool base64 = q > (text.size() + 2) / 3 * 4;
    while (!text.empty()) {
      std::size_t taken = chunk(text, base64, room());
      if (taken == 0) {
        fold();
        taken = chunk(text, base64, room());
      }
      append_encoded_word(text.substr(0, taken), base64);
      text.remove_prefix(taken);
    }
  }

  void end() { out_ += "\r\n"; }

 private:
  [[nodiscard]] std::size_t column() const { return out_.size() - start_; }

  /// What may still stand on the line between an encoded-word's "=?utf-8?Q?" and "?=".
  [[nodiscard]] std::size_t room() const {
    const std::size_t frame = kPrefix.size() + 4;
    const std::size_t left = column() + 1 < kLine ? kLine - column() - 1 : 0;
    const std::size_t word = std::min(left, kEncodedWord);
    return word > frame ? word - frame : 0;
  }

  static std::size_t chunk(std::string_view text, bool base64, std::size_t room) {
    std::size_t taken = 0;
    std::size_t unpadded = 0;
    std::size_t cost = 0;
    while (taken < text.size()) {
      const std::string_view character = text.substr(taken, character_length(text.substr(taken)));
      cost = base64 ? (taken + character.size() + 2) / 3 * 4 : cost + q_length(character);
      if (cost > room) break;
      taken += character.size();
      if (taken % 3 == 0) unpadded = taken;
    }
    // Some readers (GMime) take adjacent base64 words for one stream and lose what follows padding: only the last has any.
    return base64 && taken < text.size() && unpadded > 0 ? unpadded : taken;
  }

  void append_encoded_word(std::string_view text, bool base64) {
    out_ += ' ';
    out_ += kPrefix;
    if (base64) {
      out_ += "B?";
      out_ += base64_encode(text);
    } else {
      out_ += "Q?";
      append_q(out_, text);
    }
    out_ += "?=";
    is_first_ = false;
  }

  void fold() {
    out_ += "\r\n";
    start_ = out_.size();
  }

  std::string& out_;
  std::size_t start_;
  bool is_first_ = true;
};

void append_words(Folder& folder, std::string_view text) {
  const std::vector<std::string_view> words = split(text, ' ');
  auto first = std::find_if(words.begin(), words.end(), needs_encoding);
  if (first == words.end()) {
    for (const auto word : words) folder.word(word);
    return;
  }
  auto last = std::find_if(words.rbegin(), words.rend(), needs_encoding).base() - 1;
  if (first == last && first->empty() && words.size() > 1) {
    last + 1 != words.end() ? ++last : --first;  // a blank too many is kept by encoding it with the word beside it
  }
  for (auto word = words.begin(); word != first; ++word) folder.word(*word);
  // All between the first and the last word that need it, blanks included: those between encoded-words would be lost.
  const char* begin = first->data();
  folder.encoded(std::string_view(begin, static_cast<std::size_t>(last->data() + last->size() - begin)));
  for (auto word = last + 1; word != words.end(); ++word) folder.word(*word);
}

bool is_atom_text(char c) { return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~ ").find(c) != std::string_view::npos; }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

void append_display(Folder& folder, std::string_view display) {
  const bool is_ascii = std::all_of(display.begin(), display.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii || display.size() > 60 || display.find("=?") != std::string_view::npos || display.find("  ") != std::string_view::npos) {
    folder.encoded(display);
  } else if (std::all_of(display.begin(), display.end(), is_atom_text)) {
    for (const auto word : split(display, ' ')) folder.word(word);
  } else {
    folder.word(quoted(display));
  }
}

}  // namespace

void append_text_header(std::string& out, std::string_view name, std::string_view value) {
  Folder folder(out, name);
  const std::string clean = blanks_for_controls(value);
  if (!clean.empty()) append_words(folder, clean);
  folder.end();
}

void append_mailbox_header(std::string& out, std::string_view name, std::string_view display, std::string_view address) {
  Folder folder(out, name);
  const std::string clean = blanks_for_controls(display);
  const std::string_view shown = trim(clean);
  if (shown.empty()) {
    folder.word(address);
  } else {
    append_display(folder, shown);
    folder.word("<" + std::string(address) + ">");
  }
  folder.end();
}

bool is_header_address(std::string_view address) {
  if (address.empty()) return false;
  bool in_quotes = false;
  for (const char c : address) {
    if (is_control(c) || c == '<' || c == '>') return false;
    if (c == '"') in_quotes = !in_quotes;
    if (!in_quotes && (c == ' ' || c == ',' || c == ';')) return false;
  }
  return !in_quotes;
}

Mailbox parse_mailbox(std::string_view text) {
  text = trim(text);
  const auto open = text.rfind('<');
  if (open == std::string_view::npos || text.back() != '>') return {"", std::string(text)};
  std::string_view display = trim(text.substr(0, open));
  Mailbox mailbox{"", std::string(trim(text.substr(open + 1, text.size() - open - 2)))};
  if (display.size() < 2 || display.front() != '"' || display.back() != '"') {
    mailbox.display = display;
    return mailbox;
  }
  display = display.substr(1, display.size() - 2);
  for (std::size_t i = 0; i < display.size(); ++i) {
    if (display[i] == '\\' && i + 1 < display.size()) ++i;
    mailbox.display += display[i];
  }
  return mailbox;
}

}  // namespace crier::render
