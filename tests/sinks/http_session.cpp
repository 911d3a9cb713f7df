#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "base/text.h"
#include "sinks/sessions.h"

namespace crier::sinks {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using Parser = http::request_parser<http::string_body>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t kLargestBody = 32 << 20;
constexpr Millis kAtOnce{0};

Request request_of(const Parser& parser, bool tls) {
  const auto& message = parser.get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) request.headers.emplace_back(to_lower_ascii(field.name_string()), std::string(field.value()));
  request.body = message.body();
  request.tls = tls;
  return request;
}

std::string wire(const Answer& answer, bool chunked, bool close) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  text += std::string(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(answer.status)))) + "\r\n";
  for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
  if (close) text += "connection: close\r\n";
  if (answer.status == 204 || answer.status == 304) return text + "\r\n";
  if (!chunked) return text + "content-length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
  text += "transfer-encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < answer.body.size(); at += 7) {
    const std::string piece = answer.body.substr(at, 7);
    text += std::to_string(piece.size()) + "\r\n" + piece + "\r\n";
  }
  return text + "0\r\n\r\n";
}

asio::awaitable<void> pause(Millis time) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(time);
  co_await timer.async_wait(kToken);
}

/// Writes at once, or byte by byte with a pause between. False if the peer is gone.
template <class Stream>
asio::awaitable<bool> write(Stream& stream, std::string text, Millis drip) {
  const std::size_t step = drip.count() > 0 ? 1 : text.size();
  for (std::size_t at = 0; at < text.size(); at += step) {
    const auto piece = asio::buffer(text.data() + at, std::min(step, text.size() - at));
    const auto written = co_await asio::async_write(stream, piece, kToken);
    if (std::get<0>(written)) co_return false;
    if (drip.count() > 0) co_await pause(drip);
  }
  co_return true;
}

/// Reads nothing useful until the peer closes.
template <class Stream>
asio::awaitable<void> hang(Stream& stream) {
  char byte = 0;
  for (;;) {
    const auto read = co_await stream.async_read_some(asio::buffer(&byte, 1), kToken);
    if (std::get<0>(read)) co_return;
  }
}

template <class Stream>
asio::awaitable<bool> respond(Stream& stream, Outgoing outgoing, bool keep_alive) {
  const Fault fault = outgoing.fault.value_or(Fault{});
  if (fault.delay.count() > 0) co_await pause(fault.delay);
  if (fault.hang) {
    co_await hang(stream);
    co_return false;
  }
  if (fault.cut == Fault::Cut::received) co_return false;
  const bool close = fault.close || !keep_alive;
  std::string text = wire(outgoing.answer, fault.chunked, close);
  if (fault.cut == Fault::Cut::answer) text.resize(text.size() / 2);
  const bool written = co_await write(stream, std::move(text), fault.drip);
  co_return written && !close && fault.cut == Fault::Cut::none;
}

template <class Stream>
asio::awaitable<void> requests(Stream& stream, House& house, const std::string& receiver, const Handler& handler, bool tls) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    Parser parser;
    parser.body_limit(kLargestBody);
    const auto header = co_await http::async_read_header(stream, buffer, parser, kToken);
    if (std::get<0>(header)) co_return;
    if (house.plan().take(receiver, "header", std::string(parser.get().target()))) {
      house.record().fault(receiver);
      co_return;
    }
    if (parser.get()[http::field::expect] == "100-continue") {
      const bool asked = co_await write(stream, std::string("HTTP/1.1 100 Continue\r\n\r\n"), kAtOnce);
      if (!asked) co_return;
    }
    const auto body = co_await http::async_read(stream, buffer, parser, kToken);
    if (std::get<0>(body)) co_return;
    const Request request = request_of(parser, tls);
    Outgoing outgoing = handler(request);
    const bool goes_on = co_await respond(stream, std::move(outgoing), parser.get().keep_alive());
    if (!goes_on) co_return;
  }
}

asio::awaitable<void> plain_session(tcp::socket socket, House& house, std::string receiver, Handler handler) {
  co_await requests(socket, house, receiver, handler, false);
  boost::system::error_code ignored;
  socket.close(ignored);
}

asio::awaitable<void> tls_session(tcp::socket socket, asio::ssl::context& tls, House& house, std::string receiver, Handler handler) {
  TlsStream stream(std::move(socket), tls);
  const auto shaken = co_await stream.async_handshake(asio::ssl::stream_base::server, kToken);
  if (!std::get<0>(shaken)) co_await requests(stream, house, receiver, handler, true);
  boost::system::error_code ignored;
  stream.next_layer().close(ignored);
}

}  // namespace

void start_http_session(tcp::socket socket, asio::ssl::context* tls, House& house, std::string receiver, Handler handler) {
  const auto executor = socket.get_executor();
  const auto ended = [](const std::exception_ptr&) {};  // a connection that breaks is the peer's affair
  if (tls) {
    asio::co_spawn(executor, tls_session(std::move(socket), *tls, house, std::move(receiver), std::move(handler)), ended);
  } else {
    asio::co_spawn(executor, plain_session(std::move(socket), house, std::move(receiver), std::move(handler)), ended);
  }
}

}  // namespace crier::sinks
