#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/world.h"

namespace crier::client {

/// How much the place that a command writes to can show: colours and one redrawn block on a terminal, plain lines in a pipe, with
/// TERM=dumb, or for a screen reader. Colours are left out with NO_COLOR (no-color.org). Nothing is told by colour alone.
class Style {
 public:
  explicit Style(const World& world);

  /// True where lines may be drawn over: else one line a happening, as a screen reader wants it.
  [[nodiscard]] bool can_redraw() const { return can_redraw_; }
  /// Columns of the terminal; 0 = no limit, what is written is not for a terminal.
  [[nodiscard]] std::size_t width() const { return width_; }

  [[nodiscard]] std::string strong(std::string_view text) const { return painted("1", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return painted("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return painted("31", text); }

 private:
  [[nodiscard]] std::string painted(std::string_view code, std::string_view text) const;

  bool can_redraw_;
  bool has_colours_;
  std::size_t width_;
};

/// Characters, counted as code points: close enough for columns.
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// The text in lines of at most `width` columns, broken between words; a longer word has a line of its own. 0 = one line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// At most so many columns of the text; what is left out shows as "...".
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);

/// Ctrl-C is noted (World::is_interrupted) instead of ending the process while this lives.
class HeldInterrupts {
 public:
  explicit HeldInterrupts(World& world) : world_(world) { world_.hold_interrupts(true); }
  ~HeldInterrupts() { world_.hold_interrupts(false); }
  HeldInterrupts(const HeldInterrupts&) = delete;
  HeldInterrupts& operator=(const HeldInterrupts&) = delete;

 private:
  World& world_;
};

}  // namespace crier::client
