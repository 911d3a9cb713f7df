#include "channels/exec/judge.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "channels/http_outcome.h"

namespace crier::channels::exec {
namespace {

using core::Outcome;
using core::Scope;

constexpr std::size_t kReasonLimit = 200;
constexpr std::size_t kIdLimit = 200;

/// The last line that is not blank.
std::string_view last_line(std::string_view text) {
  text = trim(text);
  const auto end = text.find_last_of("\r\n");
  return trim(end == std::string_view::npos ? text : text.substr(end + 1));
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// The first line as an id: without control characters, what is not UTF-8 replaced, cut where no id can be so long.
std::string id_of(std::string_view output) {
  std::string line;
  for (const char c : output.substr(0, output.find('\n'))) {
    if (!is_control(c)) line += c;
  }
  return one_line(trim(line), kIdLimit);
}

std::string with_reason(const std::string& text, const CommandReply& reply) {
  const auto reason = one_line(last_line(reply.errors), kReasonLimit);
  return reason.empty() ? text : text + ": " + reason;
}

Outcome unsure(std::string text) {
  auto outcome = retry(Scope::destination, std::move(text));
  outcome.maybe_accepted = true;
  return outcome;
}

Outcome exited(const CommandReply& reply) {
  auto text = with_reason("exit " + std::to_string(reply.code), reply);
  switch (reply.code) {
    case 0:
      return delivered("exit 0", id_of(reply.output));
    case 65:  // EX_DATAERR
    case 66:  // EX_NOINPUT
    case 67:  // EX_NOUSER
    case 68:  // EX_NOHOST
    case 77:  // EX_NOPERM
      return rejected(Scope::recipient, std::move(text));
    case 126:  // a shell's "not executable"
    case 127:  // and "not found"
      return refuses_us(std::move(text));
    default:
      return retry(Scope::destination, std::move(text));
  }
}

}  // namespace

Outcome judge(const CommandReply& reply) {
  switch (reply.end) {
    case CommandEnd::exited:
      return exited(reply);
    case CommandEnd::killed:
      return unsure(with_reason("ended by signal " + std::to_string(reply.code), reply));
    case CommandEnd::cut:
      return unsure(with_reason(one_line(reply.reason, kReasonLimit), reply));
    case CommandEnd::not_started:
      break;
  }
  auto reason = one_line(reply.reason, kReasonLimit);
  return reply.broken ? refuses_us(std::move(reason)) : retry(Scope::destination, std::move(reason));
}

}  // namespace crier::channels::exec
