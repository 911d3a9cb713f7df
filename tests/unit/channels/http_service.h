#pragma once
#include <string>

#include "channels/http/preset.h"
#include "channels/registry.h"
#include "unit/channels/script.h"

namespace crier::channels::tests {

/// A letter as it is rendered (core/message.h), small.
inline core::Message letter() {
  core::Message made;
  made.language = "en";
  made.subject = "Checkout unavailable";
  made.text = "Customers in Europe cannot pay.\n\nNext update by 15:00 CET.";
  made.parts = {"Checkout unavailable: customers cannot pay."};
  made.payload =
      R"({"incident":{"incident":"checkout-db","title":"Checkout unavailable","status":"investigating","impact":"critical",)"
      R"("services":["checkout","search"],"opened":"2026-11-22T13:00:00.000Z"},"update":{"number":1,"action":"open","summary":"S."},)"
      R"("audience":"customers"})";
  return made;
}

/// The letter with another status and impact.
inline core::Message letter_of(const std::string& status, const std::string& impact) {
  auto made = letter();
  auto payload = boost::json::parse(made.payload);
  payload.at("incident").as_object()["status"] = status;
  payload.at("incident").as_object()["impact"] = impact;
  made.payload = boost::json::serialize(payload);
  return made;
}

/// A channel of a shipped preset with its options' defaults and credentials of every kind that it takes.
inline http::Settings service(const std::string& preset, const std::string& url = "") {
  http::Settings settings;
  settings.preset = http::shipped_preset(preset);
  if (!settings.preset) {
    ADD_FAILURE() << "there is no preset " << preset;
    settings.preset = std::make_shared<const http::Preset>();
  }
  settings.url = Secret(url);
  for (const auto& option : settings.preset->options) settings.options[option.name] = option.fallback;
  if (settings.preset->takes.token) settings.token = Secret("secret-of-ours");
  if (settings.preset->needs.username) settings.username = "AC123";
  if (settings.preset->needs.password) settings.password = Secret("secret-of-ours");
  return settings;
}

/// The letter to that address, as the incident's first post.
inline Job first_post(const std::string& to = "", core::Message message = letter()) {
  auto made = job(std::move(message), to);
  made.idempotency_key = "d12-34-1700000000000";
  made.incident_name = "checkout-db";
  made.update = 1;
  return made;
}

inline HttpRequest request_of(const http::Settings& settings, const Job& opened) {
  const auto course = play(*http::make_adapter(settings), opened, {reply(500)});
  return course.requests().empty() ? HttpRequest{} : course.requests().front();
}

inline core::Outcome outcome_of(const http::Settings& settings, const Job& opened, const HttpReply& answer) {
  return play(*http::make_adapter(settings), opened, {answer}).outcome();
}

/// A row of a service's table of errors in one word.
inline std::string word_of(const core::Outcome& outcome) {
  if (outcome.kind == core::OutcomeKind::delivered) return "delivered";
  if (outcome.kind == core::OutcomeKind::retry) return "retry";
  if (outcome.credentials) return "pause";
  return outcome.suppress ? "gone" : "rejected";
}

}  // namespace crier::channels::tests
