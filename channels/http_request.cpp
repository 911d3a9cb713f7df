#include "channels/http_request.h"

namespace crier::channels {

HttpRequest json_post(std::string url, std::string body, Millis timeout, std::string content_type) {
  HttpRequest request;
  request.url = std::move(url);
  request.headers = {{"content-type", std::move(content_type)}, {"user-agent", "Crier"}};
  request.body = std::move(body);
  request.timeout = timeout;
  return request;
}

std::string join_url(const std::string& base, const std::string& path) {
  return base.ends_with('/') ? base.substr(0, base.size() - 1) + path : base + path;
}

}  // namespace crier::channels
