#include "channels/http/shorten.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/text.h"
#include "channels/http/links.h"

namespace crier::channels::http {
namespace {

constexpr std::size_t kUrlLength = 23;

/// The byte offsets behind each unit of one kind of break, in ascending order.
template <class Make>
std::vector<std::size_t> breaks(std::string_view text, Make make) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> iterator(make(icu::Locale::getRoot(), status));
  std::vector<std::size_t> out;
  UText opened = UTEXT_INITIALIZER;
  utext_openUTF8(&opened, text.data(), static_cast<std::int64_t>(text.size()), &status);
  if (U_SUCCESS(status)) {
    iterator->setText(&opened, status);
    for (auto at = iterator->next(); U_SUCCESS(status) && at != icu::BreakIterator::DONE; at = iterator->next()) {
      out.push_back(static_cast<std::size_t>(at));
    }
  }
  utext_close(&opened);
  return out;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t count_utf16(std::string_view text) {
  // What lies beyond the basic plane has four bytes and two units.
  return count_characters(text) +
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0U; }));
}

std::size_t count_post(std::string_view text) {
  std::size_t count = count_characters(text);
  for (const auto& url : links_in(text)) {
    const auto length = count_characters(text.substr(url.begin, url.end - url.begin));
    if (length < kUrlLength) count += kUrlLength - length;
  }
  return count;
}

/// Ends of letters at which the text can be cut: those within URLs are none.
std::vector<std::size_t> places(std::string_view text) {
  auto out = breaks(text, icu::BreakIterator::createCharacterInstance);
  for (const auto& url : urls_in(text)) {
    std::erase_if(out, [&url](std::size_t at) { return at > url.begin && at < url.end; });
  }
  return out;
}

std::vector<std::size_t> paragraph_ends(std::string_view text) {
  std::vector<std::size_t> out;
  for (auto at = text.find("\n\n"); at != std::string_view::npos; at = text.find("\n\n", at + 2)) out.push_back(at);
  return out;
}

std::size_t last_not_behind(const std::vector<std::size_t>& sorted, std::size_t most) {
  const auto above = std::upper_bound(sorted.begin(), sorted.end(), most);
  return above == sorted.begin() ? 0 : *(above - 1);
}

/// The nicest of the places up to `most`.
std::size_t nicest(std::string_view text, const std::vector<std::size_t>& allowed, std::size_t most) {
  const auto take = [&](const std::vector<std::size_t>& ends, std::size_t least) -> std::size_t {
    const auto end = last_not_behind(ends, most);
    const bool is_allowed = std::binary_search(allowed.begin(), allowed.end(), end);
    return end >= least && is_allowed ? end : 0;
  };
  if (const auto end = take(paragraph_ends(text), most * 6 / 10)) return end;
  if (const auto end = take(breaks(text, icu::BreakIterator::createSentenceInstance), most / 2)) return end;
  if (const auto end = take(breaks(text, icu::BreakIterator::createLineInstance), most / 2)) return end;
  return most;
}

}  // namespace

std::size_t measure(std::string_view text, Unit unit) {
  switch (unit) {
    case Unit::characters:
      return count_characters(text);
    case Unit::utf16:
      return count_utf16(text);
    case Unit::bytes:
      return text.size();
    case Unit::graphemes:
      return breaks(text, icu::BreakIterator::createCharacterInstance).size();
    case Unit::post:
      return count_post(text);
  }
  return text.size();
}

bool is_within(std::string_view text, const Limit& limit) {
  if (limit.unit != Unit::post && text.size() <= limit.count) return true;
  return measure(text, limit.unit) <= limit.count;
}

std::string shortened(std::string_view text, std::string_view more, std::size_t reach,
                      const std::function<bool(const std::string&)>& fits) {
  if (auto whole = std::string(text); fits(whole)) return whole;
  const bool is_whole = text.size() <= reach;
  while (reach > 0 && reach < text.size() && (static_cast<unsigned char>(text[reach]) & 0xC0U) == 0x80U) --reach;
  text = text.substr(0, reach);
  auto allowed = places(text);
  // What was cut off behind the reach may belong to the last letter.
  if (!is_whole && !allowed.empty()) allowed.pop_back();
  const auto cut = [&](std::size_t end) { return std::string(trim(text.substr(0, end))) + std::string(more); };
  const auto first_too_long = std::partition_point(allowed.begin(), allowed.end(), [&](std::size_t end) { return fits(cut(end)); });
  auto count = static_cast<std::size_t>(first_too_long - allowed.begin());
  // Escaping makes lengths not quite monotone, so that the last steps are taken one by one.
  while (count > 0 && !fits(cut(allowed[count - 1]))) --count;
  if (count == 0) return fits(std::string(more)) ? std::string(more) : "";
  auto out = cut(nicest(text, allowed, allowed[count - 1]));
  return fits(out) ? out : cut(allowed[count - 1]);
}

}  // namespace crier::channels::http
