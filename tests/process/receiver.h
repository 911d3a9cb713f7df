#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace crier::process {

/// A request as it came in; the names of its headers in lower case.
struct Received {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;
  std::string body;
};

struct Reply {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool cut = false;  ///< the connection is closed instead of an answer
};

/// An HTTP/1.1 server inside the test on 127.0.0.1: records what comes and answers as told. One thread a connection.
/// Thread: any. Invariant: what received() shows was recorded before its answer began.
class Receiver {
 public:
  /// Says what a request is answered; called on the connection's thread.
  using Behaviour = std::function<Reply(const Received&)>;

  explicit Receiver(Behaviour behaviour = [](const Received&) { return Reply{}; });
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& target) const { return "http://127.0.0.1:" + std::to_string(port_) + target; }

  /// From now on, requests are recorded but not answered until release().
  void hold();
  void release();

  [[nodiscard]] std::vector<Received> received() const;
  /// Waits until no connection is open: all that a client which has died had sent is then recorded.
  void wait_closed() const;
  /// False if fewer came before patience ended.
  [[nodiscard]] bool wait_for(std::size_t count, std::chrono::seconds patience = std::chrono::seconds{60}) const;

 private:
  void accept_all();
  void serve(int connection);
  /// False if the receiver ends.
  bool record(Received request);

  Behaviour behaviour_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<Received> received_;
  std::set<int> connections_;
  std::vector<std::thread> threads_;
  bool is_held_ = false;
  bool is_ending_ = false;
  std::thread acceptor_;
};

}  // namespace crier::process
