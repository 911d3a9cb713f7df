#pragma once
#include <string>
#include <vector>

namespace crier::core {

/// What a broadcast says in one language: rendered once at acceptance, stored, never rendered again (rules H4).
/// `payload` is what the adapter sends, ready but for the recipient's slots; its form is the adapter's:
///   smtp     the constant header lines and the MIME body, 7 bit, CRLF (render/mail.h)
///   webhook  the JSON document, byte for byte as signed
///   slack    {"text": …, "blocks": […], "header": …} (render/slack.h)
///   x        empty: `parts` are the posts
///   http, exec  the webhook's `data`; `parts` is one short text (render::Form::letter)
struct Message {
  std::string language;
  std::string subject;
  std::string text;
  std::string html;
  std::vector<std::string> parts;
  std::string payload;
  bool operator==(const Message&) const = default;
};

}  // namespace crier::core
