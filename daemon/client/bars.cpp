#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <ostream>

#include "base/text.h"
#include "client/live_view.h"
#include "client/table.h"
#include "client/watch.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr Millis kFirstPause{500};
constexpr Millis kLongestPause{10000};
constexpr Millis kPatience{120000};  // with a daemon that is away

/// How far one channel is with an update.
struct Progress {
  std::int64_t total = 0;
  std::int64_t delivered = 0;
  std::int64_t failed = 0;   ///< failed, expired
  std::int64_t dropped = 0;  ///< superseded, cancelled: nothing more comes
  [[nodiscard]] bool is_over() const { return delivered + failed + dropped >= total; }
};

/// Counts the update's deliveries on a channel, page by page.
Result<void, Failure> count(Caller& caller, const std::string& query, Progress& progress) {
  Progress counted{progress.total, 0, 0, 0};
  std::string after;
  do {
    const auto page = caller.get(query + (after.empty() ? "" : "&after=" + percent_encode(after)));
    if (!page) return page.error();
    for (const auto& delivery : items_at(page->value, "deliveries")) {
      const auto state = core::parse_delivery_state(text_at(delivery, "state"));
      if (!state || !core::is_final(*state)) continue;
      if (*state == core::DeliveryState::delivered) {
        ++counted.delivered;
      } else if (*state == core::DeliveryState::failed || *state == core::DeliveryState::expired) {
        ++counted.failed;
      } else {
        ++counted.dropped;
      }
    }
    after = text_at(page->value, "next");
  } while (!after.empty());
  progress = counted;
  return {};
}

/// The bar is for the eye; the words beside it say the same.
std::string bar(const std::string& channel, const Progress& progress) {
  const auto ended = progress.delivered + progress.failed + progress.dropped;
  const auto filled = progress.total == 0
                          ? kBarWidth
                          : std::min(kBarWidth, kBarWidth * static_cast<std::size_t>(ended) / static_cast<std::size_t>(progress.total));
  std::string line = printable(channel) + " [" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] " +
                     std::to_string(progress.delivered) + " of " + std::to_string(progress.total) + " delivered";
  if (progress.failed > 0) line += ", " + std::to_string(progress.failed) + " failed";
  if (progress.dropped > 0) line += ", " + std::to_string(progress.dropped) + " superseded or cancelled";
  return line;
}

/// The channels of one update until all is over.
class Bars {
 public:
  Bars(Tool& tool, const json::value& result)
      : tool_(tool),
        style_(tool.world),
        block_(tool.world, style_),
        incident_(text_at(result, "incident")),
        query_("/v1/deliveries?limit=10000&incident=" + percent_encode(incident_) +
               "&update=" + std::to_string(number_at(result, "update"))) {
    for (const auto& broadcast : items_at(result, "broadcasts"))
      channels_[text_at(broadcast, "channel")].total += number_at(broadcast, "recipients");
  }

  int watch() {
    const HeldInterrupts held(tool_.world);
    for (Millis pause = kFirstPause;; pause = std::min(kLongestPause, pause * 3 / 2)) {
      if (const auto counted = count_all(); !counted) {
        const auto& failure = counted.error();
        if (!failure.is_away || away_ > kPatience) return tool_.fail(failure);
        if (away_ == Millis{})
          tool_.world.err << "crier: crierd is away just now; what it accepted goes on when it is back. Trying again.\n";
        away_ += pause;
      } else {
        away_ = {};
        if (!tool_.prints_json) draw();
        if (is_over()) return tell_end();
      }
      if (!tool_.world.is_interrupted()) tool_.world.pause(pause);
      if (tool_.world.is_interrupted()) return tell_left();
    }
  }

 private:
  Result<void, Failure> count_all() {
    for (auto& [channel, progress] : channels_) {
      if (progress.is_over()) continue;
      if (auto counted = count(tool_.caller, query_ + "&channel=" + percent_encode(channel), progress); !counted) return counted;
      if (tool_.world.is_interrupted()) break;
    }
    return {};
  }

  [[nodiscard]] bool is_over() const {
    return std::all_of(channels_.begin(), channels_.end(), [](const auto& channel) { return channel.second.is_over(); });
  }

  void draw() {
    std::vector<std::string> lines;
    for (const auto& [channel, progress] : channels_) lines.push_back(bar(channel, progress));
    block_.draw(lines);
  }

  int tell_end() {
    const bool has_failed = std::any_of(channels_.begin(), channels_.end(), [](const auto& channel) { return channel.second.failed > 0; });
    if (has_failed)
      tool_.world.err << "crier: some deliveries failed; see: crier queue --state failed --incident " << printable(incident_) << '\n';
    return done;
  }

  int tell_left() {
    tool_.world.err << "\ncrier: you stopped watching; sending goes on without it. See: crier show " << printable(incident_) << '\n';
    return done;
  }

  Tool& tool_;
  Style style_;
  Block block_;
  std::string incident_, query_;
  std::map<std::string, Progress> channels_;
  Millis away_{};
};

}  // namespace

int watch_update(Tool& tool, const json::value& result) {
  // The broadcasts of what is pending are those that it would make.
  if (text_at(result, "state") != "announced" || items_at(result, "broadcasts").empty()) {
    if (!tool.prints_json) tool.world.out << "There is nothing to watch: nobody is told just now.\n";
    return done;
  }
  return Bars(tool, result).watch();
}

}  // namespace crier::client
