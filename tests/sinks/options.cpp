#include "sinks/options.h"

#include <charconv>
#include <functional>

#include "base/text.h"
#include "sinks/webhook_service.h"

namespace crier::sinks {
namespace {

template <class Number>
std::optional<Number> number_of(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

using Setter = std::function<bool(Options&, const std::string&)>;

Setter text(std::string Options::*member) {
  return [member](Options& options, const std::string& value) {
    options.*member = value;
    return true;
  };
}
template <class Part>
Setter text(Part Options::*part, std::string Part::*member) {
  return [part, member](Options& options, const std::string& value) {
    options.*part.*member = value;
    return true;
  };
}
template <class Part, class Number>
Setter number(Part Options::*part, Number Part::*member) {
  return [part, member](Options& options, const std::string& value) {
    const auto parsed = number_of<Number>(value);
    if (parsed) options.*part.*member = *parsed;
    return parsed.has_value();
  };
}
Setter port(const std::string& name) {
  return [name](Options& options, const std::string& value) {
    const auto parsed = number_of<std::uint16_t>(value);
    if (parsed) options.ports[name] = *parsed;
    return parsed.has_value();
  };
}
Setter switches(bool on) {
  return [on](Options& options, const std::string& value) {
    for (const std::string_view name : split(value, ',')) {
      if (!switch_smtp(options.smtp, std::string(name), on)) return false;
    }
    return true;
  };
}

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> all{
      {"--smtp", port("smtp")},
      {"--smtps", port("smtps")},
      {"--slack", port("slack")},
      {"--x", port("x")},
      {"--webhook", port("webhook")},
      {"--control", port("control")},
      {"--record", text(&Options::record)},
      {"--plan", text(&Options::plan)},
      {"--certificate", text(&Options::certificate)},
      {"--key", text(&Options::key)},
      {"--smtp-on", switches(true)},
      {"--smtp-off", switches(false)},
      {"--smtp-name", text(&Options::smtp, &SmtpSettings::name)},
      {"--smtp-user", text(&Options::smtp, &SmtpSettings::user)},
      {"--smtp-password", text(&Options::smtp, &SmtpSettings::password)},
      {"--smtp-size", number(&Options::smtp, &SmtpSettings::max_size)},
      {"--smtp-recipients", number(&Options::smtp, &SmtpSettings::max_recipients)},
      {"--smtp-mails", number(&Options::smtp, &SmtpSettings::max_mails)},
      {"--slack-token", text(&Options::slack, &SlackSettings::token)},
      {"--slack-rate", number(&Options::slack, &SlackSettings::rate)},
      {"--x-consumer-key", text(&Options::x, &XSettings::consumer_key)},
      {"--x-consumer-secret", text(&Options::x, &XSettings::consumer_secret)},
      {"--x-token", text(&Options::x, &XSettings::token)},
      {"--x-token-secret", text(&Options::x, &XSettings::token_secret)},
      {"--x-client-id", text(&Options::x, &XSettings::client_id)},
      {"--x-client-secret", text(&Options::x, &XSettings::client_secret)},
      {"--x-access-token", text(&Options::x, &XSettings::access_token)},
      {"--x-refresh-token", text(&Options::x, &XSettings::refresh_token)},
      {"--x-limit", number(&Options::x, &XSettings::limit)},
      {"--webhook-secret",
       [](Options& options, const std::string& value) {
         options.webhook_secrets.push_back(value);
         return webhook_key(value).has_value();
       }},
  };
  return all;
}

}  // namespace

const char* const kHelp = R"(crier-sinks: plays the receivers of announcements on 127.0.0.1, keeps what they took, and fails on demand.

  --smtp PORT --smtps PORT --slack PORT --x PORT --webhook PORT --control PORT
                        which receivers there are; port 0 = any that is free. The ports are printed
                        as one JSON line on stdout when all of them listen.
  --record FILE         every message that was taken, one JSON object a line, written before it is answered
  --plan FILE           what goes wrong from the start: a JSON array of faults (tests/sinks/README.md)
  --certificate FILE --key FILE     PEM; for STARTTLS, --smtps and --https
  --https               slack, x and webhook speak TLS

  --smtp-off LIST, --smtp-on LIST   starttls auth pipelining size 8bitmime smtputf8 dsn enhanced (on), and
                        lower-case require-tls require-auth lenient greylist (off), separated by commas
  --smtp-name NAME --smtp-user USER --smtp-password PASSWORD --smtp-size BYTES
  --smtp-recipients N   of one mail, then 452      --smtp-mails N   of one connection, then 421
  --slack-token TOKEN   the only one taken         --slack-rate N   messages a second and channel, then 429
  --x-consumer-key K --x-consumer-secret S --x-token T --x-token-secret S      OAuth 1.0a: signatures are checked
  --x-client-id ID --x-client-secret S --x-access-token T --x-refresh-token T  OAuth 2.0: with rotation
  --x-limit N           posts in 15 minutes (100), 0 = unlimited
  --webhook-secret whsec_...        may be given more than once: any of them may have signed

Control port: GET /counts, GET /records, GET /plan, POST /plan, DELETE /plan[?RECEIVER], POST /smtp {"starttls": false},
POST /refuse?RECEIVER, POST /listen?RECEIVER, POST /reset. Ends on SIGTERM and SIGINT with 0; 64 usage, 69 a port is taken.
)";

bool switch_smtp(SmtpSettings& settings, const std::string& name, bool on) {
  static const std::map<std::string, bool SmtpSettings::*> all{
      {"starttls", &SmtpSettings::starttls},
      {"auth", &SmtpSettings::auth},
      {"pipelining", &SmtpSettings::pipelining},
      {"size", &SmtpSettings::size},
      {"8bitmime", &SmtpSettings::eight_bit},
      {"smtputf8", &SmtpSettings::smtputf8},
      {"dsn", &SmtpSettings::dsn},
      {"enhanced", &SmtpSettings::enhanced},
      {"lower-case", &SmtpSettings::lower_case},
      {"require-tls", &SmtpSettings::require_tls},
      {"require-auth", &SmtpSettings::require_auth},
      {"lenient", &SmtpSettings::lenient},
      {"greylist", &SmtpSettings::greylist},
  };
  const auto at = all.find(name);
  if (at == all.end()) return false;
  settings.*at->second = on;
  return true;
}

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--help") {
      options.help = true;
      continue;
    }
    if (name == "--https") {
      options.https = true;
      continue;
    }
    const auto setter = setters().find(name);
    if (setter == setters().end()) return Error{ErrorKind::invalid, name + " is no option; see --help."};
    if (i + 1 == arguments.size()) return Error{ErrorKind::invalid, name + " needs a value."};
    if (!setter->second(options, arguments[++i])) return Error{ErrorKind::invalid, "\"" + arguments[i] + "\" does not fit " + name + "."};
  }
  if (options.certificate.empty() && (options.https || options.ports.contains("smtps"))) {
    return Error{ErrorKind::invalid, "--https and --smtps need --certificate and --key."};
  }
  return options;
}

}  // namespace crier::sinks
