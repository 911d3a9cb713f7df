#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>

#include "base/task.h"
#include "channels/adapter.h"
#include "channels/transport.h"

namespace crier::net {

/// What all HTTP requests of the daemon have in common.
struct HttpSettings {
  std::string user_agent;                              ///< "crier/0.1.0"
  Millis connect_timeout{10000};                       ///< name, connection and TLS; the request's own timeout is the total
  Millis idle_reuse{4000};                             ///< a connection idle for longer is not used again: many servers close after 5 s
  Millis pool_rest{60000};                             ///< after so long without a request, all connections kept are closed
  std::size_t body_limit = std::size_t{64} * 1024;     ///< of an answer's body, that much is read
  std::size_t headers_limit = std::size_t{32} * 1024;  ///< of its headers, interim answers included
};

/// One HTTP request on one easy handle, used again for the next one: options that never change are set once.
/// Owner: an HttpPool. Thread: outbound.
/// Invariant: between begin() and the end of the transfer it does not move, since libcurl points into it.
class HttpCall {
 public:
  using Done = UniqueFunction<void(channels::HttpReply)>;

  /// `guarded`: private addresses are refused.
  HttpCall(const HttpSettings& settings, const std::string& ca_file, bool guarded);
  ~HttpCall();
  HttpCall(const HttpCall&) = delete;
  HttpCall& operator=(const HttpCall&) = delete;

  /// Makes the handle ready to be added. False if the request cannot be sent as it is; then reply() says why.
  [[nodiscard]] bool begin(channels::HttpRequest request, Done done);
  /// Reads what happened. Requires: libcurl still knows the transfer (before its handle is removed).
  void end(CURLcode code);
  /// As if it had been cut now; `sure` is false where libcurl's own account cannot be trusted.
  void cut(std::string why, bool sure);
  /// Gives the reply away, ready for the next request.
  void deliver();

  [[nodiscard]] CURL* easy() const noexcept { return easy_; }
  std::size_t place = 0;  ///< in the pool's list of calls under way

 private:
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_request(void* self, char* remote, char* local, int remote_port, int local_port);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  void set_constants(const std::string& ca_file);
  void set_method();
  [[nodiscard]] bool set_headers();
  void take_header(std::string_view line);

  const HttpSettings& settings_;
  const bool guarded_;
  CURL* easy_ = nullptr;
  curl_slist* list_ = nullptr;
  channels::HttpRequest request_;
  Done done_;
  channels::HttpReply reply_;
  std::size_t headers_read_ = 0;
  int requests_ = 0;   ///< how often libcurl began to send: a second time is its own retry
  int addresses_ = 0;  ///< tried
  int refused_ = 0;    ///< of them, by the guard
  bool headers_whole_ = false;
  bool body_capped_ = false;
  bool headers_capped_ = false;
  bool reused_died_ = false;
};

}  // namespace crier::net
