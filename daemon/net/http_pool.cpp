#include "net/http_pool.h"

namespace crier::net {

namespace {

constexpr std::size_t kSpareCalls = 256;

}  // namespace

HttpPool::HttpPool(IoLoop& loop, const HttpSettings& settings, std::string ca_file, bool guarded)
    : loop_(loop), settings_(settings), ca_file_(std::move(ca_file)), guarded_(guarded) {}

HttpPool::~HttpPool() {
  for (const auto& call : under_way_) driver_->remove(call->easy());
}

bool HttpPool::has_driver() {
  if (driver_) return true;
  CurlDriver::Events events;
  events.ended = [this](CURL* easy, CURLcode code) {
    char* call = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call);
    auto& ended = *reinterpret_cast<HttpCall*>(call);
    ended.end(code);
    ended_.push_back(leave(ended));
  };
  events.collected = [this] { deliver(); };
  events.failed = [this] {
    // Posted, since the driver that calls is the one to be replaced.
    loop_.post([this, mark = std::weak_ptr<bool>(alive_)] {
      if (!mark.expired()) begin_anew();
    });
  };
  driver_ = CurlDriver::open(loop_, std::move(events));
  if (driver_) driver_->limit_host_connections(connections_);
  return driver_ != nullptr;
}

void HttpPool::send(channels::HttpRequest request, int connections, HttpCall::Done done) {
  ++sent_;
  if (connections > connections_) {
    connections_ = connections;
    if (driver_) driver_->limit_host_connections(connections_);
  }
  std::unique_ptr<HttpCall> call = take_call();
  if (!call->begin(std::move(request), std::move(done))) return deliver_later(std::move(call));
  if (!has_driver()) {
    call->cut("The request could not be begun: no descriptor is left.", true);
    return deliver_later(std::move(call));
  }
  if (!driver_->add(call->easy())) {
    call->cut("The request could not be begun: libcurl refused it.", true);
    return deliver_later(std::move(call));
  }
  call->place = under_way_.size();
  under_way_.push_back(std::move(call));
}

std::unique_ptr<HttpCall> HttpPool::take_call() {
  if (spare_.empty()) return std::make_unique<HttpCall>(settings_, ca_file_, guarded_);
  std::unique_ptr<HttpCall> call = std::move(spare_.back());
  spare_.pop_back();
  return call;
}

std::unique_ptr<HttpCall> HttpPool::leave(HttpCall& call) {
  const std::size_t place = call.place;
  std::unique_ptr<HttpCall> left = std::move(under_way_[place]);
  if (place + 1 < under_way_.size()) {
    under_way_[place] = std::move(under_way_.back());
    under_way_[place]->place = place;
  }
  under_way_.pop_back();
  return left;
}

void HttpPool::deliver() {
  std::vector<std::unique_ptr<HttpCall>> ended = std::move(ended_);
  ended_.clear();
  for (auto& call : ended) {
    call->deliver();
    if (spare_.size() < kSpareCalls) spare_.push_back(std::move(call));
  }
  if (under_way_.empty()) rest_later();
}

/// libcurl looks at idle connections only when it opens another, so those of a blast would stay half closed until the next.
void HttpPool::rest_later() {
  if (is_resting_) return;
  is_resting_ = true;
  loop_.post_after(settings_.pool_rest, [this, before = sent_, mark = std::weak_ptr<bool>(alive_)] {
    if (mark.expired()) return;
    is_resting_ = false;
    if (!under_way_.empty()) return;
    if (sent_ != before) return rest_later();
    driver_.reset();
    spare_.clear();
  });
}

void HttpPool::deliver_later(std::unique_ptr<HttpCall> call) {
  ended_.push_back(std::move(call));
  loop_.post([this, mark = std::weak_ptr<bool>(alive_)] {
    if (!mark.expired()) deliver();
  });
}

void HttpPool::cancel_all() {
  while (!under_way_.empty()) {
    HttpCall& call = *under_way_.back();
    call.end(CURLE_ABORTED_BY_CALLBACK);
    driver_->remove(call.easy());
    deliver_later(leave(call));
  }
}

/// libcurl failed as a whole: nothing that it says of a transfer can be relied on.
void HttpPool::begin_anew() {
  while (!under_way_.empty()) {
    HttpCall& call = *under_way_.back();
    call.cut("The HTTP library failed while the request was under way.", false);
    driver_->remove(call.easy());
    deliver_later(leave(call));
  }
  driver_.reset();
}

}  // namespace crier::net
