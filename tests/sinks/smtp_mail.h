#pragma once
#include <string>
#include <vector>

#include "sinks/http_types.h"

namespace crier::sinks {

/// One mail as it was submitted, after dot-unstuffing.
struct Mail {
  std::string helo;
  std::string from;
  std::vector<std::string> from_parameters;
  std::vector<std::string> to;
  std::vector<std::string> to_parameters;
  bool tls = false;
  std::string user;
  std::string data;
  bool bare_line_end = false;  ///< a CR or LF stood alone
  bool long_line = false;      ///< a line was over 998 octets
  [[nodiscard]] bool has_parameter(std::string_view name) const;
};

/// The header fields, unfolded, and where the body begins.
struct Parsed {
  Fields fields;
  std::size_t body = 0;
  std::string fault;  ///< the first line that is no header line
};
[[nodiscard]] Parsed parse_header(const std::string& data);

/// What of the mail breaks RFC 5321, 5322 or 6531, one sentence each.
[[nodiscard]] std::vector<std::string> mail_faults(const Mail& mail);

}  // namespace crier::sinks
