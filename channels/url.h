#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crier::channels {

/// What is wrong with the text as an http(s) URL to send to, in half a sentence that does not repeat it ("has a user or password in it");
/// none if nothing is: a host, no credentials, no fragment, no blank or control character.
[[nodiscard]] std::optional<std::string> http_url_fault(std::string_view text);

}  // namespace crier::channels
