#include "net/smtp_relay.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace crier::net {
namespace {

channels::MailReply not_sent(std::string why) {
  channels::MailReply reply;
  reply.broken = channels::Broken::not_sent;
  reply.stage = channels::MailStage::connect;
  reply.error = std::move(why);
  return reply;
}

}  // namespace

SmtpRelay::SmtpRelay(boost::asio::io_context& context, std::string channel, std::shared_ptr<const channels::smtp::Settings> settings,
                     std::string hello)
    : context_(context), channel_(std::move(channel)), settings_(std::move(settings)), hello_(std::move(hello)) {
  Result<std::unique_ptr<boost::asio::ssl::context>> tls = make_tls_context(*settings_);
  if (tls) {
    tls_ = std::move(*tls);
  } else {
    fault_ = tls.error().text;
  }
}

void SmtpRelay::submit(std::unique_ptr<SmtpOrder> order) {
  if (!fault_.empty()) return finish(std::move(order), not_sent(fault_));
  queue_.push_back(std::move(order));
  place();
}

/// Gives waiting orders to idle connections, and opens more while the limit permits.
void SmtpRelay::place() {
  while (!queue_.empty() && !cancelling_) {
    const bool full = open_ >= std::max(1, settings_->common.connections);
    if (!idle_.empty() && !queue_.front()->wants_fresh) {
      SmtpConnection* connection = idle_.back();
      idle_.pop_back();
      std::unique_ptr<SmtpOrder> order = std::move(queue_.front());
      queue_.pop_front();
      connection->give(std::move(order));
    } else if (!full) {
      open_connection();
    } else if (!idle_.empty()) {
      SmtpConnection* connection = idle_.front();
      idle_.erase(idle_.begin());
      connection->quit();  // its end makes room for a fresh one
      return;
    } else {
      return;
    }
  }
}

void SmtpRelay::open_connection() {
  std::unique_ptr<SmtpOrder> order = std::move(queue_.front());
  queue_.pop_front();
  ++open_;
  SmtpConnection::Owner& owner = *this;
  connections_.push_back(std::make_unique<SmtpConnection>(context_, owner, settings_, *tls_, hello_));
  connections_.back()->open(std::move(order));
}

void SmtpRelay::on_end(std::unique_ptr<SmtpOrder> order, channels::smtp::SubmissionEnd end) {
  if (!end.unsent) return finish(std::move(order), std::move(end.reply));
  order->wants_fresh = true;
  queue_.push_front(std::move(order));
}

void SmtpRelay::on_idle(SmtpConnection& connection) {
  if (message_limit_ > 0 && connection.messages() >= message_limit_) return connection.quit();
  if (std::find(idle_.begin(), idle_.end(), &connection) == idle_.end()) idle_.push_back(&connection);
  place();
}

void SmtpRelay::on_closed(SmtpConnection& connection) {
  --open_;
  idle_.erase(std::remove(idle_.begin(), idle_.end(), &connection), idle_.end());
  if (connection.learnt_limit() > 0) message_limit_ = connection.learnt_limit();
  place();
}

void SmtpRelay::finish(std::unique_ptr<SmtpOrder> order, channels::MailReply reply) {
  boost::asio::post(context_, [done = std::move(order->done), reply = std::move(reply)]() mutable { done(std::move(reply)); });
}

void SmtpRelay::cancel_all() {
  cancelling_ = true;
  for (const auto& connection : connections_) {
    if (!connection->is_closed()) connection->cancel();
  }
  cancelling_ = false;
  for (std::unique_ptr<SmtpOrder>& order : queue_) finish(std::move(order), not_sent("Crier stopped before the mail was sent"));
  queue_.clear();
}

void SmtpRelay::look_around(SteadyTime now) {
  // Ends met on the way may open connections, which the vector then holds at its end.
  for (std::size_t i = 0; i < connections_.size(); ++i) connections_[i]->check_deadline(now);
  connections_.erase(std::remove_if(connections_.begin(), connections_.end(), [](const auto& connection) { return connection->is_gone(); }),
                     connections_.end());
}

}  // namespace crier::net
