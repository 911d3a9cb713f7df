#include "net/smtp_pool.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "net/smtp_relay.h"

namespace crier::net {
namespace {

/// How often deadlines are looked at while there are connections.
constexpr std::chrono::milliseconds kTick{200};
/// … and while closed ones still have handlers under way after cancel_all.
constexpr std::chrono::milliseconds kEndingTick{2};

std::string machine_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

}  // namespace

struct SmtpPool::Inner {
  explicit Inner(boost::asio::io_context& c) : context(c), timer(c) {}

  SmtpRelay& relay_for(const std::string& channel, std::shared_ptr<const channels::smtp::Settings> settings) {
    for (const auto& relay : relays) {
      if (relay->serves(channel, settings.get())) return *relay;
    }
    relays.push_back(std::make_unique<SmtpRelay>(context, channel, std::move(settings), hello));
    return *relays.back();
  }

  void tick_in(std::chrono::milliseconds pause) {
    ticking = true;
    timer.expires_after(pause);
    timer.async_wait([this](const boost::system::error_code& error) {
      if (!error) tick();
    });
  }

  void tick() {
    ticking = false;
    const SteadyTime now = std::chrono::steady_clock::now();
    for (const auto& relay : relays) relay->look_around(now);
    relays.erase(std::remove_if(relays.begin(), relays.end(), [](const auto& relay) { return relay->is_unused(); }), relays.end());
    if (!relays.empty() && !ticking) tick_in(ending ? kEndingTick : kTick);
  }

  boost::asio::io_context& context;
  boost::asio::steady_timer timer;
  std::string hello = machine_name();
  std::vector<std::unique_ptr<SmtpRelay>> relays;
  bool ticking = false;
  bool ending = false;  ///< cancel_all was called and nothing was submitted since
};

SmtpPool::SmtpPool(boost::asio::io_context& context) : inner_(std::make_unique<Inner>(context)) {}

SmtpPool::~SmtpPool() = default;

void SmtpPool::submit(channels::MailSubmission mail, std::shared_ptr<const channels::smtp::Settings> settings,
                      UniqueFunction<void(channels::MailReply)> done) {
  inner_->ending = false;
  auto order = std::make_unique<SmtpOrder>();
  order->mail = std::move(mail);
  order->done = std::move(done);
  auto& relay = inner_->relay_for(order->mail.channel, std::move(settings));
  relay.submit(std::move(order));
  if (!inner_->ticking) inner_->tick_in(kTick);
}

void SmtpPool::cancel_all() {
  inner_->ending = true;
  for (const auto& relay : inner_->relays) relay->cancel_all();
  if (!inner_->relays.empty()) inner_->tick_in(kEndingTick);
}

}  // namespace crier::net
