#include "net/io_loop.h"

#include <pthread.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <thread>

#include "net/io_loop_context.h"

namespace crier::net {

namespace asio = boost::asio;

namespace {

struct Delayed {
  SteadyTime due;
  std::uint64_t order = 0;  ///< keeps tasks of the same instant in the order in which they were given
  Task task;
};

/// For a heap whose front is the task due first.
bool later(const Delayed& a, const Delayed& b) { return a.due != b.due ? a.due > b.due : a.order > b.order; }

/// Signals are taken by net/signals on one thread; a loop's thread must not be the one that the kernel picks.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

/// One timer serves all delayed tasks and is only ever set to an earlier time, because each setting is a system call.
/// Grouped by protection: context and guard are self-synchronised, the rest belongs to the loop's thread.
struct IoLoop::Inner {
  explicit Inner(std::string thread_name) : name(std::move(thread_name)) {}

  void add(Delayed delayed) {
    if (finishing) return;
    heap.push_back(std::move(delayed));
    std::push_heap(heap.begin(), heap.end(), later);
    arm();
  }

  void arm() {
    if (heap.empty() || (armed && armed_for <= heap.front().due)) return;
    armed = true;
    armed_for = heap.front().due;
    const std::uint64_t mine = ++generation;
    timer.expires_at(armed_for);
    timer.async_wait([this, mine](const boost::system::error_code&) {
      if (mine == generation) run_due();
    });
  }

  void run_due() {
    armed = false;
    const SteadyTime now = std::chrono::steady_clock::now();
    while (!heap.empty() && heap.front().due <= now) {
      std::pop_heap(heap.begin(), heap.end(), later);
      Task task = std::move(heap.back().task);
      heap.pop_back();
      task();
    }
    arm();
  }

  void drop_delayed() {
    finishing = true;
    ++generation;
    timer.cancel();
    heap.clear();
  }

  const std::string name;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard = asio::make_work_guard(context);
  std::thread thread;
  std::atomic<std::uint64_t> orders{0};
  std::atomic<bool> finished{false};

  asio::steady_timer timer{context};
  std::vector<Delayed> heap;
  SteadyTime armed_for{};
  std::uint64_t generation = 0;
  bool armed = false;
  bool finishing = false;
};

IoLoop::IoLoop(std::string name) : inner_(std::make_unique<Inner>(std::move(name))) {}

IoLoop::~IoLoop() {
  finish();
  join();
}

void IoLoop::post(Task task) {
  asio::post(inner_->context, [task = std::move(task)]() mutable { task(); });
}

void IoLoop::post_after(Millis delay, Task task) {
  Delayed delayed{std::chrono::steady_clock::now() + delay, inner_->orders.fetch_add(1, std::memory_order_relaxed), std::move(task)};
  if (is_here()) {
    inner_->add(std::move(delayed));
    return;
  }
  asio::post(inner_->context, [inner = inner_.get(), delayed = std::move(delayed)]() mutable { inner->add(std::move(delayed)); });
}

void IoLoop::start() {
  const SignalsBlocked blocked;
  inner_->thread = std::thread([inner = inner_.get()] {
    pthread_setname_np(pthread_self(), inner->name.substr(0, 15).c_str());
    inner->context.run();
  });
}

void IoLoop::finish() {
  if (inner_->finished.exchange(true)) return;
  asio::post(inner_->context, [inner = inner_.get()] {
    inner->drop_delayed();
    inner->guard.reset();
  });
}

void IoLoop::join() {
  if (inner_->thread.joinable()) inner_->thread.join();
}

bool IoLoop::is_here() const noexcept { return inner_->context.get_executor().running_in_this_thread(); }

boost::asio::io_context& context_of(IoLoop& loop) noexcept { return loop.inner().context; }

}  // namespace crier::net
