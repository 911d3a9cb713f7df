#include "store/reader.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace crier::store {
namespace {

/// Questions take at most 2 s each; more than this many would wait longer than anybody does.
constexpr std::size_t kWaitingAtMost = 256;

class ThreadReader final : public Reader {
 public:
  explicit ThreadReader(std::unique_ptr<Ledger> ledger) : ledger_(std::move(ledger)), thread_([this] { work(); }) {}
  ~ThreadReader() override {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    wanted_.notify_one();
    thread_.join();
  }
  bool ask(UniqueFunction<void(Ledger&)> question) override {
    {
      const std::lock_guard lock(mutex_);
      if (is_ending_ || waiting_.size() >= kWaitingAtMost) return false;
      waiting_.push_back(std::move(question));
    }
    wanted_.notify_one();
    return true;
  }

 private:
  void work() {
    while (true) {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      UniqueFunction<void(Ledger&)> question = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      question(*ledger_);
    }
  }

  std::unique_ptr<Ledger> ledger_;  // the reader's thread only
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<UniqueFunction<void(Ledger&)>> waiting_;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

class InlineReader final : public Reader {
 public:
  explicit InlineReader(std::unique_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}
  bool ask(UniqueFunction<void(Ledger&)> question) override {
    question(*ledger_);
    return true;
  }

 private:
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace

std::unique_ptr<Reader> start_reader(std::unique_ptr<Ledger> ledger) { return std::make_unique<ThreadReader>(std::move(ledger)); }
std::unique_ptr<Reader> inline_reader(std::unique_ptr<Ledger> ledger) { return std::make_unique<InlineReader>(std::move(ledger)); }

}  // namespace crier::store
