#include "client/connection.h"

#include <curl/curl.h>

#include "base/text.h"

namespace crier::client {
namespace {

constexpr long kConnectMillis = 5000;

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// What curl's callbacks write to.
struct Receiver {
  CURL* curl = nullptr;
  Answer answer;
  const std::function<bool(std::string_view)>* piece = nullptr;
  bool is_enough = false;
};

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) {
  auto& receiver = *static_cast<Receiver*>(self);
  long status = 0;
  curl_easy_getinfo(receiver.curl, CURLINFO_RESPONSE_CODE, &status);
  if (receiver.piece == nullptr || status != 200) {
    receiver.answer.body.append(bytes, count);
    return count;
  }
  receiver.is_enough = !(*receiver.piece)({bytes, count});
  return receiver.is_enough ? 0 : count;
}

/// While a stream is silent curl asks about once a second whether to go on.
int on_silence(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& receiver = *static_cast<Receiver*>(self);
  if (!receiver.is_enough) receiver.is_enough = !(*receiver.piece)({});
  return receiver.is_enough ? 1 : 0;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self) {
  const std::string line = to_lower_ascii({bytes, count});
  constexpr std::string_view name = "retry-after:";
  if (line.starts_with(name)) static_cast<Receiver*>(self)->answer.retry_after = std::atoi(line.c_str() + name.size());
  return count;
}

/// True if nothing of the request can have reached crierd.
bool is_unreached(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_SSL_CONNECT_ERROR ||
         code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

class CurlConnection final : public Connection {
 public:
  explicit CurlConnection(Address address) : address_(std::move(address)), curl_(curl_easy_init()) {}

  Result<Answer> call(const Call& call) override {
    prepare(call);
    curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(call.patience.count()));
    return perform(nullptr);
  }

  Result<Answer> stream(const Call& call, const std::function<bool(std::string_view)>& piece) override {
    prepare(call);
    return perform(&piece);
  }

  [[nodiscard]] std::unique_ptr<Connection> another() const override { return std::make_unique<CurlConnection>(address_); }

 private:
  void prepare(const Call& call) {
    CURL* curl = curl_.get();
    curl_easy_reset(curl);
    std::string base = address_.url.empty() ? "http://localhost" : address_.url;
    while (base.ends_with('/')) base.pop_back();
    curl_easy_setopt(curl, CURLOPT_URL, (base + call.path).c_str());
    if (address_.url.empty()) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, address_.socket.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    body_ = call.body;
    if (call.method != "GET") {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body_.c_str());
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
    }
    headers_.reset();
    add_header("Expect:");
    add_header("Content-Type:" + (call.content_type.empty() ? "" : " " + call.content_type));
    if (!call.idempotency_key.empty()) add_header("Idempotency-Key: " + call.idempotency_key);
    if (!call.last_event_id.empty()) add_header("Last-Event-ID: " + call.last_event_id);
    if (!address_.token.empty()) add_header("Authorization: Bearer " + address_.token.reveal());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
  }

  void add_header(const std::string& line) {
    curl_slist* list = curl_slist_append(headers_.get(), line.c_str());
    if (headers_.get() == nullptr) headers_.reset(list);
  }

  Result<Answer> perform(const std::function<bool(std::string_view)>* piece) {
    CURL* curl = curl_.get();
    Receiver receiver;
    receiver.curl = curl;
    receiver.piece = piece;
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiver);
    if (piece != nullptr) {
      curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &on_silence);
      curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &receiver);
    }
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK && !receiver.is_enough) return failure(code);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    receiver.answer.status = static_cast<int>(status);
    return std::move(receiver.answer);
  }

  [[nodiscard]] Error failure(CURLcode code) const {
    const std::string where = address_.url.empty() ? address_.socket : address_.url;
    const std::string why = curl_easy_strerror(code);
    if (is_unreached(code)) {
      return {ErrorKind::unavailable,
              "crierd cannot be reached at " + where + " (" + why + "); see whether it runs, and whether --socket or --url is right."};
    }
    return {ErrorKind::io, "The connection to crierd at " + where + " was cut (" + why + "); whether it took the request is not known."};
  }

  Address address_;
  std::unique_ptr<CURL, CurlDeleter> curl_;
  std::unique_ptr<curl_slist, CurlDeleter> headers_;
  std::string body_;
};

}  // namespace

std::unique_ptr<Connection> connect(Address address) { return std::make_unique<CurlConnection>(std::move(address)); }

}  // namespace crier::client
