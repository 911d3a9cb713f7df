#include "scenarios/story.h"

#include <stdexcept>

#include "render/templates.h"

namespace crier::scenarios {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}
void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().text);
}

void must_be(const Result<dispatch::ChannelStatus>& status) {
  if (!status) throw std::runtime_error(status.error().text);
}

void add_hooks(config::Snapshot& snapshot, const std::string& name, const channels::webhook::Settings& settings) {
  config::Channel hooks;
  hooks.name = name;
  hooks.type = "webhook";
  hooks.settings = settings;
  hooks.common = settings.common;
  hooks.traits.connections = settings.common.connections;
  hooks.traits.destination_from_address = true;
  hooks.adapter = channels::webhook::make_adapter(settings);
  snapshot.channels.emplace(name, std::move(hooks));
}

/// Channels of an audience that is there are added to it.
core::Audience& add_audience(config::Snapshot& snapshot, const std::string& name, const std::string& channel,
                             const std::vector<std::string>& addresses) {
  core::Audience& audience = snapshot.audiences[name];
  audience.name = name;
  audience.timezone = "UTC";
  audience.channels.push_back(channel);
  for (const auto& address : addresses) {
    core::Recipient recipient;
    recipient.channel = channel;
    recipient.address = address;
    audience.recipients.push_back(recipient);
  }
  return audience;
}

std::shared_ptr<config::Snapshot> snapshot_of(const channels::webhook::Settings& settings, const std::vector<std::string>& addresses) {
  auto snapshot = std::make_shared<config::Snapshot>();
  add_hooks(*snapshot, "hooks", settings);
  add_audience(*snapshot, "customers", "hooks", addresses);
  snapshot->rules.audiences = {"customers"};
  core::Route all;
  all.audiences = {"customers"};
  snapshot->rules.routes = {all};
  snapshot->templates = must(render::Templates::load(""));
  return snapshot;
}

