#include "channels/smtp/dialogue.h"

#include <algorithm>

namespace crier::channels::smtp {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Millis kIdle = seconds(30);  ///< servers cut at 30 s to 5 min; a connection older than that is not worth the risk
constexpr Millis kQuit = seconds(5);
constexpr int kMaxChallenges = 5;

/// Replies to EHLO that mean "I do not know that", not "I do not want you" (RFC 5321 section 4.1.4).
bool is_unknown_command(int code) { return code == 500 || code == 501 || code == 502 || code == 504; }

std::string_view name_of(MailStage stage) {
  switch (stage) {
    case MailStage::connect:
      return "the connection";
    case MailStage::greeting:
      return "the greeting";
    case MailStage::hello:
      return "EHLO";
    case MailStage::starttls:
      return "STARTTLS";
    case MailStage::auth:
      return "AUTH";
    case MailStage::mail:
      return "MAIL";
    case MailStage::rcpt:
      return "RCPT";
    case MailStage::data:
      return "DATA";
    case MailStage::body:
      return "the end of the mail";
  }
  return "";
}

}  // namespace

Dialogue::Dialogue(std::shared_ptr<const Settings> settings, std::string hello) : settings_(std::move(settings)), hello_(std::move(hello)) {
  if (!settings_->hello.empty()) hello_ = settings_->hello;
  if (!is_hello_name(hello_)) hello_ = "localhost";
}

// What happened

void Dialogue::connected() {
  phase_ = settings_->implicit_tls ? Phase::handshake : Phase::greeting;
  if (settings_->implicit_tls) next_ = Next::handshake;
}

void Dialogue::secured() {
  tls_ = true;
  next_ = Next::wait;
  if (settings_->implicit_tls) {
    phase_ = Phase::greeting;
  } else {
    say_hello();
  }
}

void Dialogue::received(std::string_view bytes) {
  // Only what was asked before these bytes came can be answered in them: a server ahead of us is out of step for good.
  std::size_t due = replies_due();
  while (!bytes.empty() && next_ == Next::wait) {
    bytes.remove_prefix(parser_.feed(bytes));
    if (parser_.is_broken()) return lose("it sent something that is no SMTP reply");
    if (!parser_.is_complete()) return;
    const Reply reply = parser_.take();
    ++replies_;
    if (due == 0 && reply.code != 421 && phase_ != Phase::idle) return lose("it answered before it was asked");
    if (due > 0) --due;
    on_reply(reply, bytes);
  }
}

void Dialogue::written() {
  if (replies_due() == 1 && phase_ == Phase::transaction && awaited_[awaited_first_] == Command::body) dot_written_ = true;
}

void Dialogue::timed_out() {
  if (phase_ == Phase::idle) return quit();
  lose("it did not answer in time");
}

void Dialogue::closed(std::string_view why) { lose(std::string(why)); }

void Dialogue::failed(MailStage stage, std::string why) {
  if (mail_ != nullptr) {
    MailReply reply;
    reply.broken = Broken::not_sent;
    reply.stage = stage;
    reply.error = std::move(why);
    settle(std::move(reply));
  }
  close();
}

void Dialogue::cancelled() {
  on_reused_ = false;  // there will be no fresh connection to take it
  lose("Crier is stopping");
}

void Dialogue::submit(const MailSubmission& mail) {
  mail_ = &mail;
  heard_ = false;
  dot_written_ = false;
  on_reused_ = phase_ == Phase::idle;
  if (phase_ == Phase::idle) begin_transaction();
}

void Dialogue::quit() {
  const bool can_speak = phase_ >= Phase::greeting && phase_ <= Phase::idle && next_ == Next::wait;
  if (!can_speak) return close();
  output_ += "QUIT\r\n";
  phase_ = Phase::quitting;
}

// What to do

std::optional<SubmissionEnd> Dialogue::end() { return std::exchange(end_, std::nullopt); }

