#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access.h"

namespace crier::api {

/// What a call asks of its peer (interface.md section 1, `access`).
enum class Need { nothing, read, publish, operate };

/// The calls of interface.md section 3. `unbuilt` ones are known by name and answer 501.
enum class Call {
  events,
  monitor_document,
  alerts,
  preview,
  incidents,
  incident,
  updates,
  approve,
  withdraw,
  stop,
  approve_draft,
  withdraw_draft,
  log,
  whoami,
  deliveries,
  delivery,
  retry_one,
  cancel_one,
  retry_many,
  cancel_many,
  channels,
  pause,
  resume,
  test,
  suppressions,
  lift,
  schedule,
  occasion,
  skip,
  now,
  hush,
  reminders,
  remind,
  forget_reminder,
  hours,
  silences,
  silence,
  end_silence,
  stream,
  metrics,
  healthz,
  readyz,
  check,
  unbuilt,
};

/// One line of the routing table; "{…}" in a pattern stands for one segment of a path.
struct Route {
  std::string_view method;
  std::string_view pattern;
  Need need;
  Call call;
};

[[nodiscard]] std::span<const Route> routes();

/// What a request is for. No route and an empty `allow`: there is no such path; with `allow`: the path has other methods.
struct Found {
  const Route* route = nullptr;
  std::vector<std::string> names;  ///< the segments that stand for "{…}"
  std::string allow;               ///< "GET, POST"
};
[[nodiscard]] Found find_route(std::string_view method, const std::vector<std::string>& segments);

/// True if the peer may make a call with this need.
[[nodiscard]] bool may(const core::Peer& peer, Need need);

}  // namespace crier::api
