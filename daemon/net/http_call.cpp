#include "net/http_call.h"

#include <sys/socket.h>

#include <charconv>
#include <stdexcept>

#include "base/text.h"
#include "net/address_guard.h"
#include "net/http_outcome.h"

namespace crier::net {

namespace {

std::int64_t known(CURL* easy, CURLINFO what) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

std::int64_t request_bytes(CURL* easy) {
  long value = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &value);
  return value;
}

}  // namespace

HttpCall::HttpCall(const HttpSettings& settings, const std::string& ca_file, bool guarded)
    : settings_(settings), guarded_(guarded), easy_(curl_easy_init()) {
  if (easy_ == nullptr) throw std::runtime_error("libcurl could not be set up: no memory is left.");
  set_constants(ca_file);
}

HttpCall::~HttpCall() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(list_);
}

void HttpCall::set_constants(const std::string& ca_file) {
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);  // else the loop would wait for a resolver that hangs
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  curl_easy_setopt(easy_, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy_, CURLOPT_MAXAGE_CONN, static_cast<long>(std::chrono::ceil<std::chrono::seconds>(settings_.idle_reuse).count()));
  curl_easy_setopt(easy_, CURLOPT_USERAGENT, settings_.user_agent.c_str());
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy_, CURLOPT_CA_CACHE_TIMEOUT, 60L);
  if (!ca_file.empty()) {
    curl_easy_setopt(easy_, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
  }
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &HttpCall::on_open);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &HttpCall::on_request);
  curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &HttpCall::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &HttpCall::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
}

bool HttpCall::begin(channels::HttpRequest request, Done done) {
  request_ = std::move(request);
  done_ = std::move(done);
  reply_ = {};
  headers_read_ = 0;
  requests_ = addresses_ = refused_ = 0;
  headers_whole_ = body_capped_ = headers_capped_ = reused_died_ = false;
  if (!set_headers()) {
    cut("A header of the request would break its line.", true);
    return false;
  }
  if (request_.timeout <= Millis{0}) {
    cut("No time was given to the request.", true);
    return false;
  }
  set_method();
  const long total = static_cast<long>(request_.timeout.count());
  curl_easy_setopt(easy_, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, total);
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, std::min(total, static_cast<long>(settings_.connect_timeout.count())));
  return true;
}

void HttpCall::set_method() {
  const std::string& method = request_.method;
  const bool reads = (method == "GET" || method == "HEAD") && request_.body.empty();
  curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, nullptr);
  if (reads) {
    curl_easy_setopt(easy_, CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
    if (method == "GET") curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    return;
  }
  curl_easy_setopt(easy_, CURLOPT_NOBODY, 0L);
  curl_easy_setopt(easy_, CURLOPT_POST, 1L);
  curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.data());  // not copied: request_ outlives the transfer
  curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  if (method != "POST") curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
}

bool HttpCall::set_headers() {
  curl_slist_free_all(list_);
  list_ = nullptr;
  bool typed = false;
  std::string line;
  for (const auto& [name, value] : request_.headers) {
    if (name.empty() || breaks_line(name) || breaks_line(value) || name.find(':') != std::string::npos) return false;
    typed = typed || to_lower_ascii(name) == "content-type";
    line.assign(name).append(value.empty() ? ";" : ": ").append(value);  // "Name;" is how libcurl is told of an empty value
    list_ = curl_slist_append(list_, line.c_str());
  }
  list_ = curl_slist_append(list_, "Expect:");
  if (!typed) list_ = curl_slist_append(list_, "Content-Type:");  // else libcurl would call it a form
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, list_);
  return true;
}

curl_socket_t HttpCall::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto* const call = static_cast<HttpCall*>(self);
  ++call->addresses_;
  if (call->guarded_ && forbidden_network(&address->addr, address->addrlen)) {
    ++call->refused_;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// libcurl sends a request again by itself where a connection used before gave no byte of an answer, even after it was sent
/// whole. Once more is right only if nothing of it was handed to the kernel; else the receiver may have it.
int HttpCall::on_request(void* self, char*, char*, int, int) {
  auto* const call = static_cast<HttpCall*>(self);
  if (++call->requests_ == 1) return CURL_PREREQFUNC_OK;
  if (call->requests_ == 2 && request_bytes(call->easy_) == 0) return CURL_PREREQFUNC_OK;
  call->reused_died_ = true;
  return CURL_PREREQFUNC_ABORT;
}

std::size_t HttpCall::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* const call = static_cast<HttpCall*>(self);
  const std::size_t length = size * count;
  call->headers_read_ += length;
  if (call->headers_read_ > call->settings_.headers_limit) {
    call->headers_capped_ = true;
    return 0;
  }
  call->take_header(trim({bytes, length}));
  return length;
}

void HttpCall::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    const std::size_t blank = line.find(' ');
    const std::string_view rest = blank == std::string_view::npos ? std::string_view{} : line.substr(blank + 1);
    int status = 0;
    std::from_chars(rest.data(), rest.data() + std::min<std::size_t>(rest.size(), 3), status);
    reply_.status = status >= 200 ? status : 0;  // an interim answer (1xx) is none
    reply_.headers.clear();
    return;
  }
  if (line.empty()) {
    headers_whole_ = reply_.status != 0;
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  reply_.headers.emplace_back(to_lower_ascii(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
}

std::size_t HttpCall::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* const call = static_cast<HttpCall*>(self);
  const std::size_t length = size * count;
  std::string& body = call->reply_.body;
  const std::size_t room = call->settings_.body_limit - body.size();
  body.append(bytes, std::min(room, length));
  if (length <= room) return length;
  call->body_capped_ = true;
  return 0;
}

void HttpCall::end(CURLcode code) {
  TransferEnd end;
  end.code = code;
  end.request_bytes = request_bytes(easy_);
  end.body_bytes = known(easy_, CURLINFO_SIZE_UPLOAD_T);
  end.body_size = static_cast<std::int64_t>(request_.body.size());
  end.status = reply_.status;
  end.headers_whole = headers_whole_;
  end.body_capped = body_capped_;
  end.headers_capped = headers_capped_;
  end.address_refused = addresses_ > 0 && refused_ == addresses_;
  end.reused_died = reused_died_;
  Verdict verdict = judge(end);
  reply_.broken = verdict.broken;
  reply_.error = std::move(verdict.error);
}

void HttpCall::cut(std::string why, bool sure) {
  reply_.broken = sure ? channels::Broken::not_sent : channels::Broken::maybe_accepted;
  reply_.error = std::move(why);
}

void HttpCall::deliver() {
  Done done = std::move(done_);
  done_ = {};
  done(std::move(reply_));
}

}  // namespace crier::net
