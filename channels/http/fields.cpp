#include "channels/http/fields.h"

#include <algorithm>
#include <charconv>

namespace crier::channels::http {
namespace {

/// So many bytes of the value that is cut are looked at for each unit of the limit: letters of more bytes are none that anybody writes.
constexpr std::size_t kBytesPerUnit = 16;

std::vector<Limit> limits_of(const Field& field, const Values& values) {
  std::vector<Limit> out;
  for (const auto& bound : field.limits) {
    const auto text = bound.count.fill(values);
    std::size_t count = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    if (parsed.ec == std::errc()) out.push_back({count, bound.unit});
  }
  return out;
}

/// The placeholder whose value is cut: the one that the field names, else the template's last.
std::string gives_way(const Template& value, const std::string& named) {
  std::string last;
  for (const auto& piece : value.pieces()) {
    if (piece.is_name && piece.text == named) return named;
    if (piece.is_name) last = piece.text;
  }
  return last;
}

}  // namespace

std::string field_text(const Field& field, const Values& values) {
  const auto limits = limits_of(field, values);
  const auto fits = [&limits](const std::string& text) {
    return std::all_of(limits.begin(), limits.end(), [&text](const Limit& limit) { return is_within(text, limit); });
  };
  const auto filled = [&](const Template& value) {
    return value.fill(values, [&](const Template::Piece&, const std::string& own) { return escaped(own, field.escape); });
  };
  auto whole = filled(field.value);
  if (fits(whole)) return whole;
  const Template& value = field.instead ? *field.instead : field.value;
  if (field.instead) {
    auto instead = filled(value);
    if (fits(instead)) return instead;
  }
  const auto name = gives_way(value, field.gives_way);
  const auto with = [&](const std::string& cut) {
    return value.fill(values, [&](const Template::Piece& piece, const std::string& own) {
      return escaped(piece.text == name ? cut : own, field.escape);
    });
  };
  std::size_t least = std::size_t{64} * 1024;
  for (const auto& limit : limits) least = std::min(least, limit.count * kBytesPerUnit);
  const auto cut = shortened(value_of(values, name), field.more.fill(values), least,
                             [&](const std::string& candidate) { return fits(with(candidate)); });
  auto out = with(cut);
  if (fits(out)) return out;
  // What stands around it is too long by itself: then it is cut, whatever it is.
  return shortened(out, "…", least, fits);
}

}  // namespace crier::channels::http
