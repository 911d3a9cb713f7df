#include "client/watch.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <ostream>

#include "base/text.h"
#include "client/table.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

constexpr int kBarWidth = 30;
constexpr Millis kFirstPause{500};
constexpr Millis kLongestPause{10000};

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
  progress.delivered = progress.failed = progress.dropped = 0;
  std::string after;
  do {
    const auto page = caller.get(query + (after.empty() ? "" : "&after=" + percent_encode(after)));
    if (!page) return page.error();
    for (const auto& delivery : items_at(page->value, "deliveries")) {
      const auto state = core::parse_delivery_state(text_at(delivery, "state"));
      if (!state || !core::is_final(*state)) continue;
      if (*state == core::DeliveryState::delivered) {
        ++progress.delivered;
      } else if (*state == core::DeliveryState::failed || *state == core::DeliveryState::expired) {
        ++progress.failed;
      } else {
        ++progress.dropped;
      }
    }
    after = text_at(page->value, "next");
  } while (!after.empty());
  return {};
}

std::string bar(const std::string& channel, const Progress& progress) {
  const auto ended = progress.delivered + progress.failed + progress.dropped;
  const auto filled =
      progress.total == 0 ? kBarWidth : static_cast<int>(std::min<std::int64_t>(kBarWidth, kBarWidth * ended / progress.total));
  std::string line = printable(channel) + " [" + std::string(static_cast<std::size_t>(filled), '#') +
                     std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "] " + std::to_string(progress.delivered) + " of " +
                     std::to_string(progress.total) + " delivered";
  if (progress.failed > 0) line += ", " + std::to_string(progress.failed) + " failed";
  if (progress.dropped > 0) line += ", " + std::to_string(progress.dropped) + " superseded or cancelled";
  return line;
}

/// Draws the bars, over the ones before on a terminal.
class Bars {
 public:
  explicit Bars(World& world) : world_(world) {}
  void draw(const std::map<std::string, Progress>& channels) {
    std::string text;
    for (const auto& [channel, progress] : channels) text += (world_.is_terminal ? "\x1b[2K" : "") + bar(channel, progress) + "\n";
    if (text == last_) return;
    if (world_.is_terminal && !last_.empty()) world_.out << "\x1b[" << channels.size() << "A";
    world_.out << text << std::flush;
    last_ = text;
  }

 private:
  World& world_;
  std::string last_;
};

}  // namespace

int watch_update(Tool& tool, const json::value& result) {
  std::map<std::string, Progress> channels;
  for (const auto& broadcast : items_at(result, "broadcasts"))
    channels[text_at(broadcast, "channel")].total += number_at(broadcast, "recipients");
  const std::string query = "/v1/deliveries?limit=1000&incident=" + percent_encode(text_at(result, "incident")) +
                            "&update=" + std::to_string(number_at(result, "update"));
  Bars bars(tool.world);
  for (Millis pause = kFirstPause;; pause = std::min(kLongestPause, pause * 3 / 2)) {
    bool is_over = true;
    for (auto& [channel, progress] : channels) {
      if (progress.is_over()) continue;
      if (const auto counted = count(tool.caller, query + "&channel=" + percent_encode(channel), progress); !counted)
        return tool.fail(counted.error());
      is_over = is_over && progress.is_over();
    }
    if (!tool.prints_json) bars.draw(channels);
    if (is_over) break;
    tool.world.pause(pause);
  }
  const bool has_failed = std::any_of(channels.begin(), channels.end(), [](const auto& channel) { return channel.second.failed > 0; });
  if (has_failed)
    tool.world.err << "crier: some deliveries failed; see: crier queue --state failed --incident " << printable(text_at(result, "incident"))
                   << '\n';
  return done;
}

namespace {

/// Takes server-sent events apart: calls back with type and data of each.
class Events {
 public:
  template <class F>
  void take(std::string_view piece, F on_event) {
    rest_ += piece;
    for (auto end = rest_.find("\n\n"); end != std::string::npos; end = rest_.find("\n\n")) {
      std::string type, data;
      for (const auto line : split(std::string_view(rest_).substr(0, end), '\n')) {
        if (line.starts_with("event: ")) type = line.substr(7);
        if (line.starts_with("data: ")) data = line.substr(6);
      }
      if (!data.empty()) on_event(type, data);
      rest_.erase(0, end + 2);
    }
  }

 private:
  std::string rest_;
};

std::string happening(const std::string& type, const json::value& value) {
  if (type == "update") {
    return text_at(value, "at") + "  " + text_at(value, "incident") + " update " + std::to_string(number_at(value, "number")) + " (" +
           text_at(value, "status") + "): " + text_at(value, "summary");
  }
  if (type == "channel") {
    const auto reason = text_at(value, "reason");
    return "channel " + text_at(value, "name") + " is " + text_at(value, "state") + (reason.empty() ? "" : ": " + reason);
  }
  const auto& attempts = items_at(value, "attempts");
  const json::value attempt = attempts.empty() ? json::value() : attempts.back();
  return text_at(attempt, "at") + "  " + text_at(value, "incident") + " update " + std::to_string(number_at(value, "update")) + " to " +
         text_at(value, "recipient") + " by " + text_at(value, "channel") + ": " + text_at(value, "state") + " (" +
         text_at(attempt, "reply") + ")";
}

}  // namespace

int watch_stream(Tool& tool, const std::string& key) {
  Events events;
  Call call;
  call.path = "/v1/stream";
  const auto ended = tool.caller.stream(call, [&](std::string_view piece) {
    events.take(piece, [&](const std::string& type, const std::string& data) {
      json::error_code code;
      const json::value value = json::parse(data, code);
      if (code || (!key.empty() && text_at(value, "incident") != key)) return;
      tool.world.out << (tool.prints_json ? data : printable(happening(type, value))) << std::endl;
    });
    return static_cast<bool>(tool.world.out);
  });
  if (!ended) return tool.fail(ended.error());
  return tool.fail({unreachable, "crierd ended the stream; start watching again."});
}

}  // namespace crier::client
