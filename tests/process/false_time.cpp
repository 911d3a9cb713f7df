#include "process/false_time.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <system_error>

namespace crier::process {

FalseTime::FalseTime(const std::filesystem::path& file) : file_(file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0 || ::ftruncate(descriptor, sizeof(FalseClock)) != 0) throw std::system_error(errno, std::generic_category(), file);
  void* memory = ::mmap(nullptr, sizeof(FalseClock), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), file);
  clock_ = new (memory) FalseClock;
}

FalseTime::~FalseTime() { ::munmap(clock_, sizeof(FalseClock)); }

void FalseTime::set(std::chrono::seconds ahead) {
  clock_->ahead_seconds = ahead.count();
  ++clock_->turns;
  ::syscall(SYS_futex, &clock_->turns, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

Surroundings FalseTime::surroundings() const {
  // The address sanitizer wants to be the first of all libraries; this one does nothing that it would have to see.
  return {.environment = {{"LD_PRELOAD", CRIER_FALSE_CLOCK_LIBRARY},
                          {"CRIER_FALSE_CLOCK", file_.string()},
                          {"ASAN_OPTIONS", "verify_asan_link_order=0"}}};
}

}  // namespace crier::process
