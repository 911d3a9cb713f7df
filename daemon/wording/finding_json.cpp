#include "wording/finding_json.h"

namespace crier::wording {

std::string to_json(const std::vector<Finding>& findings) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  write_findings(json, findings);
  json.end_object();
  return out;
}

void write_findings(core::JsonWriter& json, const std::vector<Finding>& findings) {
  json.key("findings");
  json.begin_array();
  for (const auto& finding : findings) {
    json.begin_object();
    json.member("rule", finding.rule);
    json.member("severity", to_text(finding.severity));
    json.member("pointer", finding.pointer);
    json.member("excerpt", finding.excerpt);
    json.member("message", finding.message);
    json.member("advice", finding.advice);
    json.member("offset", static_cast<std::int64_t>(finding.offset));
    json.member("length", static_cast<std::int64_t>(finding.length));
    json.end_object();
  }
  json.end_array();
}

}  // namespace crier::wording
