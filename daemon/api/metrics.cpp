#include "api/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crier::api {
namespace {

// A tick of a queue to a slow remote side's patience; acceptance to two days, the longest that is tried; an SSD's fsync to a dying disk's.
const std::vector<double> kAttemptBounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
const std::vector<double> kDeliverBounds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400, 172800};
const std::vector<double> kCommitBounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
constexpr std::size_t kMostSources = 100;

std::string number(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

/// A label's value: backslash, quote and newline are escaped.
std::string label(std::string_view name, std::string_view value) {
  std::string out(name);
  out += "=\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + '"';
}

void head(std::string& out, const char* name, const char* type, const char* help) {
  out += std::string("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}

void line(std::string& out, const std::string& name, const std::string& labels, const std::string& value) {
  out += name;
  if (!labels.empty()) out += '{' + labels + '}';
  out += ' ' + value + '\n';
}

void write_queue(std::string& out, const std::vector<store::ChannelDepth>& depths, const std::vector<dispatch::ChannelStatus>& channels) {
  head(out, "crier_queue_depth", "gauge", "Deliveries that are not sent yet, what is not expanded included.");
  std::map<std::string, store::StateCounts> all;
  for (const auto& channel : channels) all[channel.name] = {};
  for (const auto& depth : depths) all[depth.channel] = depth.counts;
  for (const auto& [channel, counts] : all) {
    for (const auto state : {core::DeliveryState::queued, core::DeliveryState::sending, core::DeliveryState::waiting}) {
      line(out, "crier_queue_depth", label("channel", channel) + ',' + label("state", core::to_text(state)),
           std::to_string(counts[static_cast<std::size_t>(state)]));
    }
  }
  head(out, "crier_channel_blocked", "gauge", "1 while a channel sends nothing: paused, blocked or probing.");
  for (const auto& channel : channels) {
    line(out, "crier_channel_blocked", label("channel", channel.name), channel.condition == dispatch::ChannelCondition::ready ? "0" : "1");
  }
}

}  // namespace

void Metrics::observe(Histogram& histogram, const std::vector<double>& bounds, double seconds) {
  histogram.buckets.resize(bounds.size());
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds);
  if (bucket != bounds.end()) ++histogram.buckets[static_cast<std::size_t>(bucket - bounds.begin())];
  histogram.sum += seconds;
  ++histogram.count;
}

void Metrics::write(std::string& out, const std::string& name, const std::string& labels, const std::vector<double>& bounds,
                    const Histogram& histogram) {
  std::uint64_t below = 0;
  const std::string more = labels.empty() ? "" : labels + ',';
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (i < histogram.buckets.size()) below += histogram.buckets[i];
    line(out, name + "_bucket", more + label("le", number(bounds[i])), std::to_string(below));
  }
  line(out, name + "_bucket", more + label("le", "+Inf"), std::to_string(histogram.count));
  line(out, name + "_sum", labels, number(histogram.sum));
  line(out, name + "_count", labels, std::to_string(histogram.count));
}

void Metrics::event(const std::string& source, std::string_view result, std::int64_t count) {
  numbers_.with([&](Numbers& n) {
    const auto known = n.events.lower_bound({source, ""});
    const bool is_known = known != n.events.end() && known->first.first == source;
    const bool is_full = n.events.size() >= kMostSources * 4;
    n.events[{is_known || !is_full ? source : "other", std::string(result)}] += count;
  });
}

void Metrics::commit(double seconds) {
  numbers_.with([&](Numbers& n) { observe(n.commit_seconds, kCommitBounds, seconds); });
}

void Metrics::reload(bool success) {
  numbers_.with([&](Numbers& n) { n.reload_success = success; });
}

void Metrics::operator_notice(std::string_view kind, std::string_view result) {
  numbers_.with([&](Numbers& n) { ++n.notices[{std::string(kind), std::string(result)}]; });
}

void Metrics::promise(bool is_kept, std::int64_t count) {
  numbers_.with([&](Numbers& n) { (is_kept ? n.promises_kept : n.promises_broken) += count; });
}

void Metrics::occasion(core::Occasion occasion, core::OccasionResult result, std::int64_t count) {
  numbers_.with([&](Numbers& n) { n.occasions[{std::string(to_text(occasion)), std::string(to_text(result))}] += count; });
}

void Metrics::update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) {
  if (accepted.exercise) return;  // rules D6
  event(source.empty() ? update.event.author : source, "accepted");
}

void Metrics::attempt_ended(const Attempt& attempt) {
  numbers_.with([&](Numbers& n) {
    ++n.deliveries[{attempt.channel, std::string(core::to_text(attempt.result))}];
    observe(n.attempt_seconds[attempt.channel], kAttemptBounds, attempt.attempt_seconds);
    if (attempt.result == core::AttemptResult::delivered) observe(n.time_to_deliver, kDeliverBounds, attempt.since_accepted_seconds);
  });
}

std::string Metrics::text(const std::vector<store::ChannelDepth>& depths, const std::vector<dispatch::ChannelStatus>& channels) const {
  const Numbers n = numbers_.with([](const Numbers& numbers) { return numbers; });
  std::string out;
  head(out, "crier_events_total", "counter", "Events by source and what became of them.");
  for (const auto& [key, count] : n.events) {
    line(out, "crier_events_total", label("source", key.first) + ',' + label("result", key.second), std::to_string(count));
  }
  head(out, "crier_deliveries_total", "counter", "Attempts of deliveries by outcome.");
  for (const auto& [key, count] : n.deliveries) {
    line(out, "crier_deliveries_total", label("channel", key.first) + ',' + label("outcome", key.second), std::to_string(count));
  }
  head(out, "crier_operator_notices_total", "counter", "Notices to operators by kind and what became of them.");
  for (const auto& [key, count] : n.notices) {
    line(out, "crier_operator_notices_total", label("kind", key.first) + ',' + label("result", key.second), std::to_string(count));
  }
  head(out, "crier_attempt_seconds", "histogram", "Duration of one attempt.");
  for (const auto& [channel, histogram] : n.attempt_seconds)
    write(out, "crier_attempt_seconds", label("channel", channel), kAttemptBounds, histogram);
  head(out, "crier_time_to_deliver_seconds", "histogram", "From the acceptance of an event to a delivery of it.");
  write(out, "crier_time_to_deliver_seconds", "", kDeliverBounds, n.time_to_deliver);
  write_queue(out, depths, channels);
  head(out, "crier_promises_total", "counter", "Promised updates, kept in time or broken.");
  line(out, "crier_promises_total", label("result", "kept"), std::to_string(n.promises_kept));
  line(out, "crier_promises_total", label("result", "broken"), std::to_string(n.promises_broken));
  head(out, "crier_occasions_total", "counter", "Occasions of the clock, by what became of them.");
  for (const auto& [key, count] : n.occasions) {
    line(out, "crier_occasions_total", label("occasion", key.first) + ',' + label("result", key.second), std::to_string(count));
  }
  head(out, "crier_store_commit_seconds", "histogram", "Duration of one commit of the store.");
  write(out, "crier_store_commit_seconds", "", kCommitBounds, n.commit_seconds);
  head(out, "crier_config_reload_success", "gauge", "1 if the newest configuration is in force.");
  line(out, "crier_config_reload_success", "", n.reload_success ? "1" : "0");
  head(out, "crier_build_info", "gauge", "Always 1; says which build runs.");
  line(out, "crier_build_info", label("version", version_), "1");
  return out;
}

}  // namespace crier::api
