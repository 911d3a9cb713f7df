#include "client/queue.h"

#include <boost/json.hpp>
#include <ostream>
#include <set>

#include "base/text.h"
#include "client/table.h"
#include "client/terminal.h"
#include "core/json_writer.h"

namespace crier::client {
namespace {

constexpr std::int64_t kCountedAtMost = 10000;

std::string query_of(const QueueFlags& flags, const std::string& state, int limit) {
  std::string query = "/v1/deliveries?limit=" + std::to_string(limit);
  const auto add = [&query](const char* name, const std::string& value) {
    if (!value.empty()) query += std::string("&") + name + "=" + percent_encode(value);
  };
  add("state", state);
  add("incident", flags.incident);
  add("channel", flags.channel);
  add("recipient", flags.recipient);
  add("since", flags.since);
  if (flags.edits) query += "&kind=edit";
  return query;
}

/// The filter as the body of a bulk call.
std::string body_of(const QueueFlags& flags, const std::string& state) {
  std::string out;
  core::JsonWriter json(out);
  const auto add = [&json](const char* name, const std::string& value) {
    if (!value.empty()) json.member(name, value);
  };
  json.begin_object();
  add("state", state);
  add("incident", flags.incident);
  add("channel", flags.channel);
  add("since", flags.since);
  json.end_object();
  return out;
}

void add_rows(Table& table, const json::array& deliveries) {
  for (const auto& delivery : deliveries) {
    const auto& attempts = items_at(delivery, "attempts");
    std::string last = text_at(delivery, "reason");
    if (last.empty() && !attempts.empty()) last = text_at(attempts.back(), "reply");
    table.add({text_at(delivery, "id"), text_at(delivery, "state"), text_at(delivery, "incident"),
               std::to_string(number_at(delivery, "update")), text_at(delivery, "channel"), text_at(delivery, "recipient"),
               text_at(delivery, "due"), std::to_string(attempts.size()), last});
  }
}

void print_table(Tool& tool, const Table& table, const char* if_empty) {
  if (table.empty()) {
    tool.world.out << if_empty;
  } else {
    table.print(tool.world.out, Style(tool.world).width());
  }
}

int print_count(Tool& tool, const Result<Reply, Failure>& reply, const std::string& what) {
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  const auto count = number_at(reply->value, "count");
  tool.world.out << count << (count == 1 ? " delivery " : " deliveries ") << what << '\n';
  return done;
}

/// The incidents that are open, for counting what a retry of all takes.
Result<std::set<std::string>, Failure> open_incidents(Caller& caller) {
  std::set<std::string> names;
  std::string after;
  do {
    const auto page = caller.get("/v1/incidents?state=open&limit=1000" + (after.empty() ? "" : "&after=" + percent_encode(after)));
    if (!page) return page.error();
    for (const auto& incident : items_at(page->value, "incidents")) names.insert(text_at(incident, "incident"));
    after = text_at(page->value, "next");
  } while (!after.empty());
  return names;
}

/// How many deliveries a retry of all that failed takes, by the rule of the daemon (rules D4).
Result<std::int64_t, Failure> count_failed(Caller& caller, QueueFlags flags) {
  std::set<std::string> open;
  const bool closed_too = !flags.incident.empty();
  if (!closed_too) {
    auto names = open_incidents(caller);
    if (!names) return names.error();
    open = std::move(*names);
  }
  if (flags.since.empty()) flags.since = "24h";
  std::int64_t count = 0;
  std::string after;
  do {
    const auto page = caller.get(query_of(flags, "failed", 1000) + (after.empty() ? "" : "&after=" + percent_encode(after)));
    if (!page) return page.error();
    for (const auto& delivery : items_at(page->value, "deliveries")) {
      const bool is_meant = closed_too || open.contains(text_at(delivery, "incident"));
      if (is_meant && text_at(delivery, "reason") != "suppressed") ++count;
    }
    after = text_at(page->value, "next");
  } while (!after.empty() && count < kCountedAtMost);
  return count;
}

}  // namespace

int show_queue(Tool& tool, const QueueFlags& flags) {
  if (tool.prints_json || !flags.state.empty()) {
    const auto reply = tool.caller.get(query_of(flags, flags.state, flags.limit));
    if (!reply) return tool.fail(reply.error());
    if (tool.prints_json) return tool.print(*reply);
    Table table({"ID", "STATE", "INCIDENT", "UPDATE", "CHANNEL", "RECIPIENT", "DUE", "TRIES", "LAST"});
    add_rows(table, items_at(reply->value, "deliveries"));
    print_table(tool, table, "There is none.\n");
    return done;
  }
  Table table({"ID", "STATE", "INCIDENT", "UPDATE", "CHANNEL", "RECIPIENT", "DUE", "TRIES", "LAST"});
  for (const char* state : {"sending", "waiting", "queued", "failed"}) {
    const auto reply = tool.caller.get(query_of(flags, state, flags.limit));
    if (!reply) return tool.fail(reply.error());
    add_rows(table, items_at(reply->value, "deliveries"));
  }
  print_table(tool, table, "Nothing waits and nothing failed.\n");
  return done;
}

int retry_deliveries(Tool& tool, const QueueFlags& flags) {
  if (flags.id.empty() != flags.all_failed)
    return tool.fail({usage, "Say which: crier retry ID, or crier retry --all-failed [--incident KEY] [--channel NAME] [--since 24h]."});
  if (!flags.id.empty())
    return print_count(tool, tool.caller.post("/v1/deliveries/" + percent_encode(flags.id) + "/retry"), "will be tried again.");
  const auto count = count_failed(tool.caller, flags);
  if (!count) return tool.fail(count.error());
  if (!tool.prints_json) {
    tool.world.out << (*count >= kCountedAtMost ? "More than " : "") << *count << " failed deliveries"
                   << (flags.incident.empty() ? " of open incidents" : "") << (flags.since.empty() ? ", at most 24 h old," : "")
                   << " are to be tried again." << std::endl;
  }
  return print_count(tool, tool.caller.post("/v1/deliveries/retry", body_of(flags, "failed")), "will be tried again.");
}

int cancel_deliveries(Tool& tool, const QueueFlags& flags) {
  if (flags.id.empty() == flags.incident.empty()) return tool.fail({usage, "Say which: crier cancel ID, or crier cancel --incident KEY."});
  if (!flags.id.empty()) return print_count(tool, tool.caller.post("/v1/deliveries/" + percent_encode(flags.id) + "/cancel"), "cancelled.");
  return print_count(tool, tool.caller.post("/v1/deliveries/cancel", body_of(flags, "")), "cancelled.");
}

int list_suppressions(Tool& tool) {
  const auto reply = tool.caller.get("/v1/suppressions");
  if (!reply) return tool.fail(reply.error());
  if (tool.prints_json) return tool.print(*reply);
  Table table({"CHANNEL", "ADDRESS", "SINCE", "REASON"});
  for (const auto& one : items_at(reply->value, "suppressions")) {
    table.add({text_at(one, "channel"), text_at(one, "address"), text_at(one, "since"), text_at(one, "reason")});
  }
  print_table(tool, table, "No address is suppressed.\n");
  return done;
}

int lift_suppression(Tool& tool, const std::string& address, const std::string& channel) {
  std::vector<std::string> channels;
  if (!channel.empty()) {
    channels.push_back(channel);
  } else {
    const auto list = tool.caller.get("/v1/suppressions");
    if (!list) return tool.fail(list.error());
    for (const auto& one : items_at(list->value, "suppressions")) {
      if (to_lower_ascii(text_at(one, "address")) == to_lower_ascii(address)) channels.push_back(text_at(one, "channel"));
    }
  }
  if (channels.empty()) return tool.fail({refused, printable(address) + " is not suppressed; see: crier suppress --list"});
  for (const auto& name : channels) {
    Call call;
    call.method = "DELETE";
    call.path = "/v1/suppressions/" + percent_encode(name) + "/" + percent_encode(address);
    const auto reply = tool.caller.call(call, false);
    if (!reply) return tool.fail(reply.error());
    if (tool.prints_json) {
      tool.print(*reply);
    } else {
      tool.world.out << printable(address) << " is written to again on channel " << printable(name) << ".\n";
    }
  }
  return done;
}

}  // namespace crier::client
