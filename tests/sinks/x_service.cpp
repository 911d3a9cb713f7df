#include "sinks/x_service.h"

#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "base/text.h"
#include "render/post_length.h"
#include "sinks/oauth1.h"

namespace crier::sinks {
namespace {

constexpr std::int64_t kFirstId = 1990000000000000001;  // above 2^53, so that whoever reads it as a double is found out
constexpr std::chrono::minutes kWindow{15};
constexpr std::chrono::minutes kClockTolerance{5};
constexpr std::chrono::seconds kAccessLife{7200};

std::string form_value(const std::string& body, std::string_view name) {
  for (const std::string_view pair : split(body, '&')) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return percent_decode(pair.substr(equals + 1)).value_or("");
  }
  return "";
}

bool is_post_id(const std::string& id) { return !id.empty() && id.size() <= 19 && id.find_first_not_of("0123456789") == std::string::npos; }

bool is_json(const Request& request) { return request.header("content-type").value_or("").rfind("application/json", 0) == 0; }

}  // namespace

XService::XService(XSettings settings) : settings_(std::move(settings)) { forget(); }

void XService::forget() {
  posts_.clear();
  texts_.clear();
  nonces_.clear();
  window_.clear();
  used_refresh_tokens_.clear();
  next_id_ = kFirstId;
  access_token_ = settings_.access_token;
  access_until_ = UtcTime::max();
  refresh_token_ = settings_.refresh_token;
}

Verdict XService::handle(const Request& request, UtcTime now) {
  const std::string path = request.path();
  if (path == "/2/oauth2/token" && request.method == "POST") return refresh(request, now);
  if (const std::string why = unauthorized(request, now); !why.empty()) {
    Verdict verdict = refuse(401, "Unauthorized", "Unauthorized", "about:blank");
    verdict.refusal = why;
    return verdict;
  }
  if (path == "/2/tweets" && request.method == "POST") return post(request, now);
  if (path.rfind("/2/tweets/", 0) == 0 && request.method == "DELETE") return erase(path.substr(10));
  return refuse(404, "Not Found Error", "No such resource.", "https://api.x.com/2/problems/resource-not-found");
}

std::string XService::unauthorized(const Request& request, UtcTime now) {
  const std::string header = request.header("authorization").value_or("");
  if (header.rfind("Bearer ", 0) == 0) {
    if (settings_.refresh_token.empty() && settings_.access_token.empty()) return "";
    if (header.substr(7) != access_token_ || access_token_.empty()) return "the bearer token is not the current one";
    return now < access_until_ ? "" : "the bearer token has expired";
  }
  return bad_signature(request, header, now);
}

std::string XService::bad_signature(const Request& request, const std::string& header, UtcTime now) {
  const auto given = parse_oauth_header(header);
  if (!given) return "the Authorization header is neither Bearer nor a well-formed OAuth one";
  for (const char* name :
       {"oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_signature_method", "oauth_timestamp", "oauth_token"}) {
    if (!given->contains(name)) return std::string(name) + " is missing";
  }
  if (given->at("oauth_signature_method") != "HMAC-SHA1") return "the signature method is not HMAC-SHA1";
  const std::string& stamp = given->at("oauth_timestamp");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(stamp.data(), stamp.data() + stamp.size(), seconds);
  if (error != std::errc{} || end != stamp.data() + stamp.size()) return "oauth_timestamp is no number";
  const UtcTime sent{std::chrono::seconds{seconds}};
  if (sent < now - kClockTolerance || sent > now + kClockTolerance) return "oauth_timestamp is more than 5 minutes off";
  if (!nonces_.insert(stamp + " " + given->at("oauth_nonce")).second) return "the nonce was used before";
  if (settings_.consumer_key.empty()) return "";
  if (given->at("oauth_consumer_key") != settings_.consumer_key) return "the consumer key is unknown";
  if (given->at("oauth_token") != settings_.token) return "the token is unknown";
  const std::string url = (request.tls ? "https://" : "http://") + request.header("host").value_or("") + request.target;
  const std::string base = oauth_base_string(request.method, url, Fields(given->begin(), given->end()));
  const std::string expected = oauth_hmac_sha1(base, settings_.consumer_secret, settings_.token_secret);
  return equal_in_constant_time(expected, given->at("oauth_signature")) ? "" : "the signature does not fit " + base;
}

Verdict XService::refuse(int status, const std::string& title, const std::string& detail, const std::string& type) const {
  Verdict verdict;
  verdict.answer = json_answer(status, {{"title", title}, {"detail", detail}, {"type", type}, {"status", status}});
  verdict.refusal = detail;
  return verdict;
}

