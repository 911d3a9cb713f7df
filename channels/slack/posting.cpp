#include "channels/slack/posting.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "base/text.h"
#include "channels/json_fields.h"

namespace crier::channels::slack {
namespace {

/// The string that follows `"name":` in a fragment of JSON, "" if none does. Ids have no escapes.
std::string value_after(std::string_view fragment, std::string_view name) {
  const auto key = "\"" + std::string(name) + "\"";
  const auto at = fragment.find(key);
  if (at == std::string_view::npos) return "";
  fragment = trim(fragment.substr(at + key.size()));
  if (!fragment.starts_with(':')) return "";
  fragment = trim(fragment.substr(1));
  if (!fragment.starts_with('"')) return "";
  const auto end = fragment.find('"', 1);
  return end == std::string_view::npos ? "" : std::string(fragment.substr(1, end - 1));
}

Content content(const boost::json::object& object) {
  Content out;
  out.text = text_field(object, "text");
  if (const auto* blocks = array_field(object, "blocks")) out.blocks = *blocks;
  return out;
}

/// Ids are letters, digits and a point.
bool is_id(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.'; });
}

}  // namespace

std::optional<PostId> PostId::parse(std::string_view remote_id) {
  const auto colon = remote_id.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == remote_id.size()) return std::nullopt;
  return PostId{std::string(remote_id.substr(0, colon)), std::string(remote_id.substr(colon + 1))};
}

Result<Payload> Payload::parse(const std::string& payload) {
  const auto object = parse_object(payload);
  if (!object) return Error{ErrorKind::internal, "The message was not rendered for Slack."};
  Payload out;
  out.post = content(*object);
  if (const auto* header = object_field(*object, "header")) out.header = content(*header);
  if (const auto* corrected = object_field(*object, "corrected")) out.corrected = content(*corrected);
  if (out.post.text.empty() && out.post.blocks.empty()) return Error{ErrorKind::internal, "The message says nothing on Slack."};
  return out;
}

std::string shortened(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && characters++ == most) return text.substr(0, i) + "…";
  }
  return text;
}

std::optional<PostId> id_in_truncated(std::string_view body) {
  constexpr std::string_view done = "{\"ok\":true";
  body = trim(body);
  if (!body.starts_with(done)) return std::nullopt;
  const auto before = body.substr(0, body.find("\"message\""));
  PostId id{value_after(before, "channel"), value_after(before, "ts")};
  // No parser has looked at these bytes; what is no id of Slack's would only spoil the record.
  if (!is_id(id.channel) || !is_id(id.ts)) return PostId{};
  return id;
}

}  // namespace crier::channels::slack
