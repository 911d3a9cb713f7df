#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <mutex>

#include "api/server.h"
#include "base/random.h"
#include "core/access.h"
#include "unit/net/raw_client.h"

namespace crier::api {

class QuietLog final : public Log {
 public:
  [[nodiscard]] bool wants(LogLevel) const override { return true; }
  void write(LogLevel, std::string_view id, std::string_view, std::initializer_list<LogField>) override {
    const std::lock_guard lock(mutex_);
    ids_.emplace_back(id);
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> ids_;
};

class SteadyClock final : public Clock {
 public:
  [[nodiscard]] UtcTime utc() const override { return *parse_rfc3339("2026-11-22T13:05:00Z"); }
  [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

/// Answers at once with what it was asked, but for /later, whose answers wait for the test. Used on the loop only.
class TestHandler final : public Handler {
 public:
  void handle(Request request, UniqueFunction<void(Response)> answer) override {
    ++handled;
    if (request.target == "/later") {
      waiting.push_back(std::move(answer));
      if (const auto call = std::exchange(came, {})) call();
      return;
    }
    Response response;
    response.content_type = "text/plain";
    if (request.target == "/who")
      response.body = request.peer.name;
    else if (request.target == "/large")
      response.body = std::string(4'000'000, 'l');
    else if (request.target == "/empty")
      response.status = 204;
    else
      response.body = request.method + " " + request.target + " [" + request.body + "]";
    answer(std::move(response));
  }
  void subscribe(const Request& request, UniqueFunction<void(Response)> refuse, UniqueFunction<bool(std::string_view)> send) override {
    if (request.target != "/v1/stream") return refuse({403, "text/plain", {}, "no"});
    send("data: first\n\n");
    subscribers.push_back(std::move(send));
    if (const auto call = std::exchange(came, {})) call();
  }

  std::atomic<int> handled{0};
  std::vector<UniqueFunction<void(Response)>> waiting;
  std::vector<UniqueFunction<bool(std::string_view)>> subscribers;
  std::function<void()> came;
};

/// A server with a Unix door and a TCP door on a loop of its own.
class ServerTest : public testing::Test {
 protected:
  ~ServerTest() override {
    if (started_) {
      on_loop([this] {
        server_->stop_accepting();
        server_.reset();
        handler.waiting.clear();
      });
    }
    loop.finish();
    loop.join();  // hangs if a connection kept the loop alive
  }

  void start() {
    started_ = true;
    server_ = std::make_unique<Server>(loop, clock, log, handler, limits);
    std::vector<net::PassedSocket> none;
    net::DoorPlan unix_plan;
    unix_plan.unix_path = folder.path("api.sock");
    net::DoorPlan tcp_plan;
    tcp_plan.tcp_host = "127.0.0.1";
    Result<net::ListeningSocket> unix_door = net::open_door(unix_plan, none);
    Result<net::ListeningSocket> tcp_door = net::open_door(tcp_plan, none);
    ASSERT_TRUE(unix_door) << unix_door.error().text;
    ASSERT_TRUE(tcp_door) << tcp_door.error().text;
    port = tcp_door->port();
    Gate gate;
    gate.judge = [](const core::PeerIdentity& who) {
      core::Peer peer;
      peer.name = who.user;
      peer.uid = who.uid;
      return peer;
    };
    gate.recognise = [](std::string_view token) {
      core::Peer peer;
      peer.name = "token:good";
      return token == "good" ? std::optional(peer) : std::nullopt;
    };
    server_->open(std::move(*unix_door), gate);
    server_->open(std::move(*tcp_door), gate);
    loop.start();
  }

  /// Runs on the loop and waits for it.
  template <class Action>
  void on_loop(Action action) {
    std::promise<void> done;
    loop.post([&] {
      action();
      done.set_value();
    });
    done.get_future().wait();
  }
  /// What a handler's call that comes later fulfils.
  std::future<void> coming() {
    auto promise = std::make_shared<std::promise<void>>();
    on_loop([&] { handler.came = [promise] { promise->set_value(); }; });
    return promise->get_future();
  }

  net::RawClient client() { return net::RawClient::to_unix(folder.path("api.sock")); }
  net::RawClient tcp_client() { return net::RawClient::to_port(port); }
  Server& server() { return *server_; }

  static std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: crier\r\n\r\n"; }
  static std::string post(const std::string& target, const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nHost: crier\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  net::TestFolder folder;
  SteadyClock clock;
  QuietLog log;
  TestHandler handler;
  Limits limits;
  std::uint16_t port = 0;
  net::IoLoop loop{"loop"};

 private:
  std::unique_ptr<Server> server_;
  bool started_ = false;
};

}  // namespace crier::api
