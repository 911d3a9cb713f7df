#include "client/say.h"

#include <ostream>

#include "base/text.h"
#include "client/table.h"
#include "client/watch.h"
#include "core/event_json_writer.h"
#include "ingest/draft_markdown.h"
#include "ingest/json_tree.h"

namespace crier::client {
namespace {

Call events_call(std::string body, std::string content_type) {
  Call call;
  call.method = "POST";
  call.path = "/v1/events";
  call.body = std::move(body);
  call.content_type = std::move(content_type);
  return call;
}

/// "mail 120, x 1": how many on each channel, in the answer's order.
std::string per_channel(const json::value& result, std::int64_t& total) {
  std::vector<std::pair<std::string, std::int64_t>> channels;
  for (const auto& broadcast : items_at(result, "broadcasts")) {
    const auto name = text_at(broadcast, "channel");
    const auto recipients = number_at(broadcast, "recipients");
    total += recipients;
    const auto known = std::find_if(channels.begin(), channels.end(), [&](const auto& channel) { return channel.first == name; });
    if (known == channels.end()) {
      channels.emplace_back(name, recipients);
    } else {
      known->second += recipients;
    }
  }
  std::string out;
  for (const auto& [name, recipients] : channels) out += (out.empty() ? "" : ", ") + printable(name) + " " + std::to_string(recipients);
  return out;
}

/// The line that ends a sending command: what happened, and the next step.
void print_result(std::ostream& out, const json::value& result) {
  const std::string incident = printable(text_at(result, "incident"));
  out << text_at(result, "update_id") << ": " << incident << ", update " << number_at(result, "update");
  if (member_at(result, "duplicate").is_bool() && member_at(result, "duplicate").get_bool()) out << ", was accepted before";
  std::int64_t total = 0;
  const std::string channels = per_channel(result, total);
  if (channels.empty()) {
    out << ", is recorded; nobody is told";
  } else {
    out << ", is " << text_at(result, "state") << " to " << total << (total == 1 ? " recipient (" : " recipients (") << channels << ")";
  }
  if (const auto left_out = number_at(result, "deduplicated"); left_out > 0) out << ", " << left_out << " left out who get it already";
  out << "; see: crier show " << incident << '\n';
}

int print_preview(Tool& tool, const Reply& reply) {
  if (tool.prints_json) return tool.print(reply);
  auto& out = tool.world.out;
  out << "Route: " << printable(text_at(member_at(reply.value, "route"), "reason")) << '\n';
  for (const auto& message : items_at(reply.value, "messages")) {
    out << "\n"
        << printable(text_at(message, "audience")) << " by " << printable(text_at(message, "channel")) << ", "
        << number_at(message, "recipients") << " recipients, language " << printable(text_at(message, "language")) << '\n';
    if (const auto subject = text_at(message, "subject"); !subject.empty()) out << "  Subject: " << printable(subject) << '\n';
    const auto& parts = items_at(message, "parts");
    if (parts.empty()) print_lines(out, text_at(message, "text"), "  ");
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out << "  Post " << i + 1 << " of " << parts.size() << ":\n";
      if (parts[i].is_string()) print_lines(out, std::string_view(parts[i].get_string()), "    ");
    }
  }
  if (items_at(reply.value, "messages").empty()) out << "Nobody would be told.\n";
  out << "\nThis is a preview; nothing was sent.\n";
  return done;
}

int preview(Tool& tool, const std::string& event) {
  const auto reply = tool.caller.post("/v1/preview", event);
  return reply ? print_preview(tool, *reply) : tool.fail(reply.error());
}

}  // namespace

int say(Tool& tool, core::Action action, const EventFlags& flags) {
  const auto event = make_event(action, flags, tool.world);
  if (!event) return tool.fail(event.error());
  const std::string body = core::canonical_json(*event);
  if (flags.dry_run) return preview(tool, body);
  const auto reply = tool.caller.call(events_call(body, "application/json"), true);
  if (!reply) return tool.fail(reply.error());
  const auto& results = items_at(reply->value, "results");
  if (results.empty()) return tool.fail({unreachable, "What answered is not crierd: its answer has no results."});
  if (tool.prints_json) {
    tool.print(*reply);
  } else {
    print_result(tool.world.out, results.front());
  }
  return flags.watch ? watch_update(tool, results.front()) : done;
}

int send_events(Tool& tool, const std::string& path) {
  const auto text = read_file(tool.world, path);
  if (!text) return tool.fail(text.error());
  ingest::JsonTree tree;
  const bool is_json = tree.parse(*text).has_value();
  // What is neither is sent as lines if it has some that look like it, so that crierd says which line is wrong.
  const bool is_array = trim(*text).starts_with('[');
  const bool is_lines = !is_json && !is_array && trim(*text).find("\n{") != std::string_view::npos;
  Call call = events_call(*text, is_lines ? "application/x-ndjson" : "application/json");
  const bool is_single = is_json && tree.root().kind == ingest::JsonNode::Kind::object;
  bool has_id = false;
  if (is_single) {
    for (const auto& member : ingest::JsonChildren(tree.root())) has_id = has_id || member.name == "id";
    if (!has_id) call.idempotency_key = new_id(tool.world);
  }
  const auto reply = tool.caller.call(call, is_single);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  for (const auto& result : items_at(reply->value, "results")) print_result(tool.world.out, result);
  tool.world.out << number_at(reply->value, "accepted") << " accepted, " << number_at(reply->value, "duplicates") << " accepted before\n";
  return done;
}

int preview_file(Tool& tool, const std::string& path) {
  const auto text = read_file(tool.world, path);
  if (!text) return tool.fail(text.error());
  if (trim(*text).starts_with('{')) return preview(tool, *text);
  auto draft = ingest::read_draft(*text);
  if (!draft) {
    const auto& fault = draft.error().front();
    return tool.fail({refused, path + ":" + std::to_string(fault.line) + ": " + printable(fault.detail)});
  }
  if (!draft->has_action) draft->event.action = core::Action::open;
  if (draft->event.incident.empty() && draft->event.action != core::Action::notice) draft->event.incident = "preview";
  return preview(tool, core::canonical_json(draft->event));
}

}  // namespace crier::client
