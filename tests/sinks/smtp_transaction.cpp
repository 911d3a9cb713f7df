#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sinks/smtp_dialogue.h"

namespace crier::sinks {
namespace {

constexpr std::size_t kLongestLine = 998;

/// The address between < and > behind FROM: or TO:, and the parameters after it; none if it is not of that form.
struct Path {
  std::string address;
  std::vector<std::string> parameters;
};
std::optional<Path> path_of(const std::string& rest, const std::string& keyword) {
  if (to_lower_ascii(rest.substr(0, keyword.size())) != keyword || rest.size() <= keyword.size() || rest[keyword.size()] != '<') {
    return std::nullopt;
  }
  const std::size_t end = rest.find('>');
  if (end == std::string::npos) return std::nullopt;
  Path path;
  path.address = rest.substr(keyword.size() + 1, end - keyword.size() - 1);
  for (const std::string_view one : split(std::string_view(rest).substr(end + 1), ' ')) {
    if (!one.empty()) path.parameters.emplace_back(one);
  }
  return path;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string SmtpDialogue::mail_from(const std::string& rest) {
  if (in_mail_) return refused("503 5.5.1 a mail is under way");
  if (settings_.max_mails != 0 && mails_ >= settings_.max_mails) return refused("421 4.7.0 enough mails for one connection");
  const std::optional<Path> path = path_of(rest, "from:");
  if (!path) return refused("501 5.5.4 MAIL FROM:<address> it is");
  bool utf8 = false;
  for (const std::string& parameter : path->parameters) {
    const std::string name = to_lower_ascii(parameter.substr(0, parameter.find('=')));
    const bool known = (name == "size" && settings_.size) || (name == "body" && settings_.eight_bit) ||
                       (name == "smtputf8" && settings_.smtputf8) || ((name == "ret" || name == "envid") && settings_.dsn);
    if (!known) return refused("555 5.5.4 " + parameter + " is not offered");
    utf8 = utf8 || name == "smtputf8";
    if (name != "size") continue;
    std::size_t announced = 0;
    const std::string value = parameter.substr(5);
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), announced);
    if (error != std::errc{} || end != value.data() + value.size()) return refused("501 5.5.4 SIZE is no number");
    if (announced > settings_.max_size) return refused("552 5.3.4 that is too big");
  }
  if (!utf8 && !is_ascii(path->address)) return refused("550 5.6.7 that address needs SMTPUTF8");
  mail_.from = path->address;
  mail_.from_parameters = path->parameters;
  in_mail_ = true;
  return "250 2.1.0 ok";
}

std::string SmtpDialogue::rcpt_to(const std::string& rest) {
  if (!in_mail_) return refused("503 5.5.1 MAIL comes first");
  const std::optional<Path> path = path_of(rest, "to:");
  if (!path || path->address.empty()) return refused("501 5.5.4 RCPT TO:<address> it is");
  for (const std::string& parameter : path->parameters) {
    const std::string name = to_lower_ascii(parameter.substr(0, parameter.find('=')));
    if (!((name == "notify" || name == "orcpt") && settings_.dsn)) return refused("555 5.5.4 " + parameter + " is not offered");
  }
  if (!mail_.has_parameter("SMTPUTF8") && !is_ascii(path->address)) return refused("553 5.6.7 that address needs SMTPUTF8");
  if (mail_.to.size() >= settings_.max_recipients) return refused("452 4.5.3 too many recipients");
  if (settings_.greylist && world_.greylisted.insert(mail_.from + " " + path->address).second) {
    return refused("451 4.7.1 greylisted, try again");
  }
  mail_.to.push_back(path->address);
  mail_.to_parameters.insert(mail_.to_parameters.end(), path->parameters.begin(), path->parameters.end());
  return "250 2.1.5 ok";
}

std::optional<SmtpAction> SmtpDialogue::data() {
  // The end may come split over reads; the buffer keeps what is undecided.
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = buffer_.find("\r\n", at);
    if (end == std::string::npos) break;
    std::string_view line(buffer_.data() + at, end - at);
    at = end + 2;
    if (line == ".") {
      buffer_.erase(0, at);
      return end_of_data();
    }
    if (line.find_first_of("\r\n") != std::string_view::npos) mail_.bare_line_end = true;
    if (!line.empty() && line[0] == '.') {
      line.remove_prefix(1);
    }
    mail_.long_line = mail_.long_line || line.size() > kLongestLine;
    mail_.data.append(line).append("\r\n");
  }
  buffer_.erase(0, at);
  return std::nullopt;
}

SmtpAction SmtpDialogue::end_of_data() {
  mode_ = Mode::command;
  ++mails_;
  const std::optional<Fault> fault = world_.plan.take("smtp", "body", mail_.to.front() + "\n" + mail_.data);
  SmtpAction action;
  if (!fault) {
    action.reply = judge_mail(false) + "\r\n";
  } else {
    const bool is_kept = fault->received || fault->cut == Fault::Cut::received || fault->cut == Fault::Cut::answer ||
                         (fault->reply.empty() && !fault->hang && fault->cut == Fault::Cut::none);
    const std::string reply = is_kept ? judge_mail(fault->received || fault->cut != Fault::Cut::none) : "451 4.3.0 not now";
    action = with_fault(*fault, reply);
  }
  reset();
  closing_ = action.close || action.hang;
  return action;
}

std::string SmtpDialogue::judge_mail(bool forced) {
  std::vector<std::string> problems = std::exchange(problems_, {});
  for (std::string& one : mail_faults(mail_)) problems.push_back(std::move(one));
  if (mail_.data.size() > settings_.max_size) return refused("552 5.3.4 that is too big");
  if (!problems.empty() && !settings_.lenient && !forced) return refused("550 5.6.0 " + problems.front());
  world_.keep(mail_, problems);
  return "250 2.0.0 kept as " + std::to_string(mails_);
}

}  // namespace crier::sinks
