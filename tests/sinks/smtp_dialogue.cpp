#include "sinks/smtp_dialogue.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"

namespace crier::sinks {
namespace {

std::string stage_of(const std::string& verb) {
  if (verb == "helo") return "ehlo";
  return verb;
}

/// "451 4.7.1 later\nagain" as the lines of one reply.
std::string wire(const std::string& reply) {
  const std::string code = reply.substr(0, 3);
  std::string out;
  const std::vector<std::string_view> lines = split(reply, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view text = i == 0 ? lines[i].substr(std::min<std::size_t>(4, lines[i].size())) : lines[i];
    out += code + (i + 1 < lines.size() ? "-" : " ") + std::string(text) + "\r\n";
  }
  return out;
}

}  // namespace

SmtpDialogue::SmtpDialogue(const SmtpSettings& settings, World world, bool can_tls, bool is_tls)
    : settings_(settings), world_(std::move(world)), can_tls_(can_tls) {
  mail_.tls = is_tls;
}

void SmtpDialogue::reset() {
  Mail next;
  next.helo = mail_.helo;
  next.tls = mail_.tls;
  next.user = mail_.user;
  mail_ = std::move(next);
  in_mail_ = false;
}

std::string SmtpDialogue::refused(std::string reply) {
  world_.refuse(reply);
  return reply;
}

SmtpAction SmtpDialogue::with_fault(const Fault& fault, std::string reply) {
  world_.faulted();
  SmtpAction action;
  action.reply = wire(fault.reply.empty() ? reply : fault.reply);
  action.delay = fault.delay;
  action.drip = fault.drip;
  action.hang = fault.hang;
  action.close = fault.close || action.reply.rfind("421", 0) == 0;
  if (fault.hang || fault.cut == Fault::Cut::received || fault.cut == Fault::Cut::request || fault.cut == Fault::Cut::connect) {
    action.reply.clear();
  }
  if (fault.cut == Fault::Cut::answer) action.reply.resize(action.reply.size() / 2);
  if (fault.cut != Fault::Cut::none) action.close = true;
  return action;
}

SmtpAction SmtpDialogue::greeting() {
  const std::string usual = "220 " + settings_.name + " ESMTP sink";
  if (const auto fault = world_.plan.take("smtp", "greeting", "")) return with_fault(*fault, usual);
  SmtpAction action;
  action.reply = wire(usual);
  return action;
}

std::optional<SmtpAction> SmtpDialogue::next() {
  if (closing_) return std::nullopt;
  if (mode_ == Mode::data) return data();
  const std::size_t end = buffer_.find("\r\n");
  if (end == std::string::npos) {
    if (buffer_.size() <= 4096) return std::nullopt;
    buffer_.clear();
    SmtpAction action;
    action.reply = wire(refused("500 5.5.2 line too long"));
    return action;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  SmtpAction action;
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    action.reply = wire(refused("500 5.5.2 a command has a CR, LF or NUL in it"));
  } else if (mode_ != Mode::command) {
    action.reply = wire(auth_line(line));
  } else {
    if (!buffer_.empty() && !settings_.pipelining) problems_.emplace_back("commands were pipelined without being offered it");
    action = command(line);
  }
  closing_ = action.close || action.hang;
  return action;
}

SmtpAction SmtpDialogue::command(const std::string& line) {
  const std::size_t blank = line.find(' ');
  const std::string verb = to_lower_ascii(line.substr(0, blank));
  const std::string rest = blank == std::string::npos ? "" : line.substr(blank + 1);
  const std::optional<Fault> fault = world_.plan.take("smtp", stage_of(verb), line);
  if (fault && !fault->received && (!fault->reply.empty() || fault->hang || fault->cut != Fault::Cut::none))
    return with_fault(*fault, "421 closing");
  const std::string reply = run(verb, rest);
  if (fault) return with_fault(*fault, reply);
  SmtpAction action;
  action.reply = wire(reply);
  action.close = verb == "quit" || reply.rfind("421", 0) == 0;
  action.start_tls = std::exchange(wants_tls_, false);
  return action;
}

std::string SmtpDialogue::run(const std::string& verb, const std::string& rest) {
  if (verb == "ehlo" || verb == "helo") {
    esmtp_ = verb == "ehlo";
    return ehlo(rest);
  }
  if (verb == "quit") return "221 2.0.0 bye";
  if (verb == "noop") return "250 2.0.0 ok";
  if (verb == "rset") {
    reset();
    return "250 2.0.0 ok";
  }
  if (!greeted_) return refused("503 5.5.1 EHLO comes first");
  if (verb == "starttls") {
    if (!can_tls_ || !settings_.starttls || mail_.tls) return refused("502 5.5.1 STARTTLS is not offered");
    if (!rest.empty()) return refused("501 5.5.4 STARTTLS takes no parameter");
    if (!buffer_.empty()) problems_.emplace_back("something was sent behind STARTTLS in the clear");
    wants_tls_ = true;
    return "220 2.0.0 go ahead";
  }
  if (settings_.require_tls && !mail_.tls) return refused("530 5.7.0 STARTTLS comes first");
  if (verb == "auth") return auth(rest);
  if (settings_.require_auth && mail_.user.empty()) return refused("530 5.7.0 AUTH comes first");
  if (verb == "mail") return mail_from(rest);
  if (verb == "rcpt") return rcpt_to(rest);
  if (verb == "data") {
    if (mail_.to.empty()) return refused("503 5.5.1 RCPT comes first");
    mode_ = Mode::data;
    return "354 end with a full stop on a line of its own";
  }
  return refused("500 5.5.1 what?");
}

std::string SmtpDialogue::ehlo(const std::string& rest) {
  if (rest.empty()) return refused("501 5.5.4 a name is missing");
  reset();
  mail_.helo = rest;
  greeted_ = true;
  std::string reply = "250 " + settings_.name;
  if (!esmtp_) return reply;
  const auto offer = [&](bool on, const std::string& keyword) {
    if (on) reply += "\n" + (settings_.lower_case ? to_lower_ascii(keyword) : keyword);
  };
  offer(settings_.pipelining, "PIPELINING");
  offer(settings_.size, "SIZE " + std::to_string(settings_.max_size));
  offer(settings_.starttls && can_tls_ && !mail_.tls, "STARTTLS");
  offer(settings_.auth && (mail_.tls || !settings_.require_tls), "AUTH PLAIN LOGIN");
  offer(settings_.eight_bit, "8BITMIME");
  offer(settings_.smtputf8, "SMTPUTF8");
  offer(settings_.dsn, "DSN");
  offer(settings_.enhanced, "ENHANCEDSTATUSCODES");
  return reply;
}

void SmtpDialogue::tls_started() {
  buffer_.clear();
  mail_ = Mail{};
  mail_.tls = true;
  greeted_ = false;
  in_mail_ = false;
}

std::string SmtpDialogue::auth(const std::string& rest) {
  if (!settings_.auth) return refused("502 5.5.1 AUTH is not offered");
  if (!mail_.user.empty() || in_mail_) return refused("503 5.5.1 AUTH does not come here");
  const std::size_t blank = rest.find(' ');
  const std::string mechanism = to_lower_ascii(rest.substr(0, blank));
  const std::string initial = blank == std::string::npos ? "" : rest.substr(blank + 1);
  if (mechanism == "plain") {
    if (!initial.empty()) return judge_plain(initial);
    mode_ = Mode::auth_plain;
    return "334 ";
  }
  if (mechanism == "login") {
    mode_ = Mode::auth_login_user;
    if (initial.empty()) return "334 VXNlcm5hbWU6";
    return auth_line(initial);
  }
  return refused("504 5.5.4 that mechanism is not offered");
}

std::string SmtpDialogue::auth_line(const std::string& line) {
  const Mode mode = std::exchange(mode_, Mode::command);
  if (line == "*") return refused("501 5.0.0 cancelled");
  if (mode == Mode::auth_plain) return judge_plain(line);
  const auto decoded = base64_decode(line);
  if (!decoded) return refused("501 5.5.2 that is not base64");
  if (mode == Mode::auth_login_password) return judge_login(login_user_, *decoded);
  login_user_ = *decoded;
  mode_ = Mode::auth_login_password;
  return "334 UGFzc3dvcmQ6";
}

std::string SmtpDialogue::judge_plain(const std::string& encoded) {
  const auto decoded = base64_decode(encoded);
  const std::vector<std::string_view> parts = split(decoded ? std::string_view(*decoded) : std::string_view(), '\0');
  if (parts.size() != 3) return refused("501 5.5.2 that is not what PLAIN says");
  return judge_login(std::string(parts[1]), std::string(parts[2]));
}

std::string SmtpDialogue::judge_login(const std::string& user, const std::string& password) {
  const bool is_known = settings_.user.empty() || (user == settings_.user && password == settings_.password);
  if (!is_known || user.empty()) return refused("535 5.7.8 these credentials are wrong");
  mail_.user = user;
  return "235 2.7.0 welcome";
}

}  // namespace crier::sinks
