#include "channels/http/http_exchange.h"

#include <utility>

#include "channels/http/request.h"
#include "channels/http_outcome.h"

namespace crier::channels::http {
namespace {

using core::Outcome;
using core::OutcomeKind;
using core::Scope;

constexpr std::size_t kLongest = 400;

Outcome out_of_turn() { return rejected(Scope::message, "The exchange was given an answer that it had not asked for."); }

}  // namespace

HttpExchange::HttpExchange(const Settings& settings, const Job& job, const std::string& channel_state)
    : settings_(settings),
      values_(values_of(settings, job)),
      session_(settings, channel_state),
      attempt_(job.attempt),
      now_(job.now),
      has_root_(!job.thread_root.empty()),
      is_correction_(!job.corrected_id.empty()),
      was_unsure_(job.unsure),
      to_(job.to),
      posted_(CorrectionPosted::parse(job.progress)) {}

Values HttpExchange::values() const {
  auto out = values_;
  session_.add_to(out);
  return out;
}

Answering HttpExchange::answering() const { return {settings_.is_recipients_url(), !to_.empty(), preset().to == Address::url, now_}; }

bool HttpExchange::edits() const { return is_correction_ && preset().edit.has_value(); }

Step HttpExchange::start() {
  if (posted_ && attempt_ - posted_->attempt >= kEditAttempts) return end_edit("could not be edited.");
  return go_on();
}

Step HttpExchange::on_reply(Reply reply) {
  const auto* answer = std::get_if<HttpReply>(&reply);
  const bool kept = std::holds_alternative<CheckpointDone>(reply);
  switch (state_) {
    case State::logging_in:
    case State::refreshing:
      return answer != nullptr ? on_session(*answer) : end(out_of_turn());
    case State::posting:
      return answer != nullptr ? on_post(*answer) : end(out_of_turn());
    case State::editing:
      return answer != nullptr ? on_edit(*answer) : end_edit("was not edited: the exchange was given an answer that it had not asked for.");
    case State::keeping_session:
      return kept ? go_on() : end(out_of_turn());
    case State::keeping_post:
      return kept ? edit() : end_edit("was not edited: the exchange was given an answer that it had not asked for.");
    case State::over:
      break;
  }
  return end(out_of_turn());
}

Step HttpExchange::go_on() {
  if (preset().login && !session_.is_open()) return log_in();
  return posted_ ? edit() : post();
}

Step HttpExchange::post() {
  state_ = State::posting;
  has_posted_ = true;
  const bool follows = has_root_ && !is_plain_ && preset().follow_up;
  return request_of(settings_, preset().post, values(), follows ? &*preset().follow_up : nullptr);
}

Step HttpExchange::edit() {
  state_ = State::editing;
  return request_of(settings_, *preset().edit, values(), nullptr);
}

Step HttpExchange::log_in() {
  state_ = State::logging_in;
  has_logged_in_ = true;
  return request_of(settings_, preset().login->create, values(), nullptr);
}

Step HttpExchange::refresh() {
  state_ = State::refreshing;
  has_refreshed_ = true;
  return request_of(settings_, *preset().login->refresh, values(), nullptr);
}

/// After an answer that says the session is over.
Step HttpExchange::renew(const Outcome& otherwise) {
  if (preset().login && !has_logged_in_) {
    if (preset().login->refresh && !has_refreshed_) return refresh();
    return log_in();
  }
  return end(otherwise);
}

Step HttpExchange::on_session(const HttpReply& reply) {
  if (reply.broken != Broken::no) {
    // Whatever became of the login, nothing was posted.
    auto outcome = unanswered(reply);
    if (outcome.kind == OutcomeKind::retry) outcome.scope = Scope::channel;
    outcome.maybe_accepted = false;
    return end(std::move(outcome));
  }
  const auto words = words_of(preset().answer, reply, true);
  if (reply.status >= 200 && reply.status <= 299) {
    if (!session_.take(*preset().login, reply.body)) return end(retry(Scope::channel, "The login brought no session (" + words + ")."));
    state_ = State::keeping_session;
    return ChannelState{session_.state()};
  }
  const auto verdict = judge(preset().answer, reply, answering());
  if (verdict.outcome.kind == OutcomeKind::retry) {
    auto outcome = verdict.outcome;
    outcome.scope = Scope::channel;
    outcome.reply = "The login was not possible now (" + words + ").";
    return end(std::move(outcome));
  }
  if (state_ == State::refreshing) return log_in();
  return end(refuses_us("The service refused the login; correct the channel's credentials (" + words + ")."));
}

Step HttpExchange::on_post(const HttpReply& reply) {
  if (reply.broken != Broken::no) return end(unanswered(reply));
  const auto verdict = judge(preset().answer, reply, answering());
  if (verdict.then == Then::login) return renew(verdict.outcome);
  if (verdict.then == Then::plain && has_root_ && !is_plain_ && preset().follow_up) {
    is_plain_ = true;
    return post();
  }
  if (verdict.outcome.kind != OutcomeKind::delivered || !edits()) return end(verdict.outcome);
  posted_ = CorrectionPosted{attempt_, verdict.outcome.remote_id};
  state_ = State::keeping_post;
  return Checkpoint{posted_->progress()};
}

Step HttpExchange::on_edit(const HttpReply& reply) {
  Outcome outcome;
  if (reply.broken != Broken::no) {
    outcome = unanswered(reply);
  } else {
    auto verdict = judge(preset().answer, reply, answering());
    if (verdict.then == Then::login && preset().login && !has_logged_in_) return renew(verdict.outcome);
    outcome = std::move(verdict.outcome);
  }
  if (outcome.kind == OutcomeKind::delivered) return end_edit("was edited.");
  const bool again = outcome.kind == OutcomeKind::retry && attempt_ - posted_->attempt + 1 < kEditAttempts;
  if (!again) return end_edit("could not be edited: " + outcome.reply);
  // The post is out for certain and an edit can be repeated: nothing is in doubt, whatever became of this request.
  outcome.maybe_accepted = false;
  outcome.reply = one_line("The correction is posted; the edit of the wrong post is tried again: " + outcome.reply, kLongest);
  state_ = State::over;
  return outcome;
}

Step HttpExchange::end_edit(const std::string& how) {
  state_ = State::over;
  const std::string what = posted_->id.empty() ? "posted; its id is not known" : "posted " + posted_->id;
  return delivered(one_line(what + "; the wrong post " + how, kLongest), posted_->id);
}

Step HttpExchange::end(Outcome outcome) {
  state_ = State::over;
  if (posted_) {
    // It is said already: a session that could not be had costs the edit a try, and nothing else.
    if (outcome.kind == OutcomeKind::retry && attempt_ - posted_->attempt + 1 < kEditAttempts) {
      outcome.maybe_accepted = false;
      return outcome;
    }
    if (outcome.kind != OutcomeKind::delivered) return end_edit("could not be edited: " + outcome.reply);
  }
  // An attempt that did not get as far as the post leaves it as doubtful as it was.
  if (outcome.kind == OutcomeKind::retry && was_unsure_ && !has_posted_) outcome.maybe_accepted = true;
  if (outcome.reply.size() > kLongest) outcome.reply = one_line(outcome.reply, kLongest);
  return outcome;
}

}  // namespace crier::channels::http
