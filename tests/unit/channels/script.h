#pragma once
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "channels/adapter.h"

namespace crier::channels::tests {

inline const UtcTime kNow = *parse_rfc3339("2026-11-22T13:05:00Z");

inline HttpReply reply(int status, std::string body = "", std::vector<std::pair<std::string, std::string>> headers = {}) {
  HttpReply made;
  made.status = status;
  made.body = std::move(body);
  made.headers = std::move(headers);
  return made;
}

inline HttpReply broken(Broken how) {
  HttpReply made;
  made.broken = how;
  made.error = "the connection was cut";
  return made;
}

inline Job job(core::Message message, std::string to = "") {
  Job made;
  made.delivery = {BroadcastId{12}, RecipientId{34}};
  made.idempotency_key = "msg_d12-34";
  made.message = std::make_shared<const core::Message>(std::move(message));
  made.to = std::move(to);
  made.now = kNow;
  made.nonce = "00112233445566778899aabbccddeeff";
  return made;
}

/// What an exchange did: its steps in order, the outcome last.
struct Course {
  std::vector<Step> steps;

  [[nodiscard]] const core::Outcome& outcome() const { return std::get<core::Outcome>(steps.back()); }
  [[nodiscard]] std::vector<HttpRequest> requests() const { return all<HttpRequest>(); }
  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const auto& step : steps) {
      if (const auto* one = std::get_if<Kind>(&step)) found.push_back(*one);
    }
    return found;
  }
};

/// Plays an exchange against replies to its requests, in order; checkpoints are always kept. The last reply answers every further
/// request, so that a course always ends; more than 200 steps fail the test.
inline Course play(Exchange& exchange, const std::vector<HttpReply>& replies) {
  Course course;
  course.steps.push_back(exchange.start());
  for (std::size_t next = 0; !std::holds_alternative<core::Outcome>(course.steps.back());) {
    if (course.steps.size() > 200) {
      ADD_FAILURE() << "the exchange does not end";
      course.steps.emplace_back(core::Outcome{});
      break;
    }
    if (std::holds_alternative<HttpRequest>(course.steps.back())) {
      const auto& answer = next < replies.size() ? replies[next] : replies.back();
      ++next;
      course.steps.push_back(exchange.on_reply(answer));
    } else {
      course.steps.push_back(exchange.on_reply(CheckpointDone{}));
    }
  }
  return course;
}

inline Course play(const Adapter& adapter, Job opened, const std::vector<HttpReply>& replies, const std::string& state = "") {
  auto exchange = adapter.open(std::move(opened), state);
  if (!exchange) {
    ADD_FAILURE() << exchange.error().text;
    return {{core::Outcome{}}};
  }
  return play(**exchange, replies);
}

inline std::string header_of(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

inline boost::json::object body_of(const HttpRequest& request) { return boost::json::parse(request.body).as_object(); }

/// A JSON file of the shared folder, none if the folder is not beside the project.
inline std::optional<boost::json::value> shared_json(const std::string& name) {
  std::ifstream file(CRIER_SHARED "/" + name);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

inline std::string text_of(const boost::json::value& object, const char* key) { return boost::json::value_to<std::string>(object.at(key)); }

}  // namespace crier::channels::tests
