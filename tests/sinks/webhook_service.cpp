#include "sinks/webhook_service.h"

#include <charconv>

#include "base/crypto.h"
#include "base/text.h"

namespace crier::sinks {
namespace {

constexpr std::chrono::seconds kTolerance{5 * 60};

}  // namespace

std::optional<std::string> webhook_key(const std::string& secret) {
  const std::string encoded = secret.rfind("whsec_", 0) == 0 ? secret.substr(6) : secret;
  std::optional<std::string> key = base64_decode(encoded);
  if (!key || key->empty()) return std::nullopt;
  return key;
}

std::string webhook_fault(const Request& request, const std::vector<std::string>& keys, UtcTime now) {
  const auto id = request.header("webhook-id");
  const auto timestamp = request.header("webhook-timestamp");
  const auto signatures = request.header("webhook-signature");
  if (!id || id->empty()) return "webhook-id is missing";
  if (id->find('.') != std::string::npos) return "webhook-id has a full stop in it";
  if (!timestamp) return "webhook-timestamp is missing";
  if (!signatures) return "webhook-signature is missing";
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(timestamp->data(), timestamp->data() + timestamp->size(), seconds);
  if (error != std::errc{} || end != timestamp->data() + timestamp->size()) return "webhook-timestamp is no number";
  const UtcTime sent{std::chrono::seconds{seconds}};
  if (sent < now - kTolerance) return "webhook-timestamp is too old";
  if (sent > now + kTolerance) return "webhook-timestamp lies in the future";
  if (keys.empty()) return signatures->rfind("v1,", 0) == 0 ? "" : "webhook-signature does not begin with v1,";
  for (const std::string& key : keys) {
    const Digest digest = hmac_sha256(key, *id + "." + *timestamp + "." + request.body);
    const std::string expected = "v1," + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
    for (const std::string_view one : split(*signatures, ' ')) {
      if (equal_in_constant_time(one, expected)) return "";
    }
  }
  return "webhook-signature has no signature that fits a secret";
}

Verdict WebhookService::handle(const Request& request, UtcTime now) {
  Verdict verdict;
  if (request.method != "POST") {
    verdict.answer = {405, {{"allow", "POST"}}, ""};
    return verdict;
  }
  verdict.refusal = webhook_fault(request, keys_, now);
  if (!verdict.refusal.empty()) {
    verdict.answer = {401, {{"content-type", "text/plain"}}, verdict.refusal};
    return verdict;
  }
  const std::string id = *request.header("webhook-id");
  verdict.accepted = boost::json::object{{"path", request.target}, {"id", id}, {"duplicate", !seen_.insert(id).second}};
  verdict.answer = {204, {}, ""};
  return verdict;
}

}  // namespace crier::sinks
