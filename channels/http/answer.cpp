#include "channels/http/answer.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "channels/http/placeholders.h"
#include "channels/http_outcome.h"

namespace crier::channels::http {
namespace {

using boost::json::value;
using core::Outcome;
using core::Scope;

constexpr Millis kShortest{1000};
constexpr Millis kLongest{6LL * 3600 * 1000};
constexpr std::size_t kLongestId = 512;

/// The body as JSON; null if it is none.
value body_of(const HttpReply& reply) {
  boost::system::error_code failed;
  auto body = boost::json::parse(reply.body, failed);
  return failed ? value() : body;
}

bool is_success(const HttpReply& reply) { return reply.status >= 200 && reply.status <= 299; }

/// The text under a pointer; the whole body's under "".
std::string said(const HttpReply& reply, const value& body, const std::string& pointer) {
  return pointer.empty() ? std::string(trim(reply.body)) : text_at(body, pointer);
}

bool holds(const Rule& rule, const HttpReply& reply, const value& body) {
  const auto is_status = [&reply](int status) { return status < 10 ? reply.status / 100 == status : reply.status == status; };
  if (!rule.statuses.empty() && std::none_of(rule.statuses.begin(), rule.statuses.end(), is_status)) return false;
  if (!rule.is.empty() && std::find(rule.is.begin(), rule.is.end(), said(reply, body, rule.at)) == rule.is.end()) return false;
  if (rule.contains.empty()) return true;
  const auto text = to_lower_ascii(reply.body);
  return std::any_of(rule.contains.begin(), rule.contains.end(),
                     [&text](const auto& part) { return text.find(part) != std::string::npos; });
}

/// From now on, by the server's clock where it says a time.
std::optional<Millis> wait_of(const Wait& wait, const HttpReply& reply, const value& body, UtcTime now) {
  std::optional<double> number;
  std::string text;
  if (wait.header.empty()) {
    number = number_at(body, wait.at);
    text = text_at(body, wait.at);
  } else if (const auto field = header(reply, wait.header)) {
    text = *field;
    number = number_at(value(text), "");
  }
  if (wait.as == Wait::As::time) {
    const auto time = parse_rfc3339(text);
    if (!time) return std::nullopt;
    return *time - server_time(reply, now);
  }
  if (!number || !std::isfinite(*number) || *number < 0 || *number > 1e12) return std::nullopt;
  const auto whole = [](double millis) { return Millis(static_cast<Millis::rep>(std::ceil(std::min(millis, 1e15)))); };
  if (wait.as == Wait::As::milliseconds) return whole(*number);
  if (wait.as == Wait::As::seconds) return whole(*number * 1000);
  return UtcTime(whole(*number * 1000)) - server_time(reply, now);
}

/// The longest of the waits that the answer names beside Retry-After.
std::optional<Millis> longest_wait(const Answer& answer, const HttpReply& reply, const value& body, UtcTime now) {
  std::optional<Millis> longest;
  for (const auto& one : answer.waits) {
    const auto wait = wait_of(one, reply, body, now);
    if (wait && *wait > Millis::zero()) longest = std::max(longest.value_or(*wait), *wait);
  }
  if (!longest) return std::nullopt;
  return std::clamp(*longest, kShortest, kLongest);
}

Outcome again(const Answer& answer, const HttpReply& reply, const value& body, UtcTime now) {
  auto outcome = retry_by_status(reply, now);
  if (const auto wait = longest_wait(answer, reply, body, now)) outcome.after = std::max(outcome.after.value_or(*wait), *wait);
  return outcome;
}

std::string id_in(const Answer& answer, const value& body) {
  std::vector<std::string> parts;
  for (const auto& pointer : answer.id) {
    parts.push_back(text_at(body, pointer));
    if (parts.back().empty() || breaks_line(parts.back())) return "";
  }
  const auto id = id_of(parts);
  return id.size() <= kLongestId ? id : "";
}

Outcome refusal(Then then, const Answering& who) {
  const bool pauses = then == Then::pause || then == Then::login || (then == Then::gone && !who.has_address);
  if (pauses && !who.is_recipients) return refuses_us("");
  auto outcome = rejected(then == Then::gone || who.is_recipients ? Scope::recipient : Scope::message, "");
  outcome.suppress = then == Then::gone && who.has_address;
  return outcome;
}

/// What follows where the table has no row.
Then common(const Answer& answer, const HttpReply& reply, const value& body, const Answering& who) {
  if (is_success(reply)) {
    const bool is_said = std::all_of(answer.where.begin(), answer.where.end(),
                                     [&](const auto& pair) { return said(reply, body, pair.first) == pair.second; });
    return is_said ? Then::delivered : Then::rejected;
  }
  if (is_retryable(reply.status)) return Then::retry;
  if (reply.status == 401 || reply.status == 403) return Then::pause;
  if (reply.status == 410) return Then::gone;
  return reply.status == 404 && who.is_webhook ? Then::pause : Then::rejected;
}

}  // namespace

std::string words_of(const Answer& answer, const HttpReply& reply, bool is_secret) {
  constexpr std::size_t limit = 300;
  const auto body = body_of(reply);
  for (const auto& pointer : answer.words) {
    const auto words = text_at(body, pointer);
    if (!words.empty()) return "HTTP " + std::to_string(reply.status) + ": " + one_line(words, limit);
  }
  return is_secret ? "HTTP " + std::to_string(reply.status) : describe(reply);
}

Verdict judge(const Answer& answer, const HttpReply& reply, const Answering& who) {
  Verdict out;
  const auto body = body_of(reply);
  const auto row = std::find_if(answer.errors.begin(), answer.errors.end(), [&](const Rule& rule) { return holds(rule, reply, body); });
  out.then = row != answer.errors.end() ? row->then : common(answer, reply, body, who);
  switch (out.then) {
    case Then::delivered: {
      const auto id = is_success(reply) ? id_in(answer, body) : "";
      out.outcome = delivered(id.empty() ? describe(reply) : one_line("posted " + id, 400), id);
      return out;
    }
    case Then::retry:
      out.outcome = again(answer, reply, body, who.now);
      break;
    default:
      out.outcome = refusal(out.then, who);
      // Whoever answers 2xx, but not as the service does, may have taken it; to repeat it for two days could post it as often.
      out.outcome.maybe_accepted = is_success(reply) && row == answer.errors.end();
      break;
  }
  out.outcome.reply = words_of(answer, reply);
  return out;
}

namespace {

/// Puts a text where a pointer leads, objects and lists made on the way.
void put(value& into, std::string_view pointer, const value& text) {
  if (pointer.empty()) {
    into = text;
    return;
  }
  const auto end = std::min(pointer.find('/', 1), pointer.size());
  const auto name = pointer.substr(1, end - 1);
  if (name == "0") {
    if (!into.is_array()) into = boost::json::array{nullptr};
    put(into.get_array()[0], pointer.substr(end), text);
  } else {
    if (!into.is_object()) into = boost::json::object();
    put(into.get_object()[name], pointer.substr(end), text);
  }
}

}  // namespace

HttpReply good_answer(const Preset& preset, std::int64_t number) {
  HttpReply reply;
  reply.status = 200;
  value body = boost::json::object();
  for (const auto& pointer : preset.answer.id) put(body, pointer, value(std::to_string(number)));
  if (preset.login) {
    for (const auto& [name, pointer] : preset.login->keep) put(body, pointer, value("simulated-" + name));
  }
  for (const auto& [pointer, text] : preset.answer.where) {
    if (pointer.empty()) {
      reply.body = text;
      return reply;
    }
    put(body, pointer, value(text));
  }
  reply.body = boost::json::serialize(body);
  return reply;
}

}  // namespace crier::channels::http
