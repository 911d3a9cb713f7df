#pragma once
#include "api/metrics.h"
#include "api/stream_hub.h"

namespace crier::api {

/// The one observer that announce and dispatch are given: counts and tells subscribers.
class Observers final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  Observers(Metrics& metrics, StreamHub& stream) : metrics_(metrics), stream_(stream) {}
  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override {
    metrics_.update_accepted(accepted, update, source);
    stream_.update_accepted(accepted, update, source);
  }
  void update_changed(const store::Accepted& accepted, const core::Update& update) override { stream_.update_changed(accepted, update); }
  void release_failed(const store::Accepted&, const std::string&) override {}
  void attempt_ended(const Attempt& attempt) override {
    if (!attempt.exercise) metrics_.attempt_ended(attempt);
    stream_.attempt_ended(attempt);
  }
  void channel_changed(const dispatch::ChannelStatus& status) override { stream_.channel_changed(status); }

 private:
  Metrics& metrics_;
  StreamHub& stream_;
};

}  // namespace crier::api
