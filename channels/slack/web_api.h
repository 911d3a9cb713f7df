#pragma once
#include <memory>
#include <string>

#include "channels/adapter.h"
#include "channels/settings.h"
#include "channels/slack/posting.h"

namespace crier::channels::slack {

/// Posts by chat.postMessage, in the thread of the incident's first post. If Slack refuses the thread, it is left out once; if it
/// refuses the blocks, the plain text is posted once: that something is said counts more than how it looks.
class PostExchange : public Exchange {
 public:
  PostExchange(const Settings& settings, Job job, Content content);
  Step start() override { return post(); }
  Step on_reply(Reply reply) override;

 private:
  enum class State { posting, over };
  Step post();
  Step on_refusal(const HttpReply& reply, const std::string& code);

  const std::string api_;
  const Secret token_;
  const Millis timeout_;
  const Job job_;
  const Content content_;
  std::string thread_;  ///< ts of the thread's first post, "" = none
  bool plain_ = false;
  State state_ = State::posting;
};

/// Edits a post by chat.update: the thread's first one, to show the current state (rules H2), or one that was wrong.
class EditExchange : public Exchange {
 public:
  EditExchange(const Settings& settings, const Content& content, const PostId& post, UtcTime now);
  Step start() override { return std::move(request_); }
  Step on_reply(Reply reply) override;

 private:
  HttpRequest request_;
  const PostId post_;
  const UtcTime now_;
};

}  // namespace crier::channels::slack
