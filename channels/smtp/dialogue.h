#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "channels/adapter.h"
#include "channels/settings.h"
#include "channels/smtp/reply.h"
#include "channels/smtp/sasl.h"
#include "channels/smtp/wire.h"

namespace crier::channels::smtp {

/// How a submission ended on this connection.
struct SubmissionEnd {
  /// The connection, reused, was found dead before any reply to the submission's first command, or the server had enough of
  /// it: nothing happened to the mail, it goes at once onto a fresh connection and no attempt is counted.
  bool unsent = false;
  MailReply reply;  ///< meaningless if unsent
};

/// The client's side of one SMTP connection, from greeting to QUIT, as a state machine without I/O (RFC 5321 and the
/// extensions PIPELINING, STARTTLS, AUTH, 8BITMIME, SMTPUTF8, SIZE, ENHANCEDSTATUSCODES, DSN).
///
/// A driver tells it what happened and, after each event, (1) writes what output() holds and calls written() when all of it
/// was handed to the kernel, (2) does what next() says, (3) takes end() if there is one, (4) waits at most patience() for
/// the next event, then calls timed_out().
///
/// Owner: the driver. Thread: any one. Invariants:
/// 1. A mail is reported accepted only for a 2yz answer to its final dot, and lost without doubt only if the dot never left.
/// 2. Nothing reaches the wire with a bare CR or LF, or with an address that is not is_safe_path.
/// 3. Credentials go over TLS only, or where the operator wrote `starttls: never`.
/// 4. What a server said before TLS counts for nothing after it; bytes that came with its 220 end the connection.
/// 5. Every submission ends exactly once.
class Dialogue {
 public:
  enum class Next : std::uint8_t {
    wait,       ///< read (and write)
    handshake,  ///< begin TLS, then secured() or failed()
    close,      ///< close the connection; nothing more will come of it
  };

  /// `hello` is said in EHLO if the settings name nothing.
  Dialogue(std::shared_ptr<const Settings> settings, std::string hello);

  // What happened
  void connected();  ///< TCP is up; with smtps:// comes next() == handshake
  void secured();    ///< the TLS handshake is done and the peer is who it should be
  void received(std::string_view bytes);
  void written();
  void timed_out();
  void closed(std::string_view why);              ///< by the peer or an error, `why` is half a sentence
  void failed(MailStage stage, std::string why);  ///< no connection or no TLS; a whole sentence
  void cancelled();                               ///< we stop
  /// Requires: takes_submission(); the mail lives until its end was taken.
  void submit(const MailSubmission& mail);
  void quit();  ///< says QUIT if that is possible now, else just ends

  // What to do
  [[nodiscard]] std::string& output() { return output_; }
  [[nodiscard]] Next next() const { return next_; }
  [[nodiscard]] std::optional<SubmissionEnd> end();
  [[nodiscard]] Millis patience() const;

  /// A submission may be given: at the beginning, while the connection is set up, and when it idles.
  [[nodiscard]] bool takes_submission() const { return mail_ == nullptr && phase_ <= Phase::idle; }
  [[nodiscard]] bool is_idle() const { return phase_ == Phase::idle && mail_ == nullptr; }
  [[nodiscard]] int messages() const { return messages_; }
  /// Whole replies read so far: patience() runs anew with each, not with each byte.
  [[nodiscard]] std::size_t replies() const { return replies_; }
  /// The server ended the connection after this many messages as its limit; 0 = it did not.
  [[nodiscard]] int learnt_limit() const { return learnt_limit_; }

 private:
  enum class Phase : std::uint8_t { connecting, handshake, greeting, ehlo, helo, starttls, auth, idle, transaction, quitting, closed };
  enum class Command : std::uint8_t { rset, mail, rcpt, data, body, blank };  ///< blank: the lone dot that ends a DATA nobody wanted

  // Setting up
  void on_greeting(const Reply& reply);
  void say_hello();
  void on_hello(const Reply& reply);
  void after_hello();
  void on_starttls(const Reply& reply, std::string_view rest);
  void log_in();
  void on_auth(const Reply& reply);
  void become_idle();

  // One mail (dialogue_transaction.cpp)
  void begin_transaction();
  [[nodiscard]] bool refused_here();
  void send(Command command);
  void on_transaction(const Reply& reply);
  void on_command(Command command, const Reply& reply);
  void on_data(const Reply& reply);
  void on_body(const Reply& reply);

  // Endings
  void on_reply(const Reply& reply, std::string_view rest);
  void on_421(const Reply& reply);
  [[nodiscard]] MailStage stage() const;
  [[nodiscard]] std::size_t replies_due() const;
  void settle(MailReply reply);
  void settle(MailStage stage, const Reply& reply);
  void refuse(MailStage stage, int code, std::string text);
  void give_up(MailStage stage, const Reply& reply);
  void lose(const std::string& why);
  void close();

  std::shared_ptr<const Settings> settings_;
  std::string hello_;
  Phase phase_ = Phase::connecting;
  Next next_ = Next::wait;
  ReplyParser parser_;
  std::string output_;
  Extensions server_;
  bool tls_ = false;
  std::optional<Sasl> sasl_;
  int challenges_ = 0;

  const MailSubmission* mail_ = nullptr;
  std::optional<SubmissionEnd> end_;
  bool on_reused_ = false;  ///< the connection had been idle when the mail was given
  bool heard_ = false;      ///< a reply to one of the mail's commands came
  bool refused_ = false;    ///< its fate is known, the rest of the pipeline is drained
  bool eight_bit_ = false;
  bool dot_written_ = false;  ///< the final dot was handed to the kernel
  bool needs_reset_ = false;  ///< the server holds an unfinished transaction
  std::array<Command, 5> awaited_{};
  std::size_t awaited_first_ = 0, awaited_count_ = 0;
  std::size_t replies_ = 0;
  int messages_ = 0;
  int learnt_limit_ = 0;
};

}  // namespace crier::channels::smtp
