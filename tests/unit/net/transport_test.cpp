#include "net/transport.h"

#include <gtest/gtest.h>

#include <future>

#include "unit/net/raw_server.h"

namespace crier::net {
namespace {

using channels::Broken;

TEST(Transport, carries_requests_and_mail_and_lets_its_loop_end) {
  ASSERT_TRUE(prepare_http());
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    peer.wait_closed();
  });
  IoLoop loop("outbound");
  auto transport = std::make_unique<NetTransport>(loop, HttpSettings{"crier/test"});
  std::promise<channels::HttpReply> answered;
  std::promise<channels::MailReply> mailed;
  auto relay = std::make_shared<channels::smtp::Settings>();
  relay->host = "127.0.0.1";
  relay->port = unused_port();
  loop.post([&] {
    channels::HttpRequest request;
    request.url = server.url();
    transport->http(std::move(request), {}, [&](channels::HttpReply reply) { answered.set_value(std::move(reply)); });
    channels::MailSubmission mail;
    mail.channel = "mail";
    mail.from = "status@example.com";
    mail.to = "ops@customer.example";
    mail.data = "Subject: x\r\n\r\nx\r\n";
    transport->mail(std::move(mail), relay, [&](channels::MailReply reply) { mailed.set_value(std::move(reply)); });
  });
  loop.start();

  EXPECT_EQ(answered.get_future().get().status, 204);
  EXPECT_EQ(mailed.get_future().get().broken, Broken::not_sent);
  loop.post([&] { transport.reset(); });
  loop.finish();
  loop.join();
}

TEST(Transport, completes_everything_under_way_when_it_is_cancelled) {
  std::promise<void> came;
  RawServer silent([&](RawPeer& peer) {
    peer.read_request();
    came.set_value();
    peer.wait_closed();
  });
  IoLoop loop("outbound");
  auto transport = std::make_unique<NetTransport>(loop, HttpSettings{"crier/test"});
  std::promise<channels::HttpReply> answered;
  loop.post([&] {
    channels::HttpRequest request;
    request.url = silent.url();
    transport->http(std::move(request), {}, [&](channels::HttpReply reply) { answered.set_value(std::move(reply)); });
  });
  loop.start();
  came.get_future().wait();

  loop.post([&] { transport->cancel_all(); });

  EXPECT_EQ(answered.get_future().get().broken, Broken::maybe_accepted);
  loop.post([&] { transport.reset(); });
  loop.finish();
  loop.join();
}

}  // namespace
}  // namespace crier::net
