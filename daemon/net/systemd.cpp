#include "net/systemd.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "net/descriptor.h"

namespace crier::net {

namespace {

std::string take(const char* name) {
  const char* const value = std::getenv(name);
  std::string copy = value != nullptr ? value : "";
  ::unsetenv(name);
  return copy;
}

std::optional<long long> number(const std::string& text) {
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

ServiceEnvironment take_service_environment(long own_pid) {
  ServiceEnvironment environment;
  environment.notify_socket = take("NOTIFY_SOCKET");
  const std::optional<long long> interval = number(take("WATCHDOG_USEC"));
  const std::string pid = take("WATCHDOG_PID");
  const bool is_ours = pid.empty() || number(pid) == own_pid;
  if (interval && *interval > 0 && is_ours) {
    environment.watchdog = std::chrono::duration_cast<Millis>(std::chrono::microseconds(*interval));
  }
  return environment;
}

void SystemdNotifier::ready(std::string_view status) const { send("READY=1\nSTATUS=" + escape_control(status)); }

void SystemdNotifier::reloading(SteadyTime now) const {
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(time.count()));
}

void SystemdNotifier::stopping() const { send("STOPPING=1"); }

void SystemdNotifier::status(std::string_view sentence) const { send("STATUS=" + escape_control(sentence)); }

void SystemdNotifier::beat() const { send("WATCHDOG=1"); }

void SystemdNotifier::send(const std::string& datagram) const {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  const bool is_usable = address_.size() > 1 && (address_[0] == '/' || address_[0] == '@') && address_.size() < sizeof to.sun_path;
  if (!is_usable) return;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  if (address_[0] == '@') to.sun_path[0] = '\0';
  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  (void)::sendto(socket.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), length);
}

struct Watchdog::Inner {
  struct Watched {
    std::string name;
    Ask ask;
    std::shared_ptr<std::atomic<bool>> answered = std::make_shared<std::atomic<bool>>(true);
    bool is_silent = false;
  };

  /// Asks those that have answered; the others still owe one.
  void ask_all() {
    for (Watched& thread : watched) {
      if (!thread.answered->exchange(false)) continue;
      thread.ask([answered = thread.answered] { answered->store(true); });
    }
  }

  void tick() {
    bool all = true;
    for (Watched& thread : watched) {
      const bool answered = thread.answered->load();
      if (!answered && !thread.is_silent) {
        log.error("thread-silent",
                  "A thread has not answered for half the watchdog's interval; if it stays silent, systemd restarts the daemon.",
                  {{"thread", thread.name}});
      }
      thread.is_silent = !answered;
      all = all && answered;
    }
    if (all) notifier.beat();
    ask_all();
  }

  static void run(const std::shared_ptr<Inner>& inner) {
    inner->loop.post_after(inner->interval / 2, [mark = std::weak_ptr<Inner>(inner)] {
      const std::shared_ptr<Inner> me = mark.lock();
      if (!me) return;
      me->tick();
      run(me);
    });
  }

  Executor& loop;
  const SystemdNotifier& notifier;
  Log& log;
  const Millis interval;
  std::vector<Watched> watched;
};

Watchdog::Watchdog(Executor& loop, const SystemdNotifier& notifier, Log& log, Millis interval)
    : inner_(std::make_shared<Inner>(Inner{loop, notifier, log, interval, {}})) {}

Watchdog::~Watchdog() = default;

void Watchdog::watch(std::string name, Ask ask) {
  Inner::Watched thread;
  thread.name = std::move(name);
  thread.ask = std::move(ask);
  inner_->watched.push_back(std::move(thread));
}

void Watchdog::start() {
  inner_->notifier.beat();
  inner_->ask_all();
  Inner::run(inner_);
}

}  // namespace crier::net
