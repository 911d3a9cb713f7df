#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crier::client {

/// A piece of a line of Slack's mrkdwn as a reader sees it: `<https://…|label>` is its label, the escapes &amp; &lt; &gt; are signs again.
struct MrkdwnPiece {
  std::string text;
  bool is_bold = false;
  std::string url;  ///< of a link, "" = none
};
struct MrkdwnLine {
  bool is_quote = false;
  std::vector<MrkdwnPiece> pieces;
};

/// What Crier's own Slack messages are made of: bold, quotes and links (Slack, "Formatting text for app surfaces"). Pure.
[[nodiscard]] std::vector<MrkdwnLine> read_mrkdwn(std::string_view text);

/// The text alone; a link whose label is another text shows its address behind it.
[[nodiscard]] std::string plain_text(const std::vector<MrkdwnLine>& lines);

}  // namespace crier::client
