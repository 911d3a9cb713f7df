#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/service.h"
#include "fakes.h"
#include "store/memory/memory_store.h"

namespace crier::api {

/// The service on the memory store, with fakes for what decides and sends.
struct Api : testing::Test {
  std::shared_ptr<store::Memory> memory = store::make_memory();
  std::unique_ptr<store::Store> store = store::open_memory(memory);
  std::unique_ptr<store::Writer> writer = store::inline_writer(*store, nullptr);
  std::unique_ptr<store::Reader> reader = store::inline_reader(std::move(*store->reader()));
  DirectLoop loop;
  FixedClock clock;
  FakeHealth health;
  FakeAnnouncer announcer;
  FakeChannels channels;
  FakeBrake brake;
  FakeClockwork clockwork;
  Metrics metrics{"1"};
  StreamHub stream{loop, clock};
  std::shared_ptr<config::Snapshot> snapshot = std::make_shared<config::Snapshot>();
  std::vector<ClassId> work;
  std::unique_ptr<Handler> service =
      make_service({announcer, channels, brake, clockwork, *writer, *reader, loop, clock, health, metrics, stream,
                    [this] { return snapshot; }, [this](const std::vector<ClassId>& classes) { work = classes; }});
  core::Peer peer{"alice", core::Right::operate, true, 1000, false};

  Api() {
    for (const char* name : {"mail", "x"}) {
      config::Channel channel;
      channel.name = name;
      channel.type = std::string(name) == "mail" ? "smtp" : "x";
      channel.traits.own_recipient = channel.type == "x";
      snapshot->channels[name] = channel;
      dispatch::ChannelStatus status;
      status.name = name;
      status.type = channel.type;
      channels.list.push_back(status);
    }
  }

  Response call(const std::string& method, const std::string& target, const std::string& body = {},
                std::vector<std::pair<std::string, std::string>> headers = {{"content-type", "application/json"}}) {
    Request request{method, target, std::move(headers), body, peer};
    Response out;
    int answers = 0;
    service->handle(std::move(request), [&](Response response) {
      out = std::move(response);
      ++answers;
    });
    EXPECT_EQ(answers, 1) << method << " " << target;
    return out;
  }

  /// An incident with one update, as the announcer would have left it. The second of a key is KEY~2.
  void stored_incident(const std::string& key, const std::function<void(store::Acceptance&)>& change = {}) {
    store::Acceptance acceptance;
    acceptance.incident.key = key;
    acceptance.incident.opened = clock.now;
    acceptance.incident.updates = 1;
    acceptance.update.number = 1;
    acceptance.update.at = clock.now;
    if (change) change(acceptance);
    store::Operation operation;
    operation.run = [&](store::Store& s) -> Result<void> {
      if (const auto accepted = s.record(acceptance, clock.now); !accepted) return accepted.error();
      return {};
    };
    operation.done = [](const Result<void>& committed) { ASSERT_TRUE(committed) << committed.error().text; };
    ASSERT_TRUE(writer->submit(std::move(operation)));
  }

  /// One incident with one delivery, as the announcer and dispatch would have left it.
  DeliveryId stored_delivery() {
    DeliveryId id;
    const auto run = [this](auto change) {
      store::Operation operation;
      operation.run = [&change](store::Store& s) -> Result<void> { return change(s); };
      operation.done = [](const Result<void>& committed) { ASSERT_TRUE(committed) << committed.error().text; };
      ASSERT_TRUE(writer->submit(std::move(operation)));
    };
    run([](store::Store& s) -> Result<void> {
      core::Recipient recipient;
      recipient.channel = "mail";
      recipient.address = "a@b.example";
      if (const auto begun = s.begin("all", "mail"); !begun) return begun.error();
      if (const auto added = s.add("all", "mail", {recipient}); !added) return added.error();
      if (const auto complete = s.complete("all", "mail", "f", 10); !complete) return complete.error();
      return {};
    });
    run([&](store::Store& s) -> Result<void> {
      store::Acceptance acceptance;
      acceptance.incident.key = "db";
      acceptance.incident.title = "T";
      acceptance.incident.opened = clock.now;
      acceptance.incident.updates = 1;
      acceptance.update.number = 1;
      acceptance.update.at = clock.now;
      store::NewBroadcast broadcast;
      broadcast.audience = "all";
      broadcast.channel = "mail";
      broadcast.messages = {core::Message{"en", "S", "T", "", {}, ""}};
      acceptance.broadcasts.push_back(broadcast);
      if (const auto accepted = s.record(acceptance, clock.now); !accepted) return accepted.error();
      const auto channel = s.destination_class("mail", "");
      if (!channel) return channel.error();
      const auto heads = s.heads(channel->id, core::Lane::bulk, clock.now, 10);
      if (!heads || heads->empty()) return Error{ErrorKind::internal, "no work"};
      const auto started = s.start(
          {channel->id, core::Lane::bulk, heads->front().broadcast, 1, Millis(1000000), false},
          [](const store::Candidate&) { return store::Verdict{}; }, clock.now);
      if (!started || started->empty()) return Error{ErrorKind::internal, "nothing started"};
      store::Finish finish;
      finish.claim = started->front().claim;
      finish.result = core::AttemptResult::rejected;
      finish.state = core::DeliveryState::failed;
      finish.reply = "550 no";
      id = finish.claim.delivery;
      const auto report = s.finish({finish}, clock.now);
      if (!report) return report.error();
      return {};
    });
    return id;
  }
};

}  // namespace crier::api
