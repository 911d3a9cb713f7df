#include "announce/guard.h"

#include <algorithm>

namespace crier::announce {
namespace {

std::string list(const std::vector<std::pair<std::string, std::int64_t>>& channels) {
  std::string text;
  for (const auto& [channel, recipients] : channels) text += (text.empty() ? "" : ", ") + channel + " " + std::to_string(recipients);
  return text;
}

}  // namespace

std::optional<core::Problem> ask(const core::Guard& guard, const std::vector<store::BroadcastCount>& counts,
                                 const std::optional<std::int64_t>& confirmed) {
  core::Question question;
  bool is_named = false;
  for (const auto& count : counts) {
    if (count.recipients == 0) continue;
    question.confirm += count.recipients;
    is_named =
        is_named || std::find(guard.confirm_channels.begin(), guard.confirm_channels.end(), count.channel) != guard.confirm_channels.end();
    const auto known = std::find_if(question.channels.begin(), question.channels.end(),
                                    [&](const auto& channel) { return channel.first == count.channel; });
    if (known == question.channels.end()) {
      question.channels.emplace_back(count.channel, count.recipients);
    } else {
      known->second += count.recipients;
    }
  }
  const bool is_large = guard.confirm_above && question.confirm > *guard.confirm_above;
  if ((!is_large && !is_named) || confirmed == question.confirm) return std::nullopt;
  const std::string number = std::to_string(question.confirm);
  core::Problem problem{ErrorKind::conflict,
                        "This reaches many",
                        "it goes to " + number + (question.confirm == 1 ? " recipient (" : " recipients (") + list(question.channels) +
                            "); send it again with confirm: " + number + " if that is meant",
                        {},
                        {}};
  if (confirmed) problem.detail = "confirmed were " + std::to_string(*confirmed) + ", but " + problem.detail;
  problem.faults.push_back({"/confirm", "must be " + number + ", the number of recipients"});
  problem.question = std::move(question);
  return problem;
}

}  // namespace crier::announce
