#include "channels/http/links.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "render/post_urls.h"

namespace crier::channels::http {
namespace {

/// The code points of well-formed UTF-8, with the byte where each begins; one more at the end.
struct CodePoints {
  std::u32string text;
  std::vector<std::size_t> at;
};

CodePoints code_points(std::string_view text) {
  CodePoints out;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    char32_t point = length == 4 ? first & 0x07U : length == 3 ? first & 0x0FU : length == 2 ? first & 0x1FU : first;
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) point = point << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    out.text += point;
    out.at.push_back(i);
    i = std::min(i + length, text.size());
  }
  out.at.push_back(text.size());
  return out;
}

}  // namespace

std::vector<ByteSpan> urls_in(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return {};
  const auto points = code_points(text);
  std::vector<ByteSpan> out;
  for (const auto& span : render::find_urls(points.text)) out.push_back({points.at[span.begin], points.at[span.end]});
  return out;
}

std::vector<ByteSpan> links_in(std::string_view text) {
  auto out = urls_in(text);
  std::erase_if(out, [&text](const ByteSpan& span) {
    const auto url = to_lower_ascii(text.substr(span.begin, std::min<std::size_t>(span.end - span.begin, 8)));
    return !url.starts_with("http://") && !url.starts_with("https://");
  });
  return out;
}

}  // namespace crier::channels::http
