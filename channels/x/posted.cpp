#include "channels/x/posted.h"

#include <algorithm>

#include "base/text.h"

namespace crier::channels::x {

Posted Posted::parse(std::string_view progress) {
  Posted posted;
  if (!progress.ends_with(',')) return posted;
  for (const auto id : split(progress.substr(0, progress.size() - 1), ',')) {
    if (!id.empty() && !is_post_id(id)) return {};
    posted.ids_.emplace_back(id);
  }
  return posted;
}

std::string Posted::progress() const {
  // A comma behind each, so that one post without an id differs from none.
  std::string text;
  for (const auto& id : ids_) text += id + ",";
  return text;
}

std::string Posted::remote_id() const {
  std::string text;
  for (const auto& id : ids_) {
    if (id.empty()) continue;
    if (!text.empty()) text += ',';
    text += id;
  }
  return text;
}

std::string Posted::last() const {
  const auto known = std::find_if(ids_.rbegin(), ids_.rend(), [](const auto& id) { return !id.empty(); });
  return known == ids_.rend() ? "" : *known;
}

bool is_post_id(std::string_view text) {
  return !text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string first_post(std::string_view remote_id) {
  const auto first = remote_id.substr(0, remote_id.find(','));
  return is_post_id(first) ? std::string(first) : "";
}

}  // namespace crier::channels::x
