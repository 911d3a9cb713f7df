#include "sinks/smtp_mail.h"

#include <algorithm>

#include "base/text.h"

namespace crier::sinks {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

}  // namespace

bool Mail::has_parameter(std::string_view name) const {
  return std::any_of(from_parameters.begin(), from_parameters.end(), [&](const std::string& one) { return one == name; });
}

Parsed parse_header(const std::string& data) {
  Parsed parsed;
  std::size_t at = 0;
  while (at < data.size()) {
    const std::size_t end = std::min(data.find("\r\n", at), data.size());
    const std::string line = data.substr(at, end - at);
    at = std::min(end + 2, data.size());
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      if (!parsed.fields.empty())
        parsed.fields.back().second += line;
      else
        parsed.fault = line;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !is_field_name(std::string_view(line).substr(0, colon))) {
      if (parsed.fault.empty()) parsed.fault = line;
      continue;
    }
    parsed.fields.emplace_back(line.substr(0, colon), std::string(trim(std::string_view(line).substr(colon + 1))));
  }
  parsed.body = at;
  return parsed;
}

std::vector<std::string> mail_faults(const Mail& mail) {
  std::vector<std::string> faults;
  if (mail.bare_line_end) faults.emplace_back("a CR or LF stands alone (RFC 5321 section 2.3.8)");
  if (mail.long_line) faults.emplace_back("a line is over 998 characters (RFC 5322 section 2.1.1)");
  const Parsed parsed = parse_header(mail.data);
  if (!parsed.fault.empty()) faults.push_back("no header line: " + escape_control(parsed.fault.substr(0, 80)));
  const auto count = [&](std::string_view name) {
    return std::count_if(parsed.fields.begin(), parsed.fields.end(),
                         [&](const auto& field) { return to_lower_ascii(field.first) == name; });
  };
  for (const char* once : {"date", "from", "message-id", "to", "subject"}) {
    if (const auto times = count(once); times != 1) faults.push_back(std::string(once) + " is there " + std::to_string(times) + " times");
  }
  if (count("bcc") > 0) faults.emplace_back("bcc is on the wire");
  const std::string header = mail.data.substr(0, parsed.body);
  if (!is_ascii(header) && !mail.has_parameter("SMTPUTF8")) faults.emplace_back("the header has 8-bit characters without SMTPUTF8");
  if (!is_ascii(mail.data.substr(parsed.body)) && !mail.has_parameter("BODY=8BITMIME")) {
    faults.emplace_back("the body has 8-bit characters without BODY=8BITMIME");
  }
  if (mail.data.find('\0') != std::string::npos) faults.emplace_back("there is a NUL");
  return faults;
}

}  // namespace crier::sinks
