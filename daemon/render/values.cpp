#include "render/values.h"

#include <utility>

namespace crier::render {
namespace {

template <class T>
const T& found(const std::vector<T>& all, std::uint8_t place) {
  static const T kNone{};
  return place == 0 ? kNone : all[place - 1U];
}

template <class T>
void put(std::vector<T>& all, std::uint8_t& place, T what) {
  if (place > 0) {
    all[place - 1U] = std::move(what);
    return;
  }
  all.push_back(std::move(what));
  place = static_cast<std::uint8_t>(all.size());
}

std::size_t index(Name name) { return static_cast<std::size_t>(name); }

}  // namespace

const std::string& Values::text(Name name) const { return found(texts_, places_[index(name)]); }

const std::vector<Values>& Values::list(Name name) const { return found(lists_, places_[index(name)]); }

void Values::set(Name name, std::string text) {
  std::uint8_t& place = places_[index(name)];
  if (place == 0 && text.empty()) return;
  put(texts_, place, std::move(text));
}

void Values::set_records(Name name, std::vector<Values> records) { put(lists_, places_[index(name)], std::move(records)); }

void Values::set_list(Name name, const std::vector<std::string>& items) {
  std::vector<Values> records;
  records.reserve(items.size());
  for (const auto& item : items) records.emplace_back().set(Name::item, item);
  set_records(name, std::move(records));
}

void Values::take(const Values& other) {
  for (std::size_t i = 0; i < kNames; ++i) {
    if (other.places_[i] == 0) continue;
    const auto name = static_cast<Name>(i);
    if (kind_of(name) == TermKind::list) {
      set_records(name, other.list(name));
    } else {
      set(name, other.text(name));
    }
  }
}

}  // namespace crier::render
