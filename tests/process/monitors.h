#pragma once
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "process/house.h"

namespace crier::process {

/// A file of config/integrations as it is shipped, but for these changes; the test fails where there is nothing to change.
std::string shipped(const std::string& name, const std::vector<std::pair<std::string, std::string>>& changes);

/// A crierd with a TCP door whose token may only publish, and customers who hear of everything by webhook.
/// Owner: the test. The programs below speak to it and are ended before it.
class MonitoredHouse {
 public:
  MonitoredHouse();

  [[nodiscard]] Sandbox& sandbox() { return sandbox_; }
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string token_file() const { return sandbox_.path("token").string(); }
  /// The client with the options for that door, as it stands in what is shipped.
  [[nodiscard]] std::string client() const;
  /// Waits until customers were told so much; what each was: "TYPE TITLE IMPACT", as incident.opened.
  [[nodiscard]] std::vector<std::string> told(std::size_t count) const;
  /// A member of the newest incident that has this title.
  [[nodiscard]] std::string of(const std::string& title, const std::string& member) const;
  [[nodiscard]] const Receiver& customers() const { return customers_; }

 private:
  Receiver customers_;
  Sandbox sandbox_;
  int port_;
  Program daemon_;
};

/// What Prometheus sees of a shop that the test breaks and mends: a metric a line.
class Shop {
 public:
  Shop();
  void shows(const std::string& metrics);
  [[nodiscard]] int port() const { return receiver_.port(); }

 private:
  std::string metrics_;
  std::mutex mutex_;
  Receiver receiver_;
};

/// Prometheus with the shipped configuration and rules of its own (monitors.cpp), which scrapes a shop many times a second.
class Prometheus {
 public:
  [[nodiscard]] static std::string missing();
  /// It takes what answers at `address` for its Alertmanager.
  Prometheus(MonitoredHouse& house, const Shop& shop, const std::string& address);
  ~Prometheus();
  Prometheus(const Prometheus&) = delete;
  Prometheus& operator=(const Prometheus&) = delete;

 private:
  Program program_;
};

/// Alertmanager with the shipped configuration, its times shortened.
class Alertmanager {
 public:
  [[nodiscard]] static std::string missing();
  explicit Alertmanager(MonitoredHouse& house);
  ~Alertmanager();
  Alertmanager(const Alertmanager&) = delete;
  Alertmanager& operator=(const Alertmanager&) = delete;
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int port_;
  Program program_;
};

/// Nagios or Icinga 2 with the shipped commands, one host (shop-1) and one service (Checkout), whose states are what the test says.
class Watcher {
 public:
  enum class Kind { nagios, icinga };
  /// Why there can be none here, "" if there can.
  [[nodiscard]] static std::string missing(Kind kind);
  Watcher(MonitoredHouse& house, Kind kind);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  /// What the checks will print and return; codes as plugins have them.
  void service_is(int code, const std::string& output);
  void host_is(int code, const std::string& output);
  /// An external command, as both have them.
  void command(const std::string& line) const;
  [[nodiscard]] std::string log() const;

 private:
  void write_nagios() const;
  void write_icinga() const;
  void check_is(const std::string& name, int code, const std::string& output) const;

  MonitoredHouse& house_;
  Program program_;
};

}  // namespace crier::process
