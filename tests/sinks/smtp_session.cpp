#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

#include "sinks/sessions.h"

namespace crier::sinks {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

/// One connection, in the clear until it is upgraded.
class Wire {
 public:
  explicit Wire(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<bool> upgrade(asio::ssl::context& tls) {
    secure_.emplace(socket_, tls);
    const auto shaken = co_await secure_->async_handshake(asio::ssl::stream_base::server, kToken);
    co_return !std::get<0>(shaken);
  }

  /// "" at the end of the connection.
  asio::awaitable<std::string> read() {
    std::string bytes(16384, '\0');
    std::size_t count = 0;
    if (secure_) {
      const auto got = co_await secure_->async_read_some(asio::buffer(bytes), kToken);
      count = std::get<0>(got) ? 0 : std::get<1>(got);
    } else {
      const auto got = co_await socket_.async_read_some(asio::buffer(bytes), kToken);
      count = std::get<0>(got) ? 0 : std::get<1>(got);
    }
    bytes.resize(count);
    co_return bytes;
  }

  asio::awaitable<bool> write(std::string text, Millis drip) {
    const std::size_t step = drip.count() > 0 ? 1 : text.size();
    for (std::size_t at = 0; at < text.size(); at += step) {
      const auto piece = asio::buffer(text.data() + at, std::min(step, text.size() - at));
      bool failed = false;
      if (secure_) {
        const auto written = co_await asio::async_write(*secure_, piece, kToken);
        failed = static_cast<bool>(std::get<0>(written));
      } else {
        const auto written = co_await asio::async_write(socket_, piece, kToken);
        failed = static_cast<bool>(std::get<0>(written));
      }
      if (failed) co_return false;
      if (drip.count() > 0) co_await pause(drip);
    }
    co_return true;
  }

  asio::awaitable<void> pause(Millis time) {
    asio::steady_timer timer(socket_.get_executor());
    timer.expires_after(time);
    co_await timer.async_wait(kToken);
  }

  void close() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> secure_;
};

/// False if the connection is to end.
asio::awaitable<bool> carry_out(Wire& wire, SmtpDialogue& dialogue, asio::ssl::context* tls, SmtpAction action) {
  if (action.delay.count() > 0) co_await wire.pause(action.delay);
  const bool written = co_await wire.write(std::move(action.reply), action.drip);
  if (!written) co_return false;
  while (action.hang) {
    const std::string bytes = co_await wire.read();
    if (bytes.empty()) co_return false;
  }
  if (action.close) co_return false;
  if (!action.start_tls) co_return true;
  const bool secured = co_await wire.upgrade(*tls);
  if (secured) dialogue.tls_started();
  co_return secured;
}

asio::awaitable<void> talk(Wire& wire, SmtpDialogue& dialogue, asio::ssl::context* tls) {
  SmtpAction greeting = dialogue.greeting();
  bool goes_on = co_await carry_out(wire, dialogue, tls, std::move(greeting));
  while (goes_on) {
    std::optional<SmtpAction> action = dialogue.next();
    if (action) {
      SmtpAction now = std::move(*action);
      goes_on = co_await carry_out(wire, dialogue, tls, std::move(now));
      continue;
    }
    const std::string bytes = co_await wire.read();
    goes_on = !bytes.empty();
    dialogue.feed(bytes);
  }
}

asio::awaitable<void> smtp_session(tcp::socket socket, asio::ssl::context* tls, bool implicit, House& house) {
  Wire wire(std::move(socket));
  const auto clock = [] { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); };
  SmtpDialogue dialogue(house.smtp(), house.smtp_world(clock), tls != nullptr, implicit);
  bool ready = true;
  if (implicit) ready = co_await wire.upgrade(*tls);
  if (ready) co_await talk(wire, dialogue, tls);
  wire.close();
}

}  // namespace

void start_smtp_session(tcp::socket socket, asio::ssl::context* tls, bool implicit, House& house) {
  const auto executor = socket.get_executor();
  const auto ended = [](const std::exception_ptr&) {};  // a connection that breaks is the peer's affair
  asio::co_spawn(executor, smtp_session(std::move(socket), tls, implicit, house), ended);
}

}  // namespace crier::sinks
