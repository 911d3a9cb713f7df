#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Node;
using reader::Section;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

/// A line that fires so often is hardly meant.
constexpr int kOften = 12;

/// How often it fires in the busiest of the next hours that it fires in.
int times_an_hour(const core::Cron& cron) {
  int most = 0;
  const UtcTime begin{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  auto next = cron.next(begin, core::Zone());
  for (int hours = 0; next && hours < 24; ++hours) {
    const UtcTime hour = std::chrono::floor<std::chrono::hours>(next->at);
    int times = 0;
    while (next && next->at < hour + std::chrono::hours{1}) {
      ++times;
      next = cron.next(next->at, core::Zone());
    }
    most = std::max(most, times);
  }
  return most;
}

std::optional<core::Cron> read_cron(const Loading& loading, const Section& section) {
  const Node* node = section.node("cron");
  // That it has several lines was told already.
  if (node == nullptr || node->kind != Node::Kind::scalar || node->text.find('\n') != std::string::npos) return std::nullopt;
  auto cron = core::Cron::parse(node->text);
  auto& diagnostics = loading.context.diagnostics;
  if (!cron) {
    diagnostics.fault(node->at_byte(cron.error().column), "'cron': " + cron.error().what);
    return std::nullopt;
  }
  if (const int times = times_an_hour(*cron); times > kOften)
    diagnostics.warning(node->at, "'" + node->text + "' fires " + std::to_string(times) + " times in an hour; is that meant?");
  return std::move(*cron);
}

}  // namespace

void read_reminders(Loading& loading) {
  std::set<std::string> names;
  const auto& known = loading.snapshot.rules.audiences;
  for (const auto& section : loading.root.sections("reminders")) {
    const std::string name = section.text("name");
    if (section.has("name") && !is_name(name))
      section.fault("name", "'" + name + "' is no name of a reminder", "expected 1 to 64 letters, digits, '.', '_' and '-'");
    if (!name.empty() && !names.insert(name).second)
      section.fault("name", "there is another reminder '" + name + "'", "expected a name of its own");
    auto cron = read_cron(loading, section);
    core::Zone zone = read_zone(section);
    std::vector<std::string> audiences;
    const auto named = section.texts("audiences");
    for (const auto* one : named) {
      if (std::find(known.begin(), known.end(), one->text) == known.end())
        loading.context.diagnostics.fault(one->at, "there is no audience '" + one->text + "'", reader::suggestion(one->text, known));
      if (std::find(audiences.begin(), audiences.end(), one->text) == audiences.end()) audiences.push_back(one->text);
    }
    if (section.has("audiences") && named.empty()) section.fault("audiences", "'audiences' is empty", "expected who is reminded");
    if (section.has("summary") && trim(section.text("summary")).empty())
      section.fault("summary", "'summary' is empty", "expected what is said");
    if (!cron) continue;
    loading.snapshot.reminders.push_back(
        {name, std::move(*cron), std::move(zone), std::move(audiences), section.text("title"), section.text("summary"), ""});
  }
}

}  // namespace crier::config
