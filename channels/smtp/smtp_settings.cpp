#include "channels/smtp/smtp_settings.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "channels/common_settings.h"
#include "channels/smtp/address.h"
#include "channels/url.h"

namespace crier::channels::smtp {
namespace {

using reader::Built;
using reader::Type;

struct Server {
  std::string host;
  std::uint16_t port = 25;
  bool implicit_tls = false;
};

/// smtp://host[:port] or smtps://host[:port].
std::optional<Server> server(std::string_view text) {
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url || url->encoded_host().empty() || url->has_userinfo() || url->has_query() || url->has_fragment()) return std::nullopt;
  const auto scheme = to_lower_ascii(std::string(url->scheme()));
  const auto path = std::string(url->encoded_path());
  if ((scheme != "smtp" && scheme != "smtps") || (!path.empty() && path != "/")) return std::nullopt;
  Server out;
  out.implicit_tls = scheme == "smtps";
  out.host = to_lower_ascii(std::string(url->encoded_host_address()));
  out.port = out.implicit_tls ? 465 : 25;
  if (url->has_port()) {
    const auto port = port_of(*url);
    if (!port) return std::nullopt;
    out.port = *port;
  }
  return out;
}

/// A domain name or an address literal, as EHLO takes it (RFC 5321 section 4.1.1.1).
bool is_hello(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view(".-[]:").find(c) != std::string_view::npos;
  });
}

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

void read_server(const reader::Section& section, Settings& out) {
  const auto text = section.text("url");
  if (text.empty()) return;
  const auto found = server(text);
  if (!found)
    return section.fault("url", "'url' is no mail server", "expected smtp://host:port or smtps://host:port without user, path or query");
  out.host = found->host;
  out.port = found->port;
  out.implicit_tls = found->implicit_tls;
}

void read_login(const reader::Section& section, Settings& out) {
  out.username = section.text("username");
  out.password = section.secret("password_file");
  out.auth = static_cast<Auth>(section.choice("auth"));
  if (section.has("username") && !section.has("password_file"))
    section.fault("username", "'username' stands without 'password_file'", "expected both or neither");
  if (!section.has("username") && section.has("password_file")) {
    section.fault("password_file", "'password_file' stands without 'username'", "expected both or neither");
  }
  if (section.has("username") && !out.implicit_tls && out.starttls == StartTls::never && !is_loopback(out.host)) {
    section.context().diagnostics.warning(section.key_at("starttls"),
                                          "the password goes over the network unencrypted: 'starttls' is never");
  }
}

void read_sender(const reader::Section& section, Settings& out) {
  out.from = section.text("from");
  const auto address = address_of(out.from);
  if (address) {
    out.from_address = *address;
  } else if (section.given("from")) {
    section.fault("from", "'from' is no mailbox", "expected \"Name <name@domain>\" or name@domain");
  }
  out.reply_to = section.text("reply_to");
  if (!out.reply_to.empty() && !address_of(out.reply_to)) {
    section.fault("reply_to", "'reply_to' is no mailbox", "expected \"Name <name@domain>\" or name@domain");
  }
}

}  // namespace

const reader::Table& keys() {
  static const reader::Table table = with_common_keys(
      "smtp",
      {
          {.name = "url",
           .help = "the mail server, smtp://host:port; smtps:// for TLS from the first byte",
           .required = true,
           .example = "smtp://127.0.0.1:25"},
          {.name = "starttls",
           .type = Type::choice,
           .fallback = "required",
           .bounds = "required | if-offered | never",
           .help = "TLS on smtp://"},
          {.name = "username", .help = "the name to log in with", .example = "crier"},
          {.name = "password_file",
           .type = Type::secret,
           .help = "its password, or the access token for xoauth2",
           .example = "smtp-password"},
          {.name = "auth",
           .type = Type::choice,
           .fallback = "automatic",
           .bounds = "automatic | plain | login | xoauth2",
           .help = "how to log in"},
          {.name = "from",
           .help = "the sender, in the header and of the envelope",
           .required = true,
           .example = "Example Status <status@example.com>"},
          {.name = "reply_to", .help = "where answers go", .example = "support@example.com"},
          {.name = "hello", .help = "the name said in EHLO; absent: the machine's", .example = "status.example.com"},
          {.name = "dkim",
           .type = Type::free,
           .help = "signatures",
           .example = "{domain: example.com, selector: s1, key_file: dkim.pem}",
           .built = Built::ignored},
      },
      {.timeout = "5m", .timeout_help = "how long one SMTP command may take; the answer to a whole mail is awaited for 10m in any case"});
  return table;
}

Settings read(const reader::Section& section) {
  Settings out;
  out.starttls = static_cast<StartTls>(section.choice("starttls"));
  read_server(section, out);
  read_login(section, out);
  read_sender(section, out);
  out.hello = section.text("hello");
  if (!out.hello.empty() && !is_hello(out.hello))
    section.fault("hello", "'hello' is no host name", "expected letters, digits, dots and hyphens");
  out.common = read_common(section);
  return out;
}

std::optional<std::string> address_of(std::string_view mailbox) {
  auto text = trim(mailbox);
  if (breaks_line(text) || !is_utf8(text)) return std::nullopt;
  if (text.ends_with('>')) {
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(0, open);
    if (name.find_first_of("<>") != std::string_view::npos) return std::nullopt;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  const auto parsed = parse_address(text);
  if (!parsed) return std::nullopt;
  return parsed->text();
}

std::optional<std::string> address_fault(std::string_view address) {
  const auto parsed = parse_address(address);
  if (parsed) return std::nullopt;
  return parsed.error().text;
}

}  // namespace crier::channels::smtp
