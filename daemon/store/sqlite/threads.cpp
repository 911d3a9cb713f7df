#include "store/sqlite/threads.h"

namespace crier::store::sqlite {

Threads::Threads(Tables& tables)
    : t_(tables),
      select_(tables.database, "SELECT root, last, edit, next_edit FROM thread WHERE incident = ? AND recipient = ?"),
      store_(tables.database, "INSERT OR REPLACE INTO thread VALUES (?, ?, ?, ?, ?, ?)") {}

std::optional<Thread> Threads::find(IncidentId incident, RecipientId recipient) {
  Rows row = select_(incident, recipient);
  if (!row.next()) return std::nullopt;
  Thread thread;
  thread.root = row.text();
  thread.last = row.text();
  if (const auto edit = row.maybe_integer()) thread.edit = BroadcastId{*edit};
  if (const auto next = row.maybe_integer()) thread.next_edit = BroadcastId{*next};
  return thread;
}

void Threads::store(IncidentId incident, RecipientId recipient, const Thread& thread) {
  store_.run(incident, recipient, thread.root, thread.last, thread.edit, thread.next_edit);
}

bool Threads::keep(IncidentId incident, RecipientId recipient, const std::string& remote_id) {
  auto thread = find(incident, recipient);
  const bool had_root = thread && !thread->root.empty();
  if (remote_id.empty()) return had_root;
  if (!thread) thread.emplace();
  if (!had_root) thread->root = remote_id;
  thread->last = remote_id;
  store(incident, recipient, *thread);
  return had_root;
}

void Threads::supersede(BroadcastId broadcast, RecipientId recipient) {
  Broadcast* b = t_.broadcasts.find(broadcast);
  const auto edit = t_.deliveries.find({broadcast, recipient, DeliveryKind::edit});
  if (b == nullptr || !edit || !edit->is_live()) return;
  Delivery ended = *edit;
  ended.state = core::DeliveryState::superseded;
  t_.deliveries.change(*b, *edit, ended);
}

void Threads::plan_edit(Broadcast& b, const Delivery& post, UtcTime now) {
  const RecipientId recipient = post.id.recipient;
  auto thread = find(b.incident, recipient);
  if (!thread || thread->root.empty()) return;
  bool is_busy = false;
  if (thread->edit) {
    const auto running = t_.deliveries.unfinished({*thread->edit, recipient, DeliveryKind::edit});
    is_busy = running == core::DeliveryState::sending;
    if (!is_busy) supersede(*thread->edit, recipient);
  }
  if (is_busy && thread->next_edit) supersede(*thread->next_edit, recipient);

  Delivery edit;
  edit.id = {b.id, recipient, DeliveryKind::edit};
  edit.in_class = b.own_class;
  edit.due = is_busy ? kNever : now;
  edit.message = post.message;
  edit.since = now;
  if (const auto earlier = t_.deliveries.find(edit.id)) t_.deliveries.erase_edit(b, *earlier);
  t_.deliveries.insert(b, edit);
  (is_busy ? thread->next_edit : thread->edit) = b.id;
  store(b.incident, recipient, *thread);
  if (!is_busy) t_.lineup.add_work(b, edit.in_class, now);
}

bool Threads::take_edit(const Broadcast& b, RecipientId recipient) {
  auto thread = find(b.incident, recipient);
  if (!thread || thread->edit) return false;
  thread->edit = b.id;
  store(b.incident, recipient, *thread);
  return true;
}

void Threads::edit_ended(Broadcast& b, const Delivery& edit, UtcTime now) {
  auto thread = find(b.incident, edit.id.recipient);
  if (!thread || thread->edit != b.id) return;
  thread->edit = thread->next_edit;
  thread->next_edit.reset();
  store(b.incident, edit.id.recipient, *thread);
  if (!thread->edit) return;
  Broadcast* next = t_.broadcasts.find(*thread->edit);
  const auto blocked = t_.deliveries.find({*thread->edit, edit.id.recipient, DeliveryKind::edit});
  if (next == nullptr || !blocked || !blocked->is_blocked()) return;
  Delivery ready = *blocked;
  ready.due = now;
  t_.deliveries.change(*next, *blocked, ready);
  t_.lineup.add_work(*next, ready.in_class, now);
}

}  // namespace crier::store::sqlite
