#include "client/watch.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>
#include <set>

#include "base/text.h"
#include "client/happenings.h"
#include "client/live_view.h"
#include "client/result_lines.h"

namespace crier::client {
namespace {

constexpr Millis kFirstPause{500};
constexpr Millis kLongestPause{5000};
constexpr Millis kPatience{120000};
constexpr Millis kSilence{60000};  // crierd says something every 15 s
constexpr Millis kSlack{300000};   // an attempt that ends while we watch may have begun before
constexpr int kPages = 10;
constexpr std::size_t kRemembered = 100000;

/// Names of what was shown, the oldest forgotten.
class Memory {
 public:
  void add(const std::string& name) {
    if (name.empty() || !names_.insert(name).second) return;
    order_.push_back(name);
    if (order_.size() <= kRemembered) return;
    names_.erase(order_.front());
    order_.pop_front();
  }
  [[nodiscard]] bool has(const std::string& name) const { return names_.contains(name); }
  /// True if it was there.
  bool take(const std::string& name) { return names_.erase(name) > 0; }

 private:
  std::set<std::string> names_;
  std::deque<std::string> order_;
};

class Watching {
 public:
  Watching(Tool& tool, std::string incident, bool is_plain)
      : tool_(tool), incident_(std::move(incident)), view_(tool.world, is_plain || tool.prints_json), began_(tool.world.now()) {}

  int run() {
    Millis waited{};
    for (Millis pause = kFirstPause;; pause = std::min(kLongestPause, pause * 2)) {
      is_open_ = false;
      const auto ended = listen();
      if (is_open_) view_.finish();
      if (!tool_.world.out) return done;  // nobody reads any more
      if (!ended && (!ended.error().is_away || !was_open_)) return tool_.fail(ended.error());
      if (is_open_) {
        waited = {};
        pause = kFirstPause;
        view_.tell("The connection to crierd was lost; trying again for two minutes.");
      }
      if (waited >= kPatience) return tool_.fail({unreachable, "crierd was not reached again; when it runs: crier watch" + of_incident()});
      tool_.world.pause(pause);
      waited += pause;
    }
  }

 private:
  [[nodiscard]] std::string of_incident() const { return incident_.empty() ? "" : " " + incident_; }

  Result<void, Failure> listen() {
    Call call;
    call.path = "/v1/stream";
    call.last_event_id = last_id_;
    EventReader reader;
    heard_ = tool_.world.steady();
    return tool_.caller.stream(call, [&](std::string_view piece) {
      const auto now = tool_.world.steady();
      if (!piece.empty()) {
        heard_ = now;
        if (!is_open_) opened();
        reader.take(piece, [this](const StreamEvent& event) { happened(event); });
      }
      view_.refresh();
      return static_cast<bool>(tool_.world.out) && now - heard_ < kSilence;
    });
  }

  /// From now on crierd tells what happens; what happened before is asked for, so that nothing lies between.
  void opened() {
    is_open_ = true;
    auto caller = tool_.caller.another();
    if (was_open_) {
      catch_up(caller);
      view_.tell("The connection to crierd is back; watching goes on where it was.");
    } else {
      note_past(caller);
    }
    was_open_ = true;
  }

  [[nodiscard]] std::string filtered(const std::string& path) const {
    return path + (incident_.empty() ? "" : "&incident=" + percent_encode(exact_name(incident_)));
  }

  void note_past(Caller& caller) {
    const auto updates = caller.get(filtered("/v1/updates?limit=100"), 501);
    if (updates) {
      for (const auto& update : items_at(updates->value, "updates")) seen_.add(name_of("update", update));
    }
    const auto deliveries = caller.get(filtered("/v1/deliveries?limit=1000&since=48h"));
    if (!deliveries) return;
    for (const auto& delivery : items_at(deliveries->value, "deliveries")) seen_.add(name_of("delivery", delivery));
  }

  void catch_up(Caller& caller) {
    auto missed = pages(caller, "/v1/updates?limit=100", "updates",
                        [this](const json::value& update) { return !seen_.has(name_of("update", update)); });
    tell_missed("update", missed);
    missed = pages(caller, "/v1/deliveries?limit=1000&since=48h", "deliveries", [this](const json::value& delivery) {
      const auto& attempts = items_at(delivery, "attempts");
      const auto at = attempts.empty() ? std::nullopt : parse_rfc3339(text_at(attempts.back(), "at"));
      return at && *at > began_ - kSlack && is_ended(delivery) && !seen_.has(name_of("delivery", delivery));
    });
    tell_missed("delivery", missed);
  }

  /// What `is_missed` of a list that is newest first, page by page until one has none.
  template <class F>
  std::vector<json::value> pages(Caller& caller, const std::string& path, const char* list, F is_missed) const {
    std::vector<json::value> missed;
    std::string after;
    for (int page = 0; page < kPages; ++page) {
      const auto reply = caller.get(filtered(path) + (after.empty() ? "" : "&after=" + percent_encode(after)), 501);
      if (!reply) return missed;
      const auto before = missed.size();
      for (const auto& item : items_at(reply->value, list)) {
        if (is_missed(item)) missed.push_back(item);
      }
      if (missed.size() == before) break;
      after = text_at(reply->value, "next");
      if (after.empty()) break;
    }
    return missed;
  }

  /// Oldest first, as they happened. The stream may tell them once more.
  void tell_missed(const char* type, const std::vector<json::value>& missed) {
    for (auto value = missed.rbegin(); value != missed.rend(); ++value) {
      caught_up_.add(name_of(type, *value));
      tell(type, *value, json::serialize(*value));
    }
  }

  void happened(const StreamEvent& event) {
    if (!event.id.empty()) last_id_ = event.id;
    json::error_code code;
    const json::value value = json::parse(event.data, code);
    if (code || (!incident_.empty() && text_at(value, "incident") != incident_)) return;
    if (caught_up_.take(name_of(event.type, value))) return;
    tell(event.type, value, event.data);
  }

  void tell(const std::string& type, const json::value& value, const std::string& data) {
    seen_.add(name_of(type, value));
    if (tool_.prints_json) {
      tool_.world.out << data << std::endl;
    } else {
      view_.show(type, value);
    }
  }

  Tool& tool_;
  std::string incident_;  ///< as crierd names it; "" = all
  LiveView view_;
  UtcTime began_;
  SteadyTime heard_{};
  std::string last_id_;
  bool is_open_ = false;   ///< the stream that is listened to just now has said something
  bool was_open_ = false;  ///< one has, ever
  Memory seen_;            ///< shown, or from before the beginning
  Memory caught_up_;       ///< shown from a list: the stream does not show it again
};

}  // namespace

int watch_stream(Tool& tool, const std::string& key, bool is_plain) {
  std::string incident = key;
  if (!key.empty()) {
    const auto reply = tool.caller.get("/v1/incidents/" + percent_encode(key));
    if (!reply) return tool.fail(reply.error());
    if (const auto name = text_at(reply->value, "incident"); !name.empty()) incident = name;
  }
  return Watching(tool, incident, is_plain).run();
}

}  // namespace crier::client
