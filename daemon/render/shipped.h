#pragma once
#include <span>
#include <string_view>

namespace crier::render {

/// A file of config/templates, built into the library.
struct ShippedFile {
  std::string_view path;  ///< "mail/update.text", "phrases.en"
  std::string_view text;
};

[[nodiscard]] std::span<const ShippedFile> shipped_files();

}  // namespace crier::render
