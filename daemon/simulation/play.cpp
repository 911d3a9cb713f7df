#include "simulation/play.h"

#include <algorithm>
#include <memory>

#include "config/reader/section.h"
#include "core/incident.h"
#include "operators/teller.h"
#include "simulation/life.h"

namespace crier::simulation {
namespace {

std::string label(const core::Incident& incident, const std::string& name) {
  const auto found = incident.labels.find(name);
  return found == incident.labels.end() ? "" : found->second;
}

std::string text_of(const core::Message& message) {
  // With HTML it is a letter: its part is a shorter one, for where the whole does not fit.
  if (message.parts.empty() || !message.html.empty()) return message.text;
  std::string text;
  for (const auto& part : message.parts) text += (text.empty() ? "" : "\n\n") + part;
  return text;
}

/// One scenario with one configuration.
class Play {
 public:
  Play(const Scenario& scenario, config::SnapshotPtr snapshot, const config::Environment& environment)
      : scenario_(scenario),
        environment_(environment),
        snapshot_(std::move(snapshot)),
        clock_(scenario.start - Millis{1}),  // so that what is due at the start is still to come
        right_(clock_, clock_.utc()) {
    store::watch_deliveries(*memory_, [this](const store::DeliveryChange& change) { take(change); });
  }

  Played run() {
    check_names();
    if (!out_.problems.empty() || !be_born()) return std::move(out_);
    // All that comes at one time comes before what the clock says then.
    for (std::size_t i = 0; i < scenario_.steps.size();) {
      const UtcTime at = scenario_.steps[i].at;
      if (at > scenario_.end) break;
      pass_until(at);
      for (; i < scenario_.steps.size() && scenario_.steps[i].at == at; ++i) take(scenario_.steps[i]);
      if (life_) life_->settle();
    }
    pass_until(scenario_.end);
    if (life_) life_->settle();
    for (auto& unmet : compare(scenario_.expect, scenario_.never, out_.lines)) complain_at(unmet.place, unmet.what);
    return std::move(out_);
  }

 private:
  void complain_at(reader::Position place, const std::string& what) {
    out_.problems.push_back(scenario_.path + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + what);
  }

  void check_names() {
    std::vector<std::string> known;
    for (const auto& [name, channel] : snapshot_->channels) known.push_back(name);
    for (const auto& fault : scenario_.faults) {
      if (!snapshot_->channels.contains(fault.channel))
        complain_at(fault.place, "there is no channel '" + fault.channel + "', " + reader::suggestion(fault.channel, known));
    }
  }

  bool be_born() {
    World world{clock_, right_, memory_, scenario_.faults, posts_, [this](const std::string& what) { out_.remarks.push_back(what); }};
    life_ = std::make_unique<Life>(std::move(world), snapshot_);
    if (auto begun = life_->begin(); !begun) {
      out_.problems.push_back("the simulation cannot begin: " + begun.error().text);
      life_.reset();
    }
    return life_ != nullptr;
  }

  void pass_until(UtcTime time) {
    if (life_) return life_->live_until(time);
    if (time > right_.utc()) clock_.advance(time - right_.utc());
  }

  void take(const Step& step) {
    if (const auto* event = std::get_if<core::Event>(&step.what)) {
      if (auto problem = life_ ? life_->say(*event) : std::nullopt) refuse(step, event->incident, *problem);
    } else if (const auto* order = std::get_if<Order>(&step.what)) {
      take(step, *order);
    } else if (const auto* setting = std::get_if<ClockSetting>(&step.what)) {
      clock_.set(setting->shows);
      if (life_) life_->clock_was_set();
    } else if (std::holds_alternative<Death>(step.what)) {
      life_.reset();
    } else if (!life_) {
      static_cast<void>(be_born());
    }
  }

  void take(const Step& step, const Order& order) {
    if (!life_) return;
    if (order.verb == Verb::restart) {
      life_.reset();
      static_cast<void>(be_born());
    } else if (order.verb == Verb::reload) {
      reload(step, order);
    } else if (auto problem = life_->carry_out(order)) {
      refuse(step, order.incident, *problem);
    }
  }

  void reload(const Step& step, const Order& order) {
    auto loaded = config::load(order.config.empty() ? snapshot_->path : order.config, environment_);
    if (!loaded.snapshot) return complain_at(step.place, "the configuration cannot be loaded:\n" + loaded.report);
    if (auto done = life_->reload(loaded.snapshot); !done) return complain_at(step.place, "the reload was refused: " + done.error().text);
    snapshot_ = std::move(loaded.snapshot);
  }

  void refuse(const Step& step, const std::string& incident, const core::Problem& problem) {
    Line line;
    line.at = clock_.utc();
    line.incident = incident;
    line.outcome = "refused";
    line.reply = problem.detail;
    const bool is_expected = std::any_of(scenario_.expect.begin(), scenario_.expect.end(), [&](const Expectation& one) {
      return std::find(one.equal.begin(), one.equal.end(), std::pair<std::string, std::string>("outcome", "refused")) != one.equal.end() &&
             differences(one, line).empty();
    });
    out_.lines.push_back(std::move(line));
    if (!is_expected) complain_at(step.place, "refused: " + problem.detail);
  }

  /// One line for each attempt that has ended, and one for an end that no attempt tells of.
  void take(const store::DeliveryChange& change) {
    const auto& attempts = change.delivery.attempts;
    bool is_told = false;
    for (std::size_t i = change.ended_before; i < attempts.size(); ++i) {
      if (attempts[i].result == core::AttemptResult::none) continue;
      const bool was_delivered = attempts[i].result == core::AttemptResult::delivered;
      is_told = was_delivered || (change.delivery.state == core::DeliveryState::failed && attempts[i].result != core::AttemptResult::retry);
      add(change, std::string(to_text(attempts[i].result)), was_delivered ? "" : attempts[i].reply);
    }
    if (change.has_ended && !is_told) add(change, std::string(to_text(change.delivery.state)), change.delivery.reason);
  }

  void add(const store::DeliveryChange& change, std::string outcome, std::string reply) {
    Line line;
    line.at = clock_.utc();
    const auto audience = snapshot_->audiences.find(change.delivery.audience);
    if (audience != snapshot_->audiences.end()) line.zone = audience->second.timezone;
    line.audience = change.delivery.audience;
    line.channel = change.delivery.channel;
    line.recipient = change.delivery.recipient;
    line.recipients = change.recipients;
    line.occasion = change.update.occasion;
    line.name = change.update.name;
    line.incidents = change.update.incidents;
    if (change.incident.is_operators()) {
      line.incident = label(change.incident, "incident");
    } else if (line.name.empty()) {
      line.incident = change.delivery.incident;
      line.update = change.delivery.update;
    }
    if (change.update.stage) line.stage = to_text(*change.update.stage);
    line.outcome = std::move(outcome);
    line.reply = std::move(reply);
    line.subject = change.message.subject.empty() ? change.update.title : change.message.subject;
    line.text = text_of(change.message);
    out_.lines.push_back(std::move(line));
  }

  const Scenario& scenario_;
  const config::Environment& environment_;
  config::SnapshotPtr snapshot_;
  VirtualClock clock_;
  RightClock right_;
  std::shared_ptr<store::Memory> memory_ = store::make_memory();
  std::int64_t posts_ = 0;
  Played out_;
  std::unique_ptr<Life> life_;
};

}  // namespace

Played play(const Scenario& scenario, const config::SnapshotPtr& snapshot, const config::Environment& environment) {
  return Play(scenario, snapshot, environment).run();
}

}  // namespace crier::simulation
