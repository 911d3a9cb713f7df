#include "client/caller.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "client/table.h"

namespace crier::client {
namespace {

constexpr int kTries = 4;
constexpr Millis kFirstPause{200};
constexpr Millis kLongestPause{5000};

Millis pause_before(int attempt, int retry_after) {
  const Millis own = kFirstPause * (1 << attempt);
  return std::min(kLongestPause, std::max(own, Millis(1000LL * retry_after)));
}

}  // namespace

int exit_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return not_allowed;
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return try_later;
    case 501:
      return usage;
    default:
      return refused;
  }
}

Failure Caller::refusal(const std::string& body, int status) {
  if (prints_json_) world_.out << body << (body.ends_with('\n') ? "" : "\n");
  json::error_code code;
  const json::value problem = json::parse(body, code);
  std::string text = code ? "" : printable(text_at(problem, "detail"));
  if (text.empty()) text = "crierd answered with status " + std::to_string(status) + ".";
  if (!code) {
    const auto& errors = items_at(problem, "errors");
    for (const auto& error : errors) {
      const auto detail = printable(text_at(error, "detail"));
      // One alone is often the whole of the sentence.
      if (errors.size() > 1 || text.find(detail) == std::string::npos) text += "\n  " + printable(text_at(error, "pointer")) + " " + detail;
    }
  }
  return {exit_of(status), std::move(text)};
}

Result<Reply, Failure> Caller::call(const Call& call, bool repeatable, int also) {
  bool was_cut = false;
  for (int attempt = 0;; ++attempt) {
    const bool is_last = attempt + 1 == kTries;
    auto answer = connection_->call(call);
    if (!answer) {
      const bool is_unsent = answer.error().kind == ErrorKind::unavailable;
      was_cut = was_cut || !is_unsent;
      if (is_last || !(is_unsent || repeatable)) return Failure{unreachable, answer.error().text, true, was_cut};
      world_.pause(pause_before(attempt, 0));
    } else if (answer->status == 503 && !is_last) {
      world_.pause(pause_before(attempt, answer->retry_after));
    } else if (answer->status >= 300 && answer->status != also) {
      return refusal(answer->body, answer->status);
    } else {
      Reply reply{std::move(answer->body), {}, answer->status};
      json::error_code code;
      if (!reply.text.empty()) reply.value = json::parse(reply.text, code);
      if (code) return Failure{unreachable, "What answered is not crierd: its answer is no JSON. Check --socket or --url."};
      return reply;
    }
  }
}

Result<Reply, Failure> Caller::get(const std::string& path, int also) {
  Call one;
  one.path = path;
  return call(one, true, also);
}

Result<Reply, Failure> Caller::post(const std::string& path, const std::string& body) {
  Call one;
  one.method = "POST";
  one.path = path;
  one.body = body;
  one.content_type = body.empty() ? "" : "application/json";
  return call(one, false);
}

Result<void, Failure> Caller::stream(const Call& call, const std::function<bool(std::string_view)>& piece) {
  const auto answer = connection_->stream(call, piece);
  if (!answer) return Failure{unreachable, answer.error().text, true};
  if (answer->status != 200) return refusal(answer->body, answer->status);
  return {};
}

const json::value& member_at(const json::value& object, std::string_view name) {
  static const json::value none;
  if (!object.is_object()) return none;
  const auto* found = object.get_object().if_contains(name);
  return found == nullptr ? none : *found;
}

std::string text_at(const json::value& object, std::string_view name) {
  const auto& member = member_at(object, name);
  return member.is_string() ? std::string(member.get_string()) : std::string();
}

std::int64_t number_at(const json::value& object, std::string_view name) {
  const auto& member = member_at(object, name);
  return member.is_int64() ? member.get_int64() : 0;
}

const json::array& items_at(const json::value& object, std::string_view name) {
  static const json::array none;
  const auto& member = member_at(object, name);
  return member.is_array() ? member.get_array() : none;
}

}  // namespace crier::client
