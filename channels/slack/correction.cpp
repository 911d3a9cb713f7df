#include "channels/slack/correction.h"

#include <utility>

#include "channels/http_outcome.h"

namespace crier::channels::slack {
namespace {

using core::Outcome;
using core::OutcomeKind;

constexpr std::size_t kLongest = 500;

/// Progress with an id that is none of Slack's is none.
std::optional<CorrectionPosted> posted_before(const std::string& progress) {
  auto posted = CorrectionPosted::parse(progress);
  if (posted && !posted->id.empty() && !PostId::parse(posted->id)) posted.reset();
  return posted;
}

}  // namespace

CorrectionExchange::CorrectionExchange(const Settings& settings, const Job& job, Payload payload, const PostId& wrong)
    : post_(settings, job, std::move(payload.post)),
      edit_(settings, payload.corrected, wrong, job.now),
      wrong_(wrong),
      attempt_(job.attempt),
      posted_(posted_before(job.progress)) {}

Step CorrectionExchange::start() {
  if (!posted_) return on_post(post_.start());
  if (attempt_ - posted_->attempt >= kEditAttempts) return end("could not be edited.");
  return edit();
}

Step CorrectionExchange::on_reply(Reply reply) {
  switch (state_) {
    case State::posting:
      return on_post(post_.on_reply(std::move(reply)));
    case State::keeping:
      if (std::holds_alternative<CheckpointDone>(reply)) return edit();
      return end("was not edited: the exchange was given an answer that it had not asked for.");
    case State::editing: {
      // A lone request is all that this exchange asks for, so its answer is the outcome.
      const Step judged = edit_.on_reply(std::move(reply));
      return on_edit(std::get<Outcome>(judged));
    }
    case State::over:
      break;
  }
  return rejected(core::Scope::message, "The exchange was given an answer that it had not asked for.");
}

Step CorrectionExchange::on_post(Step step) {
  const auto* outcome = std::get_if<Outcome>(&step);
  if (outcome == nullptr) return step;
  if (outcome->kind != OutcomeKind::delivered) {
    state_ = State::over;
    return step;
  }
  posted_ = CorrectionPosted{attempt_, outcome->remote_id};
  state_ = State::keeping;
  return Checkpoint{posted_->progress()};
}

Step CorrectionExchange::edit() {
  state_ = State::editing;
  return edit_.start();
}

Step CorrectionExchange::on_edit(const Outcome& outcome) {
  if (outcome.kind == OutcomeKind::delivered) return end("shows it.");
  const bool again = outcome.kind == OutcomeKind::retry && attempt_ - posted_->attempt + 1 < kEditAttempts;
  if (!again) return end("could not be edited: " + outcome.reply);
  state_ = State::over;
  Outcome later = outcome;
  // The post is out for certain and an edit can be repeated: nothing is in doubt, whatever became of this request.
  later.maybe_accepted = false;
  later.reply = one_line("The correction is posted; the edit of " + wrong_.text() + " is tried again: " + outcome.reply, kLongest);
  return later;
}

Step CorrectionExchange::end(const std::string& of_the_edit) {
  state_ = State::over;
  const std::string what = posted_->id.empty() ? "posted; its id is not known" : "posted " + posted_->id;
  return delivered(one_line(what + "; the wrong post " + wrong_.text() + " " + of_the_edit, kLongest), posted_->id);
}

}  // namespace crier::channels::slack
