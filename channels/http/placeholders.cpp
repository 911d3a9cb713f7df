#include "channels/http/placeholders.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "base/crypto.h"
#include "base/text.h"
#include "channels/http/fields.h"
#include "channels/json_fields.h"

namespace crier::channels::http {
namespace {

/// From the letter's payload (core/message.h).
void add_incident(Values& out, const Job& job) {
  const auto document = parse_object(job.message->payload);
  const auto* incident = document ? object_field(*document, "incident") : nullptr;
  const auto* update = document ? object_field(*document, "update") : nullptr;
  if (document) out["audience"] = text_field(*document, "audience");
  if (incident != nullptr) {
    for (const char* name : {"title", "status", "impact", "opened"}) out[name] = text_field(*incident, name);
    std::vector<std::string> services;
    if (const auto* list = array_field(*incident, "services")) {
      for (const auto& service : *list) {
        if (service.is_string()) services.emplace_back(service.get_string());
      }
    }
    out["services"] = join(services, ", ");
  }
  if (update != nullptr) {
    out["action"] = text_field(*update, "action");
    out["summary"] = text_field(*update, "summary");
  }
  // A service that hears of an incident for the first time knows nothing yet that could change its state.
  const auto& status = value_of(out, "status");
  const bool is_over = status == "resolved" || status == "retracted" || status == "completed" || status == "cancelled";
  out["news"] = job.previous_update == 0 && !is_over ? "first" : status;
}

void add_ids(Values& out, const std::string& name, const std::string& remote_id) {
  const auto parts = id_parts(remote_id);
  for (std::size_t i = 0; i < parts.size(); ++i) out[name + "." + std::to_string(i)] = parts[i];
}

void add_credentials(Values& out, const Settings& settings, const Job& job) {
  out["url"] = settings.url.empty() ? settings.preset->url : settings.url.reveal();
  if (settings.is_recipients_url()) out["url"] = job.to;
  out["token"] = settings.token.reveal();
  out["username"] = settings.username;
  out["password"] = settings.password.reveal();
  if (!settings.token.empty()) {
    out["authorization"] = "Bearer " + settings.token.reveal();
  } else if (!settings.username.empty()) {
    out["authorization"] = "Basic " + base64_encode(settings.username + ":" + settings.password.reveal());
  }
  if (!settings.username.empty()) out["basic"] = base64_encode(settings.username + ":" + settings.password.reveal());
  if (!settings.username.empty() && !settings.token.empty())
    out["basic_token"] = base64_encode(settings.username + ":" + settings.token.reveal());
}

}  // namespace

const std::vector<std::string>& common_placeholders() {
  static const std::vector<std::string> names{"subject",       "text",    "short",       "html",         "title",    "summary",  "status",
                                              "impact",        "opened",  "services",    "action",       "audience", "news",     "incident",
                                              "number",        "attempt", "to",          "name",         "language", "id",       "tid",
                                              "now",           "epoch",   "epoch_ms",    "url",          "token",    "username", "password",
                                              "authorization", "basic",   "basic_token", "organisation", "link"};
  return names;
}

std::vector<std::string> placeholders(const Preset& preset, Place place) {
  auto out = common_placeholders();
  for (const auto& option : preset.options) out.push_back("option." + option.name);
  for (const auto& map : preset.maps) out.push_back("map." + map.name);
  if (place == Place::field) return out;
  for (const auto& field : preset.fields) out.push_back("field." + field.name);
  if (preset.login && place != Place::login) {
    for (const auto& [name, pointer] : preset.login->keep) out.push_back("login." + name);
  }
  for (std::size_t i = 0; i < preset.answer.id.size(); ++i) {
    const auto number = std::to_string(i);
    if (place == Place::follow_up) out.insert(out.end(), {"root." + number, "last." + number});
    if (place == Place::edit) out.push_back("wrong." + number);
  }
  return out;
}

Values values_of(const Settings& settings, const Job& job) {
  const auto& message = *job.message;
  Values out;
  out["subject"] = message.subject;
  out["text"] = message.text;
  out["short"] = message.parts.empty() ? message.text : message.parts.front();
  out["html"] = message.html;
  out["language"] = message.language;
  out["incident"] = job.incident_name;
  add_incident(out, job);
  out["number"] = std::to_string(job.update);
  out["attempt"] = std::to_string(job.attempt);
  out["to"] = job.to;
  out["name"] = job.name;
  out["id"] = job.idempotency_key;
  out["tid"] = tid_of(job.idempotency_key);
  out["now"] = format_rfc3339(job.now);
  out["epoch"] = std::to_string(std::chrono::floor<std::chrono::seconds>(job.now).time_since_epoch().count());
  out["epoch_ms"] = std::to_string(job.now.time_since_epoch().count());
  out["organisation"] = settings.organisation;
  out["link"] = settings.link;
  add_credentials(out, settings, job);
  for (const auto& [name, value] : settings.options) out["option." + name] = value;
  for (const auto& map : settings.preset->maps) {
    const auto& from = value_of(out, map.from);
    const auto word = std::find_if(map.words.begin(), map.words.end(), [&from](const auto& pair) { return pair.first == from; });
    out["map." + map.name] = word == map.words.end() ? map.otherwise : word->second;
  }
  add_ids(out, "root", job.thread_root);
  add_ids(out, "last", job.thread_last.empty() ? job.thread_root : job.thread_last);
  add_ids(out, "wrong", job.corrected_id);
  for (const auto& field : settings.preset->fields) out["field." + field.name] = field_text(field, out);
  return out;
}

std::vector<std::string> id_parts(const std::string& remote_id) {
  std::vector<std::string> out;
  if (remote_id.empty()) return out;
  for (const auto part : split(remote_id, ' ')) out.push_back(percent_decode(part).value_or(std::string(part)));
  return out;
}

std::string id_of(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += ' ';
    for (const char c : part) {
      const bool is_plain = c > ' ' && c != '%' && c != 0x7F;
      out += is_plain || (static_cast<unsigned char>(c) & 0x80U) != 0 ? std::string(1, c) : percent_encode({&c, 1});
    }
  }
  return out;
}

std::string tid_of(const std::string& idempotency_key) {
  constexpr std::string_view digits = "234567abcdefghijklmnopqrstuvwxyz";
  const auto digest = sha256(idempotency_key);
  const auto tail = std::string_view(idempotency_key).substr(idempotency_key.rfind('-') + 1);
  std::uint64_t millis = 0;
  std::from_chars(tail.data(), tail.data() + tail.size(), millis);
  std::uint64_t chance = 0;
  for (std::size_t i = 0; i < 4; ++i) chance = chance << 8U | static_cast<unsigned char>(digest[i]);
  // 53 bits of microseconds and 10 of whose clock it is; the first bit is 0.
  const std::uint64_t micros = (millis * 1000 + chance % 1000) & ((std::uint64_t{1} << 53U) - 1);
  std::uint64_t value = micros << 10U | ((chance / 1000) & 0x3FFU);
  std::string out(13, '2');
  for (auto at = out.rbegin(); at != out.rend(); ++at, value >>= 5U) *at = digits[value & 31U];
  return out;
}

}  // namespace crier::channels::http
