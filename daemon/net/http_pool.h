#pragma once
#include <memory>
#include <string>
#include <vector>

#include "net/curl_driver.h"
#include "net/http_call.h"

namespace crier::net {

/// The requests that may share connections: one multi handle, the calls under way, and easy handles kept for the next ones.
/// Owner: HttpClient. Thread: outbound; the destructor may also run after the loop has ended (completions are then dropped).
class HttpPool {
 public:
  HttpPool(IoLoop& loop, const HttpSettings& settings, std::string ca_file, bool guarded);
  ~HttpPool();
  HttpPool(const HttpPool&) = delete;
  HttpPool& operator=(const HttpPool&) = delete;

  void send(channels::HttpRequest request, int connections, HttpCall::Done done);
  void cancel_all();

 private:
  [[nodiscard]] std::unique_ptr<HttpCall> take_call();
  [[nodiscard]] std::unique_ptr<HttpCall> leave(HttpCall& call);
  void deliver();
  void deliver_later(std::unique_ptr<HttpCall> call);
  void begin_anew();
  /// False if no descriptor or no memory is left for one.
  [[nodiscard]] bool has_driver();
  void rest_later();

  IoLoop& loop_;
  const HttpSettings& settings_;
  const std::string ca_file_;
  const bool guarded_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  int connections_ = 0;
  std::uint64_t sent_ = 0;  ///< requests so far, to see whether any came during a rest
  bool is_resting_ = false;
  std::vector<std::unique_ptr<HttpCall>> under_way_;
  std::vector<std::unique_ptr<HttpCall>> ended_;
  std::vector<std::unique_ptr<HttpCall>> spare_;
  std::unique_ptr<CurlDriver> driver_;  ///< made by the first request after a rest; there while any call is under way
};

}  // namespace crier::net
