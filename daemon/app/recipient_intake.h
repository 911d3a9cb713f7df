#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/task.h"
#include "intake/sources.h"
#include "store/writer.h"

namespace crier::app {

using intake::RecipientSource;

/// Streams recipients' files into the store in chunks, on a thread of its own, beside everything else (rules F1).
/// Owner: the daemon; ended before the writer. Thread: any for take.
class RecipientIntake {
 public:
  using Failed = std::function<void(const std::string& path, const std::string& why)>;
  /// Both are called on the intake's thread: `taken_in` when one source is complete, `failed` when a file, or lines of it, cannot be used.
  RecipientIntake(store::Writer& writer, Log& log, Task taken_in, Failed failed);
  ~RecipientIntake();
  RecipientIntake(const RecipientIntake&) = delete;
  RecipientIntake& operator=(const RecipientIntake&) = delete;

  void take(std::vector<RecipientSource> sources);

 private:
  void run();
  [[nodiscard]] bool stream(const RecipientSource& source);
  [[nodiscard]] bool stream_file(const RecipientSource& source, const std::string& path);
  /// Has it committed, waiting for it; tried again while the disk is full. False: the intake ends.
  [[nodiscard]] bool commit(const std::function<Result<void>(store::Store&)>& run);
  [[nodiscard]] bool is_ending();
  /// Sleeps unless the intake ends; false if it does.
  [[nodiscard]] bool pause(Millis length);

  store::Writer& writer_;
  Log& log_;
  Task taken_in_;
  Failed failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<RecipientSource> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace crier::app
