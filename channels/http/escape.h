#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crier::channels::http {

/// What a value from outside passes on its way into a field that has markup. Whatever it says, it mentions nobody and makes no link with
/// another label than its address. Control characters go in all of them (render/escape.h).
enum class Escape {
  none,      ///< the field is plain text
  html,      ///< & < > " '
  html_br,   ///< the same with line ends as <br>
  markdown,  ///< Markdown with @mentions: Discord, Teams, Mattermost, Gotify
  mentions,  ///< text in which @name, <…> and [label](url) would mean something: Mastodon, Google Chat, Rocket.Chat
};

[[nodiscard]] std::optional<Escape> parse_escape(std::string_view word);
[[nodiscard]] std::string escaped(std::string_view text, Escape how);

}  // namespace crier::channels::http
