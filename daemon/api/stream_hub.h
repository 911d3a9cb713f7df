#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "announce/announcer.h"
#include "base/executor.h"
#include "base/task.h"
#include "base/time.h"
#include "dispatch/control.h"
#include "store/reader.h"

namespace crier::api {

/// GET /v1/stream: tells every subscriber of updates, attempts and channel states as server-sent events (WHATWG HTML section 9.2).
/// The newest 1000 are kept for subscribers that come back with Last-Event-ID, from the first subscription on; ids rise over
/// restarts, since they begin at the time of the start.
/// Owner: daemon/app; must outlive the executor's tasks. Thread: loop.
class StreamHub final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  /// Sends one piece of the stream; false: the client is gone or too slow, it is forgotten.
  using Send = UniqueFunction<bool(std::string_view)>;

  StreamHub(Executor& loop, const Clock& clock);
  /// Where a channel's depth is asked for; events of channels before this have none. Must live until close().
  void ask_depths_of(store::Reader& reader) { reader_ = &reader; }

  /// Begins with what happened after `last_event_id` ("" = with what happens from now on).
  void subscribe(std::string_view last_event_id, Send send);
  /// Ends all subscriptions and the keep-alive; for the daemon's stop.
  void close();
  [[nodiscard]] std::size_t subscribers() const { return subscribers_.size(); }

  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override;
  void update_changed(const store::Accepted& accepted, const core::Update& update) override;
  void release_failed(const store::Accepted&, const std::string&) override {}
  void attempt_ended(const Attempt& attempt) override;
  void channel_changed(const dispatch::ChannelStatus& status) override;

 private:
  struct Entry {
    std::int64_t id = 0;
    std::string text;
  };
  void publish(std::string_view type, const std::string& json);
  void send_all(std::string_view text);
  void keep_alive();

  Executor& loop_;
  store::Reader* reader_ = nullptr;
  std::int64_t next_id_;
  std::deque<Entry> recent_;
  std::vector<Send> subscribers_;
  bool is_wanted_ = false;  ///< somebody subscribed since the start: until then nothing is written
  bool is_beating_ = false;
  bool is_closed_ = false;
};

}  // namespace crier::api
