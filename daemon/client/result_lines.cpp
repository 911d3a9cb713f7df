#include "client/result_lines.h"

#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "client/findings.h"
#include "client/moments.h"
#include "client/pending.h"
#include "client/table.h"
#include "core/event.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

using core::UpdateState;

/// "held until 13:06 UTC (60s)"; "" if it is not said.
std::string time_left(const std::string& due, UtcTime now) {
  const auto at = parse_rfc3339(due);
  if (!at) return {};
  // Seconds count here, and a hold is seldom longer than a minute.
  return format_rfc3339(std::chrono::ceil<std::chrono::seconds>(*at)).substr(11, 8) + " UTC, " + length_of(*at - now) + " from now";
}

std::string due_of(Tool& tool, const json::value& result) {
  if (auto due = text_at(result, "due"); !due.empty()) return due;
  const auto update = find_update(tool, text_at(result, "incident"), static_cast<int>(number_at(result, "update")));
  return update ? text_at(*update, "due") : std::string();
}

}  // namespace

std::string per_channel(const json::array& broadcasts, std::int64_t& total) {
  std::vector<std::pair<std::string, std::int64_t>> channels;
  for (const auto& broadcast : broadcasts) {
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

std::string exact_name(const std::string& incident) { return incident.find('~') == std::string::npos ? incident + "~1" : incident; }

std::string sending_key(const std::string& incident) { return incident.substr(0, incident.find('~')); }

void print_result(Tool& tool, const json::value& result) {
  auto& out = tool.world.out;
  const std::string incident = printable(text_at(result, "incident"));
  const auto state = core::parse_update_state(text_at(result, "state"));
  out << printable(text_at(result, "update_id")) << ": " << incident << ", update " << number_at(result, "update");
  if (member_at(result, "duplicate").is_bool() && member_at(result, "duplicate").get_bool()) out << ", was accepted before";
  std::int64_t total = 0;
  const std::string channels = per_channel(items_at(result, "broadcasts"), total);
  if (state && core::is_pending(*state)) {
    out << ", is " << (*state == UpdateState::draft ? "a draft" : core::to_text(*state)) << "; nobody is told yet";
  } else if (!channels.empty()) {
    out << ", is " << printable(text_at(result, "state")) << " to " << total << (total == 1 ? " recipient (" : " recipients (") << channels
        << ")";
  } else {
    out << ", is recorded; nobody is told";
  }
  if (const auto left_out = number_at(result, "deduplicated"); left_out > 0) out << ", " << left_out << " left out who get it already";
  out << "; see: crier show " << incident << '\n';
  for (const auto& one : items_at(result, "deferred"))
    out << printable(text_at(one, "audience")) << " reads it when its office opens, at " << printable(text_at(one, "until")) << ".\n";
  if (const auto& ended = member_at(result, "promise_ended"); ended.is_bool() && ended.get_bool())
    out << "The promised next update is not promised any more; to promise one: crier nonews " << sending_key(incident) << " 45m\n";
  const auto& exercise = member_at(result, "exercise");
  if (exercise.is_bool() && exercise.get_bool()) out << "EXERCISE: nothing of it reaches a real recipient.\n";
  print_remarks(out, items_at(result, "findings"));
}

void print_undo(Tool& tool, const json::value& result, bool with_due) {
  auto& out = tool.world.out;
  const auto state = core::parse_update_state(text_at(result, "state")).value_or(UpdateState::announced);
  const std::string key = printable(text_at(result, "incident"));
  const std::string stop = "crier stop " + printable(text_at(result, "update_id"));
  const std::string numbered = key + " " + std::to_string(number_at(result, "update"));
  const std::string left = with_due && core::is_pending(state) && state != UpdateState::draft
                               ? time_left(due_of(tool, result), tool.world.now())
                               : std::string();
  switch (state) {
    case UpdateState::draft:
      out << "undo: crier withdraw " << key << " (a draft is sent only by: crier approve " << key << ")\n";
      return;
    case UpdateState::held:
      out << "undo: " << stop << (left.empty() ? " (held; nothing is sent yet)" : " (held until " + left + "; nothing is sent before)")
          << '\n';
      return;
    case UpdateState::waiting:
      out << "undo: crier withdraw " << numbered << (left.empty() ? " (waiting" : " (waiting until " + left)
          << "; to send it now: crier approve " << numbered << ")\n";
      return;
    case UpdateState::announced:
      if (items_at(result, "broadcasts").empty()) break;
      out << "undo: " << stop << '\n';
      return;
    default:
      break;
  }
  out << "undo: nothing to undo, nobody was told\n";
}

}  // namespace crier::client
