#include <memory>
#include <utility>

#include "channels/registry.h"
#include "channels/slack/correction.h"
#include "channels/slack/incoming_webhook.h"
#include "channels/slack/posting.h"
#include "channels/slack/web_api.h"

namespace crier::channels::slack {
namespace {

/// Slack by a bot's token (any conversation, threads, edits) or by an incoming webhook (its own conversation).
class SlackAdapter : public Adapter {
 public:
  explicit SlackAdapter(Settings settings) : settings_(std::move(settings)) {}

  Result<std::unique_ptr<Exchange>> open(Job job, const std::string& /*channel_state*/) const override {
    if (settings_.token.empty() && settings_.webhook.empty()) {
      return Error{ErrorKind::config, "The channel has neither a token nor an incoming webhook; configure one of them."};
    }
    auto payload = Payload::parse(job.message->payload);
    if (!payload) return payload.error();
    if (job.delivery.kind == DeliveryKind::edit) return edit(job, *payload);
    if (settings_.token.empty()) return std::unique_ptr<Exchange>(std::make_unique<HookExchange>(settings_, payload->post, job.now));
    if (job.to.empty()) return Error{ErrorKind::invalid, "The recipient names no conversation; give it as #name or by its id."};
    if (const auto wrong = post_to_edit(job, *payload))
      return std::unique_ptr<Exchange>(std::make_unique<CorrectionExchange>(settings_, std::move(job), std::move(*payload), *wrong));
    return std::unique_ptr<Exchange>(std::make_unique<PostExchange>(settings_, std::move(job), std::move(payload->post)));
  }

  [[nodiscard]] bool edits_root() const override { return !settings_.token.empty(); }

 private:
  /// The wrong post that a correction edits. The thread's first post is left to the edit of its header, which follows every
  /// follow-up and says the correction too: two edits of one post could overtake each other.
  [[nodiscard]] static std::optional<PostId> post_to_edit(const Job& job, const Payload& payload) {
    if (payload.corrected.blocks.empty()) return std::nullopt;
    auto wrong = PostId::parse(job.corrected_id);
    if (wrong && job.corrected_id == job.thread_root && !payload.header.blocks.empty()) return std::nullopt;
    return wrong;
  }

  [[nodiscard]] Result<std::unique_ptr<Exchange>> edit(const Job& job, const Payload& payload) const {
    const auto root = PostId::parse(job.thread_root);
    if (!root || !edits_root() || payload.header.blocks.empty())
      return Error{ErrorKind::invalid, "There is no post whose header could be edited."};
    return std::unique_ptr<Exchange>(std::make_unique<EditExchange>(settings_, payload.header, *root, job.now));
  }

  Settings settings_;
};

}  // namespace

std::shared_ptr<const Adapter> make_adapter(const Settings& settings) { return std::make_shared<SlackAdapter>(settings); }

}  // namespace crier::channels::slack
