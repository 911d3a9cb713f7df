#include "store/writer.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/group_commit.h"

namespace crier::store {
namespace {

class ThreadWriter final : public Writer {
 public:
  ThreadWriter(std::unique_ptr<Store> store, GroupEnd* end, WriterOptions options, Log& log)
      : options_(std::move(options)), store_(std::move(store)), groups_(*store_, end, options_, &log), thread_([this] { work(); }) {}
  ~ThreadWriter() override {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    wanted_.notify_one();
    thread_.join();
  }

  bool submit(Operation operation) override {
    {
      const std::lock_guard lock(mutex_);
      // An operation larger than the bound is taken when nothing else waits.
      if (is_ending_ || (weight_ > 0 && weight_ + operation.weight > options_.bound)) return false;
      weight_ += operation.weight;
      urgent_ += operation.urgent ? 1 : 0;
      waiting_.push_back(std::move(operation));
    }
    wanted_.notify_one();
    return true;
  }
  void wake() override {
    {
      const std::lock_guard lock(mutex_);
      is_woken_ = true;
    }
    wanted_.notify_one();
  }
  std::size_t backlog() const override {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

 private:
  void work() {
    while (wait()) {
      begun_ = std::chrono::steady_clock::now();
      taken_ = 0;
      groups_.run([this] { return take(); });
      groups_.rest(has_urgent());
    }
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    wanted_.wait(lock, [this] { return is_ending_ || is_woken_ || !waiting_.empty(); });
    const bool is_wanted = is_woken_ || !waiting_.empty();
    is_woken_ = false;
    return is_wanted || !is_ending_;
  }
  std::optional<Operation> take() {
    const std::lock_guard lock(mutex_);
    // Those that come while the group runs join it until it is large or old enough.
    const bool is_full = taken_ >= options_.group || std::chrono::steady_clock::now() - begun_ >= options_.work;
    if (waiting_.empty() || (is_full && !groups_.is_stopped())) return std::nullopt;
    Operation operation = std::move(waiting_.front());
    waiting_.pop_front();
    taken_ += operation.weight;
    weight_ -= operation.weight;
    urgent_ -= operation.urgent ? 1 : 0;
    return operation;
  }
  bool has_urgent() const {
    const std::lock_guard lock(mutex_);
    return urgent_ > 0;
  }

  const WriterOptions options_;
  // The writer's thread only.
  std::unique_ptr<Store> store_;
  GroupCommit groups_;
  std::chrono::steady_clock::time_point begun_;
  std::size_t taken_ = 0;
  // Under the mutex.
  mutable std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Operation> waiting_;
  std::size_t weight_ = 0;
  std::size_t urgent_ = 0;
  bool is_woken_ = false;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

/// Runs on the caller's thread. What is submitted from inside a group (by `done` or at its end) is a group after it.
class InlineWriter final : public Writer {
 public:
  InlineWriter(Store& store, GroupEnd* end) : groups_(store, end, options_, nullptr) {}

  bool submit(Operation operation) override {
    waiting_.push_back(std::move(operation));
    work();
    return true;
  }
  void wake() override {
    is_woken_ = true;
    work();
  }
  [[nodiscard]] std::size_t backlog() const override { return waiting_.size(); }

 private:
  void work() {
    if (is_working_) return;
    is_working_ = true;
    while (is_woken_ || !waiting_.empty()) {
      is_woken_ = false;
      bool is_taken = false;
      groups_.run([&]() -> std::optional<Operation> {
        if (std::exchange(is_taken, true) || waiting_.empty()) return std::nullopt;
        Operation operation = std::move(waiting_.front());
        waiting_.pop_front();
        return operation;
      });
      groups_.rest(false);
    }
    is_working_ = false;
  }

  const WriterOptions options_{};
  GroupCommit groups_;
  std::deque<Operation> waiting_;
  bool is_woken_ = false;
  bool is_working_ = false;
};

}  // namespace

std::unique_ptr<Writer> start_writer(std::unique_ptr<Store> store, GroupEnd* end, WriterOptions options, Log& log) {
  return std::make_unique<ThreadWriter>(std::move(store), end, std::move(options), log);
}

std::unique_ptr<Writer> inline_writer(Store& store, GroupEnd* end) { return std::make_unique<InlineWriter>(store, end); }

}  // namespace crier::store
