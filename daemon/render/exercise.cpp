#include "render/exercise.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/text.h"
#include "render/escape.h"
#include "render/mail.h"
#include "render/post_length.h"
#include "render/post_split.h"

namespace crier::render {
namespace {

using boost::json::object;
using core::Message;

constexpr std::size_t kSlackHeader = 135;  // bytes; Slack's limit is 150 characters
constexpr std::size_t kPostMarker = 120;   // bytes; a post must have room for what it says

/// What a text says behind a marker that it has already.
std::string_view unmarked(std::string_view text) {
  if (!text.starts_with(kExercise)) return text;
  text.remove_prefix(kExercise.size());
  return text.substr(std::min(text.find_first_not_of(" \n"), text.size()));
}

std::string in_front(std::string_view marker, std::string_view separator, std::string_view text) {
  std::string out(marker);
  const std::string_view rest = unmarked(text);
  if (!rest.empty()) out.append(separator).append(rest);
  return out;
}

std::string paragraph(std::string_view marker) {
  std::string out = "<p style=\"margin:0 0 12px\"><strong>";
  append_html(out, marker);
  return out + "</strong></p>\n";
}

/// At the beginning of the body, wherever a template of the user's begins it.
std::string html_in_front(std::string_view marker, std::string html) {
  if (html.empty()) return html;
  const std::string earlier = paragraph(kExercise);
  if (const auto at = html.find(earlier); at != std::string::npos) html.erase(at, earlier.size());
  const auto body = to_lower_ascii(html).find("<body");
  const auto end = body == std::string::npos ? body : html.find('>', body);
  auto at = end == std::string::npos ? 0 : end + 1;
  if (at < html.size() && html[at] == '\n') ++at;
  return html.insert(at, paragraph(marker));
}

void mark_mail(Message& message, const std::string& marker) {
  message.subject = in_front(marker, " ", message.subject);
  message.text = in_front(marker, "\n\n", message.text);
  message.html = html_in_front(marker, std::move(message.html));
  message.payload = mail_payload_with(message.payload, message.subject, message.text, message.html);
}

/// The time that tells later posts of a thread apart, as split_posts wrote it: "… (2/3 · 13:05 UTC)".
std::string mark_of(const std::vector<std::string>& parts) {
  constexpr std::string_view dot = " · ";
  if (parts.size() < 2 || !parts.back().ends_with(')')) return "";
  const auto at = parts.back().rfind(dot);
  if (at == std::string::npos) return "";
  const auto begin = at + dot.size();
  return parts.back().substr(begin, parts.back().size() - 1 - begin);
}

void mark_posts(Message& message, const std::string& marker) {
  const std::string before = clipped(marker, kPostMarker) + " ";
  message.parts = split_posts(unmarked(message.text), kPostLimit - post_length(before).weighted, mark_of(message.parts));
  for (auto& part : message.parts) part.insert(0, before);
  message.text = in_front(marker, " ", message.text);
}

boost::json::value section(std::string_view text) {
  return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}}}};
}

std::string text_at(const object& fields, std::string_view name) {
  const auto* value = fields.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// The text object of a block, if it is of the type.
object* block_text(boost::json::value& block, std::string_view type) {
  auto* fields = block.if_object();
  auto* text = fields != nullptr && text_at(*fields, "type") == type ? fields->if_contains("text") : nullptr;
  return text == nullptr ? nullptr : text->if_object();
}

/// In the header block where there is room, else in a section of its own.
void mark_blocks(boost::json::array& blocks, const std::string& marker) {
  if (!blocks.empty()) {
    const auto* first = block_text(blocks.front(), "section");
    if (first != nullptr && text_at(*first, "text") == kExercise) blocks.erase(blocks.begin());
  }
  auto* header = blocks.empty() ? nullptr : block_text(blocks.front(), "header");
  if (header != nullptr) {
    const std::string title = text_at(*header, "text");
    if (std::string both = in_front(marker, " ", title); both.size() <= kSlackHeader) {
      (*header)["text"] = both;
      return;
    }
    (*header)["text"] = unmarked(title);
  }
  blocks.insert(blocks.begin(), section(marker));
}

void mark_content(object& content, const std::string& marker) {
  if (content.contains("text")) content["text"] = in_front(marker, " ", text_at(content, "text"));
  if (auto* blocks = content.if_contains("blocks"); blocks != nullptr && blocks->is_array()) mark_blocks(blocks->get_array(), marker);
}

void mark_slack(object& payload, const std::string& marker) {
  std::string shown;
  append_mrkdwn(shown, marker);
  mark_content(payload, shown);
  for (auto& [name, member] : payload) {
    if (auto* edited = member.if_object()) mark_content(*edited, shown);
  }
}

void mark_fields(object& fields, const std::string& marker) {
  for (const char* name : {"title", "summary"}) {
    if (const std::string text = text_at(fields, name); !text.empty()) fields[name] = in_front(marker, " ", text);
  }
}

void mark_data(object& data, const std::string& marker) {
  data["exercise"] = true;
  for (const char* name : {"incident", "update"}) {
    auto* part = data.contains(name) ? data[name].if_object() : nullptr;
    if (part == nullptr) continue;
    mark_fields(*part, marker);
    if (auto* since = part->contains("since") ? (*part)["since"].if_array() : nullptr) {
      for (auto& statement : *since) {
        if (auto* fields = statement.if_object()) mark_fields(*fields, marker);
      }
    }
    auto* translations = part->contains("translations") ? (*part)["translations"].if_object() : nullptr;
    if (translations == nullptr) continue;
    for (auto& [language, words] : *translations) {
      if (auto* fields = words.if_object()) mark_fields(*fields, marker);
    }
  }
}

void mark_document(object& document, const std::string& marker) {
  auto* data = document.contains("data") ? document["data"].if_object() : nullptr;
  if (data != nullptr) mark_data(*data, marker);
}

/// A payload that is no JSON was not made by us and stays as it is.
template <class Mark>
void mark_json(Message& message, const std::string& marker, Mark mark) {
  message.subject = in_front(marker, " ", message.subject);
  message.text = in_front(marker, " ", message.text);
  boost::system::error_code failed;
  auto payload = boost::json::parse(message.payload, failed);
  if (failed || !payload.is_object()) return;
  mark(payload.get_object(), marker);
  message.payload = boost::json::serialize(payload);
}

}  // namespace

std::string exercise_marker(std::string_view address) {
  const std::string shown = one_line(address);
  if (shown.empty()) return std::string(kExercise);
  return std::string(kExercise.substr(0, kExercise.size() - 1)) + " for " + shown + "]";
}

Message marked(const Message& message, Form form, const std::string& marker) {
  Message out = message;
  switch (form) {
    case Form::mail:
      mark_mail(out, marker);
      break;
    case Form::x:
      mark_posts(out, marker);
      break;
    case Form::slack:
      mark_json(out, marker, mark_slack);
      break;
    case Form::webhook:
      mark_json(out, marker, mark_document);
      break;
    case Form::letter:
      mark_json(out, marker, mark_data);
      out.html = html_in_front(marker, std::move(out.html));
      for (auto& part : out.parts) part = in_front(marker, " ", part);
      break;
  }
  return out;
}

}  // namespace crier::render
