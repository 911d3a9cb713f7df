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

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Where a link that begins there ends: at a blank or at what no URL has, without the marks that belong to the sentence around it.
std::size_t end_of_link(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' && text[end] != '<' && text[end] != '>' && text[end] != '"')
    ++end;
  constexpr std::string_view marks = ".,;:!?'*_~|`]}";
  while (end > begin) {
    const auto link = text.substr(begin, end - begin);
    const bool is_unpaired = link.back() == ')' && std::count(link.begin(), link.end(), ')') > std::count(link.begin(), link.end(), '(');
    if (marks.find(link.back()) == std::string_view::npos && !is_unpaired) break;
    --end;
  }
  return end;
}

}  // namespace

std::vector<ByteSpan> links_in(std::string_view text) {
  const auto lower = to_lower_ascii(text);
  std::vector<ByteSpan> out;
  for (auto at = lower.find("http"); at != std::string::npos; at = lower.find("http", at + 1)) {
    const std::string_view rest = std::string_view(lower).substr(at);
    const std::size_t scheme = rest.starts_with("http://") ? 7 : rest.starts_with("https://") ? 8 : 0;
    if (scheme == 0 || (at > 0 && is_word(text[at - 1]))) continue;
    const auto end = end_of_link(text, at);
    if (end <= at + scheme) continue;
    out.push_back({at, end});
    at = end - 1;
  }
  return out;
}

std::vector<ByteSpan> urls_in(std::string_view text) {
  auto out = links_in(text);
  if (text.find('.') == std::string_view::npos) return out;
  const auto points = code_points(text);
  const auto links = out;
  for (const auto& span : render::find_urls(points.text)) {
    const ByteSpan url{points.at[span.begin], points.at[span.end]};
    const bool is_known =
        std::any_of(links.begin(), links.end(), [&url](const ByteSpan& link) { return url.begin < link.end && link.begin < url.end; });
    if (!is_known) out.push_back(url);
  }
  std::sort(out.begin(), out.end(), [](const ByteSpan& a, const ByteSpan& b) { return a.begin < b.begin; });
  return out;
}

}  // namespace crier::channels::http
