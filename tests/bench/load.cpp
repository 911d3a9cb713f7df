// Sends events to crierd over many connections at once and tells the rate and how long the answers took.
// With a rate, the time of an answer counts from when its request was to be sent, so that a daemon that falls behind is not
// spared what waited meanwhile.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/load_options.h"

namespace {

using crier::bench::LoadOptions;
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

struct Connection {
  int socket = -1;
  bool is_busy = false;
  std::int64_t events = 0;  ///< in the request under way
  Time begun{};
  std::string out;
  std::size_t written = 0;
  std::string in;
};

/// The length of a complete answer at the front of `in`, 0 if it is not all there yet.
std::size_t answer_length(const std::string& in) {
  const std::size_t end = in.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  std::size_t body = 0;
  const std::size_t field = in.find("Content-Length: ");
  if (field < end) body = static_cast<std::size_t>(std::strtoull(in.c_str() + field + 16, nullptr, 10));
  return in.size() >= end + 4 + body ? end + 4 + body : 0;
}

class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options), poll_(epoll_create1(EPOLL_CLOEXEC)), connections_(static_cast<std::size_t>(options.connections)) {
    for (std::size_t i = 0; i < connections_.size(); ++i) connect(i);
    padding_ = options.padding > 0 ? ",\"details\":\"" + std::string(static_cast<std::size_t>(options.padding), 'x') + "\"" : "";
    audience_ = options.audience.empty() ? "" : ",\"audiences\":[\"" + options.audience + "\"]";
  }
  ~Load() {
    for (const auto& connection : connections_) close(connection.socket);
    close(poll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run() {
    begun_ = ended_ = Clock::now();
    while (true) {
      give_work();
      if (busy_ == 0 && is_over(Clock::now())) break;
      wait();
    }
  }

  void print() {
    std::sort(times_.begin(), times_.end());
    const double seconds = std::chrono::duration<double>(ended_ - begun_).count();
    std::printf(
        "{\"events\": %lld, \"requests\": %zu, \"seconds\": %.3f, \"rate\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f, "
        "\"answers\": {",
        static_cast<long long>(accepted_), times_.size(), seconds, seconds > 0 ? static_cast<double>(accepted_) / seconds : 0, part(0.5),
        part(0.99), part(1));
    const char* comma = "";
    for (const auto& [status, count] : statuses_) {
      std::printf("%s\"%s\": %lld", comma, status.c_str(), static_cast<long long>(count));
      comma = ", ";
    }
    std::puts("}}");
  }

 private:
  void connect(std::size_t index) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (options_.socket.size() >= sizeof address.sun_path) throw std::runtime_error("the socket's path is too long");
    std::memcpy(address.sun_path, options_.socket.c_str(), options_.socket.size());
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect to " + options_.socket + ": " + std::strerror(errno));
    connections_[index].socket = made;
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.u64 = index;
    epoll_ctl(poll_, EPOLL_CTL_ADD, made, &wanted);
  }

  /// One that was not used for a while was closed, as it should be.
  void reconnect(Connection& connection) {
    close(connection.socket);
    connect(static_cast<std::size_t>(&connection - connections_.data()));
  }

  [[nodiscard]] bool is_over(Time now) const {
    if (sent_ >= options_.events) return true;
    return options_.seconds > 0 && std::chrono::duration<double>(now - begun_).count() >= options_.seconds;
  }
  /// When the next request is to be sent.
  [[nodiscard]] Time next_start() const {
    if (options_.rate <= 0) return begun_;
    return begun_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(sent_) / options_.rate));
  }

  void give_work() {
    for (auto& connection : connections_) {
      const Time now = Clock::now();
      if (is_over(now)) return;
      if (connection.is_busy) continue;
      const Time start = next_start();
      if (start > now) return;
      begin(connection, options_.rate > 0 ? start : now);
    }
  }

  void begin(Connection& connection, Time start) {
    std::string body;
    connection.events = std::min<std::int64_t>(options_.batch, options_.events - sent_);
    for (std::int64_t i = 0; i < connection.events; ++i) add_event(body);
    connection.out = "POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Type: ";
    connection.out += options_.batch > 1 ? "application/x-ndjson" : "application/json";
    connection.out += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    connection.written = 0;
    connection.begun = start;
    connection.is_busy = true;
    ++busy_;
    write(connection);
  }

  void add_event(std::string& body) {
    const std::string name = options_.prefix + "-" + std::to_string(sent_++);
    body += "{\"id\":\"" + name + "\",\"action\":\"open\",\"incident\":\"" + name + "\",\"title\":\"Checkout is slow\",\"impact\":\"" +
            options_.impact + "\",\"summary\":\"Payments take up to a minute since 14:02 UTC; no order is lost.\"" + audience_ + padding_ +
            "}\n";
  }

  void write(Connection& connection) {
    while (connection.written < connection.out.size()) {
      const ssize_t done =
          ::send(connection.socket, connection.out.data() + connection.written, connection.out.size() - connection.written, MSG_NOSIGNAL);
      if (done <= 0) throw std::runtime_error(std::string("a connection broke while writing: ") + std::strerror(errno));
      connection.written += static_cast<std::size_t>(done);
    }
  }

  void wait() {
    std::array<epoll_event, 128> found;
    int timeout = -1;
    timespec pause{};
    const bool is_timed = options_.rate > 0 && !is_over(Clock::now());
    if (is_timed) {
      const auto left = std::max(Clock::duration::zero(), next_start() - Clock::now());
      // All connections may be busy: then an answer, not the time, is what is waited for.
      const auto nanoseconds =
          busy_ == connections_.size() ? 1'000'000'000 : std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
      pause.tv_sec = nanoseconds / 1'000'000'000;
      pause.tv_nsec = nanoseconds % 1'000'000'000;
    }
    const int count = is_timed ? epoll_pwait2(poll_, found.data(), static_cast<int>(found.size()), &pause, nullptr)
                               : epoll_wait(poll_, found.data(), static_cast<int>(found.size()), timeout);
    for (int i = 0; i < count; ++i) read(connections_[found[static_cast<std::size_t>(i)].data.u64]);
  }

  void read(Connection& connection) {
    std::array<char, 65536> buffer;
    const ssize_t got = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
    if (got <= 0 && connection.is_busy) throw std::runtime_error("crierd closed a connection that waited for its answer");
    if (got <= 0) return reconnect(connection);
    connection.in.append(buffer.data(), static_cast<std::size_t>(got));
    const std::size_t length = answer_length(connection.in);
    if (length == 0) return;
    ended_ = Clock::now();
    times_.push_back(std::chrono::duration<double, std::milli>(ended_ - connection.begun).count());
    const std::string status = connection.in.substr(9, 3);
    ++statuses_[status];
    if (status == "202") accepted_ += connection.events;
    if (status != "202" && !std::exchange(is_told_, true)) std::fprintf(stderr, "%s\n", connection.in.c_str());
    connection.in.erase(0, length);
    connection.is_busy = false;
    --busy_;
  }

  [[nodiscard]] double part(double share) const {
    if (times_.empty()) return 0;
    return times_[std::min(times_.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times_.size())))];
  }

  const LoadOptions options_;
  int poll_;
  std::vector<Connection> connections_;
  std::string padding_;
  std::string audience_;
  Time begun_{};
  Time ended_{};
  std::size_t busy_ = 0;
  std::int64_t sent_ = 0;
  std::int64_t accepted_ = 0;
  std::vector<double> times_;
  std::map<std::string, std::int64_t> statuses_;
  bool is_told_ = false;
};

}  // namespace

int main(int count, char** words) {
  const auto options = crier::bench::read_options(count, words);
  if (!options) return 64;
  try {
    Load load(*options);
    load.run();
    load.print();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "crier-load: %s\n", error.what());
    return 69;
  }
}
