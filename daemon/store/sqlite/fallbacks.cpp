#include "store/sqlite/fallbacks.h"

#include "store/directory.h"

namespace crier::store::sqlite {

MessageId message_for(Query& languages, const Broadcast& b, std::string_view language) {
  if (language.empty() || b.messages <= 1) return b.first_message;
  Rows row = languages(b.first_message, b.messages);
  for (int i = 0; row.next(); ++i) {
    if (row.view() == language) return MessageId{b.first_message.value + i};
  }
  return b.first_message;
}

Fallbacks::Fallbacks(Tables& tables, Chains& chains)
    : t_(tables),
      chains_(chains),
      way_(tables.database, "SELECT fallback_channel, fallback_to, language FROM member WHERE audience_group = ? AND recipient = ?"),
      find_recipient_(tables.database, "SELECT id FROM recipient WHERE channel = ? AND address = ?"),
      insert_recipient_(tables.database, "INSERT INTO recipient(channel, address) VALUES (?, ?) RETURNING id"),
      languages_(tables.database, kSelectLanguages) {}

RecipientId Fallbacks::recipient(std::int64_t channel, const std::string& address) {
  const std::string canonical = canonical_address("", address);
  auto id = find_recipient_.one(channel, canonical);
  if (!id) id = insert_recipient_.one(channel, canonical);
  return RecipientId{id.value_or(0)};
}

std::optional<Fallbacks::Way> Fallbacks::way(const Broadcast& b, RecipientId recipient) {
  Rows row = way_(b.group, recipient);
  if (!row.next()) return std::nullopt;
  Way way;
  way.channel = row.text();
  way.to = row.text();
  way.language = row.text();
  if (way.channel.empty()) return std::nullopt;
  return way;
}

bool Fallbacks::is_reached(const Broadcast& fallback, RecipientId recipient) {
  for (const Broadcast* other : t_.broadcasts.of_update(fallback.update)) {
    if (other->channel != fallback.channel) continue;
    if (t_.deliveries.exists({other->id, recipient, DeliveryKind::post})) return true;
    if (!other->has(kExpanded) && t_.overlaps.is_member({other->group, other->generation}, recipient)) return true;
  }
  return false;
}

void Fallbacks::make(Broadcast& b, Delivery& origin, UtcTime now) {
  origin.fallback_at.reset();
  if (b.ending()) return;
  origin.set(kFallsBack, false);
  const auto found = way(b, origin.id.recipient);
  if (!found) return;  // the member has left, or names none any more
  const std::int64_t channel = t_.names.channel(found->channel);
  Broadcast* fallback = nullptr;
  for (Broadcast* other : t_.broadcasts.of_update(b.update)) {
    if (other->has(kForFallbacks) && other->audience == b.audience && other->channel == channel) fallback = other;
  }
  if (fallback == nullptr || fallback->ending()) return;
  const RecipientId to = recipient(channel, found->to);
  if (is_reached(*fallback, to)) return;

  Delivery second;
  second.id = {fallback->id, to, DeliveryKind::post};
  second.in_class = fallback->own_class;
  const std::vector<Broadcast*> others = chains_.others(*fallback);
  if (fallback->has(kLatest)) chains_.supersede_older(*fallback, others, to, now);
  second.due = chains_.is_taken(others, to) ? kNever : now;
  second.message = message_for(languages_, *fallback, found->language);
  second.since = now;
  second.via = origin.id;
  origin.via = second.id;
  t_.deliveries.insert(*fallback, second);
  t_.broadcasts.activate(*fallback);
  if (second.due != kNever) t_.lineup.add_work(*fallback, fallback->own_class, now);
}

}  // namespace crier::store::sqlite
