#include <memory>
#include <utility>

#include "base/crypto.h"
#include "base/text.h"
#include "channels/http_outcome.h"
#include "channels/http_request.h"
#include "channels/registry.h"
#include "channels/url.h"
#include "channels/webhook/secret_key.h"

namespace crier::channels::webhook {
namespace {

using core::Outcome;
using core::Scope;

/// The webhook-signature header's value: one v1 signature a key, so that receivers can change secrets without a gap.
std::string signatures(const std::vector<Secret>& keys, const std::string& id, const std::string& timestamp, const std::string& body) {
  const auto text = id + "." + timestamp + "." + body;
  std::string value;
  for (const auto& key : keys) {
    const auto digest = hmac_sha256(key.reveal(), text);
    if (!value.empty()) value += ' ';
    value += "v1," + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }
  return value;
}

/// What an answer means (interface.md section 5). A receiver speaks for its own address only, whatever it answers (rules H10).
Outcome judge(const HttpReply& reply, UtcTime now) {
  if (reply.broken != Broken::no) return unanswered(reply);
  if (reply.status >= 200 && reply.status <= 299) return delivered(describe(reply));
  if (is_retryable(reply.status)) return retry_by_status(reply, now);
  auto refusal = rejected(Scope::recipient, describe(reply));
  refusal.suppress = reply.status == 410;
  return refusal;
}

/// One POST, signed for this attempt; its answer is the outcome.
class PostExchange : public Exchange {
 public:
  PostExchange(HttpRequest request, UtcTime now) : request_(std::move(request)), now_(now) {}

  Step start() override { return std::move(request_); }

  Step on_reply(Reply reply) override {
    const auto* answer = std::get_if<HttpReply>(&reply);
    if (answer == nullptr) return rejected(Scope::message, "The exchange was given an answer that it had not asked for.");
    return judge(*answer, now_);
  }

 private:
  HttpRequest request_;
  UtcTime now_;
};

/// Standard Webhooks 1.0.0 to the URL that is the recipient's address.
class WebhookAdapter : public Adapter {
 public:
  explicit WebhookAdapter(Settings settings) : settings_(std::move(settings)) {}

  Result<std::unique_ptr<Exchange>> open(Job job, const std::string& /*channel_state*/) const override {
    if (const auto fault = http_url_fault(job.to)) {
      return Error{ErrorKind::invalid, "The recipient's URL " + *fault + "; correct its address."};
    }
    if (job.idempotency_key.find('.') != std::string::npos || breaks_line(job.idempotency_key)) {
      return Error{ErrorKind::internal, "The delivery's idempotency key cannot be a webhook-id, which has no dot."};
    }
    std::vector<Secret> keys;
    for (const auto& secret : job.secrets.empty() ? settings_.secrets : job.secrets) {
      auto key = decode_secret(secret);
      // A recipient's own secret is that recipient's fault and must not pause the channel.
      if (!key) return Error{job.secrets.empty() ? ErrorKind::config : ErrorKind::invalid, key.error().text};
      keys.push_back(std::move(*key));
    }
    return std::unique_ptr<Exchange>(std::make_unique<PostExchange>(request(job, keys), job.now));
  }

 private:
  [[nodiscard]] HttpRequest request(const Job& job, const std::vector<Secret>& keys) const {
    auto made = json_post(job.to, job.message->payload, settings_.common.timeout);
    made.guarded = !settings_.common.allow_private;
    const auto timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(job.now).time_since_epoch().count());
    made.headers.emplace_back("webhook-id", job.idempotency_key);
    made.headers.emplace_back("webhook-timestamp", timestamp);
    if (!keys.empty()) made.headers.emplace_back("webhook-signature", signatures(keys, job.idempotency_key, timestamp, made.body));
    return made;
  }

  Settings settings_;
};

}  // namespace

std::shared_ptr<const Adapter> make_adapter(const Settings& settings) { return std::make_shared<WebhookAdapter>(settings); }

}  // namespace crier::channels::webhook
