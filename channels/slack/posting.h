#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crier::channels::slack {

/// The id of a post: the conversation's id and the post's ts, which is a string and not a number. As a remote id "C123:1503435956.000247".
struct PostId {
  std::string channel;
  std::string ts;
  /// None if the text is not such a pair.
  [[nodiscard]] static std::optional<PostId> parse(std::string_view remote_id);
  [[nodiscard]] std::string text() const { return channel + ":" + ts; }
};

/// A post or the state that one is edited to. `text` is the fallback, and all that is said where blocks are refused.
struct Content {
  std::string text;
  boost::json::array blocks;
};

/// What a message's payload holds (render/slack.h): escaped and within Slack's limits since it was rendered.
struct Payload {
  Content post;
  Content header;     ///< what the thread's first post is edited to; empty if there is none
  Content corrected;  ///< of a correction: what the post that it puts right is edited to; empty if there is none
  /// Errors: internal.
  [[nodiscard]] static Result<Payload> parse(const std::string& payload);
};

/// The text within `most` characters, for calls that take less of it.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t most);

/// A truncated or whole answer to chat.postMessage that says it was done. Slack repeats the message in it, which can be longer than
/// what is read of an answer; the ids come before that.
[[nodiscard]] std::optional<PostId> id_in_truncated(std::string_view body);

}  // namespace crier::channels::slack
