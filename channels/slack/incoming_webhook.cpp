#include "channels/slack/incoming_webhook.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/text.h"
#include "channels/http_outcome.h"
#include "channels/http_request.h"
#include "channels/slack/error_codes.h"

namespace crier::channels::slack {
namespace {

using core::Outcome;
using core::Scope;

Outcome judge_status(const HttpReply& reply, UtcTime now) {
  if (is_retryable(reply.status)) return retry_by_status(reply, now);
  if (reply.status == 401 || reply.status == 403 || reply.status == 404 || reply.status == 410) return refuses_us(describe(reply));
  auto outcome = rejected(Scope::message, describe(reply));
  // Whoever answers 2xx but not "ok" is not Slack; to repeat it for two days could post it as often.
  outcome.maybe_accepted = reply.status >= 200 && reply.status <= 299;
  return outcome;
}

}  // namespace

HookExchange::HookExchange(const Settings& settings, const Content& content, UtcTime now) : now_(now) {
  boost::json::object body;
  body["text"] = content.text;
  if (!content.blocks.empty()) body["blocks"] = content.blocks;
  request_ = json_post(settings.webhook.reveal(), boost::json::serialize(body), settings.common.timeout);
}

Step HookExchange::on_reply(Reply reply) {
  const auto* answer = std::get_if<HttpReply>(&reply);
  if (answer == nullptr) return rejected(Scope::message, "The exchange was given an answer that it had not asked for.");
  if (answer->broken != Broken::no) return unanswered(*answer);
  const bool success = answer->status >= 200 && answer->status <= 299;
  switch (classify_hook_word(trim(answer->body))) {
    case HookWord::accepted:
      return success ? delivered(describe(*answer)) : judge_status(*answer, now_);
    case HookWord::again: {
      auto outcome = retry_by_status(*answer, now_);
      outcome.congested = outcome.congested || trim(answer->body) != "rollup_error";
      return outcome;
    }
    case HookWord::message:
      return rejected(Scope::message, describe(*answer));
    case HookWord::dead:
      return refuses_us(describe(*answer));
    case HookWord::unknown:
      break;
  }
  return judge_status(*answer, now_);
}

}  // namespace crier::channels::slack
