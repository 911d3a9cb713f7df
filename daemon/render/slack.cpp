#include "render/slack.h"

#include <algorithm>
#include <vector>

#include "core/json_writer.h"
#include "render/escape.h"

namespace crier::render {
namespace {

// Slack's limits less a tenth, since it is not said whether it counts code points or UTF-16 units (protocols.md 3.3).
constexpr std::size_t kHeader = 135;
constexpr std::size_t kSection = 2700;
constexpr std::size_t kFallback = 3600;  // 4,000 for chat.update
constexpr std::size_t kBody = 10800;     // all blocks together: about 13,000 were seen to pass
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::string_view kFence = "```";

using core::JsonWriter;

std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80) length += byte >= 0xF0 ? 2 : 1;
  }
  return length;
}

/// The largest byte offset whose text is at most `limit` long, never inside a character.
std::size_t offset_within(std::string_view text, std::size_t limit) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xC0U) == 0x80) continue;
    length += byte >= 0xF0 ? 2 : 1;
    if (length > limit) return at;
  }
  return text.size();
}

/// Not within "&amp;" nor "<url|label>".
std::size_t outside_token(std::string_view text, std::size_t end) {
  if (end >= text.size()) return text.size();
  const std::string_view head = text.substr(0, end);
  if (const auto entity = head.rfind('&');
      entity != std::string_view::npos && head.find(';', entity) == std::string_view::npos && end - entity < 6)
    end = entity;
  const auto link = text.substr(0, end).rfind('<');
  if (link != std::string_view::npos && text.substr(link, end - link).find('>') == std::string_view::npos && link > 0) end = link;
  return end;
}

/// Where to cut so that what is before it is at most `limit` long: behind a paragraph, a line, a word, or anywhere safe.
std::size_t cut_at(std::string_view text, std::size_t limit) {
  const std::size_t most = offset_within(text, limit);
  if (most == text.size()) return most;
  for (const std::string_view separator : {"\n\n", "\n", " "}) {
    const auto at = text.substr(0, most).rfind(separator);
    if (at != std::string_view::npos && at > most / 3) return outside_token(text, at + separator.size());
  }
  const std::size_t safe = outside_token(text, most);
  return safe > 0 ? safe : most;
}

bool leaves_fence_open(std::string_view text) {
  std::size_t fences = 0;
  for (auto at = text.find(kFence); at != std::string_view::npos; at = text.find(kFence, at + kFence.size())) ++fences;
  return fences % 2 == 1;
}

std::string_view without_blank_ends(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

/// The body in pieces that each fit one section; a code block that is cut goes on in the next as one.
std::vector<std::string> sections_of(std::string_view body, std::string_view shortened) {
  std::vector<std::string> sections;
  const std::size_t end = cut_at(body, kBody);
  const bool is_cut = end < body.size();
  body = body.substr(0, end);
  bool in_fence = false;
  while (!without_blank_ends(body).empty()) {
    const std::size_t cut = cut_at(body, kSection - 16);
    std::string section = in_fence ? std::string(kFence) + "\n" : "";
    section += in_fence ? body.substr(0, cut) : without_blank_ends(body.substr(0, cut));
    in_fence = leaves_fence_open(section);
    if (in_fence) section.append("\n").append(kFence);
    sections.push_back(std::move(section));
    body.remove_prefix(cut);
  }
  if (is_cut) {
    std::string note;
    append_mrkdwn(note, shortened);
    sections.push_back("_" + note + "_");
  }
  return sections;
}

void write_text(JsonWriter& json, std::string_view type, std::string_view text) {
  json.begin_object();
  json.member("type", type);
  json.member("text", text);
  // No colon word becomes an emoji, no bare word a mention or link: what is sent is what was written.
  type == "plain_text" ? json.member("emoji", false) : json.member("verbatim", true);
  json.end_object();
}

std::string escaped(std::string_view text) {
  std::string out;
  append_mrkdwn(out, text);
  return out;
}

std::string within(std::string text, std::size_t limit) {
  if (utf16_length(text) <= limit) return text;
  text.resize(cut_at(text, limit - 1));
  return std::string(without_blank_ends(text)) + std::string(kEllipsis);
}

void write_blocks(JsonWriter& json, const SlackText& text, std::string_view shortened) {
  json.begin_array();
  if (const std::string title = within(escaped(one_line(text.title)), kHeader); !title.empty()) {
    json.begin_object();
    json.member("type", "header");
    json.key("text");
    write_text(json, "plain_text", title);
    json.end_object();
  }
  for (const auto& section : sections_of(text.body, shortened)) {
    json.begin_object();
    json.member("type", "section");
    json.key("text");
    write_text(json, "mrkdwn", section);
    json.end_object();
  }
  if (const std::string context = within(text.context, kSection); !context.empty()) {
    json.begin_object();
    json.member("type", "context");
    json.key("elements");
    json.begin_array();
    write_text(json, "mrkdwn", context);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

/// `text` is what notifications and screen readers say, and what is left if blocks are not shown.
void write_members(JsonWriter& json, const SlackText& text, std::string_view shortened) {
  json.member("text", within(escaped(one_line(text.title)) + "\n" + text.body, kFallback));
  json.key("blocks");
  write_blocks(json, text, shortened);
}

void write_edit(JsonWriter& json, std::string_view name, const SlackText& text, std::string_view shortened) {
  json.key(name);
  json.begin_object();
  write_members(json, text, shortened);
  json.end_object();
}

}  // namespace

std::string slack_payload(const SlackText& post, const SlackText& root, const std::optional<SlackText>& corrected,
                          std::string_view shortened) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_members(json, post, shortened);
  write_edit(json, "header", root, shortened);
  if (corrected) write_edit(json, "corrected", *corrected, shortened);
  json.end_object();
  return out;
}

}  // namespace crier::render
