#include "client/brake.h"

#include <algorithm>
#include <ostream>

#include "base/ids.h"
#include "base/text.h"
#include "client/pending.h"
#include "client/result_lines.h"
#include "client/table.h"

namespace crier::client {
namespace {

/// How far back --last looks for an update that told somebody: further back it is not the last any more.
constexpr int kRecent = 100;

/// The newest update that is not only recorded. One that was stopped or withdrawn already counts: who types the command twice
/// does not mean the update before.
Result<json::value, Failure> newest(Tool& tool, const std::string& incident) {
  const auto updates = updates_of(tool, incident, "", kRecent);
  if (!updates) return updates.error();
  const auto found =
      std::find_if(updates->begin(), updates->end(), [](const json::value& update) { return text_at(update, "state") != "recorded"; });
  if (found != updates->end()) return *found;
  return Failure{refused, incident.empty() ? "No update was sent lately, so there is nothing to stop; see: crier list"
                                           : "No update of " + printable(incident) + " was sent lately, so there is nothing to stop."};
}

std::string counted(std::int64_t count, const char* one, const char* many) { return std::to_string(count) + (count == 1 ? one : many); }

void print_stopped(Tool& tool, const json::value& counts, const std::string& id, const std::optional<json::value>& update) {
  auto& out = tool.world.out;
  const auto delivered = number_at(counts, "delivered");
  const auto sending = number_at(counts, "sending");
  out << "Stopped " << printable(id);
  if (update) out << " (" << printable(text_at(*update, "incident")) << ", update " << number_at(*update, "number") << ")";
  out << ": " << counted(delivered, " was delivered, ", " were delivered, ") << counted(sending, " is on its way, ", " are on their way, ")
      << number_at(counts, "cancelled") << " will not be sent.\n";
  const std::string key = update ? printable(sending_key(text_at(*update, "incident"))) : "KEY";
  const std::string number = update ? std::to_string(number_at(*update, "number")) : "N";
  if (delivered + sending == 0) {
    out << "Nobody got it; to say it in other words: crier update " << key << " --summary …\n";
    return;
  }
  out << "To put it right for those who got it: crier correct " << key << " " << number << " --summary …\n"
      << "If nothing is wrong at all: crier retract " << key << " --summary …\n";
}

}  // namespace

int stop(Tool& tool, const StopFlags& flags) {
  if (flags.last == !flags.target.empty())
    return tool.fail({usage, "Say which: crier stop UPDATE_ID, crier stop KEY [N], or crier stop --last."});
  std::optional<json::value> update;
  std::string id = flags.target;
  if (flags.number || !parse_update_id(flags.target)) {
    auto found = flags.number ? find_update(tool, flags.target, *flags.number) : newest(tool, flags.target);
    if (!found) return tool.fail(found.error());
    update = std::move(*found);
    id = text_at(*update, "update_id");
  }
  Call call;
  call.method = "POST";
  call.path = "/v1/updates/" + percent_encode(id) + "/stop";
  const auto reply = tool.caller.call(call, true);
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  // Only now, so that asking which it is does not keep the brake waiting.
  if (!update) update = find_update(tool, id);
  print_stopped(tool, reply->value, id, update);
  return done;
}

}  // namespace crier::client
