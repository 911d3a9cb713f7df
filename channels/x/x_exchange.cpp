#include "channels/x/x_exchange.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "channels/http_outcome.h"
#include "channels/http_request.h"

namespace crier::channels::x {
namespace {

using core::Outcome;
using core::Scope;

Outcome out_of_turn() { return rejected(Scope::message, "The exchange was given an answer that it had not asked for."); }

}  // namespace

XExchange::XExchange(Settings settings, Job job, const std::string& channel_state)
    : settings_(std::move(settings)), job_(std::move(job)), posted_(Posted::parse(job_.progress)), part_unsure_(job_.unsure) {
  if (!signs()) tokens_ = Tokens::of(settings_, channel_state);
}

Step XExchange::start() {
  if (posted_.count() >= job_.message->parts.size()) return end(delivered("All posts were out already.", posted_.remote_id()));
  if (!signs() && tokens_.needs_refresh(job_.now)) return refresh();
  return post();
}

Step XExchange::on_reply(Reply reply) {
  const auto* answer = std::get_if<HttpReply>(&reply);
  const bool kept = std::holds_alternative<CheckpointDone>(reply);
  switch (state_) {
    case State::refreshing:
      return answer != nullptr ? on_tokens(*answer) : end(out_of_turn());
    case State::posting:
      return answer != nullptr ? on_post(*answer) : end(out_of_turn());
    case State::keeping_tokens:
    case State::keeping_progress:
      return kept ? post() : end(out_of_turn());
    case State::over:
      break;
  }
  return end(out_of_turn());
}

Step XExchange::post() {
  boost::json::object body;
  body["text"] = job_.message->parts[posted_.count()];
  if (const auto to = parent(); !to.empty()) body["reply"] = boost::json::object{{"in_reply_to_tweet_id", to}};
  auto request = json_post(join_url(settings_.api, "/2/tweets"), boost::json::serialize(body), settings_.common.timeout);
  request.headers.emplace_back("authorization", authorization_of(request));
  state_ = State::posting;
  return request;
}

/// What the next part replies to: the part before it, else the post that it puts right, else the incident's first post.
std::string XExchange::parent() const {
  if (plain_) return "";
  auto before = posted_.last();
  if (!before.empty()) return before;
  auto wrong = first_post(job_.corrected_id);
  return wrong.empty() ? first_post(job_.thread_root) : wrong;
}

std::string XExchange::authorization_of(const HttpRequest& request) {
  if (!signs()) return "Bearer " + tokens_.access_token.reveal();
  const OAuth1Keys keys{settings_.consumer_key, settings_.consumer_secret, settings_.access_token, settings_.access_token_secret};
  const auto timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(job_.now).time_since_epoch().count());
  return authorization(keys, request.method, request.url, timestamp, job_.nonce + std::to_string(requests_++));
}

Step XExchange::refresh() {
  has_refreshed_ = true;
  state_ = State::refreshing;
  return refresh_request(settings_, tokens_);
}

Step XExchange::on_tokens(const HttpReply& reply) {
  if (reply.broken != Broken::no) {
    // Whatever became of the refresh, nothing was posted.
    auto outcome = unanswered(reply);
    outcome.scope = Scope::channel;
    outcome.maybe_accepted = false;
    return end(std::move(outcome));
  }
  if (reply.status >= 200 && reply.status <= 299) {
    auto tokens = refreshed(tokens_, reply.body, job_.now);
    if (!tokens) return end(retry(Scope::channel, "The refresh of the access token brought none (" + describe_refresh(reply) + ")."));
    tokens_ = std::move(*tokens);
    state_ = State::keeping_tokens;
    return ChannelState{tokens_.state()};
  }
  if (is_retryable(reply.status)) {
    auto outcome = retry_by_status(reply, job_.now);
    outcome.scope = Scope::channel;
    outcome.reply = "The access token could not be refreshed now (" + describe_refresh(reply) + ").";
    return end(std::move(outcome));
  }
  return end(refuses_us("X refused to refresh the access token; authorise the account again and replace the refresh token (" +
                        describe_refresh(reply) + ")."));
}

Step XExchange::on_post(const HttpReply& reply) {
  const bool is_reply = !parent().empty();
  const auto answer = read_answer(reply, {.is_reply = is_reply, .attempt = job_.attempt, .now = job_.now});
  if (const auto* created = std::get_if<Created>(&answer)) return taken(created->id);
  if (std::holds_alternative<Duplicate>(answer)) return on_duplicate(reply);
  if (std::holds_alternative<Unauthorized>(answer)) return on_unauthorized(reply);
  if (std::holds_alternative<ReplyRefused>(answer)) {
    plain_ = true;
    return post();
  }
  return end(std::get<Outcome>(answer));
}

Step XExchange::on_duplicate(const HttpReply& reply) {
  if (part_unsure_) return taken("");
  return end(rejected(Scope::message, describe(reply)));
}

Step XExchange::on_unauthorized(const HttpReply& reply) {
  if (!signs() && !has_refreshed_) return refresh();
  return end(refuses_us(describe(reply)));
}

Step XExchange::taken(std::string id) {
  posted_.add(std::move(id));
  plain_ = false;
  part_unsure_ = false;
  if (posted_.count() < job_.message->parts.size()) {
    state_ = State::keeping_progress;
    return Checkpoint{posted_.progress()};
  }
  const auto ids = posted_.remote_id();
  return end(delivered(ids.empty() ? "X has it; its id is not known." : "posted " + ids, ids));
}

Step XExchange::end(Outcome outcome) {
  state_ = State::over;
  // An attempt that did not get as far as the doubtful part leaves it as doubtful as it was.
  if (outcome.kind != core::OutcomeKind::delivered && part_unsure_) outcome.maybe_accepted = true;
  constexpr std::size_t longest = 500;
  if (outcome.reply.size() > longest) outcome.reply = one_line(outcome.reply, longest);
  return outcome;
}

}  // namespace crier::channels::x
