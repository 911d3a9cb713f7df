#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "net/http_client.h"

namespace crier::net {

using channels::Broken;
using channels::HttpPolicy;
using channels::HttpReply;
using channels::HttpRequest;

/// A client on a loop of its own, asked from the test's thread.
class HttpClientTest : public testing::Test {
 protected:
  HttpClientTest() {
    settings.user_agent = "crier/test";
    loop.start();
  }
  ~HttpClientTest() override {
    loop.post([this] { client.reset(); });
    loop.finish();
    loop.join();  // hangs if anything were left waiting
  }

  std::future<HttpReply> begin(HttpRequest request, HttpPolicy policy = {}) {
    auto promise = std::make_shared<std::promise<HttpReply>>();
    loop.post([this, promise, request = std::move(request), policy] {
      if (!client) client = std::make_unique<HttpClient>(loop, settings);
      const auto inside = std::make_shared<bool>(true);
      client->send(request, policy, [promise, inside](HttpReply reply) {
        EXPECT_FALSE(*inside) << "completed inside the call";
        promise->set_value(std::move(reply));
      });
      *inside = false;
    });
    return promise->get_future();
  }
  HttpReply fetch(HttpRequest request, HttpPolicy policy = {}) { return begin(std::move(request), std::move(policy)).get(); }

  static HttpRequest post(std::string url, std::string body = "{}") {
    HttpRequest request;
    request.url = std::move(url);
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
    return request;
  }

  HttpSettings settings;
  IoLoop loop{"outbound"};
  std::unique_ptr<HttpClient> client;
};

}  // namespace crier::net
