#include "channels/x/tokens.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"
#include "base/text.h"
#include "channels/http_outcome.h"
#include "channels/http_request.h"
#include "channels/json_fields.h"

namespace crier::channels::x {
namespace {

constexpr Millis kMargin{5LL * 60 * 1000};
constexpr std::int64_t kUsualLife = 7200;  // seconds
constexpr std::int64_t kLongestLife = 90LL * 86400;

}  // namespace

Tokens Tokens::of(const Settings& settings, const std::string& channel_state) {
  Tokens tokens;
  tokens.file_hash = to_hex(sha256(settings.refresh_token.reveal()));
  tokens.refresh_token = settings.refresh_token;
  const auto kept = parse_object(channel_state);
  if (!kept || text_field(*kept, "file_hash") != tokens.file_hash) return tokens;
  const auto refresh = text_field(*kept, "refresh_token");
  if (refresh.empty()) return tokens;
  tokens.refresh_token = Secret(refresh);
  tokens.access_token = Secret(text_field(*kept, "access_token"));
  tokens.expires = parse_rfc3339(text_field(*kept, "expires")).value_or(UtcTime{});
  return tokens;
}

std::string Tokens::state() const {
  boost::json::object kept;
  kept["file_hash"] = file_hash;
  kept["access_token"] = access_token.reveal();
  kept["refresh_token"] = refresh_token.reveal();
  kept["expires"] = format_rfc3339(expires);
  return boost::json::serialize(kept);
}

bool Tokens::needs_refresh(UtcTime now) const { return access_token.empty() || expires - now < kMargin; }

HttpRequest refresh_request(const Settings& settings, const Tokens& tokens) {
  auto form = "grant_type=refresh_token&refresh_token=" + percent_encode(tokens.refresh_token.reveal());
  if (settings.client_secret.empty()) form += "&client_id=" + percent_encode(settings.client_id);
  auto request =
      json_post(join_url(settings.api, "/2/oauth2/token"), std::move(form), settings.common.timeout, "application/x-www-form-urlencoded");
  if (!settings.client_secret.empty()) {
    request.headers.emplace_back("authorization", "Basic " + base64_encode(settings.client_id + ":" + settings.client_secret.reveal()));
  }
  return request;
}

std::optional<Tokens> refreshed(const Tokens& before, const std::string& body, UtcTime now) {
  const auto answer = parse_object(body);
  if (!answer || text_field(*answer, "access_token").empty()) return std::nullopt;
  auto tokens = before;
  tokens.access_token = Secret(text_field(*answer, "access_token"));
  if (const auto refresh = text_field(*answer, "refresh_token"); !refresh.empty()) tokens.refresh_token = Secret(refresh);
  const auto life = std::clamp<std::int64_t>(number_field(*answer, "expires_in").value_or(kUsualLife), 0, kLongestLife);
  tokens.expires = now + std::chrono::seconds(life);
  return tokens;
}

std::string describe_refresh(const HttpReply& reply) {
  auto text = "HTTP " + std::to_string(reply.status);
  const auto answer = parse_object(reply.body);
  if (!answer || text_field(*answer, "error").empty()) return text;
  text += ": " + text_field(*answer, "error");
  if (const auto words = text_field(*answer, "error_description"); !words.empty()) text += ", " + words;
  constexpr std::size_t limit = 200;
  return one_line(text, limit);
}

}  // namespace crier::channels::x
