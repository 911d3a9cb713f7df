#include "store/memory/memory_store.h"

#include "store/memory/store.h"

namespace crier::store {

std::shared_ptr<Memory> make_memory() { return std::make_shared<Memory>(); }

std::unique_ptr<Store> open_memory(std::shared_ptr<Memory> memory) { return std::make_unique<memory::MemoryStore>(std::move(memory)); }

namespace memory {

MemoryStore::MemoryStore(std::shared_ptr<Memory> memory)
    : memory_(std::move(memory)), lock_(memory_->mutex), epoch_(++memory_->epoch), state_(memory_->state) {
  lock_.unlock();
}

MemoryStore::~MemoryStore() {
  if (lock_.owns_lock()) rollback_group();
}

Result<void> MemoryStore::begin_group() {
  if (lock_.owns_lock()) return Error{ErrorKind::internal, "A group of the store is open already; commit it first."};
  lock_.lock();
  return {};
}

Result<void> MemoryStore::commit_group() {
  if (!lock_.owns_lock()) return Error{ErrorKind::internal, "No group of the store is open; begin one first."};
  if (memory_->watch) report_changes(state_, memory_->watch);
  state_.commit();
  lock_.unlock();
  return {};
}

void MemoryStore::rollback_group() {
  if (!lock_.owns_lock()) return;
  state_.rollback();
  lock_.unlock();
}

Result<void> MemoryStore::between_groups(bool) { return {}; }

Result<std::unique_ptr<Ledger>> MemoryStore::reader() { return make_ledger(memory_); }

}  // namespace memory
}  // namespace crier::store
