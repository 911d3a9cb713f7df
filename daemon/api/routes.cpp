#include "api/routes.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace crier::api {
namespace {

constexpr std::array kRoutes{
    Route{"POST", "/v1/events", Need::publish, Call::events},
    Route{"POST", "/v1/preview", Need::operate, Call::preview},
    Route{"GET", "/v1/incidents", Need::read, Call::incidents},
    Route{"GET", "/v1/incidents/{key}", Need::read, Call::incident},
    Route{"GET", "/v1/updates", Need::read, Call::updates},
    Route{"POST", "/v1/updates/{id}/approve", Need::operate, Call::approve},
    Route{"POST", "/v1/updates/{id}/withdraw", Need::operate, Call::withdraw},
    Route{"POST", "/v1/updates/{id}/stop", Need::operate, Call::stop},
    Route{"POST", "/v1/incidents/{key}/approve", Need::operate, Call::approve_draft},
    Route{"POST", "/v1/incidents/{key}/withdraw", Need::operate, Call::withdraw_draft},
    Route{"GET", "/v1/log", Need::read, Call::log},
    Route{"GET", "/v1/whoami", Need::nothing, Call::whoami},
    Route{"GET", "/v1/deliveries", Need::read, Call::deliveries},
    Route{"POST", "/v1/deliveries/retry", Need::operate, Call::retry_many},
    Route{"POST", "/v1/deliveries/cancel", Need::operate, Call::cancel_many},
    Route{"GET", "/v1/deliveries/{id}", Need::read, Call::delivery},
    Route{"POST", "/v1/deliveries/{id}/retry", Need::operate, Call::retry_one},
    Route{"POST", "/v1/deliveries/{id}/cancel", Need::operate, Call::cancel_one},
    Route{"GET", "/v1/channels", Need::read, Call::channels},
    Route{"POST", "/v1/channels/{name}/pause", Need::operate, Call::pause},
    Route{"POST", "/v1/channels/{name}/resume", Need::operate, Call::resume},
    Route{"POST", "/v1/channels/{name}/test", Need::operate, Call::test},
    Route{"GET", "/v1/suppressions", Need::read, Call::suppressions},
    Route{"DELETE", "/v1/suppressions/{channel}/{address}", Need::operate, Call::lift},
    Route{"GET", "/v1/stream", Need::read, Call::stream},
    Route{"GET", "/metrics", Need::read, Call::metrics},
    Route{"GET", "/healthz", Need::nothing, Call::healthz},
    Route{"GET", "/readyz", Need::nothing, Call::readyz},
    Route{"POST", "/v1/ingest/{format}", Need::publish, Call::monitor_document},
    Route{"POST", "/api/v2/alerts", Need::publish, Call::alerts},
    Route{"POST", "/v1/check", Need::operate, Call::check},
    Route{"GET", "/v1/schedule", Need::read, Call::schedule},
    Route{"GET", "/v1/schedule/{id}", Need::read, Call::occasion},
    Route{"POST", "/v1/schedule/{id}/skip", Need::operate, Call::skip},
    Route{"POST", "/v1/schedule/{id}/now", Need::operate, Call::now},
    Route{"POST", "/v1/incidents/{key}/hush", Need::operate, Call::hush},
    Route{"GET", "/v1/reminders", Need::read, Call::reminders},
    Route{"POST", "/v1/reminders", Need::operate, Call::remind},
    Route{"DELETE", "/v1/reminders/{name}", Need::operate, Call::forget_reminder},
    Route{"GET", "/v1/silences", Need::read, Call::silences},
    Route{"POST", "/v1/silences", Need::operate, Call::silence},
    Route{"DELETE", "/v1/silences/{id}", Need::operate, Call::end_silence},
    Route{"GET", "/v1/hours", Need::read, Call::hours},
    Route{"GET", "/v1/audiences/{name}/recipients", Need::read, Call::unbuilt},
    Route{"POST", "/v1/audiences/{name}/recipients", Need::operate, Call::unbuilt},
    Route{"DELETE", "/v1/audiences/{name}/recipients", Need::operate, Call::unbuilt},
};

bool matches(std::string_view pattern, const std::vector<std::string>& segments, std::vector<std::string>& names) {
  const auto parts = split(pattern.substr(1), '/');
  if (parts.size() != segments.size()) return false;
  names.clear();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].starts_with('{')) {
      if (segments[i].empty()) return false;
      names.push_back(segments[i]);
    } else if (parts[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Found find_route(std::string_view method, const std::vector<std::string>& segments) {
  Found found;
  std::vector<std::string> names;
  std::vector<std::string> allowed;
  for (const auto& route : kRoutes) {
    if (!matches(route.pattern, segments, names)) continue;
    if (route.method == method) {
      found.route = &route;
      found.names = std::move(names);
      return found;
    }
    if (std::find(allowed.begin(), allowed.end(), route.method) == allowed.end()) allowed.emplace_back(route.method);
  }
  found.allow = join(allowed, ", ");
  return found;
}

bool may(const core::Peer& peer, Need need) {
  switch (need) {
    case Need::nothing:
      return true;
    case Need::read:
      return peer.may_read || peer.right == core::Right::read || peer.right == core::Right::operate;
    case Need::publish:
      return peer.right >= core::Right::publish;
    case Need::operate:
      break;
  }
  return peer.right == core::Right::operate;
}

}  // namespace crier::api
