#include "ingest/refusals.h"

#include <algorithm>

namespace crier::ingest {

Refusal malformed(std::string detail, std::string pointer) {
  return {true, {ErrorKind::invalid, "Malformed document", detail, {{std::move(pointer), detail}}}};
}

Refusal too_large(std::string detail) { return {false, {ErrorKind::too_large, "Too large", std::move(detail), {}}}; }

Refusal invalid(std::string title, std::vector<core::Fault> faults) {
  core::Problem problem{ErrorKind::invalid, std::move(title), {}, std::move(faults)};
  const auto& first = problem.faults.front();
  problem.detail = (first.pointer.empty() ? "The document" : first.pointer) + " " + first.detail;
  if (problem.faults.size() > 1) problem.detail += " (and " + std::to_string(problem.faults.size() - 1) + " more)";
  problem.detail += '.';
  return {false, std::move(problem)};
}

std::string position_in(std::string_view body, std::size_t offset) {
  const auto before = body.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto newline = before.rfind('\n');
  const auto column = offset - (newline == std::string_view::npos ? 0 : newline + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace crier::ingest
