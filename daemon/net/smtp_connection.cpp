#include "net/smtp_connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <utility>

namespace crier::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using channels::MailStage;
using Next = channels::smtp::Dialogue::Next;

namespace {

/// One of several addresses may be dead; each gets its share of the time for connecting, but not less than this.
constexpr Millis kLeastConnect{1000};
/// After a failed write: for the server's last words, which say why it hung up.
constexpr Millis kLastWords{1000};

std::string words_for(const error_code& error) {
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return "it closed the connection";
  return error.message();
}

}  // namespace

SmtpConnection::SmtpConnection(asio::io_context& context, Owner& owner, std::shared_ptr<const channels::smtp::Settings> settings,
                               asio::ssl::context& tls, const std::string& hello)
    : owner_(owner), settings_(settings), tls_context_(tls), resolver_(context), socket_(context), dialogue_(std::move(settings), hello) {}

/// Wraps a handler so that the connection knows how many will come back, and hears none after it was closed.
template <class F>
auto SmtpConnection::counted(F handler) {
  ++operations_;
  return [this, handler = std::move(handler)](auto&&... results) mutable {
    --operations_;
    if (!closed_) handler(std::forward<decltype(results)>(results)...);
  };
}

template <class F>
void SmtpConnection::with_stream(F use) {
  if (tls_) {
    use(*tls_);
  } else {
    use(socket_);
  }
}

void SmtpConnection::open(std::unique_ptr<SmtpOrder> order) {
  order_ = std::move(order);
  dialogue_.submit(order_->mail);
  wait_at_most(dialogue_.patience());
  resolve();
}

void SmtpConnection::give(std::unique_ptr<SmtpOrder> order) {
  order_ = std::move(order);
  dialogue_.submit(order_->mail);
  progress();
}

void SmtpConnection::quit() {
  dialogue_.quit();
  progress();
}

void SmtpConnection::cancel() {
  dialogue_.cancelled();
  progress();
}

void SmtpConnection::resolve() {
  error_code is_name;
  const auto address = asio::ip::make_address(settings_->host, is_name);
  if (!is_name) {
    endpoints_.emplace_back(address, settings_->port);
    return connect_next();
  }
  // Asio asks the system's resolver on a thread of its own.
  resolver_.async_resolve(settings_->host, std::to_string(settings_->port), tcp::resolver::numeric_service,
                          counted([this](const error_code& error, const tcp::resolver::results_type& found) {
                            if (phase_ != Phase::resolving) return;
                            if (error) connect_fault_ = "its name was not found: " + error.message();
                            for (const auto& entry : found) endpoints_.push_back(entry.endpoint());
                            connect_next();
                          }));
}

void SmtpConnection::connect_next() {
  phase_ = Phase::connecting;
  error_code ignored;
  socket_.close(ignored);
  if (next_endpoint_ == endpoints_.size()) {
    dialogue_.failed(MailStage::connect,
                     settings_->host + " port " + std::to_string(settings_->port) + " cannot be reached: " + connect_fault_);
    return progress();
  }
  const auto left = static_cast<Millis::rep>(endpoints_.size() - next_endpoint_);
  wait_at_most(std::max(kLeastConnect, dialogue_.patience() / left));
  socket_.async_connect(endpoints_[next_endpoint_++], counted([this](const error_code& error) {
                          if (error) {
                            if (error != asio::error::operation_aborted) connect_fault_ = error.message();
                            return connect_next();
                          }
                          error_code best_effort;
                          socket_.set_option(tcp::no_delay(true), best_effort);
                          phase_ = Phase::talking;
                          dialogue_.connected();
                          progress();
                        }));
}

