#include "client/findings.h"

#include <boost/json.hpp>
#include <ostream>

#include "client/caller.h"
#include "client/table.h"

namespace crier::client {

void print_finding(std::ostream& out, const ShownFinding& finding, std::string_view indent) {
  out << indent << printable(finding.place) << (finding.place.empty() ? "" : ": ") << printable(finding.severity) << ": "
      << printable(finding.rule) << ": " << printable(finding.message) << '\n';
  if (!finding.excerpt.empty()) out << indent << "    " << printable(finding.excerpt) << '\n';
  if (!finding.advice.empty()) out << indent << "    " << printable(finding.advice) << '\n';
}

void print_findings(std::ostream& out, const boost::json::array& findings, std::string_view indent) {
  for (const auto& finding : findings) {
    print_finding(out,
                  {text_at(finding, "pointer"), text_at(finding, "severity"), text_at(finding, "rule"), text_at(finding, "message"),
                   text_at(finding, "excerpt"), text_at(finding, "advice")},
                  indent);
  }
}

void print_remarks(std::ostream& out, const boost::json::array& findings) {
  constexpr std::size_t kMost = 5;
  for (std::size_t i = 0; i < findings.size() && i < kMost; ++i)
    print_finding(out,
                  {"wording", text_at(findings[i], "severity"), text_at(findings[i], "rule"), text_at(findings[i], "message"), "", ""});
  if (findings.size() > kMost) out << "wording: and " << findings.size() - kMost << " more\n";
}

}  // namespace crier::client
