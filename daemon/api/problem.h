#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "core/problem.h"

namespace crier::api {

/// The status a kind of failure has (core/problem.h).
[[nodiscard]] int status_of(ErrorKind kind);

/// "Not Found" for 404 (RFC 9110 section 15); "" for a status that Crier never sends.
[[nodiscard]] std::string_view phrase(int status);

/// application/problem+json (RFC 9457) with title, status, detail and errors. 503 carries Retry-After, 401 its challenge.
[[nodiscard]] Response problem(int status, std::string_view title, std::string_view detail, const std::vector<core::Fault>& faults = {});
/// The same, titled with the status' phrase.
[[nodiscard]] Response problem(int status, std::string_view detail);
[[nodiscard]] Response problem(const core::Problem& what);
[[nodiscard]] Response problem(const Error& error);

/// 200 with a JSON body.
[[nodiscard]] Response ok(std::string json);

}  // namespace crier::api
