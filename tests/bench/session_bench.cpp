// The API's HTTP sessions alone, as a target for wrk: every POST is answered 202 at once.
//   session_bench PORT          the token is "bench"; ends on SIGTERM or SIGINT
//   wrk -t1 -c64 -d3s -s post.lua -H "Authorization: Bearer bench" http://127.0.0.1:PORT/v1/events
#include <cstdio>
#include <cstdlib>

#include "api/server.h"
#include "net/signals.h"

namespace {

using namespace crier;

class SilentLog final : public Log {
 public:
  [[nodiscard]] bool wants(LogLevel) const override { return false; }
  void write(LogLevel, std::string_view, std::string_view, std::initializer_list<LogField>) override {}
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] UtcTime utc() const override { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
  [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

class Accepting final : public api::Handler {
 public:
  void handle(api::Request, UniqueFunction<void(api::Response)> answer) override {
    answer({202, "application/json", {}, R"({"accepted": 1})"});
  }
  void subscribe(const api::Request&, UniqueFunction<void(api::Response)> refuse, UniqueFunction<bool(std::string_view)>) override {
    refuse({404, "text/plain", {}, ""});
  }
};

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: session_bench PORT\n");
    return 2;
  }
  net::DoorPlan plan;
  plan.tcp_host = "127.0.0.1";
  plan.tcp_port = static_cast<std::uint16_t>(std::atoi(words[1]));
  Result<net::ListeningSocket> door = net::open_tcp_door(plan);
  if (!door) {
    std::fprintf(stderr, "%s\n", door.error().text.c_str());
    return 1;
  }
  SilentLog log;
  SystemClock clock;
  Accepting handler;
  net::IoLoop loop("loop");
  auto server = std::make_unique<api::Server>(loop, clock, log, handler, api::Limits{});
  api::Gate gate;
  gate.recognise = [](std::string_view token) { return token == "bench" ? std::optional(core::Peer{}) : std::nullopt; };
  server->open(std::move(*door), gate);
  net::Signals::Actions actions;
  std::unique_ptr<net::Signals> signals;
  actions.stop = [&] {
    server.reset();
    loop.post([&] { signals.reset(); });
    loop.finish();
  };
  actions.reload = [] {};
  actions.hurry = [] {};
  signals = std::make_unique<net::Signals>(loop, std::move(actions));
  loop.start();
  loop.join();
  return 0;
}