void SmtpConnection::handshake() {
  handshaking_ = true;
  tls_ = make_tls_stream(socket_, tls_context_, *settings_);
  tls_->async_handshake(asio::ssl::stream_base::client, counted([this](const error_code& error) {
                          handshaking_ = false;
                          if (error) {
                            const MailStage stage = settings_->implicit_tls ? MailStage::connect : MailStage::starttls;
                            dialogue_.failed(stage, "TLS with " + settings_->host + " failed: " + tls_fault(*tls_, error));
                          } else {
                            dialogue_.secured();
                          }
                          progress();
                        }));
}

void SmtpConnection::read() {
  reading_ = true;
  with_stream([this](auto& stream) {
    stream.async_read_some(asio::buffer(in_), counted([this](const error_code& error, std::size_t count) {
                             reading_ = false;
                             if (error) {
                               dialogue_.closed(words_for(error));
                             } else {
                               const std::size_t before = dialogue_.replies();
                               dialogue_.received(std::string_view(in_.data(), count));
                               if (dialogue_.replies() == before) rearm_ = false;
                             }
                             progress();
                           }));
  });
}

void SmtpConnection::write() {
  writing_ = true;
  with_stream([this](auto& stream) {
    stream.async_write_some(asio::buffer(out_.data() + out_at_, out_.size() - out_at_),
                            counted([this](const error_code& error, std::size_t count) {
                              writing_ = false;
                              out_at_ += count;
                              if (error) {
                                fail_write(words_for(error));
                              } else if (out_at_ == out_.size() && dialogue_.output().empty()) {
                                dialogue_.written();
                              }
                              progress();
                            }));
  });
}

void SmtpConnection::fail_write(std::string why) {
  if (!reading_) return dialogue_.closed(why);
  write_fault_ = std::move(why);
  rearm_ = false;
  wait_at_most(kLastWords);
}

/// Goes on until nothing is left to start. The owner's answers may come back here: they are taken by the loop, not by
/// recursion, so that a queue of mails that are all refused without a round trip costs no stack.
void SmtpConnection::progress() {
  again_ = true;
  if (busy_) return;
  busy_ = true;
  while (again_) {
    again_ = false;
    step();
  }
  busy_ = false;
}

void SmtpConnection::step() {
  if (closed_) return;
  const Next next = dialogue_.next();
  if (next == Next::close) {
    close();
  } else {
    if (!writing_ && write_fault_.empty()) {
      if (out_at_ == out_.size()) {
        out_.clear();
        out_.swap(dialogue_.output());
        out_at_ = 0;
      }
      if (out_at_ < out_.size()) write();
    }
    if (next == Next::handshake && !handshaking_ && !writing_) handshake();
    if (next == Next::wait && phase_ == Phase::talking && !reading_) read();
    if (phase_ == Phase::talking && rearm_) wait_at_most(dialogue_.patience());
  }
  rearm_ = write_fault_.empty();
  if (auto end = dialogue_.end()) owner_.on_end(std::move(order_), std::move(*end));
  if (closed_) {
    owner_.on_closed(*this);
  } else if (is_idle()) {
    owner_.on_idle(*this);
  }
}

void SmtpConnection::wait_at_most(Millis limit) { deadline_ = std::chrono::steady_clock::now() + limit; }

void SmtpConnection::check_deadline(SteadyTime now) {
  if (closed_ || now < deadline_) return;
  if (phase_ == Phase::connecting) {
    connect_fault_ = "it did not answer in time";
    error_code ignored;
    socket_.close(ignored);  // the handler takes the next address
    wait_at_most(dialogue_.patience());
    return;
  }
  if (phase_ == Phase::resolving) {
    resolver_.cancel();
    dialogue_.failed(MailStage::connect, settings_->host + " cannot be reached: its name was not found in time");
  } else if (!write_fault_.empty()) {
    dialogue_.closed(write_fault_);
  } else {
    dialogue_.timed_out();
  }
  progress();
}

void SmtpConnection::close() {
  closed_ = true;
  error_code ignored;
  socket_.close(ignored);
  resolver_.cancel();
}

}  // namespace crier::net
