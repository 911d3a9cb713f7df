#include "channels/slack/web_api.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "channels/http_outcome.h"
#include "channels/http_request.h"
#include "channels/json_fields.h"
#include "channels/slack/error_codes.h"

namespace crier::channels::slack {
namespace {

using core::Outcome;
using core::Scope;

constexpr std::size_t kShort = 3500;  // below chat.update's 4,000, for how Slack counts is not settled

HttpRequest call(const std::string& api, const std::string& method, const Secret& token, const boost::json::object& body, Millis timeout) {
  auto request = json_post(join_url(api, "/" + method), boost::json::serialize(body), timeout, "application/json; charset=utf-8");
  request.headers.emplace_back("authorization", "Bearer " + token.reveal());
  return request;
}

/// The error word of an answer, "" if it is none of the API's.
std::string error_code(const std::optional<boost::json::object>& body) {
  if (!body) return "";
  const auto* ok = body->if_contains("ok");
  const bool failed = ok != nullptr && ok->is_bool() && !ok->get_bool();
  return failed ? text_field(*body, "error") : "";
}

bool says_ok(const std::optional<boost::json::object>& body) {
  if (!body) return false;
  const auto* ok = body->if_contains("ok");
  return ok != nullptr && ok->is_bool() && ok->get_bool();
}

/// "HTTP 200: missing_scope (chat:write)": the word, and what else Slack says about it.
std::string explain(const HttpReply& reply, const std::string& code) {
  auto text = "HTTP " + std::to_string(reply.status) + ": " + code;
  const auto body = parse_object(reply.body);
  auto more = body ? text_field(*body, "needed") : "";
  const auto* meta = body ? object_field(*body, "response_metadata") : nullptr;
  const auto* messages = meta != nullptr ? array_field(*meta, "messages") : nullptr;
  if (more.empty() && messages != nullptr && !messages->empty() && messages->front().is_string()) more = messages->front().get_string();
  if (!more.empty()) text += " (" + more + ")";
  constexpr std::size_t limit = 300;
  return one_line(text, limit);
}

Outcome judge_code(const HttpReply& reply, const std::string& code, UtcTime now) {
  const auto words = explain(reply, code);
  switch (classify_code(code)) {
    case CodeClass::again:
    case CodeClass::again_unsure: {
      auto outcome = retry_by_status(reply, now);
      outcome.reply = words;
      outcome.congested = outcome.congested || code == "ratelimited" || code == "rate_limited" || code == "message_limit_exceeded";
      outcome.maybe_accepted = classify_code(code) == CodeClass::again_unsure;
      return outcome;
    }
    case CodeClass::ours:
      return refuses_us(words);
    case CodeClass::conversation:
    case CodeClass::thread:
      return rejected(Scope::recipient, words);
    case CodeClass::layout:
    case CodeClass::message:
    case CodeClass::root_gone:
      break;
  }
  return rejected(Scope::message, words);
}

/// Answers that are not the API's: a proxy, or Slack in trouble.
Outcome judge_status(const HttpReply& reply, UtcTime now) {
  if (is_retryable(reply.status)) return retry_by_status(reply, now);
  if (reply.status == 401 || reply.status == 403) return refuses_us(describe(reply));
  if (reply.status < 200 || reply.status > 299) return rejected(Scope::message, describe(reply));
  auto outcome = retry(Scope::destination, describe(reply));
  outcome.maybe_accepted = true;
  return outcome;
}

Outcome out_of_turn() { return rejected(Scope::message, "The exchange was given an answer that it had not asked for."); }

}  // namespace

PostExchange::PostExchange(const Settings& settings, Job job, Content content)
    : api_(settings.api), token_(settings.token), timeout_(settings.common.timeout), job_(std::move(job)), content_(std::move(content)) {
  if (const auto root = PostId::parse(job_.thread_root)) thread_ = root->ts;
}

Step PostExchange::post() {
  boost::json::object body;
  body["channel"] = job_.to;
  body["text"] = plain_ ? shortened(content_.text, kShort) : content_.text;
  if (!plain_ && !content_.blocks.empty()) body["blocks"] = content_.blocks;
  if (!thread_.empty()) body["thread_ts"] = thread_;
  return call(api_, "chat.postMessage", token_, body, timeout_);
}

Step PostExchange::on_reply(Reply reply) {
  const auto* answer = std::get_if<HttpReply>(&reply);
  if (answer == nullptr || state_ == State::over) return out_of_turn();
  state_ = State::over;
  if (answer->broken != Broken::no) return unanswered(*answer);
  const auto body = parse_object(answer->body);
  const bool success = answer->status >= 200 && answer->status <= 299;
  if (const auto code = error_code(body); !code.empty()) return on_refusal(*answer, code);
  std::optional<PostId> id;
  if (success && says_ok(body)) id = PostId{text_field(*body, "channel"), text_field(*body, "ts")};
  if (success && !body) id = id_in_truncated(answer->body);
  if (!id) return judge_status(*answer, job_.now);
  if (id->channel.empty() || id->ts.empty()) return delivered("posted; its id is not known.");
  return delivered("posted " + id->text(), id->text());
}

Step PostExchange::on_refusal(const HttpReply& reply, const std::string& code) {
  const auto meaning = classify_code(code);
  if ((meaning == CodeClass::thread || meaning == CodeClass::root_gone) && !thread_.empty()) {
    thread_.clear();
    state_ = State::posting;
    return post();
  }
  if (meaning == CodeClass::layout && !plain_ && !content_.text.empty()) {
    plain_ = true;
    state_ = State::posting;
    return post();
  }
  return judge_code(reply, code, job_.now);
}

EditExchange::EditExchange(const Settings& settings, const Content& content, const PostId& post, UtcTime now) : post_(post), now_(now) {
  boost::json::object body;
  body["channel"] = post.channel;
  body["ts"] = post.ts;
  body["text"] = shortened(content.text, kShort);
  body["blocks"] = content.blocks;
  request_ = call(settings.api, "chat.update", settings.token, body, settings.common.timeout);
}

Step EditExchange::on_reply(Reply reply) {
  const auto* answer = std::get_if<HttpReply>(&reply);
  if (answer == nullptr) return out_of_turn();
  if (answer->broken != Broken::no) return unanswered(*answer);
  const auto body = parse_object(answer->body);
  const bool success = answer->status >= 200 && answer->status <= 299;
  if (const auto code = error_code(body); !code.empty()) return judge_code(*answer, code, now_);
  if (success && (says_ok(body) || (!body && id_in_truncated(answer->body)))) return delivered("edited " + post_.text(), post_.text());
  return judge_status(*answer, now_);
}

}  // namespace crier::channels::slack
