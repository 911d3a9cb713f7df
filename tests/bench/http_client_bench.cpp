// How many POSTs of 1 KiB a second the HTTP client sends over a number of connections kept open.
//   http_client_bench URL TOTAL CONNECTIONS
// Beside it, against the same server: wrk -t1 -c CONNECTIONS, which is the limit of the machine. Only ratios taken in the same
// minute mean anything.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>

#include "net/http_client.h"

namespace {

using namespace crier;

/// Sends the next request when one is answered, until all are.
class Load {
 public:
  Load(net::HttpClient& client, std::string url, long total, int connections) : client_(client), total_(total) {
    request_.url = std::move(url);
    request_.headers = {{"Content-Type", "application/json"}};
    request_.body = "{\"text\":\"" + std::string(1013, 'x') + "\"}";
    policy_.connections = connections;
  }

  void start() {
    for (int i = 0; i < policy_.connections && sent_ < total_; ++i) send();
  }
  std::future<void> ended() { return ended_.get_future(); }
  [[nodiscard]] long failed() const { return failed_; }

 private:
  void send() {
    ++sent_;
    client_.send(request_, policy_, [this](channels::HttpReply reply) {
      if (reply.broken != channels::Broken::no || reply.status / 100 != 2) ++failed_;
      if (sent_ < total_) send();
      if (++answered_ == total_) ended_.set_value();
    });
  }

  net::HttpClient& client_;
  const long total_;
  channels::HttpRequest request_;
  channels::HttpPolicy policy_;
  long sent_ = 0;
  long answered_ = 0;
  long failed_ = 0;
  std::promise<void> ended_;
};

double seconds(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; }

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fprintf(stderr, "usage: http_client_bench URL TOTAL CONNECTIONS\n");
    return 2;
  }
  const long total = std::atol(words[2]);
  net::HttpSettings settings;
  settings.user_agent = "crier/bench";
  net::IoLoop loop("outbound");
  auto client = std::make_unique<net::HttpClient>(loop, settings);
  Load load(*client, words[1], total, std::atoi(words[3]));

  const auto begin = std::chrono::steady_clock::now();
  loop.start();
  loop.post([&] { load.start(); });
  load.ended().wait();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;

  loop.post([&] { client.reset(); });
  loop.finish();
  loop.join();
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("{\"rate\": %.0f, \"seconds\": %.3f, \"cpu_seconds\": %.3f, \"failed\": %ld, \"rss_mb\": %.1f}\n",
              static_cast<double>(total) / took.count(), took.count(), seconds(used.ru_utime) + seconds(used.ru_stime), load.failed(),
              static_cast<double>(used.ru_maxrss) / 1024);
  return load.failed() == 0 ? 0 : 1;
}
