#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crier::channels::smtp {

/// class.subject.detail (RFC 3463), as a server puts it at the start of a reply's text (RFC 2034).
struct EnhancedCode {
  int type = 0;  ///< 2, 4 or 5
  int subject = 0;
  int detail = 0;
  bool operator==(const EnhancedCode&) const = default;
};

/// The enhanced code at the very start of the text (a '#' may stand before it), none if there is none; one that stands further in is not
/// counted.
[[nodiscard]] std::optional<EnhancedCode> enhanced_code(std::string_view text);

/// One whole reply of a server (RFC 5321 section 4.2).
struct Reply {
  int code = 0;       ///< of the last line, 200 to 599
  std::string lines;  ///< the texts of its lines, separated by '\n', without codes and line ends

  [[nodiscard]] bool is_positive() const { return code / 100 == 2; }
  /// The lines joined by blanks; an enhanced code that every line repeats stands once.
  [[nodiscard]] std::string text() const;
};

/// Reads replies from bytes as they come: multi-line, split anywhere, with CRLF or a bare LF.
/// Invariants: (1) at most one reply is complete at a time; (2) once broken it stays broken.
/// Limits: 64 KiB and 512 lines a reply, far above RFC 5321's 512 octets a line, so that a server cannot fill our memory.
class ReplyParser {
 public:
  /// Takes bytes up to the end of one reply and returns how many; the rest belongs to what follows.
  /// Requires: no complete reply is held.
  std::size_t feed(std::string_view bytes);
  [[nodiscard]] bool is_complete() const { return complete_; }
  /// What came is not SMTP or over a limit: the connection cannot be used any more.
  [[nodiscard]] bool is_broken() const { return broken_; }
  /// A reply has begun and not ended.
  [[nodiscard]] bool is_partial() const { return !complete_ && (!line_.empty() || count_ > 0); }
  /// Requires: is_complete().
  [[nodiscard]] Reply take();

 private:
  void end_line(std::string_view line);

  Reply reply_;
  std::string line_;  ///< the beginning of a line whose end has not come
  std::size_t size_ = 0;
  int count_ = 0;
  bool complete_ = false;
  bool broken_ = false;
};

}  // namespace crier::channels::smtp
