#pragma once
#include <boost/json/value.hpp>
#include <deque>
#include <set>
#include <string>

#include "client/terminal.h"
#include "client/world.h"

namespace crier::client {

/// Draws a block of lines over the one before, on a terminal that can; each line is cut to the terminal's width, so that the
/// block stays where it is. Elsewhere it writes the lines that are new.
class Block {
 public:
  Block(World& world, const Style& style) : world_(world), style_(style) {}
  void draw(const std::vector<std::string>& lines);
  /// Takes the block off the screen, so that a line can stand where it was.
  void erase();

 private:
  World& world_;
  const Style& style_;
  std::vector<std::string> shown_;
};

/// What `crier watch` shows. On a terminal updates and channels are lines that stay; below them stands a block that is redrawn, with
/// how many deliveries of each update and channel ended how. Elsewhere, and with --plain, every happening is a line.
/// Thread: one. Invariant: the block has at most kRows rows, and is redrawn at most four times a second.
class LiveView {
 public:
  LiveView(World& world, bool is_plain);

  /// `type`: update, delivery or channel; `value`: its object.
  void show(std::string_view type, const boost::json::value& value);
  /// A sentence about the watching itself, for stderr.
  void tell(std::string_view sentence);
  /// Draws what has changed; called when nothing comes, too.
  void refresh();
  /// Leaves the counts on the screen as lines: nothing comes just now.
  void finish();

 private:
  static constexpr std::size_t kRows = 8;

  struct Row {
    std::string incident, channel;
    std::int64_t update = 0;
    std::int64_t delivered = 0, failed = 0, dropped = 0;
    std::set<std::string> waiting;  ///< ids of those that are tried again
  };
  void count(const boost::json::value& delivery);
  Row& row_of(const boost::json::value& delivery);
  [[nodiscard]] std::string line_of_row(const Row& row) const;

  World& world_;
  Style style_;
  bool is_plain_;
  Block block_;
  std::deque<Row> rows_;
  SteadyTime drawn_{};
  bool has_changed_ = true;
};

}  // namespace crier::client
