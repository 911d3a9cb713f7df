#pragma once
#include <gmock/gmock.h>

#include "core/decide.h"

namespace crier::core {

// Events and peers as most tests of decisions need them.

inline const UtcTime kNow{Millis{1'795'356'300'000}};
inline const Peer kAlice{"alice", Right::operate, true, 5, false};
inline const Peer kMonitor{"prometheus", Right::publish, false, 6, false};

inline Event event(Action action, std::string summary = "Customers cannot pay.") {
  Event one;
  one.action = action;
  one.incident = "db";
  one.summary = std::move(summary);
  one.author = "alice";
  return one;
}

inline Event opening(Impact impact = Impact::major) {
  Event one = event(Action::open);
  one.title = "Checkout unavailable";
  one.impact = impact;
  return one;
}

inline Event of_monitor(Event one) {
  one.author.clear();
  one.source = "prometheus";
  return one;
}

inline Event four_eyes(Event one) {
  one.labels["four-eyes"] = "yes";
  return one;
}

inline Event draft(Event one) {
  one.draft = true;
  return one;
}

inline Event correction(int number) {
  Event one = event(Action::update, "Customers in Europe cannot pay.");
  one.corrects = number;
  return one;
}

/// Told{audience, number}, whenever that was.
MATCHER_P2(told_by, audience, number, "") { return arg.audience == audience && arg.number == number; }

}  // namespace crier::core
