#include "api/session.h"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "api/answer_head.h"
#include "api/inbox.h"
#include "api/problem.h"
#include "api/request_check.h"
#include "base/text.h"
#include "net/io_loop_context.h"

namespace crier::api {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

std::string_view plain(boost::core::string_view text) { return {text.data(), text.size()}; }

/// Beast's parser, filling a request without a second copy. What Beast takes and we do not is in the check's refusal.
class Parser final : public http::basic_parser<true> {
 public:
  explicit Parser(const Limits& limits) : check(limits.fields) {
    header_limit(static_cast<std::uint32_t>(limits.headers));
    body_limit(limits.body);
  }

  Request request;
  HeadCheck check;

 private:
  void on_request_impl(http::verb, boost::core::string_view method, boost::core::string_view target, int version,
                       error_code& error) override {
    request.method = plain(method);
    request.target = origin_form(plain(target));
    check.start(request.target, version);
    if (check.refusal()) error = http::error::bad_target;
  }

  void on_field_impl(http::field, boost::core::string_view name, boost::core::string_view value, error_code& error) override {
    if (in_body_) return;  // trailers are read past: nothing in them may change what was already decided
    request.headers.emplace_back(to_lower_ascii(plain(name)), std::string(plain(value)));
    const auto& [lower, text] = request.headers.back();
    check.field(lower, text);
    if (check.refusal()) error = http::error::bad_field;
  }

  void on_header_impl(error_code& error) override {
    in_body_ = true;
    check.end();
    if (check.refusal()) error = http::error::bad_field;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    // Only what has come takes memory; a length that is merely announced takes none to speak of.
    if (length) request.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, std::uint64_t{256} * 1024)));
  }
  std::size_t on_body_impl(boost::core::string_view bytes, error_code&) override {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, boost::core::string_view bytes, error_code&) override {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, boost::core::string_view, error_code&) override {}
  void on_response_impl(int, boost::core::string_view, int, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  bool in_body_ = false;
};

