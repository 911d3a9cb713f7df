#include "net/wall_timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "net/io_loop_context.h"

namespace crier::net {
namespace {

int open_timer() {
  const int descriptor = ::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "a timer of the wall clock cannot be made");
  return descriptor;
}

/// What is past is due at once; a time of zero would disarm the timer.
timespec at_or_after_the_first_instant(UtcTime time) {
  const auto since = std::max(time.time_since_epoch(), Millis{0});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  timespec result{};
  result.tv_sec = static_cast<time_t>(seconds.count());
  result.tv_nsec = static_cast<long>(std::chrono::nanoseconds(since - seconds).count());
  if (result.tv_sec == 0 && result.tv_nsec == 0) result.tv_nsec = 1;
  return result;
}

/// False: the clock was set since the timer was looked at last (timerfd_create(2), ECANCELED); it is armed all the same.
bool arm(int descriptor, UtcTime time) {
  itimerspec wish{};
  wish.it_value = at_or_after_the_first_instant(time);
  return ::timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &wish, nullptr) == 0;
}

/// Arming and disarming forget what has fired before, so that only the wish that stands can be read.
void disarm(int descriptor) {
  const itimerspec nothing{};
  ::timerfd_settime(descriptor, 0, &nothing, nullptr);
}

/// Whether the time has come or the clock was set; false if neither is so any more.
bool has_fired(int descriptor) {
  std::uint64_t count = 0;
  return ::read(descriptor, &count, sizeof count) == sizeof count || errno == ECANCELED;
}

}  // namespace

struct RealWallTimer::Inner {
  explicit Inner(IoLoop& loop) : descriptor(context_of(loop), open_timer()) {}

  void wait() {
    if (is_waiting) return;
    is_waiting = true;
    descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          [this, mark = std::weak_ptr<bool>(alive)](const boost::system::error_code& error) {
                            if (mark.expired() || error) return;
                            is_waiting = false;
                            fire();
                          });
  }

  void fire() {
    if (!task) return;
    if (!has_fired(descriptor.native_handle())) return wait();
    Task due = std::exchange(task, Task{});
    due();  // last, as it may end this
  }

  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  boost::asio::posix::stream_descriptor descriptor;
  Task task;  ///< of the wish that stands
  bool is_waiting = false;
};

RealWallTimer::RealWallTimer(IoLoop& loop) : inner_(std::make_unique<Inner>(loop)) {}

RealWallTimer::~RealWallTimer() = default;

void RealWallTimer::wake_at(UtcTime time, Task task) {
  inner_->task = std::move(task);
  const int descriptor = inner_->descriptor.native_handle();
  // The clock was set after the last wish had fired: whoever wishes has perhaps not seen the new time.
  if (!arm(descriptor, time)) static_cast<void>(arm(descriptor, UtcTime{}));
  inner_->wait();
}

void RealWallTimer::cancel() {
  inner_->task = {};
  disarm(inner_->descriptor.native_handle());
}

}  // namespace crier::net