Millis Dialogue::patience() const {
  const Millis limit = settings_->common.timeout;
  switch (phase_) {
    case Phase::idle:
      return kIdle;
    case Phase::quitting:
      return std::min(kQuit, limit);
    case Phase::transaction:
      break;
    default:
      return std::min(Millis(minutes(5)), limit);
  }
  switch (replies_due() > 0 ? awaited_[awaited_first_] : Command::mail) {
    case Command::data:
      return std::min(Millis(minutes(2)), limit);
    // Giving up here makes doubles (RFC 1047), so the channel's own limit does not count once the dot is out.
    case Command::body:
      return dot_written_ ? Millis(minutes(10)) : std::min(Millis(minutes(3)), limit);
    default:
      return std::min(Millis(minutes(5)), limit);
  }
}

std::size_t Dialogue::replies_due() const {
  switch (phase_) {
    case Phase::connecting:
    case Phase::handshake:
    case Phase::idle:
    case Phase::closed:
      return 0;
    case Phase::transaction:
      return awaited_count_ - awaited_first_;
    default:
      return 1;
  }
}

MailStage Dialogue::stage() const {
  switch (phase_) {
    case Phase::connecting:
      return MailStage::connect;
    case Phase::handshake:
      return settings_->implicit_tls ? MailStage::connect : MailStage::starttls;
    case Phase::greeting:
      return MailStage::greeting;
    case Phase::ehlo:
    case Phase::helo:
      return MailStage::hello;
    case Phase::starttls:
      return MailStage::starttls;
    case Phase::auth:
      return MailStage::auth;
    default:
      break;
  }
  switch (replies_due() > 0 ? awaited_[awaited_first_] : Command::mail) {
    case Command::rset:
    case Command::mail:
      return MailStage::mail;
    case Command::rcpt:
      return MailStage::rcpt;
    case Command::data:
    case Command::blank:
      return MailStage::data;
    case Command::body:
      return MailStage::body;
  }
  return MailStage::mail;
}

void Dialogue::on_reply(const Reply& reply, std::string_view rest) {
  if (reply.code == 421 && phase_ != Phase::quitting) return on_421(reply);
  switch (phase_) {
    case Phase::greeting:
      return on_greeting(reply);
    case Phase::ehlo:
    case Phase::helo:
      return on_hello(reply);
    case Phase::starttls:
      return on_starttls(reply, rest);
    case Phase::auth:
      return on_auth(reply);
    case Phase::transaction:
      return on_transaction(reply);
    case Phase::connecting:
    case Phase::handshake:
    case Phase::idle:
    case Phase::quitting:
    case Phase::closed:
      return close();  // the answer to QUIT, or one that nobody asked for
  }
}

// Setting up

void Dialogue::on_greeting(const Reply& reply) {
  if (reply.is_positive()) return say_hello();
  give_up(MailStage::greeting, reply);
}

void Dialogue::say_hello() {
  phase_ = Phase::ehlo;
  output_ += "EHLO " + hello_ + "\r\n";
}

void Dialogue::on_hello(const Reply& reply) {
  if (reply.is_positive()) {
    server_ = phase_ == Phase::ehlo ? read_extensions(reply.lines) : Extensions{};
    return after_hello();
  }
  if (phase_ == Phase::helo || !is_unknown_command(reply.code)) return give_up(MailStage::hello, reply);
  phase_ = Phase::helo;
  output_ += "HELO " + hello_ + "\r\n";
}

void Dialogue::after_hello() {
  if (!tls_ && settings_->starttls != StartTls::never) {
    if (server_.starttls) {
      phase_ = Phase::starttls;
      output_ += "STARTTLS\r\n";
      return;
    }
    if (settings_->starttls == StartTls::required) {
      return failed(MailStage::starttls,
                    settings_->host + " offers no STARTTLS, which this channel requires; check the server, or its `starttls` setting");
    }
  }
  if (settings_->username.empty()) return become_idle();
  log_in();
}

