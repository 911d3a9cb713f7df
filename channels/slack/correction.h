#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "channels/adapter.h"
#include "channels/correction_posted.h"
#include "channels/slack/posting.h"
#include "channels/slack/web_api.h"

namespace crier::channels::slack {

/// Posts a correction in the thread and then edits the post that was wrong, so that it says so itself (rules D3).
/// Invariants: 1. that the correction is posted is kept before the edit is tried, so that no crash and no retry posts it twice.
/// 2. Once it is posted, the delivery ends delivered: the edit is tried in a few attempts and then left, with its reason in the outcome.
class CorrectionExchange : public Exchange {
 public:
  CorrectionExchange(const Settings& settings, const Job& job, Payload payload, const PostId& wrong);
  Step start() override;
  Step on_reply(Reply reply) override;

 private:
  enum class State { posting, keeping, editing, over };
  Step on_post(Step step);
  Step edit();
  Step on_edit(const core::Outcome& outcome);
  Step end(const std::string& of_the_edit);

  PostExchange post_;
  EditExchange edit_;
  const PostId wrong_;
  const int attempt_;
  std::optional<CorrectionPosted> posted_;
  State state_ = State::posting;
};

}  // namespace crier::channels::slack
