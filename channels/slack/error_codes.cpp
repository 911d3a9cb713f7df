#include "channels/slack/error_codes.h"

#include <algorithm>
#include <array>

namespace crier::channels::slack {
namespace {

template <class Class>
struct Entry {
  std::string_view word;
  Class meaning;
};

template <class Table>
auto find(const Table& table, std::string_view word) {
  return std::find_if(table.begin(), table.end(), [word](const auto& entry) { return entry.word == word; });
}

using enum CodeClass;

constexpr std::array kCodes = {
    Entry<CodeClass>{"ratelimited", again},
    Entry<CodeClass>{"rate_limited", again},
    Entry<CodeClass>{"message_limit_exceeded", again},
    Entry<CodeClass>{"internal_error", again_unsure},
    Entry<CodeClass>{"fatal_error", again_unsure},
    Entry<CodeClass>{"service_unavailable", again},
    Entry<CodeClass>{"request_timeout", again},
    Entry<CodeClass>{"team_added_to_org", again},
    Entry<CodeClass>{"org_login_required", again},
    Entry<CodeClass>{"external_channel_migrating", again},
    Entry<CodeClass>{"update_failed", again},
    Entry<CodeClass>{"invalid_auth", ours},
    Entry<CodeClass>{"not_authed", ours},
    Entry<CodeClass>{"account_inactive", ours},
    Entry<CodeClass>{"token_revoked", ours},
    Entry<CodeClass>{"token_expired", ours},
    Entry<CodeClass>{"no_permission", ours},
    Entry<CodeClass>{"missing_scope", ours},
    Entry<CodeClass>{"not_allowed_token_type", ours},
    Entry<CodeClass>{"ekm_access_denied", ours},
    Entry<CodeClass>{"access_denied", ours},
    Entry<CodeClass>{"accesslimited", ours},
    Entry<CodeClass>{"team_access_not_granted", ours},
    Entry<CodeClass>{"two_factor_setup_required", ours},
    Entry<CodeClass>{"enterprise_is_restricted", ours},
    Entry<CodeClass>{"app_access_restricted", ours},
    Entry<CodeClass>{"method_deprecated", ours},
    Entry<CodeClass>{"deprecated_endpoint", ours},
    Entry<CodeClass>{"channel_not_found", conversation},
    Entry<CodeClass>{"not_in_channel", conversation},
    Entry<CodeClass>{"is_archived", conversation},
    Entry<CodeClass>{"is_inactive", conversation},
    Entry<CodeClass>{"restricted_action", conversation},
    Entry<CodeClass>{"restricted_action_read_only_channel", conversation},
    Entry<CodeClass>{"restricted_action_thread_only_channel", conversation},
    Entry<CodeClass>{"restricted_action_non_threadable_channel", thread},
    Entry<CodeClass>{"restricted_action_thread_locked", thread},
    Entry<CodeClass>{"posting_to_channel_denied", conversation},
    Entry<CodeClass>{"messages_tab_disabled", conversation},
    Entry<CodeClass>{"cannot_reply_to_message", thread},
    Entry<CodeClass>{"thread_not_found", thread},
    Entry<CodeClass>{"invalid_thread_ts", thread},
    Entry<CodeClass>{"team_not_found", conversation},
    Entry<CodeClass>{"msg_too_long", layout},
    Entry<CodeClass>{"msg_blocks_too_long", layout},
    Entry<CodeClass>{"invalid_blocks", layout},
    Entry<CodeClass>{"invalid_blocks_format", layout},
    Entry<CodeClass>{"block_mismatch", layout},
    Entry<CodeClass>{"message_not_found", root_gone},
    Entry<CodeClass>{"cant_update_message", root_gone},
    Entry<CodeClass>{"edit_window_closed", root_gone},
    Entry<CodeClass>{"cant_broadcast_message", root_gone},
    Entry<CodeClass>{"streaming_state_conflict", root_gone},
};

constexpr std::array kHookWords = {
    Entry<HookWord>{"ok", HookWord::accepted},
    Entry<HookWord>{"rate_limited", HookWord::again},
    Entry<HookWord>{"ratelimited", HookWord::again},
    Entry<HookWord>{"rollup_error", HookWord::again},
    Entry<HookWord>{"invalid_payload", HookWord::message},
    Entry<HookWord>{"invalid_blocks", HookWord::message},
    Entry<HookWord>{"invalid_blocks_format", HookWord::message},
    Entry<HookWord>{"no_text", HookWord::message},
    Entry<HookWord>{"too_many_attachments", HookWord::message},
    Entry<HookWord>{"user_not_found", HookWord::message},
    Entry<HookWord>{"missing_text_or_fallback_or_attachments", HookWord::message},
    Entry<HookWord>{"action_prohibited", HookWord::dead},
    Entry<HookWord>{"posting_to_general_channel_denied", HookWord::dead},
    Entry<HookWord>{"invalid_token", HookWord::dead},
    Entry<HookWord>{"team_disabled", HookWord::dead},
    Entry<HookWord>{"channel_not_found", HookWord::dead},
    Entry<HookWord>{"no_service", HookWord::dead},
    Entry<HookWord>{"no_service_id", HookWord::dead},
    Entry<HookWord>{"no_team", HookWord::dead},
    Entry<HookWord>{"no_active_hooks", HookWord::dead},
    Entry<HookWord>{"channel_is_archived", HookWord::dead},
};

}  // namespace

CodeClass classify_code(std::string_view code) {
  const auto* found = find(kCodes, code);
  return found == kCodes.end() ? message : found->meaning;
}

HookWord classify_hook_word(std::string_view word) {
  const auto* found = find(kHookWords, word);
  return found == kHookWords.end() ? HookWord::unknown : found->meaning;
}

}  // namespace crier::channels::slack
