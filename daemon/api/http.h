#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.h"
#include "core/access.h"

namespace crier::api {

/// One request, read whole and within its limits, with who sent it. Header names in lower case.
struct Request {
  std::string method;
  std::string target;  ///< path and query as sent
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  core::Peer peer;
  [[nodiscard]] std::string_view header(std::string_view name) const;  ///< "" if absent
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// What a session does with a request: every request is answered exactly once. Thread: loop.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(Request request, UniqueFunction<void(Response)> answer) = 0;
  /// GET /v1/stream: `send` takes ready event-stream text for as long as it returns true (false: the client is gone or too slow).
  /// Answers an error response instead if the peer may not read.
  virtual void subscribe(const Request& request, UniqueFunction<void(Response)> refuse, UniqueFunction<bool(std::string_view)> send) = 0;
};

}  // namespace crier::api
