#pragma once
#include <memory>

#include "base/task.h"
#include "channels/adapter.h"
#include "channels/settings.h"

namespace boost::asio {
class io_context;
}

namespace crier::net {

/// Carries mail submissions to relays: it drives one channels::smtp::Dialogue a connection over TCP and TLS, keeps
/// connections for the next mails (30 s idle), and opens at most settings.common.connections of them per channel and
/// settings object; what comes while all are busy waits in order. A changed settings object gets connections of its own.
///
/// TLS is 1.2 or newer. The peer's certificate and name are verified, but for `starttls: if-offered` without a user name and
/// without `ca_file`: that is opportunistic encryption, which would otherwise fall back to none.
///
/// Owner: the transport. Thread: the one that runs the context, for calls and completions; a completion never runs inside a
/// call. Invariants: (1) every submission is completed exactly once; (2) no server, however slow, holds up another's mail
/// or another connection; (3) a mail goes out a second time by itself only if its connection, reused, was found dead before
/// any reply to it, and then once, on a fresh connection.
/// Ends: cancel_all(), then destroyed when the context ran out of work or is not run any more.
class SmtpPool {
 public:
  explicit SmtpPool(boost::asio::io_context& context);
  ~SmtpPool();
  SmtpPool(const SmtpPool&) = delete;
  SmtpPool& operator=(const SmtpPool&) = delete;

  void submit(channels::MailSubmission mail, std::shared_ptr<const channels::smtp::Settings> settings,
              UniqueFunction<void(channels::MailReply)> done);
  /// Completes everything with what is known (maybe_accepted where it is not) and closes all connections, idle ones too.
  void cancel_all();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::net