bool XService::count_in_window(UtcTime now, Fields& headers) {
  if (settings_.limit == 0) return true;
  while (!window_.empty() && window_.front() <= now - kWindow) window_.pop_front();
  const bool is_free = window_.size() < static_cast<std::size_t>(settings_.limit);
  if (is_free) window_.push_back(now);
  const auto reset = std::chrono::floor<std::chrono::seconds>(window_.front() + kWindow).time_since_epoch().count();
  headers.emplace_back("x-rate-limit-limit", std::to_string(settings_.limit));
  headers.emplace_back("x-rate-limit-remaining", std::to_string(static_cast<std::size_t>(settings_.limit) - window_.size()));
  headers.emplace_back("x-rate-limit-reset", std::to_string(reset));
  return is_free;
}

Verdict XService::post(const Request& request, UtcTime now) {
  Fields rate;
  const bool is_free = count_in_window(now, rate);
  Verdict verdict;
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(request.body, error);
  if (!is_free) {
    verdict = refuse(429, "Too Many Requests", "Too Many Requests", "about:blank");
  } else if (!is_json(request) || error || !body.is_object()) {
    verdict = refuse(400, "Invalid Request", "The body is no JSON object.", "https://api.x.com/2/problems/invalid-request");
  } else {
    std::string text;
    std::string reply_to;
    std::string fault;
    for (const auto& field : body.as_object()) {
      const boost::json::value& value = field.value();
      if (field.key() == "text" && value.is_string()) {
        text = value.as_string();
      } else if (field.key() == "reply" && value.is_object() && value.as_object().contains("in_reply_to_tweet_id") &&
                 value.at("in_reply_to_tweet_id").is_string()) {
        reply_to = value.at("in_reply_to_tweet_id").as_string();
        if (!is_post_id(reply_to)) fault = "in_reply_to_tweet_id is no id";
      } else {
        fault = std::string(field.key()) + " is not expected or of the wrong kind";
      }
    }
    if (fault.empty() && text.empty()) fault = "text is missing";
    verdict = fault.empty() ? take(text, reply_to) : refuse(400, "Invalid Request", fault, "https://api.x.com/2/problems/invalid-request");
  }
  for (auto& field : rate) verdict.answer.headers.push_back(std::move(field));
  return verdict;
}

Verdict XService::take(const std::string& text, const std::string& reply_to) {
  if (!render::post_length(text).valid || (!reply_to.empty() && !posts_.contains(reply_to))) {
    return refuse(403, "Forbidden", "You are not permitted to perform this action.", "about:blank");
  }
  if (!texts_.insert(text).second) {
    return refuse(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.", "about:blank");
  }
  const std::string id = std::to_string(next_id_);
  next_id_ += 4097;
  posts_[id] = {text, reply_to};
  Verdict verdict;
  verdict.answer = json_answer(201, {{"data", {{"id", id}, {"text", text}, {"edit_history_tweet_ids", {id}}}}});
  verdict.accepted = boost::json::object{{"id", id}, {"text", text}, {"in_reply_to", reply_to}};
  return verdict;
}

Verdict XService::erase(const std::string& id) {
  const auto at = posts_.find(id);
  if (at == posts_.end()) return refuse(404, "Not Found Error", "No such post.", "https://api.x.com/2/problems/resource-not-found");
  texts_.erase(at->second.text);
  posts_.erase(at);
  Verdict verdict;
  verdict.answer = json_answer(200, {{"data", {{"deleted", true}}}});
  return verdict;
}

Verdict XService::refresh(const Request& request, UtcTime now) {
  const auto oauth_error = [](int status, const std::string& error, const std::string& description) {
    Verdict verdict;
    verdict.answer = json_answer(status, {{"error", error}, {"error_description", description}});
    verdict.refusal = description;
    return verdict;
  };
  if (form_value(request.body, "grant_type") != "refresh_token")
    return oauth_error(400, "unsupported_grant_type", "Only refresh_token is known.");
  if (settings_.client_secret.empty()) {
    if (form_value(request.body, "client_id") != settings_.client_id)
      return oauth_error(400, "invalid_request", "client_id is missing or unknown.");
  } else if (request.header("authorization").value_or("") !=
             "Basic " + base64_encode(settings_.client_id + ":" + settings_.client_secret)) {
    return oauth_error(401, "unauthorized_client", "Missing valid authorization header");
  }
  const std::string token = form_value(request.body, "refresh_token");
  if (used_refresh_tokens_.contains(token)) {  // somebody has a copy: the whole family ends
    refresh_token_.clear();
    access_token_.clear();
  }
  if (token.empty() || token != refresh_token_) return oauth_error(400, "invalid_request", "Value passed for the token was invalid.");
  used_refresh_tokens_.insert(token);
  ++token_turn_;
  refresh_token_ = "refresh-" + std::to_string(token_turn_);
  access_token_ = "access-" + std::to_string(token_turn_);
  access_until_ = now + kAccessLife;
  Verdict verdict;
  verdict.answer = json_answer(200, {{"token_type", "bearer"},
                                     {"expires_in", kAccessLife.count()},
                                     {"access_token", access_token_},
                                     {"scope", "tweet.write tweet.read users.read offline.access"},
                                     {"refresh_token", refresh_token_}});
  return verdict;
}

}  // namespace crier::sinks
