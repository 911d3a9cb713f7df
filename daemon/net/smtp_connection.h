#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/task.h"
#include "base/time.h"
#include "channels/smtp/dialogue.h"
#include "net/smtp_tls.h"

namespace crier::net {

/// A submission on its way through the pool.
struct SmtpOrder {
  channels::MailSubmission mail;
  UniqueFunction<void(channels::MailReply)> done;
  bool wants_fresh = false;  ///< it met a stale connection: no reused one for it any more
};

/// One TCP connection to a relay and the dialogue over it: hands the dialogue what comes, does what it says.
/// Owner: SmtpRelay. Thread: the context's. It must not be destroyed before is_gone(), as long as the context runs.
class SmtpConnection {
 public:
  /// The relay. Calls come from inside the context's handlers or from give(); the connection may be given an order in them,
  /// and must not be destroyed in them.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void on_end(std::unique_ptr<SmtpOrder> order, channels::smtp::SubmissionEnd end) = 0;
    virtual void on_idle(SmtpConnection& connection) = 0;
    virtual void on_closed(SmtpConnection& connection) = 0;
  };

  SmtpConnection(boost::asio::io_context& context, Owner& owner, std::shared_ptr<const channels::smtp::Settings> settings,
                 boost::asio::ssl::context& tls, const std::string& hello);

  /// Resolves, connects and sets up for this first order.
  void open(std::unique_ptr<SmtpOrder> order);
  /// Requires: idle.
  void give(std::unique_ptr<SmtpOrder> order);
  void quit();
  void cancel();
  /// Looked at a few times a second rather than by a timer a connection: arming one costs more than a mail's share of time.
  void check_deadline(SteadyTime now);

  [[nodiscard]] int messages() const { return dialogue_.messages(); }
  [[nodiscard]] int learnt_limit() const { return dialogue_.learnt_limit(); }
  [[nodiscard]] bool is_idle() const { return dialogue_.is_idle() && !order_; }
  [[nodiscard]] bool is_closed() const { return closed_; }
  /// Closed, and no handler will come back to it.
  [[nodiscard]] bool is_gone() const { return closed_ && operations_ == 0; }

 private:
  template <class F>
  auto counted(F handler);
  template <class F>
  void with_stream(F use);

  void resolve();
  void connect_next();
  void handshake();
  void read();
  void write();
  void fail_write(std::string why);
  void progress();
  void step();
  void wait_at_most(Millis limit);
  void close();

  Owner& owner_;
  std::shared_ptr<const channels::smtp::Settings> settings_;
  boost::asio::ssl::context& tls_context_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<SmtpTlsStream> tls_;
  channels::smtp::Dialogue dialogue_;
  std::unique_ptr<SmtpOrder> order_;

  std::vector<boost::asio::ip::tcp::endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  std::string connect_fault_ = "it has no address";
  enum class Phase : std::uint8_t { resolving, connecting, talking } phase_ = Phase::resolving;

  SteadyTime deadline_{};
  int operations_ = 0;  ///< handlers that will still come
  bool reading_ = false, writing_ = false, handshaking_ = false;
  bool busy_ = false, again_ = false, closed_ = false;
  bool rearm_ = true;        ///< something came forward: patience begins anew
  std::string write_fault_;  ///< writing failed; what the server said before may still be read
  std::string out_;          ///< being written
  std::size_t out_at_ = 0;
  std::array<char, 4096> in_{};
};

}  // namespace crier::net
