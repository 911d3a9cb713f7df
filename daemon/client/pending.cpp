#include "client/pending.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/moments.h"
#include "client/table.h"

namespace crier::client {
namespace {

constexpr int kPages = 20;

std::string updates_path(const std::string& incident, const std::string& state, int limit, const std::string& after) {
  std::string path = "/v1/updates?limit=" + std::to_string(limit);
  if (!incident.empty()) path += "&incident=" + percent_encode(incident);
  if (!state.empty()) path += "&state=" + state;
  if (!after.empty()) path += "&after=" + percent_encode(after);
  return path;
}

std::pair<UtcTime, std::int64_t> moment_of(const json::value& update) {
  return {parse_rfc3339(text_at(update, "at")).value_or(UtcTime{}), number_at(update, "number")};
}

/// The first update that `is_meant`, page by page.
template <class F>
Result<std::optional<json::value>, Failure> search(Tool& tool, const std::string& incident, F is_meant) {
  std::string after;
  for (int page = 0; page < kPages; ++page) {
    const auto reply = tool.caller.get(updates_path(incident, "", 1000, after));
    if (!reply) return reply.error();
    for (const auto& update : items_at(reply->value, "updates")) {
      if (is_meant(update)) return std::optional(update);
    }
    after = text_at(reply->value, "next");
    if (after.empty()) break;
  }
  return std::optional<json::value>();
}

}  // namespace

Result<json::array, Failure> updates_of(Tool& tool, const std::string& incident, const std::string& state, int limit) {
  const auto reply = tool.caller.get(updates_path(incident, state, limit, ""));
  if (!reply) return reply.error();
  return items_at(reply->value, "updates");
}

Result<json::value, Failure> find_update(Tool& tool, const std::string& incident, int number) {
  auto found = search(tool, incident, [number](const json::value& update) { return number_at(update, "number") == number; });
  if (!found) return found.error();
  if (!*found) {
    const auto key = printable(incident);
    return Failure{refused, "There is no update " + std::to_string(number) + " of " + key + "; see: crier show " + key};
  }
  return std::move(**found);
}

std::optional<json::value> find_update(Tool& tool, const std::string& update_id) {
  auto found = search(tool, "", [&](const json::value& update) { return text_at(update, "update_id") == update_id; });
  return found ? std::move(*found) : std::nullopt;
}

Result<json::array, Failure> pending_updates(Tool& tool) {
  json::array all;
  for (const char* state : {"held", "draft", "waiting"}) {
    const auto updates = updates_of(tool, "", state);
    if (!updates) return updates.error();
    all.insert(all.end(), updates->begin(), updates->end());
  }
  // As they were written: an opening before what follows it.
  std::stable_sort(all.begin(), all.end(), [](const json::value& a, const json::value& b) { return moment_of(a) < moment_of(b); });
  return all;
}

void print_pending(Tool& tool, const json::value& update) {
  auto& out = tool.world.out;
  const auto now = tool.world.now();
  const std::string state = text_at(update, "state");
  const std::string author = text_at(update, "author").empty() ? text_at(update, "peer") : text_at(update, "author");
  const std::string numbered = printable(text_at(update, "incident")) + " " + std::to_string(number_at(update, "number"));
  out << "  " << numbered << ": " << (state == "draft" ? "a draft" : printable(state));
  if (const auto due = due_in(text_at(update, "due"), now); !due.empty()) out << ", " << due;
  if (!author.empty()) out << ", by " << printable(author);
  if (const auto age = age_of(text_at(update, "at"), now); !age.empty()) out << ", " << age << " old";
  out << '\n';
  if (const auto title = text_at(update, "title"); !title.empty()) out << "    " << printable(title) << '\n';
  print_lines(out, text_at(update, "summary"), "    ");
  out << "    to send it: crier approve " << numbered
      << "; to drop it: " << (state == "held" ? "crier stop " + printable(text_at(update, "update_id")) : "crier withdraw " + numbered)
      << '\n';
}

int list_drafts(Tool& tool) {
  const auto updates = pending_updates(tool);
  if (!updates) return tool.fail(updates.error());
  if (tool.prints_json) {
    json::object answer;
    answer["updates"] = *updates;
    answer["next"] = nullptr;
    tool.world.out << json::serialize(answer) << '\n';
    return done;
  }
  if (updates->empty()) tool.world.out << "No update is a draft, held or waiting.\n";
  for (const auto& update : *updates) print_pending(tool, update);
  return done;
}

}  // namespace crier::client
