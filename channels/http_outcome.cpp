#include "channels/http_outcome.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace crier::channels {
namespace {

constexpr Millis kShortest{1000};
constexpr Millis kLongest{6LL * 3600 * 1000};
constexpr std::size_t kBodyLimit = 200;
constexpr std::size_t kErrorLimit = 400;
constexpr std::size_t kByteLimit = 440;  // of one line, so that an outcome's reply stays within its 500 bytes

/// A wait in seconds, with decimals as some services send them. Numbers too long for a double are simply long waits.
std::optional<Millis> seconds(std::string_view text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!digits || text.front() == '.' || std::count(text.begin(), text.end(), '.') > 1) return std::nullopt;
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (parsed.ec == std::errc::result_out_of_range || value > 1e9) return kLongest;
  if (parsed.ec != std::errc()) return std::nullopt;
  return Millis(static_cast<Millis::rep>(value * 1000));
}

/// The bytes of the UTF-8 sequence that `first` leads, 1 for what leads none.
std::size_t sequence_length(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte >= 0xF0) return 4;
  if (byte >= 0xE0) return 3;
  return byte >= 0xC0 ? 2 : 1;
}

core::Outcome outcome(core::OutcomeKind kind, core::Scope scope, std::string reply) {
  core::Outcome made;
  made.kind = kind;
  made.scope = scope;
  made.reply = std::move(reply);
  return made;
}

}  // namespace

core::Outcome delivered(std::string reply, std::string remote_id) {
  auto made = outcome(core::OutcomeKind::delivered, core::Scope::recipient, std::move(reply));
  made.remote_id = std::move(remote_id);
  return made;
}

core::Outcome retry(core::Scope scope, std::string reply) { return outcome(core::OutcomeKind::retry, scope, std::move(reply)); }

core::Outcome rejected(core::Scope scope, std::string reply) { return outcome(core::OutcomeKind::rejected, scope, std::move(reply)); }

core::Outcome refuses_us(std::string reply) {
  auto made = rejected(core::Scope::channel, std::move(reply));
  made.credentials = true;
  return made;
}

std::optional<std::string_view> header(const HttpReply& reply, std::string_view name) {
  const auto found = std::find_if(reply.headers.begin(), reply.headers.end(), [name](const auto& field) { return field.first == name; });
  if (found == reply.headers.end()) return std::nullopt;
  return trim(found->second);
}

UtcTime server_time(const HttpReply& reply, UtcTime now) {
  const auto date = header(reply, "date");
  return date ? parse_http_date(*date).value_or(now) : now;
}

std::optional<Millis> retry_after(const HttpReply& reply, UtcTime now) {
  const auto value = header(reply, "retry-after");
  if (!value) return std::nullopt;
  if (const auto wait = seconds(*value)) return std::clamp(*wait, kShortest, kLongest);
  const auto date = parse_http_date(*value);
  if (!date) return std::nullopt;
  const auto wait = *date - server_time(reply, now);
  if (wait <= Millis::zero()) return std::nullopt;
  return std::clamp(wait, kShortest, kLongest);
}

bool is_retryable(int status) {
  if (status == 408 || status == 425 || status == 429) return true;
  return status >= 500 && status <= 599 && status != 501 && status != 505;
}

core::Outcome retry_by_status(const HttpReply& reply, UtcTime now) {
  auto made = retry(core::Scope::destination, describe(reply));
  made.after = retry_after(reply, now);
  made.congested = reply.status == 429 || (reply.status == 503 && made.after.has_value());
  return made;
}

core::Outcome unanswered(const HttpReply& reply) {
  auto reason = reply.error.empty() ? std::string("The connection ended without an answer.") : one_line(reply.error, kErrorLimit);
  if (reply.broken == Broken::forbidden) {
    return rejected(core::Scope::recipient,
                    "The address leads into a private network, which this channel does not permit (allow_private).");
  }
  auto made = retry(core::Scope::destination, std::move(reason));
  made.maybe_accepted = reply.broken == Broken::maybe_accepted;
  return made;
}

std::string describe(const HttpReply& reply) {
  auto text = "HTTP " + std::to_string(reply.status);
  const auto body = trim(reply.body);
  const auto line = one_line(trim(body.substr(0, body.find('\n'))), kBodyLimit);
  if (!line.empty()) text += ": " + line;
  return text;
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == limit || out.size() > kByteLimit) return out + "…";
    const auto length = std::min(sequence_length(text.front()), text.size());
    if (is_utf8(text.substr(0, length))) {
      out += escape_control(text.substr(0, length));
      text.remove_prefix(length);
    } else {
      out += "\uFFFD";
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace crier::channels
