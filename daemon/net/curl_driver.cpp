#include "net/curl_driver.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/descriptor.h"
#include "net/io_loop_context.h"

namespace crier::net {

namespace asio = boost::asio;

namespace {

/// Idle connections kept over all hosts; the oldest makes room.
constexpr long kIdleConnections = 256;

/// Where descriptors are few, idle connections leave most of them to the doors.
long idle_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kIdleConnections;
  return static_cast<long>(std::clamp<rlim_t>(limit.rlim_cur / 8, 1, kIdleConnections));
}

struct Watch {
  std::uint32_t wanted = 0;  ///< EPOLLIN, EPOLLOUT
  bool armed = false;
  bool known = false;  ///< was registered under this number before: a guess that saves a call, never relied on
};

}  // namespace

struct CurlDriver::Inner {
  Inner(IoLoop& on, Events to_call, CURLM* made, Descriptor epoll) : loop(on), events(std::move(to_call)), multi(made) {
    ready.assign(epoll.release());
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Inner::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Inner::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, idle_connections());
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    wait();
  }

  ~Inner() {
    alive.reset();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, nullptr);
    curl_multi_cleanup(multi);
    // The members that wait close themselves after this; their handlers find `alive` gone.
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    return static_cast<Inner*>(self)->want(socket, what) ? 0 : -1;
  }

  bool want(int socket, int what) {
    const auto number = static_cast<std::size_t>(socket);
    if (number >= watches.size()) watches.resize(number + 16);
    Watch& watch = watches[number];
    watch.wanted = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) watch.wanted |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) watch.wanted |= EPOLLOUT;
    return watch.wanted == 0 || arm(socket);
  }

  bool arm(int socket) {
    Watch& watch = watches[static_cast<std::size_t>(socket)];
    epoll_event event{};
    event.events = watch.wanted | EPOLLONESHOT;
    event.data.fd = socket;
    const int epoll = ready.native_handle();
    watch.armed = ::epoll_ctl(epoll, watch.known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) == 0;
    if (!watch.armed && (errno == ENOENT || errno == EEXIST)) {
      watch.armed = ::epoll_ctl(epoll, watch.known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event) == 0;
    }
    watch.known = watch.armed;
    return watch.armed;
  }

  void wait() {
    ready.async_wait(asio::posix::stream_descriptor::wait_read,
                     [this, mark = std::weak_ptr<bool>(alive)](const boost::system::error_code& error) {
                       if (mark.expired() || error) return;
                       take_ready();
                       if (!broken) wait();
                     });
  }

  void take_ready() {
    std::array<epoll_event, 128> found{};
    const int count = ::epoll_wait(ready.native_handle(), found.data(), static_cast<int>(found.size()), 0);
    for (int i = 0; i < count && !broken; ++i) {
      const epoll_event& event = found[static_cast<std::size_t>(i)];
      const auto number = static_cast<std::size_t>(event.data.fd);
      watches[number].armed = false;
      if (watches[number].wanted == 0) continue;
      int what = 0;
      if (event.events & EPOLLIN) what |= CURL_CSELECT_IN;
      if (event.events & EPOLLOUT) what |= CURL_CSELECT_OUT;
      if (event.events & (EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_ERR;
      act(event.data.fd, what);
      const Watch& after = watches[number];
      if (!broken && after.wanted != 0 && !after.armed && !arm(event.data.fd)) fail();
    }
  }

  void act(curl_socket_t socket, int what) {
    int running = 0;
    const CURLMcode code = curl_multi_socket_action(multi, socket, what, &running);
    read_messages();
    if (code != CURLM_OK) fail();
  }

  void read_messages() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;  // copied: the message dies with the removal
      const CURLcode code = message->data.result;
      events.ended(easy, code);
      curl_multi_remove_handle(multi, easy);
      if (!collecting) {
        collecting = true;
        post([this] {
          collecting = false;
          events.collected();
        });
      }
    }
  }

  void fail() {
    if (broken) return;
    broken = true;
    post([this] { events.failed(); });
  }

  template <class Action>
  void post(Action action) {
    asio::post(context_of(loop), [action = std::move(action), mark = std::weak_ptr<bool>(alive)]() mutable {
      if (!mark.expired()) action();
    });
  }

  static int on_timer(CURLM*, long milliseconds, void* self) {
    static_cast<Inner*>(self)->set_timer(milliseconds);
    return 0;
  }

  void set_timer(long milliseconds) {
    if (milliseconds <= 0) {
      due.reset();
      if (milliseconds < 0 || timeout_posted) return;
      timeout_posted = true;
      post([this] {
        timeout_posted = false;
        time_out();
      });
      return;
    }
    due = std::chrono::steady_clock::now() + Millis(milliseconds);
    if (!armed || *due < armed_for) arm_timer();
  }

  /// The timer is only ever moved to an earlier time: where it fires too early it is set again for what is left. A setting a
  /// request is a system call that costs a factor of 3.
  void arm_timer() {
    armed = true;
    armed_for = *due;
    const std::uint64_t mine = ++generation;
    timer.expires_at(armed_for);
    timer.async_wait([this, mine, mark = std::weak_ptr<bool>(alive)](const boost::system::error_code&) {
      if (mark.expired() || mine != generation) return;
      armed = false;
      if (!due) return;
      if (std::chrono::steady_clock::now() < *due) return arm_timer();
      due.reset();
      time_out();
    });
  }

  void time_out() {
    if (!broken) act(CURL_SOCKET_TIMEOUT, 0);
  }

  IoLoop& loop;
  Events events;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  CURLM* const multi;
  asio::posix::stream_descriptor ready{context_of(loop)};  ///< owns the epoll
  std::vector<Watch> watches;                              ///< by descriptor number
  asio::steady_timer timer{context_of(loop)};
  std::optional<SteadyTime> due;
  SteadyTime armed_for{};
  std::uint64_t generation = 0;
  bool armed = false;
  bool timeout_posted = false;
  bool collecting = false;
  bool broken = false;
};

std::unique_ptr<CurlDriver> CurlDriver::open(IoLoop& loop, Events events) {
  Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  CURLM* multi = epoll ? curl_multi_init() : nullptr;
  if (multi == nullptr) return nullptr;
  return std::unique_ptr<CurlDriver>(new CurlDriver(std::make_unique<Inner>(loop, std::move(events), multi, std::move(epoll))));
}

CurlDriver::CurlDriver(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

CurlDriver::~CurlDriver() = default;

bool CurlDriver::add(CURL* easy) { return curl_multi_add_handle(inner_->multi, easy) == CURLM_OK; }

void CurlDriver::remove(CURL* easy) { curl_multi_remove_handle(inner_->multi, easy); }

void CurlDriver::limit_host_connections(long count) { curl_multi_setopt(inner_->multi, CURLMOPT_MAX_HOST_CONNECTIONS, count); }

}  // namespace crier::net
