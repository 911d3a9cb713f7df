#pragma once
#include <functional>
#include <memory>

#include "store/store.h"

namespace crier::store {

/// What a memory store keeps, apart from the object that works on it: as a file is apart from the process that has it open.
/// Opening it again stands for a restart: a new epoch, and a group that was not committed is gone.
/// Thread: any; a mutex guards it, held from begin_group to commit_group or rollback_group, so that readers see committed
/// state only.
class Memory;

[[nodiscard]] std::shared_ptr<Memory> make_memory();

/// What one committed group has done to one post: attempts that have ended by it, or its own end. Or to those of a broadcast that had not
/// been expanded and never will be: then `delivery` has no id and recipient.
struct DeliveryChange {
  const DeliveryRecord& delivery;  ///< as it is now
  std::size_t ended_before = 0;    ///< attempts that had ended before
  bool has_ended = false;          ///< it ended by this group
  std::int64_t recipients = 1;
  const core::Incident& incident;
  const core::Update& update;
  const core::Message& message;
};
using DeliveryWatch = std::function<void(const DeliveryChange&)>;
/// For simulation: tells, with each commit and in the order of deliveries' ids, what happened to posts. The watch must not use the store.
void watch_deliveries(Memory& memory, DeliveryWatch watch);

/// The store in plain containers, for tests and simulation: as exact as the durable one, without its speed.
/// One store at a time may be open on a memory. A ledger must not be asked from inside a group of the same thread.
[[nodiscard]] std::unique_ptr<Store> open_memory(std::shared_ptr<Memory> memory);

}  // namespace crier::store
