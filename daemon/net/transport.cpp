#include "net/transport.h"

#include <curl/curl.h>

#include "net/io_loop_context.h"

namespace crier::net {

Result<void> prepare_http() {
  if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK)
    return Error{ErrorKind::internal, "libcurl could not be set up; check its installation."};
  if ((curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS) == 0) {
    return Error{ErrorKind::config,
                 "This libcurl resolves names by waiting, which would stop all sending; install one with the threaded resolver."};
  }
  return {};
}

NetTransport::NetTransport(IoLoop& outbound, HttpSettings settings)
    : client_(outbound, std::move(settings)), pool_(context_of(outbound)), commands_(outbound) {}

NetTransport::~NetTransport() { cancel_all(); }

void NetTransport::http(channels::HttpRequest request, const channels::HttpPolicy& policy, UniqueFunction<void(channels::HttpReply)> done) {
  client_.send(std::move(request), policy, std::move(done));
}

void NetTransport::mail(channels::MailSubmission submission, std::shared_ptr<const channels::smtp::Settings> settings,
                        UniqueFunction<void(channels::MailReply)> done) {
  pool_.submit(std::move(submission), std::move(settings), std::move(done));
}

void NetTransport::command(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done) {
  commands_.run(std::move(run), std::move(done));
}

void NetTransport::cancel_all() {
  client_.cancel_all();
  pool_.cancel_all();
  commands_.cancel_all();
}

}  // namespace crier::net
