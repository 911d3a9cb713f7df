#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <iostream>

#include "sinks/server.h"

namespace {

constexpr int kUsage = 64;
constexpr int kUnavailable = 69;

}  // namespace

int main(int argc, char** argv) {
  using namespace crier;
  const Result<sinks::Options> options = sinks::parse_options(std::vector<std::string>(argv + 1, argv + argc));
  if (!options) {
    std::cerr << options.error().text << '\n';
    return kUsage;
  }
  if (options->help) {
    std::cout << sinks::kHelp;
    return 0;
  }
  boost::asio::io_context context(1);
  sinks::Server server(context, *options);
  if (const Result<void> started = server.start(); !started) {
    std::cerr << started.error().text << '\n';
    return started.error().kind == ErrorKind::unavailable ? kUnavailable : kUsage;
  }
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) { context.stop(); });
  boost::json::object ports;
  for (const auto& [name, port] : server.ports()) ports[name] = port;
  std::cout << boost::json::serialize(ports) << std::endl;
  context.run();
  return 0;
}
