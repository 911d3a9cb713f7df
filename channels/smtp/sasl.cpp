#include "channels/smtp/sasl.h"

#include "base/crypto.h"

namespace crier::channels::smtp {
namespace {

/// RFC 5321 section 4.5.3.1.4: a command line has at most 512 octets with CRLF; longer responses wait for the 334.
constexpr std::size_t kMaxLine = 510;

std::string plain(const std::string& username, const Secret& password) {
  std::string message;
  message += '\0';
  message += username;
  message += '\0';
  message += password.reveal();
  return base64_encode(message);
}

std::string xoauth2(const std::string& username, const Secret& token) {
  return base64_encode("user=" + username + "\x01" + "auth=Bearer " + token.reveal() + "\x01\x01");
}

bool cannot_be_said(std::string_view text) {
  return text.find('\0') != std::string_view::npos || text.find('\x01') != std::string_view::npos;
}

}  // namespace

Result<Sasl> Sasl::choose(const Settings& settings, const Extensions& server) {
  if (cannot_be_said(settings.username) || cannot_be_said(settings.password.reveal()))
    return Error{ErrorKind::config, "the user name or password has a control character that AUTH cannot carry; change it"};
  const Auth wanted = settings.auth;
  if (server.auth_plain && (wanted == Auth::automatic || wanted == Auth::plain)) return Sasl(Auth::plain, settings);
  if (server.auth_login && (wanted == Auth::automatic || wanted == Auth::login)) return Sasl(Auth::login, settings);
  if (server.auth_xoauth2 && wanted == Auth::xoauth2) return Sasl(Auth::xoauth2, settings);
  return Error{ErrorKind::config, "the server offers no way to log in that this channel knows; check the server, the port and `auth`"};
}

std::string Sasl::first_line() {
  if (mechanism_ == Auth::login) return "AUTH LOGIN\r\n";
  const std::string verb = mechanism_ == Auth::plain ? "AUTH PLAIN" : "AUTH XOAUTH2";
  const std::string initial = mechanism_ == Auth::plain ? plain(username_, password_) : xoauth2(username_, password_);
  if (verb.size() + 1 + initial.size() > kMaxLine) return verb + "\r\n";
  initial_sent_ = true;
  return verb + " " + initial + "\r\n";
}

std::string Sasl::answer() {
  const int step = step_++;
  if (mechanism_ == Auth::login) {
    if (step == 0) return base64_encode(username_) + "\r\n";
    if (step == 1) return base64_encode(password_.reveal()) + "\r\n";
    return "*\r\n";
  }
  if (step == 0 && !initial_sent_)
    return (mechanism_ == Auth::plain ? plain(username_, password_) : xoauth2(username_, password_)) + "\r\n";
  // XOAUTH2 tells its error in a challenge that wants an empty answer before the 535 comes.
  if (mechanism_ == Auth::xoauth2 && step <= 1) return "\r\n";
  return "*\r\n";
}

std::vector<std::string> secrets_of(const Settings& settings) {
  constexpr std::size_t kShortest = 4;  // a shorter one protects nothing, and would tear every reply
  if (settings.password.reveal().size() < kShortest) return {};
  return {xoauth2(settings.username, settings.password), plain(settings.username, settings.password),
          base64_encode(settings.password.reveal()), settings.password.reveal()};
}

}  // namespace crier::channels::smtp
