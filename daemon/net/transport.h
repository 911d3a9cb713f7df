#pragma once
#include <memory>

#include "base/result.h"
#include "channels/transport.h"
#include "net/commands.h"
#include "net/http_client.h"
#include "net/io_loop.h"
#include "net/smtp_pool.h"

namespace crier::net {

/// Prepares libcurl for the process. Thread: main, once, before any other is started.
/// Errors: config, if this libcurl would resolve names by waiting and so stop the loop.
[[nodiscard]] Result<void> prepare_http();

/// Carries steps over real connections: HTTP by libcurl, mail by the SMTP dialogue, and to programs.
/// Owner: daemon/app. Thread: outbound for everything; the destructor may also run after that loop has ended.
/// Invariants: every request, submission and program is completed exactly once, never inside the call.
/// Life: cancel_all() ends what is under way; destroying it on the loop closes idle connections too, so that the loop can end.
class NetTransport final : public channels::Transport {
 public:
  NetTransport(IoLoop& outbound, HttpSettings settings);
  ~NetTransport() override;

  void http(channels::HttpRequest request, const channels::HttpPolicy& policy, UniqueFunction<void(channels::HttpReply)> done) override;
  void mail(channels::MailSubmission submission, std::shared_ptr<const channels::smtp::Settings> settings,
            UniqueFunction<void(channels::MailReply)> done) override;
  void command(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done) override;
  void cancel_all() override;

 private:
  HttpClient client_;
  SmtpPool pool_;
  Commands commands_;
};

}  // namespace crier::net
