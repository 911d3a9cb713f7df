#pragma once
#include <mutex>
#include <utility>
#include <vector>

#include "base/executor.h"

namespace crier {

/// Values on their way to another thread: those put while the receiver is busy arrive together, with one post for all.
/// Thread: put from any; the receiver is called on the executor. It must outlive what was posted.
template <class T>
class Mailbox {
 public:
  Mailbox(Executor& to, UniqueFunction<void(std::vector<T>)> receiver) : to_(to), receiver_(std::move(receiver)) {}

  void put(T value) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(value));
      if (waiting_.size() > 1) return;
    }
    to_.post([this] { receiver_(take()); });
  }

 private:
  std::vector<T> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

  Executor& to_;
  UniqueFunction<void(std::vector<T>)> receiver_;
  std::mutex mutex_;
  std::vector<T> waiting_;
};

}  // namespace crier
