#include "net/http_outcome.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace crier::net {
namespace {

using channels::Broken;

struct Row {
  const char* what;
  TransferEnd end;
  Broken expected;
};

TransferEnd at(CURLcode code, std::int64_t request_bytes, std::int64_t body_bytes, int status = 0) {
  TransferEnd end;
  end.code = code;
  end.request_bytes = request_bytes;
  end.body_bytes = body_bytes;
  end.body_size = 100;
  end.status = status;
  end.headers_whole = status != 0;
  return end;
}

TransferEnd with(TransferEnd end, bool TransferEnd::*flag, bool value = true) {
  end.*flag = value;
  return end;
}

TEST(HttpOutcome, says_whether_the_receiver_may_have_taken_the_request) {
  const Row rows[] = {
      {"answered", at(CURLE_OK, 80, 100, 204), Broken::no},
      {"answered before the body was sent", at(CURLE_OK, 80, 20, 413), Broken::no},
      {"the answer's body is longer than what is read", with(at(CURLE_WRITE_ERROR, 80, 100, 200), &TransferEnd::body_capped), Broken::no},
      {"name not resolved", at(CURLE_COULDNT_RESOLVE_HOST, 0, 0), Broken::not_sent},
      {"not connected", at(CURLE_COULDNT_CONNECT, 0, 0), Broken::not_sent},
      {"certificate", at(CURLE_PEER_FAILED_VERIFICATION, 0, 0), Broken::not_sent},
      {"TLS", at(CURLE_SSL_CONNECT_ERROR, 0, 0), Broken::not_sent},
      {"timed out while connecting", at(CURLE_OPERATION_TIMEDOUT, 0, 0), Broken::not_sent},
      {"timed out while sending", at(CURLE_OPERATION_TIMEDOUT, 80, 99), Broken::not_sent},
      {"timed out after sending", at(CURLE_OPERATION_TIMEDOUT, 80, 100), Broken::maybe_accepted},
      {"cut while sending", at(CURLE_SEND_ERROR, 80, 20), Broken::not_sent},
      {"cut after sending", at(CURLE_RECV_ERROR, 80, 100), Broken::maybe_accepted},
      {"closed without an answer", at(CURLE_GOT_NOTHING, 80, 100), Broken::maybe_accepted},
      {"cut in the answer", at(CURLE_PARTIAL_FILE, 80, 100, 200), Broken::maybe_accepted},
      {"cut in an answer that came early", at(CURLE_RECV_ERROR, 80, 10, 500), Broken::maybe_accepted},
      {"too many headers", with(at(CURLE_WRITE_ERROR, 80, 100), &TransferEnd::headers_capped), Broken::maybe_accepted},
      {"a used connection died", with(at(CURLE_ABORTED_BY_CALLBACK, 80, 0), &TransferEnd::reused_died), Broken::maybe_accepted},
      {"cancelled before sending", at(CURLE_ABORTED_BY_CALLBACK, 0, 0), Broken::not_sent},
      {"cancelled after sending", at(CURLE_ABORTED_BY_CALLBACK, 80, 100), Broken::maybe_accepted},
      {"guard", with(at(CURLE_COULDNT_CONNECT, 0, 0), &TransferEnd::address_refused), Broken::forbidden},
  };
  for (const Row& row : rows) {
    const Verdict verdict = judge(row.end);

    EXPECT_EQ(verdict.broken, row.expected) << row.what;
    EXPECT_EQ(verdict.error.empty(), row.expected == Broken::no) << row.what;
  }
}

TEST(HttpOutcome, of_an_answer_that_is_no_http_does_not_blame_the_target) {
  const Verdict garbage = judge(at(CURLE_UNSUPPORTED_PROTOCOL, 80, 100));
  EXPECT_EQ(garbage.broken, Broken::maybe_accepted);
  EXPECT_EQ(garbage.error, "What answered does not speak HTTP/1.1.");
  EXPECT_EQ(judge(at(CURLE_UNSUPPORTED_PROTOCOL, 0, 0)).error, "The target is not a usable http or https address.");
}

}  // namespace
}  // namespace crier::net
