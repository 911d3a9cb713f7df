#pragma once
#include "channels/adapter.h"
#include "channels/settings.h"
#include "channels/slack/posting.h"

namespace crier::channels::slack {

/// Posts by an incoming webhook, whose URL is the credential. It tells no id: there are no threads and no edits.
class HookExchange : public Exchange {
 public:
  HookExchange(const Settings& settings, const Content& content, UtcTime now);
  Step start() override { return std::move(request_); }
  Step on_reply(Reply reply) override;

 private:
  HttpRequest request_;
  const UtcTime now_;
};

}  // namespace crier::channels::slack
