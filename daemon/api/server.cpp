#include "api/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "api/answer_head.h"
#include "api/problem.h"
#include "api/session.h"
#include "net/acceptor.h"
#include "net/peer.h"

namespace crier::api {

namespace {

/// Connections over TCP count together: there is no telling whose they are.
constexpr std::int64_t kNobody = -1;
constexpr Millis kBetweenWarnings{60000};

Millis sweep_pause(const Limits& limits) {
  const Millis shortest = std::min({limits.header_time, limits.idle_time, limits.body_grace, limits.write_time, limits.linger_time});
  return std::clamp(shortest / 4, Millis{5}, Millis{250});
}

/// "Sun, 22 Nov 2026 13:05:00 GMT": the mail form but for the zone.
std::string http_date(UtcTime now) {
  std::string text = format_rfc5322(now);
  return text.replace(text.size() - 5, 5, "GMT");
}

std::string busy_answer(const std::string& date) {
  const Response response = problem(503, "Too many connections are open; close some or try again in a moment.");
  std::string text;
  write_head(response, date, true, text);
  return text + response.body;
}

}  // namespace

struct Server::Inner {
  struct Guest {
    std::shared_ptr<Session> session;
    std::int64_t user = kNobody;
  };

  Inner(net::IoLoop& loop, const Clock& clock, Log& to_log, Handler& handler, Limits limits)
      : log(to_log), host{loop, clock, handler, limits, false, {}, {}} {
    host.closed = [this](Session& session) { forget(session); };
    host.date = [this]() -> const std::string& { return date(); };
  }

  void accept(net::Descriptor connection, const std::shared_ptr<const Gate>& gate, bool is_unix) {
    Visitor visitor{gate, std::nullopt};
    std::int64_t user = kNobody;
    if (is_unix) {
      Result<core::PeerIdentity> who = names.identify(connection.get());
      if (!who) return;
      user = who->uid;
      visitor.identity = std::move(*who);
    } else {
      const int on = 1;  // a stream's events are small, and shall not wait for each other
      ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    const auto known = per_user.find(user);
    const std::size_t own = known == per_user.end() ? 0 : known->second;
    const bool is_greedy = own >= host.limits.connections_per_user;
    if (is_greedy || (guests.size() >= host.limits.connections && !make_room(own))) return turn_away(connection, user);
    std::shared_ptr<Session> session = open_session(host, std::move(connection), std::move(visitor));
    if (!session) return;
    ++per_user[user];
    guests.emplace(session.get(), Guest{session, user});
    session->start();
    sweep_later();
  }

  /// Several users together may fill the house: whoever has most gives up a connection on which nothing is being answered to one who
  /// has fewer, so that nobody is kept out by the number of others.
  [[nodiscard]] bool make_room(std::size_t own) {
    const auto most = std::max_element(per_user.begin(), per_user.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == per_user.end() || most->second < own + 2) return false;
    for (const auto& [key, guest] : guests) {
      if (guest.user != most->first || !guest.session->may_go()) continue;
      guest.session->abort();
      return true;
    }
    return false;
  }

  /// As much as can be done without waiting: it must not cost what the limit protects.
  void turn_away(const net::Descriptor& connection, std::int64_t user) {
    std::array<char, 4096> unread{};
    while (::recv(connection.get(), unread.data(), unread.size(), MSG_DONTWAIT) == static_cast<ssize_t>(unread.size())) {
    }
    const std::string busy = busy_answer(date());
    (void)::send(connection.get(), busy.data(), busy.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(connection.get(), SHUT_WR);
    ++turned_away;
    const SteadyTime now = host.clock.steady();
    if (warned && now - *warned < kBetweenWarnings) return;
    warned = now;
    log.warn(
        "connections-refused",
        "Too many connections are open, so new ones are turned away; raise no limit before looking at who opens them.",
        {{"open", guests.size()}, {"user", user == kNobody ? std::string("tcp") : std::to_string(user)}, {"turned_away", turned_away}});
  }

  void forget(Session& session) {
    const auto it = guests.find(&session);
    if (it == guests.end()) return;
    const auto count = per_user.find(it->second.user);
    if (--count->second == 0) per_user.erase(count);
    guests.erase(it);
    tell_drained();
  }

  void tell_drained() {
    if (!guests.empty() || !drained) return;
    host.loop.post(std::move(drained));
    drained = {};
  }

  void sweep_later() {
    if (is_sweeping) return;
    is_sweeping = true;
    host.loop.post_after(sweep_pause(host.limits), [this, mark = std::weak_ptr<bool>(alive)] {
      if (mark.expired()) return;
      is_sweeping = false;
      const SteadyTime now = host.clock.steady();
      for (const auto& [key, guest] : guests) guest.session->sweep(now);
      if (!guests.empty()) sweep_later();
    });
  }

  const std::string& date() {
    const UtcTime now = std::chrono::floor<std::chrono::seconds>(host.clock.utc());
    if (now != dated || date_text.empty()) {
      dated = now;
      date_text = http_date(now);
    }
    return date_text;
  }

  Log& log;
  SessionHost host;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  net::PeerNames names;
  std::unordered_map<Session*, Guest> guests;
  std::map<std::int64_t, std::size_t> per_user;
  std::vector<std::unique_ptr<net::Acceptor>> doors;
  Task drained;
  bool is_sweeping = false;
  std::size_t turned_away = 0;
  std::optional<SteadyTime> warned;
  UtcTime dated{};
  std::string date_text;
};

Server::Server(net::IoLoop& loop, const Clock& clock, Log& log, Handler& handler, Limits limits)
    : inner_(std::make_unique<Inner>(loop, clock, log, handler, limits)) {}

Server::~Server() { abort(); }

void Server::open(net::ListeningSocket door, Gate gate) {
  const bool is_unix = door.is_unix();
  auto shared = std::make_shared<const Gate>(std::move(gate));
  inner_->doors.push_back(std::make_unique<net::Acceptor>(
      inner_->host.loop, std::move(door), inner_->host.limits.accept_pause,
      [inner = inner_.get(), shared, is_unix](net::Descriptor connection) { inner->accept(std::move(connection), shared, is_unix); }));
}

void Server::stop_accepting() { inner_->doors.clear(); }

void Server::drain(Task done) {
  inner_->host.is_draining = true;
  inner_->drained = std::move(done);
  for (const auto& [key, guest] : inner_->guests) guest.session->finish();
  inner_->tell_drained();
}

void Server::abort() {
  for (const auto& [key, guest] : inner_->guests) guest.session->abort();
}

void Server::forget_names() { inner_->names.forget(); }

std::size_t Server::connections() const { return inner_->guests.size(); }

std::size_t Server::turned_away() const { return inner_->turned_away; }

}  // namespace crier::api
