#pragma once
#include <optional>
#include <string>

#include "store/sqlite/chains.h"
#include "store/sqlite/tables.h"

namespace crier::store::sqlite {

/// Deliveries on a second way (rules F5): when the first ends failed, expired or suppressed, or was not delivered in time. Each is a
/// post of the update's broadcast for fallbacks, on the fallback recipient's own chain; both show the other as `via`.
/// Invariants: a delivery falls back once; a fallback has none itself; an address gets an update once on a channel.
/// Thread: store writer.
class Fallbacks {
 public:
  Fallbacks(Tables& tables, Chains& chains);
  /// Makes the fallback of `origin`, whose kFallsBack is taken away; nothing while its broadcast or the fallback's is stopped or gave
  /// way. The caller stores the origin.
  void make(Broadcast& broadcast, Delivery& origin, UtcTime now);
  /// The id of an address on a channel, made if there is none.
  [[nodiscard]] RecipientId recipient(std::int64_t channel, const std::string& address);

 private:
  struct Way {
    std::string channel;
    std::string to;
    std::string language;
  };
  [[nodiscard]] std::optional<Way> way(const Broadcast& broadcast, RecipientId recipient);
  [[nodiscard]] bool is_reached(const Broadcast& fallback, RecipientId recipient);

  Tables& t_;
  Chains& chains_;
  Query way_, find_recipient_, insert_recipient_, languages_;
};

/// The message for a recipient's own language; the first one serves all others.
[[nodiscard]] MessageId message_for(Query& languages, const Broadcast& broadcast, std::string_view language);
inline constexpr const char* kSelectLanguages = "SELECT language FROM message WHERE id >= ?1 AND id < ?1 + ?2 ORDER BY id";

}  // namespace crier::store::sqlite
