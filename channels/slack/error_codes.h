#pragma once
#include <string_view>

namespace crier::channels::slack {

/// What an error word of Slack's Web API asks for (protocols.md 3.2).
enum class CodeClass {
  again,         ///< trouble on Slack's side, or too many calls
  again_unsure,  ///< the same, but part of the call may have happened
  ours,          ///< token, scope or app: the channel pauses
  conversation,  ///< this recipient cannot be posted to
  thread,        ///< the conversation can, but not in that thread
  layout,        ///< the blocks or their size are at fault: plain, short text may pass
  message,       ///< the message is at fault; also words that nobody knows
  root_gone,     ///< the post to be edited is gone or closed
};

[[nodiscard]] CodeClass classify_code(std::string_view code);

/// The same for the words of incoming webhooks (protocols.md 3.1). Words are decided on before the status.
enum class HookWord { unknown, accepted, again, message, dead };

[[nodiscard]] HookWord classify_hook_word(std::string_view word);

}  // namespace crier::channels::slack
