#pragma once
#include <memory>
#include <string>

#include "base/task.h"
#include "channels/adapter.h"
#include "channels/settings.h"

namespace crier::channels {

/// Which connections a request may share: only ones with the same trust and guard (rules H5).
struct HttpPolicy {
  std::string ca_file;
  bool allow_private = false;
  int connections = 10;  ///< to one host at most
};

/// What carries steps to the outside. daemon/net has the real one; tests replay scripts.
/// Thread: outbound, for calls and completions alike; a completion never runs inside the call.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void http(HttpRequest request, const HttpPolicy& policy, UniqueFunction<void(HttpReply)> done) = 0;
  /// Connections are pooled by the submission's channel and its settings; a changed settings object opens new ones.
  virtual void mail(MailSubmission submission, std::shared_ptr<const smtp::Settings> settings, UniqueFunction<void(MailReply)> done) = 0;
  virtual void command(CommandRun run, UniqueFunction<void(CommandReply)> done) = 0;
  /// Ends everything under way: each completion is called with what is known (maybe_accepted where it is not).
  virtual void cancel_all() = 0;
};

}  // namespace crier::channels
