#include "client/wrapping.h"

#include "client/terminal.h"

namespace crier::client {
namespace {

constexpr std::string_view kCommand = "crier ";

/// Columns that a piece takes: escape sequences (ESC [ … letter) take none.
std::size_t columns_shown(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto escape = text.find('\x1b');
    columns += columns_of(text.substr(0, escape));
    if (escape == std::string_view::npos) break;
    text.remove_prefix(escape);
    const auto end = text.find_first_of("ABCDEFGHJKSTfm");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return columns;
}

}  // namespace

WrappedOutput::WrappedOutput(std::ostream& stream, std::size_t width) : stream_(stream), below_(stream.rdbuf()), width_(width) {
  if (width_ == 0) return;
  is_unbuffered_ = (stream_.flags() & std::ios::unitbuf) != 0;
  stream_ << std::nounitbuf;  // else each << would look like a question
  stream_.rdbuf(this);
}

WrappedOutput::~WrappedOutput() {
  if (width_ == 0) return;
  put_piece();
  stream_.rdbuf(below_);
  if (is_unbuffered_) stream_ << std::unitbuf;
}

int WrappedOutput::overflow(int byte) {
  if (byte != traits_type::eof()) take(traits_type::to_char_type(byte));
  return 0;
}

int WrappedOutput::sync() {
  put_piece();
  // What is shown before a line ends is a question: the person's Enter ends it.
  column_ = indent_ = 0;
  is_begun_ = false;
  return below_->pubsync();
}

bool WrappedOutput::is_command() const { return piece_ == "crier" || piece_.starts_with(kCommand); }

void WrappedOutput::take(char byte) {
  if (byte == '\n') {
    end_line();
  } else if (byte == ' ' && !is_command()) {
    put_piece();
    ++blanks_;
  } else {
    piece_ += byte;
    // A line that is a command and nothing else stays whole, whatever its words have in them.
    if (is_begun_ && is_command() && (byte == ';' || byte == ',' || byte == ')')) put_piece();
  }
}

void WrappedOutput::put_piece() {
  const auto columns = columns_shown(piece_);
  if (is_begun_ && !piece_.empty() && blanks_ > 0 && column_ + blanks_ + columns > width_) {
    below_->sputc('\n');
    column_ = 0;
    blanks_ = indent_;
  }
  for (std::size_t i = 0; i < blanks_; ++i) below_->sputc(' ');
  below_->sputn(piece_.data(), static_cast<std::streamsize>(piece_.size()));
  column_ += blanks_ + columns;
  if (!is_begun_ && columns > 0) {
    indent_ = column_ - columns;
    is_begun_ = true;
  }
  blanks_ = 0;
  piece_.clear();
}

void WrappedOutput::end_line() {
  if (!piece_.empty()) put_piece();
  below_->sputc('\n');
  blanks_ = column_ = indent_ = 0;
  is_begun_ = false;
}

}  // namespace crier::client
