#include "net/http_client.h"

#include "net/http_pool.h"

namespace crier::net {

HttpClient::HttpClient(IoLoop& loop, HttpSettings settings) : loop_(loop), settings_(std::move(settings)) {}

HttpClient::~HttpClient() = default;

void HttpClient::send(channels::HttpRequest request, const channels::HttpPolicy& policy, HttpCall::Done done) {
  const bool guarded = request.guarded && !policy.allow_private;
  std::unique_ptr<HttpPool>& pool = pools_[Key{policy.ca_file, policy.allow_private, guarded}];
  if (!pool) pool = std::make_unique<HttpPool>(loop_, settings_, policy.ca_file, guarded);
  pool->send(std::move(request), policy.connections, std::move(done));
}

void HttpClient::cancel_all() {
  for (auto& [key, pool] : pools_) pool->cancel_all();
}

}  // namespace crier::net
