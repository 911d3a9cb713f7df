#include "sinks/slack_service.h"

#include <algorithm>

#include "base/crypto.h"
#include "sinks/slack_rules.h"

namespace crier::sinks {
namespace {

using boost::json::object;
using boost::json::value;

constexpr double kBurst = 5;
constexpr std::size_t kTextIsCut = 40000;
constexpr std::size_t kUpdateText = 4000;
constexpr std::size_t kAllBlocks = 13000;

std::string text_of(const object& body, std::string_view key) {
  const value* of = body.if_contains(key);
  return of && of->is_string() ? std::string(of->as_string()) : "";
}

bool is_webhook(const Request& request) { return request.path().rfind("/services/", 0) == 0; }

Answer ok_false(const std::string& word, const std::vector<std::string>& messages = {}) {
  object body{{"ok", false}, {"error", word}};
  if (!messages.empty()) {
    boost::json::array all;
    for (const std::string& message : messages) all.emplace_back(message);
    body["response_metadata"] = {{"messages", all}};
  }
  Answer answer = json_answer(200, body);
  if (word == "ratelimited") {
    answer.status = 429;
    answer.headers.emplace_back("retry-after", "1");
  }
  return answer;
}

Answer plain(int status, const std::string& word) { return {status, {{"content-type", "text/plain"}}, word}; }

int webhook_status(const std::string& word) {
  for (const char* forbidden : {"action_prohibited", "posting_to_general_channel_denied", "invalid_token", "team_disabled"}) {
    if (word == forbidden) return 403;
  }
  for (const char* missing : {"channel_not_found", "no_service", "no_service_id", "no_team", "no_active_hooks"}) {
    if (word == missing) return 404;
  }
  if (word == "channel_is_archived") return 410;
  if (word == "rate_limited") return 429;
  if (word == "rollup_error") return 500;
  return 400;
}

/// The id of a channel that is named "#name"; other names are ids already.
std::string channel_id(const std::string& channel) {
  if (channel.empty() || channel[0] != '#') return channel;
  std::string hex = to_hex(sha256(channel)).substr(0, 9);
  std::transform(hex.begin(), hex.end(), hex.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return "C" + hex;
}

Verdict refusal(Answer answer, std::string why) {
  Verdict verdict;
  verdict.answer = std::move(answer);
  verdict.refusal = std::move(why);
  return verdict;
}

/// Why text and blocks cannot be posted: the error word, "" if they can. `messages` gains the details.
std::string content_fault(const object& body, std::vector<std::string>& messages) {
  const bool has_blocks = body.contains("blocks") && body.at("blocks").is_array() && !body.at("blocks").as_array().empty();
  if (text_of(body, "text").empty() && !has_blocks) return "no_text";
  messages = block_faults(body);
  if (!messages.empty()) return "invalid_blocks";
  if (has_blocks && characters(boost::json::serialize(body.at("blocks"))) > kAllBlocks * 2) return "msg_blocks_too_long";
  return "";
}

object recorded(const std::string& door, const object& body) {
  object line{{"door", door}, {"channel", text_of(body, "channel")}, {"text", text_of(body, "text")}};
  boost::json::array who;
  for (const std::string& mention : mentions(body)) who.emplace_back(mention);
  line["mentions"] = std::move(who);
  return line;
}

}  // namespace

void SlackService::forget() {
  posts_.clear();
  buckets_.clear();
}

Answer SlackService::error(const Request& request, const std::string& word) {
  return is_webhook(request) ? plain(webhook_status(word), word) : ok_false(word);
}

Verdict SlackService::handle(const Request& request, UtcTime now) {
  if (request.method != "POST") return refusal(plain(405, "method_not_allowed"), "the method is not POST");
  return is_webhook(request) ? webhook(request, now) : web_api(request, now);
}

bool SlackService::is_over_rate(const std::string& channel, UtcTime now) {
  if (settings_.rate <= 0) return false;
  Bucket& bucket = buckets_[channel];
  if (bucket.at != UtcTime{}) {
    bucket.tokens = std::min(kBurst, bucket.tokens + settings_.rate * std::chrono::duration<double>(now - bucket.at).count());
  }
  bucket.at = now;
  if (bucket.tokens < 1) return true;
  bucket.tokens -= 1;
  return false;
}

std::string SlackService::next_ts(UtcTime now) {
  const std::int64_t clock = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  last_ts_ = std::max(last_ts_ + 1, clock);
  std::string fraction = std::to_string(last_ts_ % 1000000);
  fraction.insert(0, 6 - fraction.size(), '0');
  return std::to_string(last_ts_ / 1000000) + "." + fraction;
}

Verdict SlackService::web_api(const Request& request, UtcTime now) {
  const std::string bearer = request.header("authorization").value_or("");
  if (bearer.rfind("Bearer ", 0) != 0) return refusal(ok_false("not_authed"), "there is no bearer token");
  if (!settings_.token.empty() && bearer.substr(7) != settings_.token)
    return refusal(ok_false("invalid_auth"), "the bearer token is wrong");
  const std::string path = request.path();
  const std::string method = path.substr(path.rfind('/') + 1);
  if (method == "auth.test") {
    Verdict verdict;
    verdict.answer = json_answer(200, {{"ok", true}, {"team", "Sink"}, {"user", "crier"}});
    return verdict;
  }
  const std::string type = request.header("content-type").value_or("");
  if (type.rfind("application/json", 0) != 0) return refusal(ok_false("invalid_post_type"), "the body is not announced as JSON");
  boost::system::error_code error;
  const value body = boost::json::parse(request.body, error);
  if (error) return refusal(ok_false("invalid_json"), "the body is no JSON");
  if (!body.is_object()) return refusal(ok_false("json_not_object"), "the body is no JSON object");
  if (method == "chat.postMessage") return post_message(request, body.as_object(), now);
  if (method == "chat.update") return update(request, body.as_object());
  return refusal(ok_false("unknown_method"), "the method " + method + " is unknown");
}

Verdict SlackService::post_message(const Request& request, const object& body, UtcTime now) {
  const std::string channel = text_of(body, "channel");
  if (channel.empty()) return refusal(ok_false("channel_not_found"), "there is no channel");
  const std::string id = channel_id(channel);
  if (is_over_rate(id, now)) return refusal(ok_false("ratelimited"), "more than the rate of " + channel);
  std::vector<std::string> messages;
  if (const std::string word = content_fault(body, messages); !word.empty()) {
    return refusal(ok_false(word, messages), word + (messages.empty() ? "" : ": " + messages[0]));
  }
  const std::string thread = text_of(body, "thread_ts");
  const auto parent = posts_.find(id + " " + thread);
  if (!thread.empty() && parent == posts_.end())
    return refusal(ok_false("cannot_reply_to_message"), "thread_ts is no message of the channel");
  const std::string ts = next_ts(now);
  posts_[id + " " + ts] = {id, thread.empty() ? ts : thread};
  Verdict verdict;
  object answer{{"ok", true}, {"channel", id}, {"ts", ts}, {"message", {{"text", text_of(body, "text")}, {"ts", ts}}}};
  boost::json::array warnings;
  if (characters(text_of(body, "text")) > kTextIsCut) warnings.emplace_back("message_truncated");
  if (request.header("content-type").value_or("").find("charset") == std::string::npos) warnings.emplace_back("missing_charset");
  if (!warnings.empty()) {
    answer["warning"] = warnings[0];
    answer["response_metadata"] = {{"warnings", warnings}};
  }
  verdict.answer = json_answer(200, answer);
  object line = recorded("chat.postMessage", body);
  line["channel_id"] = id;
  line["ts"] = ts;
  line["thread_ts"] = thread;
  if (!thread.empty() && parent->second.root != thread) line["problems"] = boost::json::array{"thread_ts is a reply's, not its thread's"};
  verdict.accepted = std::move(line);
  return verdict;
}

Verdict SlackService::update(const Request&, const object& body) {
  const std::string channel = text_of(body, "channel");
  const std::string ts = text_of(body, "ts");
  if (!channel.empty() && channel[0] == '#')
    return refusal(ok_false("channel_not_found"), "chat.update takes the channel's id, not its name");
  if (!posts_.contains(channel + " " + ts)) return refusal(ok_false("message_not_found"), "no message has that ts in that channel");
  std::vector<std::string> messages;
  if (const std::string word = content_fault(body, messages); !word.empty()) return refusal(ok_false(word, messages), word);
  if (characters(text_of(body, "text")) > kUpdateText) return refusal(ok_false("msg_too_long"), "the text is over 4000 characters");
  Verdict verdict;
  verdict.answer = json_answer(200, {{"ok", true}, {"channel", channel}, {"ts", ts}, {"text", text_of(body, "text")}});
  object line = recorded("chat.update", body);
  line["ts"] = ts;
  verdict.accepted = std::move(line);
  return verdict;
}

Verdict SlackService::webhook(const Request& request, UtcTime now) {
  const auto refused = [](const std::string& word) { return refusal(plain(webhook_status(word), word), word); };
  if (is_over_rate(request.path(), now)) {
    Verdict verdict = refused("rate_limited");
    verdict.answer.headers.emplace_back("retry-after", "1");
    return verdict;
  }
  boost::system::error_code error;
  const value body = boost::json::parse(request.body, error);
  if (error || !body.is_object()) return refused("invalid_payload");
  std::vector<std::string> messages;
  if (const std::string word = content_fault(body.as_object(), messages); !word.empty()) return refused(word);
  Verdict verdict;
  verdict.answer = plain(200, "ok");
  verdict.accepted = recorded("webhook", body.as_object());
  (*verdict.accepted)["path"] = request.path();
  return verdict;
}

}  // namespace crier::sinks
