#pragma once
#include <functional>
#include <vector>

#include "api/metrics.h"
#include "api/stream_hub.h"

namespace crier::api {

/// The one observer that announce and dispatch are given: counts, tells subscribers, and whoever tells operators.
class Observers final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  Observers(Metrics& metrics, StreamHub& stream) : metrics_(metrics), stream_(stream) {}
  /// Before anything is observed: who is told too, in this order.
  void also_tell(dispatch::Observer& of_sending, announce::UpdateObserver& of_updates) {
    of_sending_ = &of_sending;
    of_updates_.push_back(&of_updates);
  }
  void also_tell(announce::UpdateObserver& of_updates) { of_updates_.push_back(&of_updates); }
  /// Before anything is observed: what is done with every update that becomes announced, or is accepted, first of all.
  using OnUpdate = std::function<void(const store::Accepted& accepted, const core::Update& update)>;
  void first_call(OnUpdate on_update) { on_update_ = std::move(on_update); }
  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override {
    on_update_(accepted, update);
    metrics_.update_accepted(accepted, update, source);
    stream_.update_accepted(accepted, update, source);
    for (auto* one : of_updates_) one->update_accepted(accepted, update, source);
  }
  void update_changed(const store::Accepted& accepted, const core::Update& update) override {
    on_update_(accepted, update);
    stream_.update_changed(accepted, update);
    for (auto* one : of_updates_) one->update_changed(accepted, update);
  }
  void release_failed(const store::Accepted& accepted, const std::string& why) override {
    for (auto* one : of_updates_) one->release_failed(accepted, why);
  }
  void attempt_ended(const Attempt& attempt) override {
    if (!attempt.exercise) metrics_.attempt_ended(attempt);
    stream_.attempt_ended(attempt);
    if (of_sending_ != nullptr) of_sending_->attempt_ended(attempt);
  }
  void channel_changed(const dispatch::ChannelStatus& status) override {
    stream_.channel_changed(status);
    if (of_sending_ != nullptr) of_sending_->channel_changed(status);
  }

 private:
  Metrics& metrics_;
  StreamHub& stream_;
  OnUpdate on_update_ = [](const store::Accepted&, const core::Update&) {};
  dispatch::Observer* of_sending_ = nullptr;
  std::vector<announce::UpdateObserver*> of_updates_;
};

}  // namespace crier::api
