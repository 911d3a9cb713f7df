#include "channels/x/answer.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "channels/http_outcome.h"
#include "channels/json_fields.h"
#include "channels/x/posted.h"

namespace crier::channels::x {
namespace {

using boost::json::object;
using core::Outcome;
using core::Scope;

constexpr int kDuplicateCode = 187;
constexpr int kAccessLevelCode = 453;
/// X answers "Authenticating with Unknown" now and then without cause: so many attempts are made before it is believed.
constexpr int kAttemptsWithUnknown = 4;
constexpr Millis kDay{24LL * 3600 * 1000};

/// The last segment of a problem's type: its prefix differs between documents and answers.
std::string problem_type(const object& body) {
  const auto type = text_field(body, "type");
  return type.substr(type.rfind('/') + 1);
}

bool says(const std::string& text, std::string_view words) { return to_lower_ascii(text).find(words) != std::string::npos; }

bool has_code(const object& body, std::int64_t code) {
  const auto* errors = array_field(body, "errors");
  if (errors == nullptr) return false;
  return std::any_of(errors->begin(), errors->end(), [code](const auto& error) {
    const auto* fields = error.if_object();
    return fields != nullptr && number_field(*fields, "code") == code;
  });
}

/// "HTTP 403: what X says in words", if it says something in JSON.
std::string words_of(const HttpReply& reply, const std::optional<object>& body) {
  if (!body) return describe(reply);
  auto words = text_field(*body, "detail");
  if (words.empty()) words = text_field(*body, "error_description");
  if (const auto* errors = array_field(*body, "errors"); words.empty() && errors != nullptr && !errors->empty()) {
    if (const auto* first = errors->front().if_object()) words = text_field(*first, "message");
  }
  if (words.empty()) return describe(reply);
  constexpr std::size_t limit = 300;
  return "HTTP " + std::to_string(reply.status) + ": " + one_line(words, limit);
}

std::optional<std::int64_t> count_of(const HttpReply& reply, const std::string& name) {
  const auto text = header(reply, name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text->data() + text->size()) return std::nullopt;
  return value;
}

/// How long until the latest of the limits that are used up is reset, by X's own clock.
std::optional<Millis> until_reset(const HttpReply& reply, UtcTime now) {
  constexpr std::array<const char*, 3> limits = {"x-rate-limit-", "x-user-limit-24hour-", "x-app-limit-24hour-"};
  std::optional<std::int64_t> latest;
  for (const std::string limit : limits) {
    const auto reset = count_of(reply, limit + "reset");
    if (reset && count_of(reply, limit + "remaining").value_or(0) == 0) latest = std::max(latest.value_or(*reset), *reset);
  }
  constexpr std::int64_t farthest = 253402300800;  // the year 10000
  if (!latest || *latest < 0 || *latest > farthest) return std::nullopt;
  const auto wait = UtcTime(std::chrono::seconds(*latest)) - server_time(reply, now);
  if (wait <= Millis::zero()) return std::nullopt;
  return std::clamp<Millis>(wait, Millis(1000), kDay);
}

Answer too_many(const HttpReply& reply, const std::optional<object>& body, UtcTime now) {
  const bool used_up = body && (text_field(*body, "title") == "UsageCapExceeded" || problem_type(*body) == "usage-capped");
  if (used_up) return refuses_us(words_of(reply, body));
  auto outcome = retry(Scope::channel, words_of(reply, body));
  outcome.after = until_reset(reply, now);
  if (!outcome.after) outcome.after = retry_after(reply, now);
  outcome.congested = true;
  return outcome;
}

Answer forbidden(const HttpReply& reply, const std::optional<object>& body, const AnswerContext& context) {
  // Cloudflare in front of X answers for itself, in HTML.
  if (!body) return retry(Scope::channel, describe(reply));
  const auto detail = text_field(*body, "detail");
  const auto type = problem_type(*body);
  if (says(detail, "duplicate content") || has_code(*body, kDuplicateCode)) return Duplicate{};
  if (says(detail, "authenticating with unknown")) {
    if (context.attempt < kAttemptsWithUnknown) return retry(Scope::channel, words_of(reply, body));
    return refuses_us(words_of(reply, body));
  }
  const bool ours = type == "oauth1-permissions" || type == "client-forbidden" || type == "unsupported-authentication" ||
                    text_field(*body, "reason") == "client-not-enrolled" || says(detail, "app permissions") ||
                    says(detail, "authenticating with") || has_code(*body, kAccessLevelCode);
  if (ours) return refuses_us(words_of(reply, body));
  if (context.is_reply) return ReplyRefused{};
  return rejected(Scope::message, words_of(reply, body));
}

Answer accepted(const HttpReply& reply, const std::optional<object>& body) {
  const auto* post = body ? object_field(*body, "data") : nullptr;
  const auto id = post != nullptr ? text_field(*post, "id") : "";
  if (is_post_id(id)) return Created{id};
  if (reply.status == 201) return Created{};
  if (body && post == nullptr && body->contains("errors")) return rejected(Scope::message, words_of(reply, body));
  auto outcome = retry(Scope::channel, describe(reply));
  outcome.maybe_accepted = true;
  return outcome;
}

}  // namespace

Answer read_answer(const HttpReply& reply, const AnswerContext& context) {
  if (reply.broken != Broken::no) return unanswered(reply);
  const auto body = parse_object(reply.body);
  if (reply.status >= 200 && reply.status <= 299) return accepted(reply, body);
  switch (reply.status) {
    case 401:
      return Unauthorized{};
    case 402:
      return refuses_us(words_of(reply, body));
    case 403:
      return forbidden(reply, body, context);
    case 429:
      return too_many(reply, body, context.now);
    default:
      break;
  }
  if (is_retryable(reply.status)) {
    auto outcome = retry_by_status(reply, context.now);
    outcome.maybe_accepted = reply.status >= 500;
    return outcome;
  }
  // A reply to a post that is gone: an invalid request that names the field, or something that is not found.
  const bool parent_gone = reply.status == 404 || (reply.status == 400 && reply.body.find("in_reply_to_tweet_id") != std::string::npos);
  if (context.is_reply && body && parent_gone) return ReplyRefused{};
  return rejected(Scope::message, words_of(reply, body));
}

}  // namespace crier::channels::x
