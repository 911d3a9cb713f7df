// Stands between a program under test and the C library (LD_PRELOAD): the wall clock that the program sees goes ahead of the machine's by
// what the test has written into a file (false_time.h), and its timers follow it. When that is changed, the program's timers that asked for
// it learn that the clock was set, as the kernel has it (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). Nothing of the machine is touched.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include "process/false_clock.h"

namespace {

using crier::process::FalseClock;

FalseClock none;
std::atomic<FalseClock*> shown{&none};

/// Timers of the wall clock by descriptor: whether they want to know that the clock was set, and whether it was.
struct Timer {
  std::atomic<bool> is_of_the_wall_clock{false};
  std::atomic<bool> wants_to_know{false};
  std::atomic<bool> was_set{false};
};
std::array<Timer, 1024> timers;

Timer* timer(int descriptor) {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= timers.size()) return nullptr;
  Timer& one = timers[static_cast<std::size_t>(descriptor)];
  return one.is_of_the_wall_clock ? &one : nullptr;
}

template <class F>
F next(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

std::int64_t ahead() { return shown.load()->ahead_seconds.load(); }

int set_really(int descriptor, int flags, const itimerspec* wish, itimerspec* before) {
  static const auto real = next<int (*)(int, int, const itimerspec*, itimerspec*)>("timerfd_settime");
  return real(descriptor, flags, wish, before);
}

/// The clock was set: those who want to know are woken.
void wake_all() {
  itimerspec at_once{};
  at_once.it_value.tv_nsec = 1;
  for (std::size_t i = 0; i < timers.size(); ++i) {
    if (!timers[i].wants_to_know) continue;
    timers[i].was_set = true;
    set_really(static_cast<int>(i), TFD_TIMER_ABSTIME, &at_once, nullptr);
  }
}

void* watch(void*) {
  FalseClock& clock = *shown.load();
  for (std::uint32_t seen = clock.turns;;) {
    ::syscall(SYS_futex, &clock.turns, FUTEX_WAIT, seen, nullptr, nullptr, 0);
    const std::uint32_t now = clock.turns;
    if (now == seen) continue;
    seen = now;
    wake_all();
  }
}

__attribute__((constructor)) void begin() {
  const char* path = std::getenv("CRIER_FALSE_CLOCK");
  const int file = path != nullptr ? ::open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* memory = ::mmap(nullptr, sizeof(FalseClock), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (memory == MAP_FAILED) return;
  shown = static_cast<FalseClock*>(memory);
  // Signals are for the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread{};
  if (::pthread_create(&thread, nullptr, &watch, nullptr) == 0) ::pthread_detach(thread);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static const auto real = next<int (*)(clockid_t, timespec*)>("clock_gettime");
  const int result = real(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += ahead();
  return result;
}

int gettimeofday(timeval* __restrict time, void* __restrict zone) noexcept {
  static const auto real = next<int (*)(timeval*, void*)>("gettimeofday");
  const int result = real(time, zone);
  if (result == 0) time->tv_sec += ahead();
  return result;
}

time_t time(time_t* result) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}

int timerfd_create(int clock, int flags) noexcept {
  static const auto real = next<int (*)(int, int)>("timerfd_create");
  const int descriptor = real(clock, flags);
  if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < timers.size()) {
    Timer& one = timers[static_cast<std::size_t>(descriptor)];
    one.wants_to_know = one.was_set = false;
    one.is_of_the_wall_clock = clock == CLOCK_REALTIME;
  }
  return descriptor;
}

int timerfd_settime(int descriptor, int flags, const itimerspec* wish, itimerspec* before) noexcept {
  Timer* one = timer(descriptor);
  if (one == nullptr) return set_really(descriptor, flags, wish, before);
  itimerspec real = *wish;
  const bool is_armed = real.it_value.tv_sec != 0 || real.it_value.tv_nsec != 0;
  if (is_armed && (flags & TFD_TIMER_ABSTIME) != 0) {
    real.it_value.tv_sec -= ahead();
    if (real.it_value.tv_sec < 0) real.it_value = {0, 1};
    if (real.it_value.tv_sec == 0 && real.it_value.tv_nsec == 0) real.it_value.tv_nsec = 1;
  }
  one->wants_to_know = is_armed && (flags & TFD_TIMER_CANCEL_ON_SET) != 0;
  const int result = set_really(descriptor, flags & ~TFD_TIMER_CANCEL_ON_SET, &real, before);
  if (!one->was_set.exchange(false) || !one->wants_to_know) return result;
  errno = ECANCELED;
  return -1;
}

ssize_t read(int descriptor, void* to, size_t size) {
  static const auto real = next<ssize_t (*)(int, void*, size_t)>("read");
  const ssize_t result = real(descriptor, to, size);
  Timer* one = timer(descriptor);
  if (one == nullptr || !one->was_set.exchange(false)) return result;
  errno = ECANCELED;
  return -1;
}

int close(int descriptor) {
  static const auto real = next<int (*)(int)>("close");
  if (Timer* one = timer(descriptor)) one->is_of_the_wall_clock = one->wants_to_know = false;
  return real(descriptor);
}
}
