#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "net/smtp_connection.h"

namespace crier::net {

/// The connections to one relay, as one channel with one settings object sees it, and the orders that wait for them.
/// Owner: SmtpPool. Thread: the context's.
class SmtpRelay final : private SmtpConnection::Owner {
 public:
  SmtpRelay(boost::asio::io_context& context, std::string channel, std::shared_ptr<const channels::smtp::Settings> settings,
            std::string hello);

  void submit(std::unique_ptr<SmtpOrder> order);
  void cancel_all();
  /// Ends what waited too long and drops the connections that are gone. Never called from inside a connection.
  void look_around(SteadyTime now);

  [[nodiscard]] bool serves(const std::string& channel, const channels::smtp::Settings* settings) const {
    return settings_.get() == settings && channel_ == channel;
  }
  [[nodiscard]] bool is_unused() const { return connections_.empty() && queue_.empty(); }

 private:
  void on_end(std::unique_ptr<SmtpOrder> order, channels::smtp::SubmissionEnd end) override;
  void on_idle(SmtpConnection& connection) override;
  void on_closed(SmtpConnection& connection) override;

  void place();
  void open_connection();
  void finish(std::unique_ptr<SmtpOrder> order, channels::MailReply reply);

  boost::asio::io_context& context_;
  std::string channel_;
  std::shared_ptr<const channels::smtp::Settings> settings_;
  std::string hello_;
  std::unique_ptr<boost::asio::ssl::context> tls_;
  std::string fault_;  ///< why no connection can be made at all, "" = it can
  std::deque<std::unique_ptr<SmtpOrder>> queue_;
  std::vector<std::unique_ptr<SmtpConnection>> connections_;
  std::vector<SmtpConnection*> idle_;  ///< the one used last stands last and is taken first, so that spare ones can go
  int open_ = 0;                       ///< connections that are not closed
  int message_limit_ = 0;              ///< the server's limit per connection as a 421 taught it, 0 = none known
  bool cancelling_ = false;
};

}  // namespace crier::net