/// Why the parser ended a request.
Refusal refusal_of(const error_code& error) {
  if (error == http::error::header_limit) return {431, "The request's headers are too large."};
  if (error == http::error::body_limit) return {413, "The request's body is too large."};
  if (error == http::error::bad_version) return {505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
  return {400, "The request is not valid HTTP/1.1."};
}

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
/// Of what a refused client still sends, so much is read before it is cut off: a body somewhat over the limit, so that one who sends all
/// of it before reading learns why it was refused.
constexpr std::size_t kLingerBytes = std::size_t{32} << 20;

class HttpSession final : public Session {
 public:
  HttpSession(SessionHost& host, Visitor visitor) : host_(host), visitor_(std::move(visitor)), socket_(net::context_of(host.loop)) {}

  /// False if the system cannot watch one more; the connection is closed then.
  [[nodiscard]] bool take(net::Descriptor connection) {
    error_code error;
    socket_.assign({visitor_.identity ? AF_UNIX : AF_INET, 0}, connection.get(), error);
    if (!error) (void)connection.release();
    return !error;
  }

  std::weak_ptr<HttpSession> self;

  void start() override {
    deadline_ = host_.clock.steady() + host_.limits.header_time;
    read();
  }
  void sweep(SteadyTime now) override;
  void finish() override {
    is_last_ = true;
    if (state_ == State::streaming || (state_ == State::head && in_.empty())) close();
  }
  void abort() override { close(); }
  [[nodiscard]] bool may_go() const override { return state_ == State::head || state_ == State::body || state_ == State::streaming; }

 private:
  enum class State { head, body, handling, writing, streaming, lingering, closed };

  void read();
  void on_read(std::size_t count);
  void read_head();
  void start_head();
  void on_head();
  void read_body();
  void handle();
  void subscribe(const Request& request);
  [[nodiscard]] bool stream(std::string_view text);
  void write_stream();
  void refuse(Refusal refusal);
  void respond(Response response);
  void on_answered();
  void linger();
  void close();
  [[nodiscard]] std::optional<core::Peer> recognise() const;
  [[nodiscard]] SteadyTime body_deadline() const;

  /// Wraps what a callback does so that it does nothing once this session is gone.
  template <class Action>
  [[nodiscard]] auto safe(Action action) const {
    return [action = std::move(action), mark = self](const error_code& error, std::size_t count) mutable {
      const std::shared_ptr<HttpSession> me = mark.lock();
      if (!me || me->state_ == State::closed) return;
      if (error) return me->close();
      action(*me, count);
    };
  }

  SessionHost& host_;
  const Visitor visitor_;
  asio::generic::stream_protocol::socket socket_;
  State state_ = State::head;
  SteadyTime deadline_ = SteadyTime::max();
  bool is_last_ = false;  ///< no further request is read
  bool is_head_ = false;  ///< the method was HEAD
  Inbox in_;
  std::size_t scanned_ = 0;  ///< of what is in it, searched for the head's end
  std::optional<Parser> parser_;
  SteadyTime body_start_{};
  std::size_t body_read_ = 0;  ///< bytes on the wire
  std::size_t lingered_ = 0;
  std::string out_head_;
  std::string out_body_;    ///< of an answer, or the part of a stream that is being written
  std::string pending_;     ///< the part of a stream that waits
  bool has_begun_ = false;  ///< the stream's head is written or waits
  bool is_writing_ = false;
  bool is_reading_ = false;
};

void HttpSession::read() {
  is_reading_ = true;
  if (state_ == State::body && body_read_ > Inbox::kSmall) in_.grow();
  const std::span<char> room = in_.room();
  socket_.async_read_some(asio::buffer(room.data(), room.size()), safe([](HttpSession& me, std::size_t count) { me.on_read(count); }));
}

void HttpSession::on_read(std::size_t count) {
  is_reading_ = false;
  if (state_ == State::streaming) return read();  // a subscriber has nothing to say; reading tells when it goes
  if (state_ == State::lingering) {
    lingered_ += count;
    return lingered_ > kLingerBytes ? close() : read();
  }
  if (state_ != State::head && state_ != State::body) return;  // refused while it was read
  in_.came(count);
  if (state_ == State::head) return read_head();
  body_read_ += count;
  deadline_ = body_deadline();
  read_body();
}

void HttpSession::start_head() {
  state_ = State::head;
  scanned_ = 0;
  parser_.reset();
  is_head_ = false;
  in_.shrink();
  deadline_ = host_.clock.steady() + (in_.empty() ? host_.limits.idle_time : host_.limits.header_time);
  if (!in_.empty()) return read_head();
  is_last_ ? close() : read();
}

void HttpSession::read_head() {
  // The first byte of a request after an idle time starts the clock of its headers; later ones do not set it back.
  if (scanned_ == 0) deadline_ = std::min(deadline_, host_.clock.steady() + host_.limits.header_time);
  while (scanned_ == 0 && in_.unread().starts_with("\r\n")) in_.use(2);  // RFC 9112 section 2.2
  const std::string_view bytes = in_.unread();
  const std::size_t from = scanned_ > 3 ? scanned_ - 3 : 0;
  const std::size_t end = bytes.find("\r\n\r\n", from);
  if (has_bare_line_feed(bytes.substr(0, end), scanned_ > 0 ? scanned_ - 1 : 0))
    return refuse({400, "A line ends without a carriage return."});
  scanned_ = bytes.size();
  if (end == std::string_view::npos) {
    if (bytes.size() > host_.limits.headers) return refuse({431, "The request's headers are too large."});
    return read();
  }
  const std::string_view head = bytes.substr(0, end + 4);
  if (head.size() > host_.limits.headers) return refuse({431, "The request's headers are too large."});
  if (has_folded_line(head)) return refuse({400, "A header field goes on in the next line, which HTTP/1.1 has given up."});
  error_code error;
  parser_.emplace(host_.limits);
  in_.use(parser_->put(asio::buffer(head.data(), head.size()), error));
  if (error) return refuse(parser_->check.refusal().value_or(refusal_of(error)));
  on_head();
}

/// Everything that can be said of a request before its body is read is said here, so that a stranger cannot send 16 MiB.
void HttpSession::on_head() {
  std::optional<core::Peer> peer = recognise();
  if (!peer) {
    const bool tried = !parser_->request.header("authorization").empty();
    return refuse({401, tried ? "The bearer token is not one that is known here." : "This door asks for a bearer token."});
  }
  parser_->request.peer = std::move(*peer);
  state_ = State::body;
  body_start_ = host_.clock.steady();
  body_read_ = in_.unread().size();
  deadline_ = body_deadline();
  if (parser_->is_done() || !parser_->check.expects_continue() || !in_.empty()) return read_body();
  asio::async_write(socket_, asio::buffer(kContinue), safe([](HttpSession& me, std::size_t) {
                      if (me.state_ == State::body) me.read_body();
                    }));
}

std::optional<core::Peer> HttpSession::recognise() const {
  if (visitor_.identity) return visitor_.gate->judge(*visitor_.identity);
  const std::optional<std::string_view> token = bearer_token(parser_->request.header("authorization"));
  return token ? visitor_.gate->recognise(*token) : std::nullopt;
}

SteadyTime HttpSession::body_deadline() const {
  const std::size_t rate = std::max<std::size_t>(host_.limits.body_rate, 1);
  return body_start_ + host_.limits.body_grace + Millis(static_cast<std::int64_t>(body_read_ * 1000 / rate));
}

void HttpSession::read_body() {
  error_code error;
  while (!parser_->is_done()) {
    const std::string_view bytes = in_.unread();
    const std::size_t used = bytes.empty() ? 0 : parser_->put(asio::buffer(bytes.data(), bytes.size()), error);
    in_.use(used);
    if (bytes.empty() || error == http::error::need_more) {
      // What the parser cannot use alone is at most a chunk's or a trailer's line.
      if (in_.unread().size() > host_.limits.headers) return refuse({400, "A chunk of the request's body is not valid."});
      if (body_read_ > 2 * host_.limits.body + Inbox::kLarge) return refuse({413, "The request's body is too large."});
      return read();
    }
    if (error) return refuse(refusal_of(error));
  }
  handle();
}

void HttpSession::handle() {
  state_ = State::handling;
  deadline_ = host_.clock.steady() + host_.limits.answer_time;
  Request request = std::move(parser_->request);
  is_head_ = request.method == "HEAD";
  if (is_head_) request.method = "GET";
  is_last_ = is_last_ || host_.is_draining || !parser_->keep_alive();
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  if (path == "/v1/stream" && request.method == "GET") {
    return is_head_ ? refuse({405, "The stream has no head of its own; ask for it by GET."}) : subscribe(request);
  }
  host_.handler.handle(std::move(request), [mark = self](Response response) {
    const std::shared_ptr<HttpSession> me = mark.lock();
    if (me && me->state_ == State::handling) me->respond(std::move(response));
  });
}

/// The head of the stream is sent as soon as the handler has not refused, so that a client need not wait for the first event.
void HttpSession::subscribe(const Request& request) {
  if (host_.is_draining) return refuse({503, "The daemon is about to stop; come back in a moment."});
  is_last_ = true;
  host_.handler.subscribe(
      request,
      [mark = self](Response response) {
        const std::shared_ptr<HttpSession> me = mark.lock();
        if (me && me->state_ == State::handling) me->respond(std::move(response));
      },
      [mark = self](std::string_view text) {
        const std::shared_ptr<HttpSession> me = mark.lock();
        return me && me->stream(text);
      });
  if (state_ != State::handling || !stream({})) return;
  state_ = State::streaming;
  deadline_ = SteadyTime::max();
  write_stream();
  read();
}

bool HttpSession::stream(std::string_view text) {
  if (state_ != State::handling && state_ != State::streaming) return false;
  if (!has_begun_) pending_ = kStreamHead;
  has_begun_ = true;
  if (pending_.size() + text.size() > host_.limits.stream_buffer) {
    close();  // too slow: it comes back with Last-Event-ID
    return false;
  }
  pending_ += text;
  if (state_ == State::streaming) write_stream();
  return true;
}

void HttpSession::write_stream() {
  if (is_writing_ || pending_.empty()) return;
  is_writing_ = true;
  out_body_.swap(pending_);
  pending_.clear();
  deadline_ = host_.clock.steady() + host_.limits.write_time;
  asio::async_write(socket_, asio::buffer(out_body_), safe([](HttpSession& me, std::size_t) {
                      me.is_writing_ = false;
                      me.deadline_ = SteadyTime::max();
                      me.write_stream();
                    }));
}

void HttpSession::refuse(Refusal refusal) {
  is_last_ = true;
  respond(problem(refusal.status, refusal.detail));
}

void HttpSession::respond(Response response) {
  state_ = State::writing;
  is_last_ = is_last_ || host_.is_draining;
  write_head(response, host_.date(), is_last_, out_head_);
  out_body_ = is_head_ || response.status == 204 ? std::string() : std::move(response.body);
  const std::size_t seconds = out_body_.size() / std::max<std::size_t>(host_.limits.body_rate, 1);
  deadline_ = host_.clock.steady() + host_.limits.write_time + std::chrono::seconds(seconds);
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(out_head_), asio::buffer(out_body_)};
  asio::async_write(socket_, buffers, safe([](HttpSession& me, std::size_t) { me.on_answered(); }));
}

