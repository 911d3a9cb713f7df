#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "announce/announcer.h"
#include "api/health.h"
#include "api/http.h"
#include "api/metrics.h"
#include "api/stream_hub.h"
#include "base/executor.h"
#include "base/time.h"
#include "clock/clockwork.h"
#include "config/model.h"
#include "dispatch/control.h"
#include "store/reader.h"
#include "store/writer.h"

namespace crier::api {

/// What the calls act on. All of it outlives the service and every request under way.
struct Parts {
  announce::Announcer& announcer;
  dispatch::ChannelControl& channels;
  dispatch::Brake& brake;
  clock::Clockwork& clockwork;
  store::Writer& writer;
  store::Reader& reader;
  Executor& loop;
  const Clock& clock;
  Health& health;
  Metrics& metrics;
  StreamHub& stream;
  std::function<config::SnapshotPtr()> snapshot;              ///< the configuration in force; on the loop
  std::function<void(const std::vector<ClassId>&)> new_work;  ///< an operator's retry or cancel gave these classes work; on the loop
};

/// The API of interface.md section 3: routing, rights, and each call as request → command → response.
/// Thread: loop, for requests and answers.
[[nodiscard]] std::unique_ptr<Handler> make_service(Parts parts);

}  // namespace crier::api
