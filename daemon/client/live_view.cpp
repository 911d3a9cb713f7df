#include "client/live_view.h"

#include <algorithm>
#include <ostream>

#include "client/caller.h"
#include "client/happenings.h"
#include "client/table.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

constexpr Millis kBetweenDraws{250};  // calm for the eye, and for a slow line

}  // namespace

void Block::draw(const std::vector<std::string>& lines) {
  if (lines == shown_) return;
  if (style_.can_redraw()) {
    erase();
    for (const auto& line : lines) world_.out << cut(line, style_.width() - 1) << '\n';
  } else {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i >= shown_.size() || lines[i] != shown_[i]) world_.out << lines[i] << '\n';
    }
  }
  world_.out << std::flush;
  shown_ = lines;
}

void Block::erase() {
  if (style_.can_redraw() && !shown_.empty()) {
    world_.out << "\x1b[" << shown_.size() << "A\x1b[J";  // up, and clear to the end of the screen
    shown_.clear();
  }
}

LiveView::LiveView(World& world, bool is_plain)
    : world_(world), style_(world), is_plain_(is_plain || !style_.can_redraw()), block_(world, style_) {}

void LiveView::show(std::string_view type, const boost::json::value& value) {
  if (!is_plain_ && type == "delivery") {
    count(value);
  } else {
    block_.erase();
    world_.out << line_of(type, value) << '\n' << std::flush;
  }
  has_changed_ = true;
}

void LiveView::tell(std::string_view sentence) {
  block_.erase();
  world_.out << std::flush;
  world_.err << "crier: " << sentence << '\n';
  has_changed_ = true;
}

LiveView::Row& LiveView::row_of(const boost::json::value& delivery) {
  const auto incident = text_at(delivery, "incident");
  const auto channel = text_at(delivery, "channel");
  const auto update = number_at(delivery, "update");
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) {
    return row.update == update && row.incident == incident && row.channel == channel;
  });
  if (found != rows_.end()) return *found;
  if (rows_.size() == kRows) rows_.pop_front();
  Row row;
  row.incident = incident;
  row.channel = channel;
  row.update = update;
  rows_.push_back(std::move(row));
  return rows_.back();
}

void LiveView::count(const boost::json::value& delivery) {
  auto& row = row_of(delivery);
  const auto id = text_at(delivery, "id");
  const auto state = core::parse_delivery_state(text_at(delivery, "state"));
  if (!state || !core::is_final(*state)) {
    row.waiting.insert(id);
    return;
  }
  row.waiting.erase(id);
  if (*state == core::DeliveryState::delivered) {
    ++row.delivered;
  } else if (*state == core::DeliveryState::failed || *state == core::DeliveryState::expired) {
    ++row.failed;
  } else {
    ++row.dropped;
  }
}

std::string LiveView::line_of_row(const Row& row) const {
  std::string line = "  " + printable(row.incident) + " update " + std::to_string(row.update) + " by " + printable(row.channel) + ": " +
                     std::to_string(row.delivered) + " delivered";
  if (row.failed > 0) line += ", " + std::to_string(row.failed) + " failed";
  if (!row.waiting.empty()) line += ", " + std::to_string(row.waiting.size()) + " to be tried again";
  if (row.dropped > 0) line += ", " + std::to_string(row.dropped) + " superseded or cancelled";
  return line;
}

void LiveView::refresh() {
  if (is_plain_ || !has_changed_) return;
  const auto now = world_.steady();
  if (drawn_ != SteadyTime{} && now - drawn_ < kBetweenDraws) return;
  drawn_ = now;
  std::vector<std::string> lines;
  for (const auto& row : rows_) lines.push_back(line_of_row(row));
  lines.emplace_back("Watching. Ctrl-C ends watching, not sending.");
  block_.draw(lines);
  has_changed_ = false;
}

void LiveView::finish() {
  if (is_plain_) return;
  block_.erase();
  for (const auto& row : rows_) world_.out << line_of_row(row) << '\n';
  world_.out << std::flush;
  drawn_ = {};
  has_changed_ = true;
}

}  // namespace crier::client
