#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crier::render {

/// One Slack message before it is cut into blocks; all but the titles is mrkdwn, escaped.
struct SlackText {
  std::string title;  ///< plain text, not escaped
  std::string body;
  std::string context;  ///< "" = no such block
};

/// The payload of the slack form, one JSON object:
///   {"text": …, "blocks": […], "header": {"text": …, "blocks": […]}, "corrected": {"text": …, "blocks": […]}}
/// `text` and `blocks` are the post; `header` has the `text` and `blocks` that the incident's root post is edited to once a
/// follow-up is delivered: the current state. `corrected`, of a correction alone, is what the wrong post is edited to. Members can be sent
/// as they are, in chat.postMessage, chat.update and to an incoming webhook. Every limit of protocols.md 3.2 holds with a tenth to spare,
/// characters counted in UTF-16 after escaping; what does not fit is cut at a paragraph, and `shortened` (plain text) says so.
[[nodiscard]] std::string slack_payload(const SlackText& post, const SlackText& root, const std::optional<SlackText>& corrected,
                                        std::string_view shortened);

}  // namespace crier::render
