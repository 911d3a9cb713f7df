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

config::SnapshotPtr snapshot_of(const channels::webhook::Settings& settings, const std::vector<std::string>& addresses) {
  auto snapshot = std::make_shared<config::Snapshot>();
  config::Channel hooks;
  hooks.name = "hooks";
  hooks.type = "webhook";
  hooks.settings = settings;
  hooks.common = settings.common;
  hooks.traits.connections = settings.common.connections;
  hooks.traits.destination_from_address = true;
  hooks.adapter = channels::webhook::make_adapter(settings);
  snapshot->channels.emplace("hooks", std::move(hooks));
  core::Audience customers;
  customers.name = "customers";
  customers.timezone = "UTC";
  customers.channels = {"hooks"};
  for (const auto& address : addresses) {
    core::Recipient recipient;
    recipient.channel = "hooks";
    recipient.address = address;
    customers.recipients.push_back(recipient);
  }
  snapshot->audiences.emplace("customers", std::move(customers));
  snapshot->rules.audiences = {"customers"};
  snapshot->rules.routes = {{{}, {"customers"}, false}};
  snapshot->templates = must(render::Templates::load(""));
  return snapshot;
}

}  // namespace

Story::Story(std::shared_ptr<store::Memory> memory) : memory_(std::move(memory)), store_(store::open_memory(memory_)) {
  hook_settings_.secrets = {Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
  hook_settings_.common.allow_private = true;
}

Story::~Story() = default;

Story& Story::customers(const std::vector<std::string>& addresses) {
  addresses_ = addresses;
  return *this;
}

Story& Story::begin() {
  snapshot_ = snapshot_of(hook_settings_, addresses_);
  must(store_->begin_group());
  must(store_->begin("customers", "hooks"));
  must(store_->add("customers", "hooks", snapshot_->audiences.at("customers").recipients));
  if (!must(store_->complete("customers", "hooks", "one", 100'000))) throw std::runtime_error("the recipients were not taken in");
  must(store_->commit_group());
  Random random(7);
  auto remembered = must(dispatch::remember(*store_, *snapshot_, random, clock.utc()));
  driver = std::make_unique<dispatch::Driver>(dispatch::Driver::Parts{loop, loop, transport, clock, log, *this, Random(11)});
  between_ = std::make_unique<Between>(*this, driver->group_end());
  writer_ = store::inline_writer(*store_, between_.get());
  reader_ = store::inline_reader(must(store_->reader()));
  announcer_ = announce::make_announcer(*writer_, *reader_, loop, clock, *this);
  driver->start(*writer_, snapshot_, std::move(remembered));
  loop.settle();
  return *this;
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
