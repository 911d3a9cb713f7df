#pragma once
#include <ostream>
#include <streambuf>
#include <string>

namespace crier::client {

/// Breaks the lines that are written to a stream between words, at the terminal's columns, for as long as it lives; a line that goes on
/// below is indented as it began. A command ("crier …" up to ; , ) or the line's end) is kept in one piece, so that it can be copied, and
/// so is a word that is longer than a line: the terminal breaks them. Escape sequences take no columns.
/// Owner: the command that writes. Thread: one.
class WrappedOutput final : public std::streambuf {
 public:
  /// `width` 0: nothing is broken.
  WrappedOutput(std::ostream& stream, std::size_t width);
  ~WrappedOutput() override;
  WrappedOutput(const WrappedOutput&) = delete;
  WrappedOutput& operator=(const WrappedOutput&) = delete;

 protected:
  int overflow(int byte) override;
  int sync() override;

 private:
  void take(char byte);
  /// Writes the piece that was gathered, on a line of its own if it does not fit any more.
  void put_piece();
  void end_line();
  [[nodiscard]] bool is_command() const;

  std::ostream& stream_;
  std::streambuf* below_;  ///< where it really goes
  std::size_t width_;
  std::string piece_;       ///< a word or a command, not written yet
  std::size_t blanks_ = 0;  ///< before the piece, not written yet
  std::size_t column_ = 0;
  std::size_t indent_ = 0;
  bool is_unbuffered_ = false;
  bool is_begun_ = false;  ///< the line has something but blanks
};

}  // namespace crier::client