void take_in(store::Store& store, const core::Audience& audience, const std::string& channel) {
  std::vector<core::Recipient> recipients;
  for (const auto& recipient : audience.recipients) {
    if (recipient.channel == channel) recipients.push_back(recipient);
  }
  must(store.begin(audience.name, channel));
  must(store.add(audience.name, channel, recipients));
  if (!must(store.complete(audience.name, channel, "one", 100'000))) throw std::runtime_error("the recipients were not taken in");
}

}  // namespace

Story::Story(std::shared_ptr<store::Memory> memory, UtcTime start)
    : clock(start), memory_(std::move(memory)), store_(store::open_memory(memory_)) {
  hook_settings_.secrets = {Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
  hook_settings_.common.allow_private = true;
}

Story::~Story() = default;

Story& Story::customers(const std::vector<std::string>& addresses) {
  addresses_ = addresses;
  return *this;
}

Story& Story::operators(const std::string& audience, const std::string& channel, const std::vector<std::string>& addresses) {
  internal_.push_back({audience, channel, addresses});
  return *this;
}

Story& Story::with_clock() {
  has_clock_ = true;
  return *this;
}

Story& Story::configure(std::function<void(config::Snapshot&)> change) {
  change_ = std::move(change);
  return *this;
}

Story& Story::begin() {
  auto snapshot = snapshot_of(hook_settings_, addresses_);
  for (const auto& [audience, channel, addresses] : internal_) {
    if (!snapshot->channels.contains(channel)) add_hooks(*snapshot, channel, hook_settings_);
    add_audience(*snapshot, audience, channel, addresses).internal = true;
  }
  change_(*snapshot);
  snapshot_ = std::move(snapshot);
  must(store_->begin_group());
  for (const auto& [name, audience] : snapshot_->audiences) {
    for (const auto& channel : audience.channels) take_in(*store_, audience, channel);
  }
  must(store_->commit_group());
  auto clock_remembers = must(clock::remember(*store_, *snapshot_, clock.utc()));
  Random random(7);
  auto remembered = must(dispatch::remember(*store_, *snapshot_, random, clock.utc()));
  driver = std::make_unique<dispatch::Driver>(dispatch::Driver::Parts{loop, loop, transport, clock, log, *this, Random(11)});
  between_ = std::make_unique<Between>(*this, driver->group_end());
  writer_ = store::inline_writer(*store_, between_.get());
  reader_ = store::inline_reader(must(store_->reader()));
  ledger_ = must(store_->reader());
  announcer_ = announce::make_announcer({*writer_, *reader_, loop, clock, timer, *this});
  driver->start(*writer_, snapshot_, std::move(remembered));
  announcer_->start([this] { return snapshot_; });
  if (!internal_.empty()) {
    telling = std::make_unique<operators::Operators>(
        operators::Operators::Parts{loop, clock, log, *writer_, *reader_, *driver, [this] { return snapshot_; },
                                    [this](const std::vector<ClassId>& classes) { driver->work_for(classes); },
                                    [this](core::NoticeKind kind, std::string_view result) { counted.emplace_back(kind, result); }});
    telling->start();
  }
  if (has_clock_) {
    clockwork = clock::make_clockwork(
        {loop, clock_timer, clock, log, *writer_, *reader_, [this] { return snapshot_; }, *this,
         [this](const std::vector<ClassId>& classes) { driver->work_for(classes); },
         [this](core::Occasion kind, core::OccasionResult result, std::int64_t) { occasions.emplace_back(kind, result); },
         [this](bool is_kept, std::int64_t count) { promises[is_kept] += count; }});
    clockwork->start(std::move(clock_remembers));
  }
  loop.settle();
  return *this;
}

void Story::set_clock(UtcTime time) {
  clock.set(time);
  clock_timer.was_set();
  timer.was_set();
  loop.settle();
}

void Story::reconfigure(const std::function<void(config::Snapshot&)>& change) {
  auto next = std::make_shared<config::Snapshot>(*snapshot_);
  change(*next);
  snapshot_ = std::move(next);
  driver->reload(snapshot_);
  if (clockwork) clockwork->reloaded();
  loop.settle();
}

Story::Answer Story::say_all(std::vector<core::Event> events, const core::Peer& peer) {
  std::optional<Answer> answer;
  announcer_->accept(snapshot_, std::move(events), peer, [&](Answer result) { answer.emplace(std::move(result)); });
  loop.settle();
  if (!answer) throw std::runtime_error("the events were not answered");
  return std::move(*answer);
}

Story::Answer Story::say(core::Event event) { return say_all({std::move(event)}); }

Story::Answer Story::open(const std::string& key, core::Impact impact) {
  core::Event event;
  event.action = core::Action::open;
  event.incident = key;
  event.title = "Checkout unavailable";
  event.impact = impact;
  event.summary = "Customers cannot pay.";
  return say(std::move(event));
}

Story::Answer Story::update(const std::string& key, const std::string& summary) {
  core::Event event;
  event.action = core::Action::update;
  event.incident = key;
  event.summary = summary;
  return say(std::move(event));
}

Story::Answer Story::resolve(const std::string& key) {
  core::Event event;
  event.action = core::Action::resolve;
  event.incident = key;
  event.summary = "Payments work again.";
  return say(std::move(event));
}

Result<announce::EventResult, core::Problem> Story::approve(announce::PendingName name, std::optional<core::Event> words,
                                                            std::optional<std::int64_t> confirm) {
  std::optional<Result<announce::EventResult, core::Problem>> answer;
  announcer_->approve(snapshot_, {std::move(name), std::move(words), confirm}, alice(),
                      [&](auto result) { answer.emplace(std::move(result)); });
  loop.settle();
  if (!answer) throw std::runtime_error("the approval was not answered");
  return std::move(*answer);
}

Result<announce::Ended, core::Problem> Story::end_pending(announce::PendingName name, core::UpdateState as) {
  std::optional<Result<announce::Ended, core::Problem>> answer;
  announcer_->end_pending(snapshot_, std::move(name), as, alice(), [&](auto result) { answer.emplace(std::move(result)); });
  loop.settle();
  if (!answer) throw std::runtime_error("the end of a pending update was not answered");
  return std::move(*answer);
}

Result<announce::Preview, core::Problem> Story::preview(core::Event event, const core::Peer& peer) {
  std::optional<Result<announce::Preview, core::Problem>> answer;
  announcer_->preview(snapshot_, std::move(event), peer, [&](auto result) { answer.emplace(std::move(result)); });
  loop.settle();
  if (!answer) throw std::runtime_error("the preview was not answered");
  return std::move(*answer);
}

Result<std::vector<wording::Finding>, core::Problem> Story::check(core::Event event) {
  std::optional<Result<std::vector<wording::Finding>, core::Problem>> answer;
  announcer_->check(snapshot_, std::move(event), alice(), [&](auto result) { answer.emplace(std::move(result)); });
  loop.settle();
  if (!answer) throw std::runtime_error("the check was not answered");
  return std::move(*answer);
}

Result<store::StopCounts> Story::stop(UpdateId update) {
  std::optional<Result<store::StopCounts>> answer;
  auto note = [](const store::StopCounts&) { return store::LogEntry{{}, "alice", "stop", "", 0, ""}; };
  driver->stop(update, note, [&](Result<store::StopCounts> counts) { answer.emplace(std::move(counts)); });
  loop.settle();
  if (!answer) throw std::runtime_error("the stop was not answered");
  return std::move(*answer);
}

std::vector<core::Update> Story::updates(const std::string& key) {
  std::vector<core::Update> all;
  must(reader_->ask([&](store::Ledger& ledger) {
    all = must(ledger.incident({key, 0})).updates;
  })
           ? Result<void>()
           : Error{ErrorKind::unavailable, "the reader is busy"});
  return all;
}

std::vector<store::LogEntry> Story::log_of(const std::string& key) {
  std::vector<store::LogEntry> all;
  must(reader_->ask([&](store::Ledger& ledger) { all = must(ledger.log(key, 100, "")).items; })
           ? Result<void>()
           : Error{ErrorKind::unavailable, "the reader is busy"});
  return all;
}

void Story::attempt_ended(const Attempt& attempt) {
  attempts.push_back(attempt);
  if (telling) telling->attempt_ended(attempt);
}

void Story::channel_changed(const dispatch::ChannelStatus& status) {
  changes.push_back(status);
  if (telling) telling->channel_changed(status);
}

void Story::update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) {
  driver->give_way(accepted.incident, update);
  if (clockwork) clockwork->update_accepted(accepted, update, source);
  if (telling) telling->update_accepted(accepted, update, source);
}

void Story::update_changed(const store::Accepted& accepted, const core::Update& update) {
  driver->give_way(accepted.incident, update);
  changed.push_back(update);
  if (clockwork) clockwork->update_changed(accepted, update);
  if (telling) telling->update_changed(accepted, update);
}

void Story::release_failed(const store::Accepted& accepted, const std::string& why) {
  failed_releases.push_back(why);
  if (telling) telling->release_failed(accepted, why);
}

void Story::retry_all() {
  auto work = std::make_shared<std::vector<ClassId>>();
  store::Operation operation;
  operation.run = [this, work](store::Store& store) -> Result<void> {
    auto count = store.retry(store::DeliveryFilter{}, true, UtcTime{}, clock.utc());
    if (!count) return count.error();
    *work = count->work;
    return {};
  };
  operation.done = [this, work](const Result<void>& done) {
    must(done);
    driver->work_for(*work);
  };
  if (!writer_->submit(std::move(operation))) throw std::runtime_error("the writer is busy");
  loop.settle();
}

void Story::pause() {
  driver->pause("hooks", [](const Result<dispatch::ChannelStatus>& status) { must_be(status); });
  loop.settle();
}

void Story::resume() {
  driver->resume("hooks", [](const Result<dispatch::ChannelStatus>& status) { must_be(status); });
  loop.settle();
}

core::Incident Story::incident(const std::string& key) {
  const auto ledger = must(store_->reader());
  return must(ledger->incident({key, 0})).incident;
}

std::int64_t Story::count(const std::string& key, core::DeliveryState state) {
  const auto ledger = must(store_->reader());
  return must(ledger->incident({key, 0})).deliveries[static_cast<std::size_t>(state)];
}

std::vector<store::DeliveryRecord> Story::deliveries(const store::DeliveryFilter& filter) {
  const auto ledger = must(store_->reader());
  return must(ledger->deliveries(filter, 1000, "")).items;
}

std::vector<int> Story::received(const std::string& address) const {
  std::vector<int> numbers;
  for (const auto& attempt : attempts) {
    if (attempt.recipient == address && attempt.result == core::AttemptResult::delivered) numbers.push_back(attempt.update);
  }
  return numbers;
}

}  // namespace crier::scenarios
