#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boost::urls {
class url_view;
}

namespace crier::channels {

/// What is wrong with the text as an http(s) URL to send to, in half a sentence that does not repeat it ("has a user or password in it");
/// none if nothing is: a host, no credentials, no fragment, no blank or control character.
[[nodiscard]] std::optional<std::string> http_url_fault(std::string_view text);

/// The port that a URL gives, none if it is 0, too large or not given.
[[nodiscard]] std::optional<std::uint16_t> port_of(const boost::urls::url_view& url);

}  // namespace crier::channels
