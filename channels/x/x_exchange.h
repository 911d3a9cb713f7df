#pragma once
#include <optional>
#include <string>
#include <variant>

#include "channels/adapter.h"
#include "channels/settings.h"
#include "channels/x/answer.h"
#include "channels/x/oauth1.h"
#include "channels/x/posted.h"
#include "channels/x/tokens.h"

namespace crier::channels::x {

/// Posts a message as one post or a thread, from the first part that is not out yet.
/// Invariants: 1. the id of each part is kept before the next is sent. 2. A new pair of tokens is kept before it is used. 3. At
/// most one refresh an attempt. 4. A part is repeated within an attempt only after an answer that says it was not taken.
class XExchange : public Exchange {
 public:
  XExchange(Settings settings, Job job, const std::string& channel_state);

  Step start() override;
  Step on_reply(Reply reply) override;

 private:
  enum class State { refreshing, keeping_tokens, posting, keeping_progress, over };

  [[nodiscard]] bool signs() const { return !settings_.consumer_key.empty(); }
  Step post();
  Step refresh();
  Step on_tokens(const HttpReply& reply);
  Step on_post(const HttpReply& reply);
  Step on_unauthorized(const HttpReply& reply);
  Step on_duplicate(const HttpReply& reply);
  Step taken(std::string id);
  Step end(core::Outcome outcome);
  [[nodiscard]] std::string parent() const;
  [[nodiscard]] std::string authorization_of(const HttpRequest& request);

  Settings settings_;
  Job job_;
  Tokens tokens_;  ///< OAuth 2.0 only
  Posted posted_;
  State state_ = State::over;
  bool plain_ = false;  ///< the part under way is posted without a reply, for X refused it as one
  bool has_refreshed_ = false;
  bool part_unsure_ = false;  ///< X may have the next part from the last attempt
  int requests_ = 0;
};

}  // namespace crier::channels::x
