#include "api/stream_hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes.h"
#include "store/memory/memory_store.h"

namespace crier::api {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Listener {
  std::string heard;
  bool is_there = true;
  StreamHub::Send send() {
    return [this](std::string_view text) {
      if (is_there) heard += text;
      return is_there;
    };
  }
};

struct Stream : testing::Test {
  DirectLoop loop;
  FixedClock clock;
  StreamHub hub{loop, clock};

  void channel(const std::string& name) {
    dispatch::ChannelStatus status;
    status.name = name;
    status.type = "smtp";
    status.condition = dispatch::ChannelCondition::paused;
    hub.channel_changed(status);
  }
  [[nodiscard]] std::string id(int number) const { return std::to_string(clock.now.time_since_epoch().count() * 1000 + number); }
};

TEST_F(Stream, tells_everybody_of_updates_deliveries_and_channels) {
  Listener one, two;
  hub.subscribe("", one.send());
  hub.subscribe("", two.send());
  store::Accepted accepted;
  accepted.update = UpdateId{7};
  accepted.incident_name = "db~2";
  core::Update update;
  update.number = 3;
  update.event.summary = "line one\nline two";
  dispatch::Observer::Attempt attempt;
  attempt.delivery = {BroadcastId{1}, RecipientId{2}};
  attempt.channel = "mail";
  attempt.result = core::AttemptResult::delivered;
  attempt.reply = "250 ok";

  hub.update_accepted(accepted, update, "");
  hub.attempt_ended(attempt);
  channel("mail");

  EXPECT_EQ(one.heard, two.heard);
  EXPECT_THAT(one.heard, HasSubstr("id: " + id(1) + "\nevent: update\ndata: {\"incident\":\"db~2\",\"number\":3,\"update_id\":\"u7\""));
  EXPECT_THAT(one.heard, HasSubstr("\"summary\":\"line one\\nline two\""));
  EXPECT_THAT(one.heard, HasSubstr("id: " + id(2) + "\nevent: delivery\ndata: {\"id\":\"d1-2\",\"state\":\"delivered\""));
  EXPECT_THAT(one.heard, HasSubstr("\"outcome\":\"delivered\",\"reply\":\"250 ok\"}]}\n\n"));
  EXPECT_THAT(one.heard, HasSubstr("id: " + id(3) + "\nevent: channel\ndata: {\"name\":\"mail\",\"type\":\"smtp\",\"state\":\"paused\""));
}

TEST_F(Stream, tells_of_a_channel_with_the_object_that_is_asked_for) {
  const auto memory = store::make_memory();
  const auto store = store::open_memory(memory);
  const auto reader = store::inline_reader(std::move(*store->reader()));
  hub.ask_depths_of(*reader);
  Listener listener;
  hub.subscribe("", listener.send());

  channel("mail");

  EXPECT_THAT(listener.heard, HasSubstr("\"configured\":true,\"depth\":0,\"deliveries\":{\"queued\":0,"));
}

TEST_F(Stream, gives_one_who_comes_back_what_it_missed) {
  Listener first, back, anew;
  hub.subscribe("", first.send());
  for (const char* name : {"a", "b", "c"}) channel(name);

  hub.subscribe(id(1), back.send());
  hub.subscribe("", anew.send());

  EXPECT_THAT(back.heard, Not(HasSubstr("\"name\":\"a\"")));
  EXPECT_THAT(back.heard, HasSubstr("\"name\":\"b\""));
  EXPECT_THAT(back.heard, HasSubstr("\"name\":\"c\""));
  EXPECT_THAT(anew.heard, Not(HasSubstr("data:")));
}

TEST_F(Stream, keeps_a_bounded_past) {
  Listener first, back;
  hub.subscribe("", first.send());
  for (int i = 0; i < 1500; ++i) channel("c" + std::to_string(i));

  hub.subscribe("0", back.send());

  EXPECT_THAT(back.heard, Not(HasSubstr("\"name\":\"c499\"")));
  EXPECT_THAT(back.heard, HasSubstr("\"name\":\"c500\""));
}

TEST_F(Stream, forgets_who_is_gone_and_beats_only_for_those_who_are_there) {
  Listener listener;
  hub.subscribe("", listener.send());
  loop.run_delayed();
  EXPECT_THAT(listener.heard, HasSubstr(": still here\n\n"));
  ASSERT_EQ(loop.delayed.size(), 1U);

  listener.is_there = false;
  channel("mail");
  EXPECT_EQ(hub.subscribers(), 0U);
  loop.run_delayed();

  EXPECT_TRUE(loop.delayed.empty());
}

}  // namespace
}  // namespace crier::api
