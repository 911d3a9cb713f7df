#include "client/preview.h"

#include <boost/json.hpp>
#include <fstream>
#include <ostream>

#include "base/text.h"
#include "client/findings.h"
#include "client/preview_page.h"
#include "client/result_lines.h"
#include "client/table.h"
#include "core/event_json_writer.h"
#include "core/vocabulary.h"
#include "ingest/draft_markdown.h"

namespace crier::client {
namespace {

int print_preview(Tool& tool, const Reply& reply) {
  if (tool.prints_json) return tool.print(reply);
  auto& out = tool.world.out;
  out << "Route: " << printable(text_at(member_at(reply.value, "route"), "reason")) << '\n';
  // The daemon says what would become of it where that is not simply being announced.
  const auto state = core::parse_update_state(text_at(reply.value, "state"));
  if (state && core::is_pending(*state))
    out << "It would be " << (*state == core::UpdateState::draft ? "a draft" : core::to_text(*state))
        << " first; nobody is told at once.\n";
  for (const auto& message : items_at(reply.value, "messages")) {
    out << "\n"
        << printable(text_at(message, "audience")) << " by " << printable(text_at(message, "channel")) << ", "
        << number_at(message, "recipients") << (number_at(message, "recipients") == 1 ? " recipient" : " recipients") << ", language "
        << printable(text_at(message, "language")) << '\n';
    if (const auto subject = text_at(message, "subject"); !subject.empty()) out << "  Subject: " << printable(subject) << '\n';
    const auto& parts = items_at(message, "parts");
    if (parts.empty() || is_letter(message)) print_lines(out, as_read(message), "  ");
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (is_letter(message)) {
        out << "  Where only a short text fits:\n";
      } else {
        out << "  Post " << i + 1 << " of " << parts.size() << ":\n";
      }
      if (parts[i].is_string()) print_lines(out, std::string_view(parts[i].get_string()), "    ");
    }
  }
  std::int64_t total = 0;
  const auto channels = per_channel(items_at(reply.value, "messages"), total);
  if (channels.empty()) {
    out << "Nobody would be told.\n";
  } else {
    out << "\nIn all " << total << (total == 1 ? " recipient" : " recipients") << ": " << channels << ".\n";
  }
  if (const auto& findings = items_at(reply.value, "findings"); !findings.empty()) {
    out << "\nWording:\n";
    print_findings(out, findings, "  ");
  }
  out << "\nThis is a preview; nothing was sent.\n";
  return done;
}

int write_page(Tool& tool, const std::string& path, const json::value& preview) {
  const auto page = preview_page(preview);
  if (path == "-") {
    tool.world.out << page;
    return done;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << page;
  file.close();
  if (!file) return tool.fail({no_file, printable(path) + " cannot be written; check its folder and rights."});
  tool.world.out << "The preview is in " << printable(path) << "; nothing was sent.\n";
  return done;
}

}  // namespace

int preview_event(Tool& tool, const std::string& event, const std::string& html) {
  const auto reply = tool.caller.post("/v1/preview", event);
  if (!reply) return tool.fail(reply.error());
  if (!html.empty()) return write_page(tool, html, reply->value);
  return print_preview(tool, *reply);
}

int preview_file(Tool& tool, const std::string& path, const std::string& html) {
  const auto text = read_file(tool.world, path);
  if (!text) return tool.fail(text.error());
  if (trim(*text).starts_with('{')) return preview_event(tool, *text, html);
  auto draft = ingest::read_draft(*text);
  if (!draft) {
    const auto& fault = draft.error().front();
    return tool.fail({refused, path + ":" + std::to_string(fault.line) + ": " + printable(fault.detail)});
  }
  if (!draft->has_action) draft->event.action = core::Action::open;
  if (draft->event.incident.empty() && draft->event.action != core::Action::notice) draft->event.incident = "preview";
  return preview_event(tool, core::canonical_json(draft->event), html);
}

}  // namespace crier::client
