#pragma once
#include <map>
#include <string>

#include "base/time.h"
#include "sinks/http_types.h"

namespace crier::sinks {

struct SlackSettings {
  std::string token;  ///< the bearer that is taken, "" = any
  double rate = 0;    ///< messages a second and channel after a burst of 5, 0 = unlimited
};

/// Both doors of Slack: the Web API (…/chat.postMessage, …/chat.update, …/auth.test) and incoming webhooks (/services/…).
class SlackService {
 public:
  explicit SlackService(SlackSettings settings) : settings_(std::move(settings)) {}
  [[nodiscard]] Verdict handle(const Request& request, UtcTime now);
  /// How the door of that request says an error word: HTTP 200 with ok false, or the word in plain text.
  [[nodiscard]] static Answer error(const Request& request, const std::string& word);
  void forget();

 private:
  struct Post {
    std::string channel;
    std::string root;  ///< ts of its thread's first message, its own if it is that
  };
  struct Bucket {
    double tokens = 5;
    UtcTime at{};
  };
  [[nodiscard]] Verdict web_api(const Request& request, UtcTime now);
  [[nodiscard]] Verdict post_message(const Request& request, const boost::json::object& body, UtcTime now);
  [[nodiscard]] Verdict update(const Request& request, const boost::json::object& body);
  [[nodiscard]] Verdict webhook(const Request& request, UtcTime now);
  [[nodiscard]] bool is_over_rate(const std::string& channel, UtcTime now);
  [[nodiscard]] std::string next_ts(UtcTime now);

  SlackSettings settings_;
  std::map<std::string, Post> posts_;  ///< by channel id and ts
  std::map<std::string, Bucket> buckets_;
  std::int64_t last_ts_ = 0;  ///< microseconds
};

}  // namespace crier::sinks
