#include "render/post_split.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "render/emoji.h"
#include "render/post_length.h"
#include "render/post_text.h"
#include "render/post_url_characters.h"
#include "render/post_urls.h"

namespace crier::render {
namespace {

/// What a place between two code points is good for, the better the greater. Below `cluster` it must not be cut at.
enum Cut : unsigned char { never, anywhere, cluster, word, blank, sentence, paragraph };

using MakeIterator = icu::BreakIterator* (*)(const icu::Locale&, UErrorCode&);

/// Marks the boundaries that ICU sees. `places` gives the code point of a UTF-16 offset.
void mark(const icu::UnicodeString& text, const std::vector<std::size_t>& places, MakeIterator make, Cut as, std::vector<Cut>& cuts) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> iterator(make(icu::Locale::getRoot(), status));
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot find boundaries in text: its data is missing from the installation");
  iterator->setText(text);
  for (auto at = iterator->first(); at != icu::BreakIterator::DONE; at = iterator->next()) {
    auto& cut = cuts[places[static_cast<std::size_t>(at)]];
    cut = std::max(cut, as);
  }
}

/// A text with the quality of every place in it. Invariant: cuts.size() == text.size() + 1; cuts[i] is before text[i].
struct Marked {
  std::u32string text;
  std::vector<Cut> cuts;
};

/// What must stay whole is sealed last: emoji and URLs.
void seal(Marked& marked) {
  const std::u32string_view text = marked.text;
  const auto close = [&](std::size_t begin, std::size_t end) {
    for (auto i = begin + 1; i < end; ++i) marked.cuts[i] = never;
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto length = std::max<std::size_t>(emoji_length(text.substr(i)), 1);
    close(i, i + length);
    i += length;
  }
  for (const auto& url : find_urls(text)) close(url.begin, url.end);
}

Marked marked(std::u32string text) {
  icu::UnicodeString utf16;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < text.size(); ++i) {
    utf16.append(static_cast<UChar32>(text[i]));
    places.resize(static_cast<std::size_t>(utf16.length()), i);
  }
  places.push_back(text.size());
  Marked out{std::move(text), {}};
  out.cuts.assign(out.text.size() + 1, anywhere);
  mark(utf16, places, &icu::BreakIterator::createCharacterInstance, cluster, out.cuts);
  mark(utf16, places, &icu::BreakIterator::createLineInstance, word, out.cuts);
  mark(utf16, places, &icu::BreakIterator::createSentenceInstance, sentence, out.cuts);
  for (std::size_t i = 1; i < out.text.size(); ++i) {
    if (!is_blank(out.text[i - 1]) && !is_blank(out.text[i])) continue;
    out.cuts[i] = std::max(out.cuts[i], blank);
    if (out.text[i - 1] == U'\n' && (out.text[i] == U'\n' || (i > 1 && out.text[i - 2] == U'\n'))) out.cuts[i] = paragraph;
  }
  seal(out);
  return out;
}

std::size_t skip_blanks(std::u32string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::string trimmed(std::u32string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return to_utf8(text.substr(skip_blanks(text, 0)));
}

/// Where the part that begins at `begin` and may weigh `room` ends. Quality counts only if the part is at least a third full.
std::size_t part_end(const Marked& from, std::size_t begin, int room) {
  const std::u32string_view text = from.text;
  std::array<std::size_t, paragraph + 1> last{};
  auto good_from = begin;
  int weight = 0;
  for (auto i = begin; i < text.size();) {
    auto next = i + 1;
    while (next < text.size() && from.cuts[next] == never) ++next;
    const auto atom = text.substr(i, next - i);
    const bool whole = next > i + 1;
    weight += whole ? post_length(to_utf8(atom), {.limit = room}).weighted : post_weight(text[i]);
    if (weight > room) break;
    if (weight <= room / 3) good_from = next;
    i = next;
    last[i < text.size() ? from.cuts[i] : paragraph] = i;
    if (i == text.size()) return i;
  }
  for (const auto quality : {paragraph, sentence, blank, word}) {
    if (last[quality] >= good_from && last[quality] > begin) return last[quality];
  }
  for (const auto quality : {blank, word, cluster, anywhere}) {
    if (last[quality] > begin) return last[quality];
  }
  return begin + 1;
}

std::string suffix(std::size_t number, const std::string& total, std::string_view mark) {
  std::string text = " (" + std::to_string(number) + "/" + total;
  if (number > 1 && !mark.empty()) text += " · " + std::string(mark);
  return text + ")";
}

/// The parts without their numbers, each light enough for `most` characters of number behind it; one more than kMostPosts if the
/// text is longer than that.
std::vector<std::string> parts(const Marked& from, int limit, int numbers) {
  std::vector<std::string> out;
  const std::u32string_view text = from.text;
  for (auto begin = skip_blanks(text, 0); begin < text.size();) {
    auto room = limit - numbers;
    auto end = part_end(from, begin, room);
    auto part = trimmed(text.substr(begin, end - begin));
    // A cut can make a URL of what was none before ("@a.de" cut after the @), so that the count of the part decides.
    while (room > 1 && post_length(part).weighted > limit - numbers) {
      room -= std::max(1, room / 10);
      end = part_end(from, begin, room);
      part = trimmed(text.substr(begin, end - begin));
    }
    out.push_back(std::move(part));
    if (out.size() > static_cast<std::size_t>(kMostPosts)) break;
    begin = skip_blanks(text, end);
  }
  return out;
}

}  // namespace

std::vector<std::string> split_posts(std::string_view text, int limit, std::string_view mark) {
  // A thread says at most some thousand characters: what is far beyond is not even looked at.
  constexpr std::size_t kMostRead = 65536;
  const int marked_by = mark.empty() ? 0 : 3 + post_length(mark).weighted;  // " · " and the mark
  const int one_digit = 6 + marked_by;                                      // " (1/9)"
  const int two_digits = 8 + marked_by;                                     // " (25/25)"
  constexpr int kEllipsis = 3;                                              // " …", whose sign weighs 2
  auto normal = to_nfc(text);
  normal.erase(std::remove_if(normal.begin(), normal.end(), is_forbidden), normal.end());
  const bool unread = normal.size() > kMostRead;
  if (unread) normal.resize(kMostRead);
  auto whole = trimmed(normal);
  if (whole.empty()) return {};
  if (!unread && post_length(whole).weighted <= limit) return {std::move(whole)};
  const auto from = marked(std::move(normal));
  auto out = parts(from, limit, one_digit);
  if (out.size() > 9) out = parts(from, limit, two_digits);
  if (unread || out.size() > static_cast<std::size_t>(kMostPosts)) {
    out = parts(from, limit, two_digits + kEllipsis);
    out.resize(std::min(out.size(), static_cast<std::size_t>(kMostPosts)));
    out.back() += " …";
  }
  const auto total = std::to_string(out.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += suffix(i + 1, total, mark);
  return out;
}

}  // namespace crier::render
