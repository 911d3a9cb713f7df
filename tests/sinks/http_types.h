#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crier::sinks {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// One request as it arrived, read whole.
struct Request {
  std::string method;
  std::string target;
  Fields headers;  ///< names in lower case
  std::string body;
  bool tls = false;

  /// The first value of a field, none if it is absent. `name` in lower case.
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const {
    for (const auto& [field, value] : headers) {
      if (field == name) return value;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::string path() const { return target.substr(0, target.find('?')); }
};

struct Answer {
  int status = 200;
  Fields headers;
  std::string body;
};

/// What a receiver makes of a request: its answer, and what is recorded if it took a message.
struct Verdict {
  Answer answer;
  std::optional<boost::json::object> accepted;  ///< beside receiver, time, headers and body
  std::string refusal;                          ///< why a message was not taken, "" if it was or there was none
};

[[nodiscard]] inline Answer json_answer(int status, const boost::json::value& body) {
  return {status, {{"content-type", "application/json; charset=utf-8"}}, boost::json::serialize(body)};
}

}  // namespace crier::sinks
