#include "render/post_urls.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <optional>
#include <string>

#include "render/post_tlds.h"
#include "render/post_url_characters.h"
#include "render/punycode.h"

namespace crier::render {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kLongestLabel = 63;  // RFC 1035 section 2.3.4
constexpr std::size_t kLongestUrl = 4096;
constexpr std::size_t kLongestShortLink = 40;  // the part of a t.co URL after the slash

char32_t lower(char32_t c) { return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)); }

/// Whether a word in lower-case ASCII stands at a place, in either case.
bool stands_at(std::u32string_view text, std::size_t at, std::u32string_view word) {
  if (text.size() - at < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char32_t a, char32_t b) { return a == lower(b); });
}

/// The end of the top-level domain that begins at `at`, kNone if none does. After one of the list no ASCII letter, digit or
/// @ + - may follow; xn-- and letters, digits or hyphens is taken for one.
std::size_t top_level_end(std::u32string_view text, std::size_t at) {
  const auto longest = std::min(kLongestTopLevelDomain, text.size() - at);
  std::u32string name;
  for (std::size_t i = 0; i < longest; ++i) name += lower(text[at + i]);
  for (auto length = longest; length > 0; --length) {
    const auto next = at + length;
    const bool ends = next == text.size() || !(is_ascii_alphanumeric(text[next]) || is_one_of(text[next], U"@+-"));
    if (ends && is_top_level_domain(std::u32string_view(name).substr(0, length))) return next;
  }
  if (!stands_at(text, at, U"xn--")) return kNone;
  auto end = at + 4;
  while (end < text.size() && (is_ascii_alphanumeric(text[end]) || text[end] == U'-')) ++end;
  return end == at + 4 ? kNone : end;
}

/// For every place of a text, the end of the longest host name that begins there. One pass from the back: a name is a label, a dot
/// and then either a name or a top-level domain.
std::vector<std::size_t> host_name_ends(std::u32string_view text) {
  std::vector<std::size_t> ends(text.size() + 1, kNone);
  std::vector<std::size_t> top_levels(text.size() + 1, kNone);
  std::size_t stop = text.size();  // the next character that no label has
  std::size_t underscore = kNone;  // the next underscore before `stop`
  for (auto i = text.size(); i-- > 0;) {
    const auto c = text[i];
    if (c == U'_') {
      underscore = i;
    } else if (!is_name_character(c) && c != U'-') {
      stop = i;
      underscore = kNone;
      if (c == U'.' && i + 1 < text.size()) top_levels[i] = top_level_end(text, i + 1);
      continue;
    }
    const bool label = is_name_character(c) && stop < text.size() && text[stop] == U'.' && is_name_character(text[stop - 1]);
    if (!label) continue;
    ends[i] = ends[stop + 1];
    if (ends[i] == kNone && underscore == kNone) ends[i] = top_levels[stop];
  }
  return ends;
}

/// The end of "(…)" with at most one pair of parentheses inside, kNone if that is not what begins at `at`.
std::size_t parentheses_end(std::u32string_view text, std::size_t at) {
  const auto run = [text](std::size_t from) {
    while (from < text.size() && is_path_character(text[from])) ++from;
    return from;
  };
  if (at >= text.size() || text[at] != U'(') return kNone;
  auto i = run(at + 1);
  if (i < text.size() && text[i] == U')') return i > at + 1 ? i + 1 : kNone;
  if (i == text.size() || text[i] != U'(') return kNone;
  const auto inner = run(i + 1);
  if (inner == i + 1 || inner == text.size() || text[inner] != U')') return kNone;
  i = run(inner + 1);
  return i < text.size() && text[i] == U')' ? i + 1 : kNone;
}

/// The end of the path whose slash is at `at`: up to the last character that may end one.
std::size_t path_end(std::u32string_view text, std::size_t at) {
  auto end = at + 1;
  for (auto i = end; i < text.size();) {
    if (is_path_character(text[i])) {
      if (may_end_path(text[i])) end = i + 1;
      ++i;
      continue;
    }
    const auto closed = parentheses_end(text, i);
    if (closed == kNone) break;
    i = end = closed;
  }
  return end;
}

/// The end of the query whose question mark is at `at`; `at` itself if it is none.
std::size_t query_end(std::u32string_view text, std::size_t at) {
  auto end = at;
  for (auto i = at + 1; i < text.size() && is_query_character(text[i]); ++i) {
    if (may_end_query(text[i])) end = i + 1;
  }
  return end;
}

/// One candidate, before what X does not count as a URL is sorted out.
struct Candidate {
  std::size_t begin;
  std::size_t domain_begin;
  std::size_t domain_end;
  std::size_t path_begin;  ///< = path_end if there is no path
  std::size_t path_end;
  std::size_t end;
  [[nodiscard]] bool has_protocol() const { return domain_begin != begin; }
};

