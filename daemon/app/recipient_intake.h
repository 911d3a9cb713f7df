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
#include "config/model.h"
#include "store/writer.h"

namespace crier::app {

/// The recipients of one audience on one channel, as the configuration has them: those written inline and those of files.
struct RecipientSource {
  std::string audience;
  std::string channel;
  std::string type;  ///< of the channel: how addresses are checked and compared
  std::vector<core::Recipient> inline_recipients;
  std::vector<std::string> files;
  std::string fingerprint;  ///< of all of it, the files' bytes included
};

/// Reads what the configuration says. Errors: io; a file cannot be read.
[[nodiscard]] Result<std::vector<RecipientSource>> recipient_sources(const config::Snapshot& snapshot);

/// Opens a generation for every group that changed and takes in at once those that have no file; what is left to stream is
/// returned. Groups that no audience has any more are emptied, unless their channel is gone with them. One group of the store, before the
/// writer starts or inside it.
[[nodiscard]] Result<std::vector<RecipientSource>> begin_intake(store::Store& store, const config::Snapshot& snapshot,
                                                                const std::vector<RecipientSource>& sources);

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
