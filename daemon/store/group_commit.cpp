#include "store/group_commit.h"

#include <chrono>

namespace crier::store {
namespace {

using Seconds = std::chrono::duration<double>;

Error no_room() { return {ErrorKind::full, "The disk of the store is full: free some space; what is being sent goes on."}; }

}  // namespace

void GroupCommit::run(const std::function<std::optional<Operation>()>& next) {
  with_end_ = end_ != nullptr;
  room_made_ = false;
  Ended ended = try_once(&next);
  while (ended == Ended::again) ended = try_once(nullptr);
  if (!stopped_) return;
  while (auto operation = next()) operation->done(*stopped_);
}

GroupCommit::Ended GroupCommit::try_once(const std::function<std::optional<Operation>()>* next) {
  if (stopped_) return Ended::gone;
  if (auto begun = store_.begin_group(); !begun) return give_up(begun.error(), next);
  std::vector<Operation> again = std::exchange(ran_, {});
  for (std::size_t i = 0; i < again.size(); ++i) {
    const Result<void> done = again[i].run(store_);
    if (done) {
      ran_.push_back(std::move(again[i]));
      continue;
    }
    Operation failed = std::move(again[i]);
    for (std::size_t rest = i + 1; rest < again.size(); ++rest) ran_.push_back(std::move(again[rest]));
    const bool spares = failed.outcome && done.error().kind == ErrorKind::full;
    if (spares) {
      ran_.push_back(std::move(failed));
      return roll_back(done.error());
    }
    const Ended ended = roll_back(done.error());
    failed.done(done);
    return ended;
  }
  while (next != nullptr) {
    auto operation = (*next)();
    if (!operation) break;
    if (!operation->outcome && !store_.has_reserve()) {
      operation->done(no_room());
      continue;
    }
    const Result<void> done = operation->run(store_);
    if (done) {
      ran_.push_back(std::move(*operation));
      continue;
    }
    const bool spares = operation->outcome && done.error().kind == ErrorKind::full;
    if (spares) ran_.push_back(std::move(*operation));
    const Ended ended = roll_back(done.error());
    if (!spares) operation->done(done);
    return ended;
  }
  return commit(next);
}

GroupCommit::Ended GroupCommit::commit(const std::function<std::optional<Operation>()>* next) {
  if (with_end_) {
    end_is_open_ = true;
    if (auto done = end_->before_commit(store_); !done) {
      with_end_ = false;
      if (done.error().kind != ErrorKind::full && done.error().kind != ErrorKind::io && log_ != nullptr) {
        log_->error("store-group-end-failed", "The end of a group failed; the group is committed without it.",
                    {{"error", done.error().text}});
      }
      return roll_back(done.error());
    }
  }
  const auto begun = std::chrono::steady_clock::now();
  if (auto committed = store_.commit_group(); !committed) return give_up(committed.error(), next);
  if (options_.committed) options_.committed(Seconds(std::chrono::steady_clock::now() - begun).count());
  if (std::exchange(end_is_open_, false)) end_->committed();
  std::vector<Operation> ran = std::exchange(ran_, {});
  for (Operation& operation : ran) operation.done({});
  return Ended::committed;
}

GroupCommit::Ended GroupCommit::roll_back(const Error& error) {
  store_.rollback_group();
  drop_end();
  if (error.kind == ErrorKind::io) {
    stop(error);
    return Ended::gone;
  }
  if (error.kind == ErrorKind::full) return make_room(error);
  return Ended::again;
}

GroupCommit::Ended GroupCommit::give_up(const Error& error, const std::function<std::optional<Operation>()>* next) {
  const Ended ended = roll_back(error);
  if (ended != Ended::again || error.kind == ErrorKind::full) return ended;
  std::vector<Operation> ran = std::exchange(ran_, {});
  for (Operation& operation : ran) operation.done(error);
  while (next != nullptr) {
    auto operation = (*next)();
    if (!operation) break;
    operation->done(error);
  }
  return Ended::gone;
}

// The first time, what can be freed is, and what may be refused is; the second time no new attempts are started either.
GroupCommit::Ended GroupCommit::make_room(const Error& error) {
  if (options_.full) options_.full();
  const bool is_freed = store_.free_reserve();
  std::vector<Operation> ran = std::exchange(ran_, {});
  const bool is_hopeless = room_made_ && !with_end_ && !is_freed;
  for (Operation& operation : ran) {
    if (operation.outcome && !is_hopeless)
      ran_.push_back(std::move(operation));
    else
      operation.done(error);
  }
  if (room_made_) with_end_ = false;
  room_made_ = true;
  return ran_.empty() ? Ended::gone : Ended::again;
}

void GroupCommit::drop_end() {
  if (std::exchange(end_is_open_, false)) end_->dropped();
}

void GroupCommit::stop(const Error& error) {
  stopped_ = error;
  std::vector<Operation> ran = std::exchange(ran_, {});
  for (Operation& operation : ran) operation.done(error);
  if (log_ != nullptr) log_->error("store-failed", "The store failed; nothing more is written.", {{"error", error.text}});
  if (options_.failed) options_.failed(error);
}

void GroupCommit::rest(bool urgent) {
  if (stopped_) return;
  const auto done = store_.between_groups(urgent);
  if (!done && done.error().kind != ErrorKind::full) return stop(done.error());
  if (done && !room_made_ && store_.has_reserve() && options_.room) options_.room();
}

}  // namespace crier::store
