#include "app/recipient_intake.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace crier::app {
namespace {

constexpr std::size_t kRemovals = 2000;
constexpr int kLoggedFaults = 5;
constexpr Millis kRetryPause{1000};

}  // namespace

RecipientIntake::RecipientIntake(store::Writer& writer, Log& log, Task taken_in, Failed failed)
    : writer_(writer), log_(log), taken_in_(std::move(taken_in)), failed_(std::move(failed)), thread_([this] { run(); }) {}

RecipientIntake::~RecipientIntake() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RecipientIntake::take(std::vector<RecipientSource> sources) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& source : sources) {
      // A newer configuration of a group that still waits replaces it.
      std::erase_if(waiting_,
                    [&](const RecipientSource& other) { return other.audience == source.audience && other.channel == source.channel; });
      waiting_.push_back(std::move(source));
    }
  }
  changed_.notify_all();
}

void RecipientIntake::run() {
  for (;;) {
    RecipientSource next;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (ending_) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    if (!stream(next)) return;
  }
}

bool RecipientIntake::stream(const RecipientSource& source) {
  if (!commit([&source](store::Store& store) { return intake::take_inline(store, source); })) return false;
  for (const auto& path : source.files) {
    if (!stream_file(source, path)) return false;
  }
  bool complete = false;
  while (!complete) {
    const bool going = commit([&](store::Store& store) -> Result<void> {
      const auto done = store.complete(source.audience, source.channel, source.fingerprint, kRemovals);
      if (!done) return done.error();
      complete = *done;
      return {};
    });
    if (!going) return false;
  }
  log_.info("recipients-taken-in", "a recipients' file is taken in", {{"audience", source.audience}, {"channel", source.channel}});
  taken_in_();
  return true;
}

bool RecipientIntake::stream_file(const RecipientSource& source, const std::string& path) {
  std::ifstream file(path);
  while (!file) {
    const std::string why = std::strerror(errno);
    log_.error("recipients-file", "a recipients' file cannot be read; its audience waits until it can be",
               {{"file", path}, {"error", why}});
    failed_(path, "it cannot be read (" + why + "); its audience waits until it can be");
    if (!pause(kRetryPause * 10)) return false;
    file.open(path);
  }
  int faults = 0;
  std::string first_fault;
  const auto fault = [&](const std::string& what) {
    if (faults == 0) first_fault = what;
    if (++faults <= kLoggedFaults) log_.warn("recipients-line", what, {{"file", path}});
  };
  const auto take = [&](const std::vector<core::Recipient>& chunk) {
    return commit([&](store::Store& store) -> Result<void> {
      const auto added = store.add(source.audience, source.channel, chunk);
      if (!added) return added.error();
      return {};
    });
  };
  if (!intake::read_recipients(file, source, take, fault)) return false;
  if (faults > kLoggedFaults) {
    log_.warn("recipients-line", "more lines of a recipients' file could not be used", {{"file", path}, {"lines", faults - kLoggedFaults}});
  }
  if (faults > 0) failed_(path, std::to_string(faults) + " of its lines could not be used and were left out, the first: " + first_fault);
  return true;
}

bool RecipientIntake::commit(const std::function<Result<void>(store::Store&)>& run) {
  while (!is_ending()) {
    struct Answer {
      std::mutex mutex;
      std::condition_variable arrived;
      std::optional<Result<void>> result;
    };
    auto answer = std::make_shared<Answer>();
    store::Operation operation;
    operation.weight = intake::kChunk / 10;  // keeps a group short beside an event's
    operation.run = run;
    operation.done = [answer](const Result<void>& committed) {
      const std::lock_guard lock(answer->mutex);
      answer->result = committed;
      answer->arrived.notify_all();
    };
    if (writer_.submit(std::move(operation))) {
      std::unique_lock lock(answer->mutex);
      answer->arrived.wait(lock, [&] { return answer->result.has_value(); });
      if (*answer->result) return true;
      if (answer->result->error().kind == ErrorKind::io) return false;
      log_.warn("recipients-wait", "recipients cannot be taken in just now; it is tried again", {{"error", answer->result->error().text}});
    }
    if (!pause(kRetryPause)) return false;
  }
  return false;
}

bool RecipientIntake::is_ending() {
  const std::lock_guard lock(mutex_);
  return ending_;
}

bool RecipientIntake::pause(Millis length) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, length, [this] { return ending_; });
}

}  // namespace crier::app
