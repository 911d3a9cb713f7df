#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "core/retry.h"

namespace crier::channels {

/// What every channel has, whatever its protocol. Defaults are those of --print-defaults.
struct CommonSettings {
  core::RetryPolicy retry;
  std::optional<double> rate;  ///< attempts a second, unlimited if none
  core::Backlog backlog = core::Backlog::all;
  core::Unsure unsure = core::Unsure::repeat;
  Millis timeout{15000};       ///< of one HTTP request, or of one SMTP command
  int connections = 10;        ///< parallel attempts per destination
  std::string ca_file;         ///< PEM of the authorities trusted instead of the system's, "" = the system's
  bool allow_private = false;  ///< recipients' targets in private networks are permitted (webhook)
};

}  // namespace crier::channels

namespace crier::channels::smtp {

enum class StartTls { required, if_offered, never };
enum class Auth { automatic, plain, login, xoauth2 };

struct Settings {
  std::string host;
  std::uint16_t port = 25;
  bool implicit_tls = false;  ///< smtps://
  StartTls starttls = StartTls::required;
  std::string username;
  Secret password;  ///< or the access token for XOAUTH2
  Auth auth = Auth::automatic;
  std::string from;          ///< as configured: "Example Status <status@example.com>"
  std::string from_address;  ///< its address, the envelope sender
  std::string reply_to;
  std::string hello;  ///< the name said in EHLO; "" = the machine's
  CommonSettings common;
};

}  // namespace crier::channels::smtp

namespace crier::channels::x {

struct Settings {
  std::string api = "https://api.x.com";
  // OAuth 1.0a, if consumer_key is set …
  Secret consumer_key, consumer_secret, access_token, access_token_secret;
  // … or OAuth 2.0 with a rotating refresh token.
  std::string client_id;
  Secret client_secret;  ///< empty: a public client
  Secret refresh_token;  ///< as the file has it; the store may hold a newer one (rules H3)
  CommonSettings common;
};

}  // namespace crier::channels::x

namespace crier::channels::slack {

struct Settings {
  std::string api = "https://slack.com/api";
  Secret token;    ///< chat.postMessage, if set …
  Secret webhook;  ///< … or the incoming webhook's URL, which is a credential
  CommonSettings common;
};

}  // namespace crier::channels::slack

namespace crier::channels::webhook {

struct Settings {
  std::vector<Secret> secrets;  ///< whsec_…, all of them sign (rules H6); decoded keys are the adapter's business
  CommonSettings common;
};

}  // namespace crier::channels::webhook

namespace crier::channels::http {

struct Preset;

struct Settings {
  std::shared_ptr<const Preset> preset;
  Secret url;  ///< empty: the preset's, or each recipient's own
  Secret token;
  std::string username;
  Secret password;
  std::map<std::string, std::string> options;  ///< all that the preset has, defaults filled in
  std::string organisation;                    ///< its name and URL, for messages
  std::string link;
  CommonSettings common;
  /// True if requests go to URLs that recipients give (rules H5).
  [[nodiscard]] bool is_recipients_url() const;
};

}  // namespace crier::channels::http

namespace crier::channels::exec {

struct Settings {
  std::vector<std::string> command;  ///< the program's absolute path and its arguments
  std::string channel;               ///< its name, for the program
  CommonSettings common;
};

}  // namespace crier::channels::exec
