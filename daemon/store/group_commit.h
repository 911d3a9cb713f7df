#pragma once
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "base/log.h"
#include "store/writer.h"

namespace crier::store {

/// One group after the other: begin, run operations, let the end have its say, commit, tell everybody. What fails is taken out
/// and the rest of its group is run again without it; a full disk leaves only outcomes; an io error leaves nothing (rules G3).
/// Owner: a Writer. Thread: the writer's.
class GroupCommit {
 public:
  GroupCommit(Store& store, GroupEnd* end, const WriterOptions& options, Log* log)
      : store_(store), end_(end), options_(options), log_(log) {}

  /// Runs a group of what `next` gives until it gives nothing. Operations are refused once is_stopped.
  void run(const std::function<std::optional<Operation>()>& next);
  /// After a group: checkpoints and the like.
  void rest(bool urgent);
  [[nodiscard]] bool is_stopped() const { return stopped_.has_value(); }

 private:
  enum class Ended { committed, again, gone };
  /// Runs what was run before the group was rolled back, then what `next` gives, if it may give.
  [[nodiscard]] Ended try_once(const std::function<std::optional<Operation>()>* next);
  [[nodiscard]] Ended commit(const std::function<std::optional<Operation>()>* next);
  /// What follows from a failure of an operation or of the end: the rest is run again.
  [[nodiscard]] Ended roll_back(const Error& error);
  /// What follows if no group can be begun or committed for another reason than a full disk: nobody is served.
  [[nodiscard]] Ended give_up(const Error& error, const std::function<std::optional<Operation>()>* next);
  [[nodiscard]] Ended make_room(const Error& error);
  void stop(const Error& error);
  void drop_end();

  Store& store_;
  GroupEnd* end_;
  const WriterOptions& options_;
  Log* log_;
  std::vector<Operation> ran_;  ///< in the open transaction, or to be run again
  bool with_end_ = true;
  bool end_is_open_ = false;  ///< before_commit was called, neither committed nor dropped yet
  bool room_made_ = false;    ///< in this group
  std::optional<Error> stopped_;
};

}  // namespace crier::store
