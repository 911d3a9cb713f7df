#include "client/happenings.h"

#include "client/caller.h"
#include "client/table.h"
#include "core/vocabulary.h"

namespace crier::client {
namespace {

std::string with_time(const std::string& time, const std::string& text) { return time.empty() ? text : time + "  " + text; }

std::string in_brackets(const std::string& text) { return text.empty() ? "" : " (" + text + ")"; }

}  // namespace

std::string line_of(std::string_view type, const json::value& value) {
  if (type == "update") {
    const auto state = text_at(value, "state");
    const bool is_told = state.empty() || state == "announced";
    const auto summary = text_at(value, "summary");
    return printable(with_time(text_at(value, "at"), text_at(value, "incident") + " update " + std::to_string(number_at(value, "number")) +
                                                         in_brackets(text_at(value, "status") + (is_told ? "" : ", " + state)) +
                                                         (summary.empty() ? "" : ": " + summary)));
  }
  if (type == "channel") {
    const auto reason = text_at(value, "reason");
    return printable("channel " + text_at(value, "name") + " is " + text_at(value, "state") + (reason.empty() ? "" : ": " + reason));
  }
  const auto& attempts = items_at(value, "attempts");
  const json::value attempt = attempts.empty() ? json::value() : attempts.back();
  return printable(with_time(text_at(attempt, "at"), text_at(value, "incident") + " update " + std::to_string(number_at(value, "update")) +
                                                         " to " + text_at(value, "recipient") + " by " + text_at(value, "channel") + ": " +
                                                         text_at(value, "state") + in_brackets(text_at(attempt, "reply"))));
}

bool is_ended(const json::value& delivery) {
  const auto state = core::parse_delivery_state(text_at(delivery, "state"));
  return state && core::is_final(*state);
}

std::string name_of(std::string_view type, const json::value& value) {
  if (type == "update") return text_at(value, "update_id") + " " + text_at(value, "state");
  if (type == "delivery" && is_ended(value)) return text_at(value, "id") + " " + text_at(value, "state");
  return {};
}

}  // namespace crier::client