void Dialogue::on_starttls(const Reply& reply, std::string_view rest) {
  if (!reply.is_positive()) {
    if (settings_->starttls == StartTls::required) return give_up(MailStage::starttls, reply);
    server_.starttls = false;
    settings_->username.empty() ? become_idle() : log_in();
    return;
  }
  // Whoever can write into the plain connection could slip in replies that we would take for the server's own under TLS.
  if (!rest.empty()) return lose("more came with its answer to STARTTLS, before TLS began");
  server_ = Extensions{};
  phase_ = Phase::handshake;
  next_ = Next::handshake;
}

void Dialogue::log_in() {
  if (!tls_ && settings_->starttls != StartTls::never) {
    refuse(MailStage::auth, 538, "5.7.11 " + settings_->host + " offers no TLS, and the password is not sent without (decided here)");
    return quit();
  }
  Result<Sasl> chosen = Sasl::choose(*settings_, server_);
  if (!chosen) {
    refuse(MailStage::auth, 504, "5.5.4 " + chosen.error().text + " (decided here)");
    return quit();
  }
  sasl_ = std::move(*chosen);
  challenges_ = 0;
  phase_ = Phase::auth;
  output_ += sasl_->first_line();
}

void Dialogue::on_auth(const Reply& reply) {
  if (reply.is_positive()) {
    sasl_.reset();
    return become_idle();
  }
  if (reply.code / 100 != 3) return give_up(MailStage::auth, reply);
  if (++challenges_ > kMaxChallenges) return lose("it asks for more and more in AUTH");
  output_ += sasl_->answer();
}

void Dialogue::become_idle() {
  phase_ = Phase::idle;
  if (mail_ != nullptr) begin_transaction();
}

// Endings

void Dialogue::on_421(const Reply& reply) {
  if (mail_ != nullptr && on_reused_ && !heard_) {
    // It had enough of this connection, not of the mail.
    learnt_limit_ = messages_;
    end_ = SubmissionEnd{true, {}};
    mail_ = nullptr;
  } else if (mail_ != nullptr) {
    settle(stage(), reply);
  }
  close();
}

void Dialogue::settle(MailReply reply) {
  end_ = SubmissionEnd{false, std::move(reply)};
  mail_ = nullptr;
}

void Dialogue::settle(MailStage stage, const Reply& reply) {
  MailReply answer;
  answer.stage = stage;
  answer.code = reply.code;
  answer.text = reply.text();
  settle(std::move(answer));
}

void Dialogue::refuse(MailStage stage, int code, std::string text) {
  if (mail_ == nullptr) return;
  MailReply answer;
  answer.stage = stage;
  answer.code = code;
  answer.text = std::move(text);
  settle(std::move(answer));
}

void Dialogue::give_up(MailStage stage, const Reply& reply) {
  if (reply.code / 100 == 3) return lose("it answered " + std::to_string(reply.code) + ", which is no answer to that");
  if (mail_ != nullptr) settle(stage, reply);
  quit();
}

void Dialogue::lose(const std::string& why) {
  if (mail_ != nullptr && on_reused_ && !heard_) {
    end_ = SubmissionEnd{true, {}};
    mail_ = nullptr;
  } else if (mail_ != nullptr) {
    const bool dot_is_out = phase_ == Phase::transaction && dot_written_;
    MailReply reply;
    reply.stage = stage();
    reply.broken = dot_is_out ? Broken::maybe_accepted : Broken::not_sent;
    reply.error = settings_->host + " was lost at " + std::string(name_of(reply.stage)) + ": " + why;
    settle(std::move(reply));
  }
  close();
}

void Dialogue::close() {
  phase_ = Phase::closed;
  next_ = Next::close;
  sasl_.reset();
}

}  // namespace crier::channels::smtp