std::optional<Candidate> candidate_at(std::u32string_view text, const std::vector<std::size_t>& names, std::size_t at) {
  Candidate url{at, at, kNone, 0, 0, 0};
  for (const std::u32string_view protocol : {U"https://", U"http://"}) {
    if (stands_at(text, at, protocol) && names[at + protocol.size()] != kNone) url.domain_begin = at + protocol.size();
  }
  url.domain_end = names[url.domain_begin];
  if (url.domain_end == kNone) return std::nullopt;
  auto i = url.domain_end;
  auto port = i;
  if (i < text.size() && text[i] == U':') {
    for (port = i + 1; port < text.size() && text[port] >= U'0' && text[port] <= U'9';) ++port;
  }
  if (port > i + 1) i = port;
  url.path_begin = url.path_end = i;
  if (i < text.size() && text[i] == U'/') i = url.path_end = path_end(text, i);
  if (i < text.size() && text[i] == U'?') i = query_end(text, i);
  url.end = i;
  return url;
}

/// A host name of letters, digits, hyphens and accented Latin within [from, to), where X looks for one if there is no protocol.
std::optional<Span> plain_domain(std::u32string_view text, std::size_t from, std::size_t to) {
  const auto window = text.substr(0, to);
  const auto is_letter = [](char32_t c) { return c == U'-' || is_ascii_alphanumeric(c) || is_accented_latin(c); };
  for (auto begin = from; begin < to;) {
    std::optional<Span> found;
    auto i = begin;
    while (i < to && is_letter(window[i])) {
      while (i < to && is_letter(window[i])) ++i;
      if (i + 1 >= to || window[i] != U'.') break;
      const auto end = top_level_end(window, ++i);
      if (end != kNone) found = Span{begin, end};
    }
    if (found) return found;
    begin = std::max(i, begin + 1);
  }
  return std::nullopt;
}

/// Whether the name can be one in the DNS: labels of 1 to 63 octets once encoded.
bool is_encodable(std::u32string_view text, const Candidate& url) {
  const auto domain = text.substr(url.domain_begin, url.domain_end - url.domain_begin);
  if (stands_at(domain, 0, U"xn--")) {
    const auto plain = plain_domain(domain, 0, domain.size());
    if (!plain) return false;
  }
  std::size_t grown = url.end - url.begin;
  for (std::size_t begin = 0; begin <= domain.size();) {
    const auto end = std::min(domain.find(U'.', begin), domain.size());
    const auto length = encoded_label_length(domain.substr(begin, end - begin), kLongestLabel);
    if (!length) return false;
    grown += *length - std::min(*length, end - begin);
    begin = end + 1;
  }
  return grown + std::u32string_view(U"https://").size() <= kLongestUrl;
}

/// Without a protocol only the plain parts of the name are URLs, and only the last of them takes the path.
void take_plain(std::u32string_view text, const Candidate& url, std::vector<Span>& found) {
  if (url.begin > 0 && is_one_of(text[url.begin - 1], U"-_./")) return;
  const auto before = found.size();
  for (auto at = url.domain_begin;;) {
    const auto plain = plain_domain(text, at, url.domain_end);
    if (!plain) break;
    found.push_back(*plain);
    at = plain->end;
  }
  if (found.size() > before && url.path_end > url.path_begin) found.back().end = url.end;
}

/// X's own short links end with their slug and a query; one with too long a slug is none. kNone: not a URL.
std::size_t short_link_end(std::u32string_view text, const Candidate& url) {
  if (!stands_at(text, url.domain_begin, U"t.co/")) return url.end;
  const auto begin = url.domain_begin + 5;
  auto end = begin;
  while (end < url.end && is_ascii_alphanumeric(text[end])) ++end;
  if (end == begin) return url.end;
  if (end - begin > kLongestShortLink) return kNone;
  return end < url.end && text[end] == U'?' ? query_end(text.substr(0, url.end), end) : end;
}

}  // namespace

std::vector<Span> find_urls(std::u32string_view text) {
  std::vector<Span> found;
  if (text.find(U'.') == std::u32string_view::npos) return found;
  const auto names = host_name_ends(text);
  for (std::size_t at = 0; at < text.size();) {
    std::optional<Candidate> url;
    if (may_precede_url(text[at])) url = candidate_at(text, names, at + 1);
    if (!url && at == 0) url = candidate_at(text, names, 0);
    if (!url) {
      ++at;
      continue;
    }
    at = url->end;
    if (!is_encodable(text, *url)) continue;
    if (!url->has_protocol()) {
      take_plain(text, *url, found);
    } else if (const auto end = short_link_end(text, *url); end != kNone) {
      found.push_back({url->begin, end});
    }
  }
  return found;
}

}  // namespace crier::render
