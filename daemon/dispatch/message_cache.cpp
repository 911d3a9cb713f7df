#include "dispatch/message_cache.h"

namespace crier::dispatch {
namespace {

std::size_t bytes_of(const core::Message& message) {
  std::size_t bytes = sizeof message + message.language.size() + message.subject.size() + message.text.size() + message.html.size() +
                      message.payload.size();
  for (const auto& part : message.parts) bytes += sizeof(std::string) + part.size();
  return bytes;
}

}  // namespace

std::shared_ptr<const core::Message> MessageCache::find(MessageId id) const {
  const auto found = messages_.find(id);
  return found == messages_.end() ? nullptr : found->second;
}

void MessageCache::keep(MessageId id, std::shared_ptr<const core::Message> message) {
  const std::size_t bytes = bytes_of(*message);
  if (!messages_.emplace(id, std::move(message)).second) return;
  order_.push_back(id);
  bytes_ += bytes;
  while (bytes_ > most_ && order_.size() > 1) {
    const auto oldest = messages_.find(order_.front());
    bytes_ -= bytes_of(*oldest->second);
    messages_.erase(oldest);
    order_.pop_front();
  }
}

void MessageCache::clear() {
  messages_.clear();
  order_.clear();
  bytes_ = 0;
}

}  // namespace crier::dispatch
