#include "net/activation.h"

#include <charconv>
#include <cstdlib>

#include "base/text.h"

namespace crier::net {

namespace {

constexpr int kFirstDescriptor = 3;
constexpr long kMostDescriptors = 256;

std::optional<std::string> take(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  std::string copy = value;
  ::unsetenv(name);
  return copy;
}

std::optional<long> number(const std::string& text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

}  // namespace

ActivationEnvironment take_activation_environment() { return {take("LISTEN_PID"), take("LISTEN_FDS"), take("LISTEN_FDNAMES")}; }

Result<std::vector<PassedSocket>> passed_sockets(const ActivationEnvironment& environment, long own_pid) {
  std::vector<PassedSocket> sockets;
  if (!environment.listen_pid || !environment.listen_fds) return sockets;
  const std::optional<long> pid = number(*environment.listen_pid);
  const std::optional<long> count = number(*environment.listen_fds);
  if (!pid || !count || *count < 0 || *count > kMostDescriptors) {
    return Error{ErrorKind::config,
                 "LISTEN_PID or LISTEN_FDS is not a usable number; start crierd by its socket unit or without these variables."};
  }
  if (*pid != own_pid) return sockets;
  std::vector<std::string_view> names;
  if (environment.listen_fdnames) names = split(*environment.listen_fdnames, ':');
  if (environment.listen_fdnames && names.size() != static_cast<std::size_t>(*count)) {
    return Error{ErrorKind::config, "LISTEN_FDNAMES does not name as many sockets as LISTEN_FDS counts; check the socket unit."};
  }
  for (int i = 0; i < static_cast<int>(*count); ++i) {
    const auto place = static_cast<std::size_t>(i);
    sockets.push_back({kFirstDescriptor + i, place < names.size() ? std::string(names[place]) : std::string()});
  }
  return sockets;
}

}  // namespace crier::net
