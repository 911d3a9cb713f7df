#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <unordered_map>

#include "base/ids.h"
#include "core/message.h"

namespace crier::dispatch {

/// The messages read last, so that a broadcast reads its own once and not for every recipient. What goes out holds its message
/// itself; the cache only remembers. Bounded by bytes, because one message may have several MiB: the oldest make room.
/// Owner: the granter. Thread: the writer's.
class MessageCache {
 public:
  explicit MessageCache(std::size_t bytes) : most_(bytes) {}

  /// None if it is not remembered.
  [[nodiscard]] std::shared_ptr<const core::Message> find(MessageId id) const;
  /// A message larger than the cache is remembered alone.
  void keep(MessageId id, std::shared_ptr<const core::Message> message);
  void clear();
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  const std::size_t most_;
  std::size_t bytes_ = 0;
  std::unordered_map<MessageId, std::shared_ptr<const core::Message>> messages_;
  std::deque<MessageId> order_;
};

}  // namespace crier::dispatch
