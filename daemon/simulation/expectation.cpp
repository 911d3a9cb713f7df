#include "simulation/expectation.h"

#include <algorithm>

#include "base/text.h"

namespace crier::simulation {
namespace {

std::string quoted(const std::string& text) { return text.empty() ? "null" : "'" + escape_control(text) + "'"; }

/// Times are the same whatever their offset.
bool is_same(std::string_view key, const std::string& wanted, const std::string& found) {
  if (key != "at") return wanted == found;
  const auto time = parse_rfc3339(wanted);
  return time && format_rfc3339(*time) == found;
}

void compare_part(std::string_view what, const std::string& text, const std::vector<std::string>& parts, bool must_have,
                  std::vector<std::string>& out) {
  for (const auto& part : parts) {
    if ((text.find(part) != std::string::npos) == must_have) continue;
    out.push_back(std::string(what) + (must_have ? " lacks " : " has ") + quoted(part) + ": " + quoted(text));
  }
}

std::string described(const Expectation& expectation) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  for (const auto& [key, value] : expectation.equal) add(key + " " + quoted(value));
  for (const auto& part : expectation.subject_has) add("subject with " + quoted(part));
  for (const auto& part : expectation.text_has) add("text with " + quoted(part));
  for (const auto& part : expectation.text_lacks) add("text without " + quoted(part));
  return text;
}

std::string brief(const Line& line) {
  std::string text =
      format_rfc3339(line.at) + " " + std::string(to_text(line.occasion)) + " to " + (line.audience.empty() ? "nobody" : line.audience);
  if (!line.incident.empty()) text += " about " + line.incident;
  if (line.update) text += " #" + std::to_string(*line.update);
  return text + " " + line.outcome;
}

bool is_met(const Expectation& expectation, const Line& line) { return differences(expectation, line).empty(); }

/// The line that differs least.
std::string nearest_line(const Expectation& expectation, const std::vector<Line>& lines) {
  const Line* best = nullptr;
  std::vector<std::string> least;
  for (const auto& line : lines) {
    auto all = differences(expectation, line);
    if (all.empty() || (best != nullptr && all.size() >= least.size())) continue;
    best = &line;
    least = std::move(all);
  }
  if (best == nullptr) return "there are no other lines";
  return "the nearest line is " + brief(*best) + ", where " + join(least, "; ");
}

void check_count(const Expectation& expectation, const std::vector<Line>& lines, std::vector<Unmet>& out) {
  const auto found = std::count_if(lines.begin(), lines.end(), [&](const Line& line) { return is_met(expectation, line); });
  if (found == *expectation.count) return;
  std::string what =
      "expected " + std::to_string(*expectation.count) + " lines, there are " + std::to_string(found) + ": " + described(expectation);
  for (const auto& line : lines) {
    if (is_met(expectation, line)) what += "\n    " + brief(line);
  }
  if (found == 0) what += "; " + nearest_line(expectation, lines);
  out.push_back({expectation.place, std::move(what)});
}

}  // namespace

std::string value_of(const Line& line, std::string_view key) {
  if (key == "at") return format_rfc3339(line.at);
  if (key == "local") return line.local();
  if (key == "audience") return line.audience;
  if (key == "channel") return line.channel;
  if (key == "recipient") return line.recipient;
  if (key == "occasion") return std::string(to_text(line.occasion));
  if (key == "incident") return line.incident;
  if (key == "incidents") return join(line.incidents, " ");
  if (key == "update") return line.update ? std::to_string(*line.update) : "";
  if (key == "stage") return line.stage;
  if (key == "outcome") return line.outcome;
  if (key == "reply") return line.reply;
  if (key == "subject") return line.subject;
  if (key == "text") return line.text;
  return line.name;
}

std::vector<std::string> differences(const Expectation& expectation, const Line& line) {
  std::vector<std::string> out;
  for (const auto& [key, wanted] : expectation.equal) {
    const std::string found = value_of(line, key);
    if (!is_same(key, wanted, found)) out.push_back(key + " is " + quoted(found) + ", not " + quoted(wanted));
  }
  compare_part("subject", line.subject, expectation.subject_has, true, out);
  compare_part("text", line.text, expectation.text_has, true, out);
  compare_part("text", line.text, expectation.text_lacks, false, out);
  return out;
}

std::vector<Unmet> compare(const std::vector<Expectation>& expect, const std::vector<Expectation>& never, const std::vector<Line>& lines) {
  std::vector<Unmet> out;
  std::vector<bool> is_taken(lines.size());
  for (const auto& one : expect) {
    if (one.count) {
      check_count(one, lines, out);
      continue;
    }
    std::size_t i = 0;
    while (i < lines.size() && (is_taken[i] || !is_met(one, lines[i]))) ++i;
    if (i < lines.size()) {
      is_taken[i] = true;
    } else {
      out.push_back({one.place, "expected and did not come: " + described(one) + "; " + nearest_line(one, lines)});
    }
  }
  for (const auto& one : never) {
    for (const auto& line : lines) {
      if (is_met(one, line)) out.push_back({one.place, "came and must not: " + brief(line)});
    }
  }
  return out;
}

}  // namespace crier::simulation
