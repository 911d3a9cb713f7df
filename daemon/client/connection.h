#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace crier::client {

/// One request to crierd.
struct Call {
  std::string method = "GET";
  std::string path;  ///< with its query, percent-encoded
  std::string body;
  std::string content_type;     ///< "" without a body
  std::string idempotency_key;  ///< header of a single event, "" = none
  std::string last_event_id;    ///< of a stream that is taken up again, "" = none
  Millis patience{180000};      ///< how long the answer may take; a test message waits for its receiver
};

struct Answer {
  int status = 0;
  std::string body;
  int retry_after = 0;  ///< seconds, 0 if not said
};

/// How crierd is reached: HTTP over the Unix socket, or over a URL with a token.
struct Address {
  std::string socket = "/run/crier/crier.sock";
  std::string url;  ///< set: instead of the socket
  Secret token;
};

/// One daemon, asked one thing after the other. Thread: one.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Errors: unavailable (it could not be reached, nothing was sent), io (cut off: what was sent may have been taken).
  [[nodiscard]] virtual Result<Answer> call(const Call& call) = 0;
  /// A call whose answer has no end: gives each piece until `piece` says false. While nothing comes it is asked with "" about once a
  /// second whether to go on. An answer other than 200 is given back whole.
  [[nodiscard]] virtual Result<Answer> stream(const Call& call, const std::function<bool(std::string_view)>& piece) = 0;
  /// One more to the same daemon, to be asked while a stream is open.
  [[nodiscard]] virtual std::unique_ptr<Connection> another() const = 0;
};

/// By libcurl, the one file of the client that sees it.
[[nodiscard]] std::unique_ptr<Connection> connect(Address address);

}  // namespace crier::client
