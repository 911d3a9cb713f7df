#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "channels/transport.h"
#include "net/http_call.h"
#include "net/io_loop.h"

namespace crier::net {

class HttpPool;

/// HTTP by libcurl on one loop: every request is answered by exactly one completion, in a task of its own.
/// Owner: the Transport. Thread: outbound; the destructor may also run after the loop has ended.
/// Invariants: requests share connections only with those of the same trusted certificates, permission for private addresses
/// and guard (rules H5), since a reused connection is not judged again.
/// Errors: none of its own; what went wrong is in the reply.
class HttpClient {
 public:
  HttpClient(IoLoop& loop, HttpSettings settings);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void send(channels::HttpRequest request, const channels::HttpPolicy& policy, HttpCall::Done done);
  /// Ends every request under way with what is known of it.
  void cancel_all();

 private:
  struct Key {
    std::string ca_file;
    bool allow_private = false;
    bool guarded = false;
    auto operator<=>(const Key&) const = default;
  };
  IoLoop& loop_;
  const HttpSettings settings_;
  std::map<Key, std::unique_ptr<HttpPool>> pools_;
};

}  // namespace crier::net
