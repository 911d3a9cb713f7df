#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sinks/slack_service.h"
#include "sinks/smtp_dialogue.h"
#include "sinks/x_service.h"

namespace crier::sinks {

/// What the command line says. A receiver without a port is not there; port 0 = any that is free.
struct Options {
  std::map<std::string, std::uint16_t> ports;  ///< smtp, smtps, slack, x, webhook, control
  std::string record;
  std::string plan;
  std::string certificate, key;  ///< PEM files; for STARTTLS, smtps and --https
  bool https = false;            ///< slack, x and webhook speak TLS
  bool help = false;
  SmtpSettings smtp;
  SlackSettings slack;
  XSettings x;
  std::vector<std::string> webhook_secrets;
};

/// Errors: invalid, one sentence.
[[nodiscard]] Result<Options> parse_options(const std::vector<std::string>& arguments);

/// Switches one of EHLO's keywords and habits by its name, as --smtp-off and POST /smtp do; false if there is no such name.
[[nodiscard]] bool switch_smtp(SmtpSettings& settings, const std::string& name, bool on);

extern const char* const kHelp;

}  // namespace crier::sinks
