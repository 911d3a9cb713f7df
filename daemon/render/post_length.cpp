#include "render/post_length.h"

#include <algorithm>

#include "render/emoji.h"
#include "render/post_text.h"
#include "render/post_url_characters.h"
#include "render/post_urls.h"

namespace crier::render {

int post_weight(char32_t c) {
  const bool light = c <= 4351 || (c >= 8192 && c <= 8205) || (c >= 8208 && c <= 8223) || (c >= 8242 && c <= 8247);
  return light ? 1 : 2;
}

PostLength post_length(std::string_view text, const PostRules& rules) {
  const auto normal = to_nfc(text);
  const std::u32string_view view = normal;
  const auto urls = find_urls(view);
  auto url = urls.begin();
  PostLength length;
  for (std::size_t i = 0; i < view.size();) {
    if (url != urls.end() && url->begin == i) {
      length.weighted += kUrlWeight;
      i = url++->end;
      continue;
    }
    const auto emoji = rules.emoji_as_one ? emoji_length(view.substr(i)) : 0;
    length.weighted += emoji > 0 ? kEmojiWeight : post_weight(view[i]);
    i += std::max<std::size_t>(emoji, 1);
  }
  const bool refused = std::any_of(view.begin(), view.end(), is_forbidden);
  length.valid = !refused && length.weighted > 0 && length.weighted <= rules.limit;
  return length;
}

}  // namespace crier::render
