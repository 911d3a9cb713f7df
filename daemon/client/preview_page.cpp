#include "client/preview_page.h"

#include <boost/json.hpp>

#include "client/caller.h"
#include "client/mrkdwn.h"
#include "core/vocabulary.h"
#include "render/escape.h"
#include "render/post_length.h"

namespace crier::client {
namespace {

using render::append_html;

// Nothing is loaded and no script runs, whatever stands in the messages; frames have only what is written into them.
constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Crier: preview</title>
<style>
body { margin: 0; padding: 1rem 1.5rem; font: 15px/1.45 Helvetica, Arial, sans-serif; color: #1c1c1c; background: #f2f2f0; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 0; }
bdi, pre { unicode-bidi: isolate; overflow-wrap: anywhere; }
.wording { margin: 1rem 0; padding: .5rem 1rem; background: #fff; border-left: 5px solid #888; }
.wording li { margin: .4rem 0; }
.error { color: #b00020; }
.warning { color: #8a5a00; }
.messages { display: grid; grid-template-columns: repeat(auto-fit, minmax(21rem, 1fr)); gap: 1rem; align-items: start; }
.message { background: #fff; border: 1px solid #ccc; border-radius: 6px; padding: .8rem 1rem; min-width: 0; }
.about { color: #666; font-size: .85rem; margin: 0 0 .6rem; }
.subject { font-weight: bold; margin: 0 0 .5rem; }
.post, .slack, pre { border: 1px solid #ddd; border-radius: 6px; padding: .6rem .8rem; margin: 0 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
.quote { border-left: 4px solid #ddd; padding-left: .6rem; }
.link { color: #1264a3; text-decoration: underline; }
iframe { width: 100%; height: 30rem; border: 1px solid #ddd; border-radius: 6px; resize: vertical; background: #fff; }
</style>
</head>
<body>
)";

std::string html(std::string_view text) {
  std::string out;
  append_html(out, text);
  return out;
}

/// Foreign text in a place of its own, so that a word written from right to left turns round nothing else.
std::string isolated(std::string_view text) { return "<bdi>" + html(text) + "</bdi>"; }

std::string counted(std::int64_t count, const char* one) { return std::to_string(count) + " " + one + (count == 1 ? "" : "s"); }

void add_findings(std::string& out, const json::array& findings) {
  out += "<section class=\"wording\">\n<h2>Wording</h2>\n";
  if (findings.empty()) {
    out += "<p>Nothing was found.</p>\n</section>\n";
    return;
  }
  out += "<ul>\n";
  for (const auto& finding : findings) {
    const auto severity = text_at(finding, "severity");
    const bool is_known = severity == "error" || severity == "warning";
    out += "<li><b class=\"" + (is_known ? severity : std::string("suggestion")) + "\">" + html(severity) + "</b> " +
           isolated(text_at(finding, "rule")) + " <code>" + isolated(text_at(finding, "pointer")) +
           "</code>: " + isolated(text_at(finding, "message"));
    if (const auto excerpt = text_at(finding, "excerpt"); !excerpt.empty()) out += "<br><q>" + isolated(excerpt) + "</q>";
    if (const auto advice = text_at(finding, "advice"); !advice.empty()) out += "<br>" + isolated(advice);
    out += "</li>\n";
  }
  out += "</ul>\n</section>\n";
}

std::string slack_html(const std::string& text) {
  std::string out;
  for (const auto& line : read_mrkdwn(text)) {
    out += line.is_quote ? "<div class=\"quote\"><bdi>" : "<div><bdi>";
    for (const auto& piece : line.pieces) {
      const bool is_link = !piece.url.empty();
      if (is_link) out += "<span class=\"link\" title=\"" + html(piece.url) + "\">";
      if (piece.is_bold) out += "<b>";
      append_html(out, piece.text);
      if (piece.is_bold) out += "</b>";
      if (is_link) out += "</span>";
    }
    // An empty line has a line's height all the same.
    out += line.pieces.empty() ? "&nbsp;</bdi></div>" : "</bdi></div>";
  }
  return out;
}

void add_posts(std::string& out, const json::value& message, bool is_counted) {
  const auto& parts = items_at(message, "parts");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].is_string()) continue;
    const std::string_view post = parts[i].get_string();
    out += "<p class=\"about\">Post " + std::to_string(i + 1) + " of " + std::to_string(parts.size());
    if (is_counted) out += ", " + std::to_string(render::post_length(post).weighted) + " of 280";
    out += "</p>\n<div class=\"post\"><bdi>" + html(post) + "</bdi></div>\n";
  }
}

void add_short(std::string& out, const json::value& message) {
  const auto& shorter = items_at(message, "parts").front();
  if (!shorter.is_string()) return;
  out += "<p class=\"about\">Where only a short text fits</p>\n<div class=\"post\"><bdi>" + html(shorter.get_string()) + "</bdi></div>\n";
}

void add_message(std::string& out, const json::value& message) {
  const auto type = text_at(message, "type");
  const auto language = text_at(message, "language");
  out += "<article class=\"message\">\n<h2>" + isolated(text_at(message, "channel")) + "</h2>\n<p class=\"about\">" +
         isolated(text_at(message, "audience")) + ", " + counted(number_at(message, "recipients"), "recipient") + ", language " +
         isolated(language) + "</p>\n";
  if (const auto subject = text_at(message, "subject"); !subject.empty()) out += "<p class=\"subject\">" + isolated(subject) + "</p>\n";
  const auto text = text_at(message, "text");
  if (const auto page = text_at(message, "html"); !page.empty()) {
    out += "<iframe sandbox title=\"as HTML\" srcdoc=\"" + html(page) +
           "\"></iframe>\n<details><summary>as plain text</summary>\n<pre lang=\"" + html(language) + "\">" + html(text) +
           "</pre></details>\n";
    if (is_letter(message)) add_short(out, message);
  } else if (!items_at(message, "parts").empty()) {
    add_posts(out, message, type == "x");
  } else if (type == "slack") {
    out += "<div class=\"slack\" lang=\"" + html(language) + "\">" + slack_html(text) + "</div>\n";
  } else {
    out += "<pre lang=\"" + html(language) + "\">" + html(text) + "</pre>\n";
  }
  out += "</article>\n";
}

}  // namespace

std::string preview_page(const json::value& preview) {
  std::string out = kHead;
  out += "<h1>What would be sent</h1>\n<p>" + isolated(text_at(member_at(preview, "route"), "reason")) + "</p>\n";
  const auto state = core::parse_update_state(text_at(preview, "state"));
  if (state && core::is_pending(*state))
    out += "<p>It would be " + std::string(core::to_text(*state)) + " first; nobody is told at once.</p>\n";
  add_findings(out, items_at(preview, "findings"));
  const auto& messages = items_at(preview, "messages");
  out += messages.empty() ? "<p>Nobody would be told.</p>\n" : "<div class=\"messages\">\n";
  for (const auto& message : messages) add_message(out, message);
  if (!messages.empty()) out += "</div>\n";
  return out + "<p class=\"about\">This is a preview; nothing was sent.</p>\n</body>\n</html>\n";
}

bool is_letter(const json::value& message) { return !items_at(message, "parts").empty() && !text_at(message, "html").empty(); }

std::string as_read(const json::value& message) {
  const auto text = text_at(message, "text");
  return text_at(message, "type") == "slack" ? plain_text(read_mrkdwn(text)) : text;
}

}  // namespace crier::client
