#include "render/post_text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/unistr.h>

#include <stdexcept>

namespace crier::render {
namespace {

std::u32string code_points(const icu::UnicodeString& text) {
  std::u32string out;
  out.reserve(static_cast<std::size_t>(text.length()));
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) out += static_cast<char32_t>(text.char32At(i));
  return out;
}

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}  // namespace

std::u32string to_utf32(std::string_view text) { return code_points(from_utf8(text)); }

std::string to_utf8(std::u32string_view text) {
  std::string out;
  icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), static_cast<std::int32_t>(text.size())).toUTF8String(out);
  return out;
}

std::u32string to_nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFCInstance(status);
  const auto normal = U_SUCCESS(status) ? form->normalize(from_utf8(text), status) : icu::UnicodeString();
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot normalise text: its data is missing from the installation");
  return code_points(normal);
}

}  // namespace crier::render
