#include "client/consent.h"

#include <boost/json.hpp>
#include <istream>
#include <ostream>

#include "base/text.h"
#include "client/table.h"
#include "client/terminal.h"

namespace crier::client {
namespace {

constexpr int kConflict = 409;
constexpr int kAnswers = 5;  ///< the count may change between the question and its answer, but not for ever

/// The number that crierd asks about; none if the conflict is no question.
std::optional<std::int64_t> asked(const Reply& reply) {
  const auto& confirm = member_at(reply.value, "confirm");
  return reply.status == kConflict && confirm.is_int64() ? std::optional(confirm.get_int64()) : std::nullopt;
}

std::string recipients(std::int64_t count) { return std::to_string(count) + (count == 1 ? " recipient" : " recipients"); }

/// "mail 600, x 1"
std::string per_channel(const json::value& problem) {
  std::string out;
  const auto& channels = member_at(problem, "channels");
  if (!channels.is_object()) return out;
  for (const auto& [name, count] : channels.get_object()) {
    if (count.is_int64()) out += (out.empty() ? "" : ", ") + printable(name) + " " + std::to_string(count.get_int64());
  }
  return out.empty() ? out : " (" + out + ")";
}

/// A line from the terminal; "" at its end, and if Ctrl-C was pressed: both leave what was asked, and the caller says so.
std::string line_of(World& world) {
  const HeldInterrupts held(world);
  std::string line;
  const bool is_read = static_cast<bool>(std::getline(world.in, line));
  if (is_read && !world.is_interrupted()) return std::string(trim(line));
  world.err << '\n';  // no Enter ended the line of the question
  return {};
}

bool types_number(World& world, const Reply& question, std::int64_t count) {
  world.err << "This would reach " << recipients(count) << per_channel(question.value)
            << ".\nType the number to send it, anything else to leave it: " << std::flush;
  return line_of(world) == std::to_string(count);
}

Failure unanswered(const Reply& question, std::int64_t count, const Consent& consent) {
  std::string text = "This would reach " + recipients(count) + per_channel(question.value);
  if (consent.confirm) text += ", not " + std::to_string(*consent.confirm) + " as --confirm says";
  text += ", so crierd asks first; nothing was sent. To send it: the same with --confirm " + std::to_string(count) +
          ", or with --yes whatever the number is.";
  return {refused, std::move(text)};
}

}  // namespace

Result<Reply, Failure> call_with_consent(Tool& tool, const Consent& consent, const TellingCall& call, bool repeatable) {
  auto confirm = consent.confirm;
  for (int answers = 0;; ++answers) {
    auto reply = tool.caller.call(call(confirm), repeatable, kConflict);
    if (!reply) return reply;
    const auto count = asked(*reply);
    if (!count) return reply;
    if (answers == kAnswers) return Failure{refused, "The number of recipients changes all the time; nothing was sent. Try again."};
    if (consent.yes) {
      confirm = count;
      continue;
    }
    if (!tool.world.can_ask || tool.prints_json) {
      if (tool.prints_json) tool.print(*reply);
      return unanswered(*reply, *count, consent);
    }
    if (!types_number(tool.world, *reply, *count)) return Failure{refused, "The number was not typed; nothing was sent."};
    confirm = count;
  }
}

bool says_yes(World& world, const std::string& question) {
  world.err << question << " [y/N] " << std::flush;
  const auto answer = to_lower_ascii(line_of(world));
  return answer == "y" || answer == "yes";
}

}  // namespace crier::client