void HttpSession::on_answered() {
  out_body_.clear();
  if (!is_last_) return start_head();
  const bool all_read = parser_ && parser_->is_done() && in_.empty();
  all_read ? close() : linger();
}

/// Closing while the client still sends would reset the connection and take the answer away from it.
void HttpSession::linger() {
  error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  state_ = State::lingering;
  in_.clear();
  deadline_ = host_.clock.steady() + host_.limits.linger_time;
  if (!is_reading_) read();
}

void HttpSession::sweep(SteadyTime now) {
  if (now < deadline_) return;
  if (state_ == State::head && !in_.empty()) return refuse({408, "The request's headers did not come in time."});
  if (state_ == State::body) return refuse({408, "The request's body came too slowly."});
  if (state_ == State::handling)
    return refuse({503, "The daemon did not answer in time; the request may still be carried out, so ask again with the same id."});
  close();
}

void HttpSession::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  error_code ignored;
  socket_.close(ignored);
  host_.loop.post([mark = self, closed = &host_.closed] {
    if (const std::shared_ptr<HttpSession> me = mark.lock()) (*closed)(*me);
  });
}

}  // namespace

std::shared_ptr<Session> open_session(SessionHost& host, net::Descriptor connection, Visitor visitor) {
  auto session = std::make_shared<HttpSession>(host, std::move(visitor));
  if (!session->take(std::move(connection))) return nullptr;
  session->self = session;
  return session;
}

}  // namespace crier::api
