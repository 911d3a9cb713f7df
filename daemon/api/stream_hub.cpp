#include "api/stream_hub.h"

#include <algorithm>
#include <charconv>

#include "api/answers.h"

namespace crier::api {
namespace {

constexpr std::size_t kKept = 1000;
constexpr Millis kBeat{15000};  // shorter than the idle limits of common proxies

std::string attempt_json(const dispatch::Observer::Attempt& attempt) {
  store::DeliveryRecord record;
  record.id = attempt.delivery;
  record.state = attempt.state;
  record.incident = attempt.incident;
  record.update = attempt.update;
  record.audience = attempt.audience;
  record.channel = attempt.channel;
  record.recipient = attempt.recipient;
  record.due = attempt.at;
  record.attempts.push_back({attempt.at, attempt.result, attempt.reply});
  return delivery_json(record);
}

}  // namespace

StreamHub::StreamHub(Executor& loop, const Clock& clock) : loop_(loop), next_id_(clock.utc().time_since_epoch().count() * 1000) {}

void StreamHub::subscribe(std::string_view last_event_id, Send send) {
  if (is_closed_) return;
  is_wanted_ = true;
  std::string missed = ": crier\n\n";
  std::int64_t last = 0;
  const auto [end, error] = std::from_chars(last_event_id.data(), last_event_id.data() + last_event_id.size(), last);
  if (error == std::errc{} && end == last_event_id.data() + last_event_id.size()) {
    for (const auto& entry : recent_) {
      if (entry.id > last) missed += entry.text;
    }
  }
  if (!send(missed)) return;
  subscribers_.push_back(std::move(send));
  if (is_beating_) return;
  is_beating_ = true;
  loop_.post_after(kBeat, [this] { keep_alive(); });
}

void StreamHub::close() {
  is_closed_ = true;
  subscribers_.clear();
}

void StreamHub::keep_alive() {
  send_all(": still here\n\n");
  is_beating_ = !subscribers_.empty();
  if (is_beating_) loop_.post_after(kBeat, [this] { keep_alive(); });
}

void StreamHub::send_all(std::string_view text) {
  std::erase_if(subscribers_, [text](Send& send) { return !send(text); });
}

void StreamHub::publish(std::string_view type, const std::string& json) {
  Entry entry{++next_id_, {}};
  entry.text.append("id: ")
      .append(std::to_string(entry.id))
      .append("\nevent: ")
      .append(type)
      .append("\ndata: ")
      .append(json)
      .append("\n\n");
  send_all(entry.text);
  recent_.push_back(std::move(entry));
  if (recent_.size() > kKept) recent_.pop_front();
}

void StreamHub::update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string&) {
  update_changed(accepted, update);
}

// Subscribers are told alike whatever each may do, so that a replay is the same for all: of restricted incidents only that something
// was said (rules A3).
void StreamHub::update_changed(const store::Accepted& accepted, const core::Update& update) {
  if (!is_wanted_) return;
  core::Update stored = update;
  stored.id = accepted.update;
  publish("update", update_json(accepted.incident_name, stored, accepted.restricted));
}

void StreamHub::attempt_ended(const Attempt& attempt) {
  if (is_wanted_) publish("delivery", attempt_json(attempt));
}

void StreamHub::channel_changed(const dispatch::ChannelStatus& status) {
  if (!is_wanted_ || is_closed_) return;
  const bool is_asked = reader_ != nullptr && reader_->ask([this, status](store::Ledger& ledger) {
    const auto depths = ledger.depths();
    loop_.post([this, json = depths ? channel_json(status, *depths) : channel_json(status)] { publish("channel", json); });
  });
  if (!is_asked) publish("channel", channel_json(status));
}

}  // namespace crier::api
