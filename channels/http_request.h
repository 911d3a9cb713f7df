#pragma once
#include <string>

#include "base/time.h"
#include "channels/adapter.h"

namespace crier::channels {

/// A POST of a JSON document, as every HTTP channel begins; it names itself as receivers ask of robots.
[[nodiscard]] HttpRequest json_post(std::string url, std::string body, Millis timeout, std::string content_type = "application/json");

/// `base` and `path` ("/2/tweets") with exactly one slash between them.
[[nodiscard]] std::string join_url(const std::string& base, const std::string& path);

}  // namespace crier::channels
