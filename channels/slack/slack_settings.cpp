#include "channels/slack/slack_settings.h"

#include "base/text.h"
#include "channels/common_settings.h"
#include "channels/url.h"

namespace crier::channels::slack {

using reader::Type;

const reader::Table& keys() {
  static const reader::Table table = with_common_keys("slack",
                                                      {
                                                          {.name = "api", .fallback = "https://slack.com/api", .help = "where the API is"},
                                                          {.name = "token_file",
                                                           .type = Type::secret,
                                                           .help = "a bot's token: posts to any conversation, in threads",
                                                           .example = "slack-token",
                                                           .shown = true},
                                                          {.name = "webhook_file",
                                                           .type = Type::secret,
                                                           .help = "or the URL of an incoming webhook: posts to its own conversation",
                                                           .example = "slack-webhook-url"},
                                                      },
                                                      {.backlog = "latest"});
  return table;
}

Settings read(const reader::Section& section) {
  Settings out;
  out.api = section.text("api");
  if (const auto fault = http_url_fault(out.api)) section.fault("api", "'api' " + *fault, "expected such as https://slack.com/api");
  if (section.has("token_file") == section.has("webhook_file")) {
    section.context().diagnostics.fault(
        section.at(), section.has("token_file") ? "this channel has both a token and a webhook" : "this channel has no credentials",
        "expected either token_file or webhook_file");
  }
  out.token = section.secret("token_file");
  out.webhook = section.secret("webhook_file");
  if (!out.token.empty() && out.token.reveal().find_first_of(" \t\r\n") != std::string::npos) {
    section.fault("token_file", "the file of 'token_file' holds no token", "expected one word in one line");
  }
  if (!out.webhook.empty()) {
    if (const auto fault = http_url_fault(out.webhook.reveal()))
      section.fault("webhook_file", "what the file of 'webhook_file' holds " + *fault);
  }
  out.common = read_common(section);
  return out;
}

std::optional<std::string> address_fault(std::string_view address) {
  constexpr std::size_t longest = 255;
  const bool has_sign = address.starts_with('#') || address.starts_with('@');
  if (address.size() <= (has_sign ? 1U : 0U)) return "the conversation has no name; give it as #name or by its id";
  if (address.size() > longest) return "the conversation's name is longer than 255 bytes; give it as #name or by its id";
  if (!is_utf8(address) || escape_control(address) != address || address.find_first_of(" ,<>&") != std::string_view::npos) {
    return "the conversation's name has blanks or signs that no name has; give it as #name or by its id";
  }
  return std::nullopt;
}

}  // namespace crier::channels::slack
