#include "base/ids.h"

#include <charconv>

namespace crier {
namespace {

std::optional<std::int64_t> positive(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

}  // namespace

std::string to_text(UpdateId id) { return "u" + std::to_string(id.value); }

std::optional<UpdateId> parse_update_id(std::string_view text) {
  if (!text.starts_with('u')) return std::nullopt;
  const auto value = positive(text.substr(1));
  if (!value) return std::nullopt;
  return UpdateId{*value};
}

std::string to_text(const DeliveryId& id) {
  std::string text = "d" + std::to_string(id.broadcast.value) + "-" + std::to_string(id.recipient.value);
  if (id.kind == DeliveryKind::edit) text += 'e';
  return text;
}

std::optional<DeliveryId> parse_delivery_id(std::string_view text) {
  DeliveryId id;
  if (text.ends_with('e')) {
    id.kind = DeliveryKind::edit;
    text.remove_suffix(1);
  }
  const auto dash = text.find('-');
  if (!text.starts_with('d') || dash == std::string_view::npos) return std::nullopt;
  const auto broadcast = positive(text.substr(1, dash - 1));
  const auto recipient = positive(text.substr(dash + 1));
  if (!broadcast || !recipient) return std::nullopt;
  id.broadcast = BroadcastId{*broadcast};
  id.recipient = RecipientId{*recipient};
  return id;
}

}  // namespace crier
