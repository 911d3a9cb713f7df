#include "net/http_outcome.h"

#include <curl/curl.h>

namespace crier::net {

namespace {

std::string sentence(const TransferEnd& end) {
  if (end.headers_capped) return "The answer's headers are too large.";
  if (end.reused_died) return "The connection was closed after the request was sent and before an answer came.";
  const auto code = static_cast<CURLcode>(end.code);
  const std::string why = curl_easy_strerror(code);
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
      // Also libcurl's word for an answer in HTTP/0.9, which is whatever is no HTTP.
      return end.request_bytes > 0 ? "What answered does not speak HTTP/1.1." : "The target is not a usable http or https address.";
    case CURLE_URL_MALFORMAT:
      return "The target is not a usable http or https address.";
    case CURLE_LOGIN_DENIED:
      return "The target has a user name in its address, which is not allowed.";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "The host name could not be resolved.";
    case CURLE_COULDNT_CONNECT:
      return "No connection could be made.";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "The server's certificate is not trusted or not for this host.";
    case CURLE_SSL_CONNECT_ERROR:
      return "The TLS handshake failed.";
    case CURLE_SSL_CACERT_BADFILE:
      return "The file of trusted certificates could not be read; check ca_file.";
    case CURLE_GOT_NOTHING:
      return "The connection was closed before an answer came.";
    case CURLE_OPERATION_TIMEDOUT:
      return end.request_bytes > 0 ? "No whole answer came within the time limit."
                                   : "The time limit passed before the request could be sent.";
    case CURLE_ABORTED_BY_CALLBACK:
      return "The request was cancelled.";
    case CURLE_SEND_ERROR:
      return "The connection was cut while the request was sent.";
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
      return "The connection was cut before the answer was whole.";
    default:
      return "The request failed: " + why + ".";
  }
}

}  // namespace

Verdict judge(const TransferEnd& end) {
  if (end.code == CURLE_OK) return {};
  if (end.body_capped && end.headers_whole) return {};
  if (end.address_refused) {
    return {channels::Broken::forbidden, "The target lies in a private or special network, which a recipient may not name."};
  }
  const bool began = end.status != 0 || end.headers_capped;
  const bool sent_whole = end.request_bytes > 0 && end.body_bytes >= end.body_size;
  const bool maybe = began || sent_whole || end.reused_died;
  return {maybe ? channels::Broken::maybe_accepted : channels::Broken::not_sent, sentence(end)};
}

}  // namespace crier::net
