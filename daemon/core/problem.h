#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace crier::core {

/// One fault of a document: where (a JSON pointer, RFC 6901, "" = the whole) and one sentence.
struct Fault {
  std::string pointer;
  std::string detail;
};

/// What must be answered before something is done: so many recipients, and how many of them on each channel (rules D2).
struct Question {
  std::int64_t confirm = 0;
  std::vector<std::pair<std::string, std::int64_t>> channels;
};

/// Why an event or a call is not taken. The API makes application/problem+json of it (RFC 9457); the kind decides the status:
/// invalid 422, denied 403, not_found 404, conflict 409, too_large 413, unavailable/full 503, io/internal 500.
struct Problem {
  ErrorKind kind = ErrorKind::invalid;
  std::string title;
  std::string detail;
  std::vector<Fault> faults;
  std::optional<Question> question{};
};

}  // namespace crier::core
