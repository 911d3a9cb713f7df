#pragma once
#include <string_view>

namespace crier::reader {

/// True for the name of a key that would hold a secret itself, rather than name a file that does ("password", not "password_file").
[[nodiscard]] bool holds_secret(std::string_view key);

/// The byte from which a line of a configuration must not be shown, because a secret seems to stand there: behind a key that would
/// hold one, at the beginning of a token, or within the credentials of a URL. npos = show it whole.
[[nodiscard]] std::size_t secret_begin(std::string_view line);

}  // namespace crier::reader
