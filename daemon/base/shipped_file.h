#pragma once
#include <string_view>

namespace crier {

/// A file of config/, built into the program (crier_embed in CMakeLists.txt): nothing of it must be found on the disk.
struct ShippedFile {
  std::string_view path;  ///< below the folder that was taken in: "mail/update.text"
  std::string_view text;
};

}  // namespace crier
