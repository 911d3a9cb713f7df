#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "sinks/plan.h"
#include "sinks/smtp_mail.h"

namespace crier::sinks {

struct SmtpSettings {
  std::string name = "sink.example";
  bool starttls = true;  ///< only with a certificate
  bool auth = true;
  bool pipelining = true;
  bool size = true;
  bool eight_bit = true;
  bool smtputf8 = true;
  bool dsn = true;
  bool enhanced = true;
  bool lower_case = false;  ///< the keywords of EHLO in lower case
  std::size_t max_size = 16 << 20;
  std::string user, password;  ///< "" = any
  bool require_tls = false;    ///< 530 before STARTTLS
  bool require_auth = false;   ///< 530 before AUTH
  bool lenient = false;        ///< mails that break a rule are taken all the same, with `problems`
  std::size_t max_recipients = 100;
  std::size_t max_mails = 0;  ///< a connection, then 421; 0 = no bound
  bool greylist = false;      ///< the first try of a sender and recipient gets 451
};

/// What the connection is to do next, in this order: wait, write, then one of the ends.
struct SmtpAction {
  std::string reply;  ///< with CRLFs, may be empty
  Millis delay{};
  Millis drip{};
  bool hang = false;
  bool close = false;
  bool start_tls = false;
};

/// The server's side of one connection, as a machine without I/O: bytes in, actions out.
class SmtpDialogue {
 public:
  struct World {
    Plan& plan;
    std::set<std::string>& greylisted;
    std::function<void(const Mail&, const std::vector<std::string>& problems)> keep;
    std::function<void(const std::string& why)> refuse;
    std::function<void()> faulted;
  };
  SmtpDialogue(const SmtpSettings& settings, World world, bool can_tls, bool is_tls);

  [[nodiscard]] SmtpAction greeting();
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// The next action for what was fed, none if more bytes are needed.
  [[nodiscard]] std::optional<SmtpAction> next();
  /// After the handshake that an action asked for: everything before is forgotten (RFC 3207 section 4.2).
  void tls_started();
  /// False while a mail's data or the lines of AUTH come.
  [[nodiscard]] bool expects_command() const { return mode_ == Mode::command; }

 private:
  enum class Mode { command, data, auth_plain, auth_login_user, auth_login_password };
  [[nodiscard]] SmtpAction command(const std::string& line);
  [[nodiscard]] std::string run(const std::string& verb, const std::string& rest);
  [[nodiscard]] std::string ehlo(const std::string& rest);
  [[nodiscard]] std::string auth(const std::string& rest);
  [[nodiscard]] std::string auth_line(const std::string& line);
  [[nodiscard]] std::string judge_plain(const std::string& encoded);
  [[nodiscard]] std::string judge_login(const std::string& user, const std::string& password);
  [[nodiscard]] std::string mail_from(const std::string& rest);
  [[nodiscard]] std::string rcpt_to(const std::string& rest);
  [[nodiscard]] std::optional<SmtpAction> data();
  [[nodiscard]] SmtpAction end_of_data();
  [[nodiscard]] std::string judge_mail(bool forced);
  [[nodiscard]] SmtpAction with_fault(const Fault& fault, std::string reply);
  [[nodiscard]] std::string refused(std::string reply);
  void reset();

  const SmtpSettings& settings_;
  World world_;
  bool can_tls_;
  Mode mode_ = Mode::command;
  std::string buffer_;
  Mail mail_;
  bool greeted_ = false;
  bool esmtp_ = false;
  bool in_mail_ = false;
  bool closing_ = false;
  bool wants_tls_ = false;
  std::string login_user_;
  std::size_t mails_ = 0;
  std::vector<std::string> problems_;  ///< of the dialogue, put into the next mail's record
};

}  // namespace crier::sinks
