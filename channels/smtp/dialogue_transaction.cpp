#include "channels/smtp/dialogue.h"

namespace crier::channels::smtp {

void Dialogue::begin_transaction() {
  if (refused_here()) return;
  phase_ = Phase::transaction;
  awaited_first_ = awaited_count_ = 0;
  if (!server_.pipelining) return send(needs_reset_ ? Command::rset : Command::mail);
  if (needs_reset_) send(Command::rset);
  send(Command::mail);
  send(Command::rcpt);
  send(Command::data);
}

/// What this server would refuse or mangle for certain is refused before it costs a round trip; the codes are those that a
/// server would give.
bool Dialogue::refused_here() {
  const MailSubmission& mail = *mail_;
  if (!is_safe_path(mail.from)) {
    refuse(MailStage::mail, 553, "5.1.7 the sender's address cannot be used in SMTP (decided here)");
    return true;
  }
  if (!is_safe_path(mail.to)) {
    refuse(MailStage::rcpt, 553, "5.1.3 the recipient's address cannot be used in SMTP (decided here)");
    return true;
  }
  const bool odd_recipient = has_eight_bit(mail.to);
  const bool odd = mail.smtputf8 || odd_recipient || has_eight_bit(mail.from);
  if (odd && !(mail.smtputf8 && server_.smtputf8)) {
    const MailStage stage = odd_recipient ? MailStage::rcpt : MailStage::mail;
    refuse(stage, 553, "5.6.7 " + settings_->host + " does not take addresses that are not ASCII (decided here)");
    return true;
  }
  if (server_.size_limit > 0 && mail.data.size() > server_.size_limit) {
    refuse(MailStage::mail, 552,
           "5.3.4 the mail is larger than the " + std::to_string(server_.size_limit) + " bytes that " + settings_->host +
               " takes (decided here)");
    return true;
  }
  eight_bit_ = has_eight_bit(mail.data);
  if (eight_bit_ && !server_.eight_bit) {
    refuse(MailStage::body, 554, "5.6.3 " + settings_->host + " takes only 7 bit mail (decided here)");
    return true;
  }
  return false;
}

void Dialogue::send(Command command) {
  if (awaited_first_ == awaited_count_) awaited_first_ = awaited_count_ = 0;
  awaited_[awaited_count_++] = command;
  switch (command) {
    case Command::rset:
      output_ += "RSET\r\n";
      return;
    case Command::mail:
      return append_mail(output_, *mail_, server_, eight_bit_);
    case Command::rcpt:
      return append_rcpt(output_, *mail_, server_);
    case Command::data:
      output_ += "DATA\r\n";
      return;
    case Command::blank:
      output_ += ".\r\n";
      return;
    case Command::body:
      break;
  }
  BodyEncoder encoder;
  output_.reserve(output_.size() + mail_->data.size() + mail_->data.size() / 64 + 8);
  encoder.encode(mail_->data, output_);
  encoder.finish(output_);
}

void Dialogue::on_transaction(const Reply& reply) {
  const Command command = awaited_[awaited_first_];
  on_command(command, reply);
  if (phase_ != Phase::transaction) return;
  ++awaited_first_;
  // What on_command sent stands behind the one just answered.
  if (awaited_first_ < awaited_count_) return;
  if (mail_ == nullptr) {
    phase_ = Phase::idle;
  } else {
    send(command == Command::rset ? Command::mail : command == Command::mail ? Command::rcpt : Command::data);
  }
}

void Dialogue::on_command(Command command, const Reply& reply) {
  const bool wants_3yz = command == Command::data;
  const int first = reply.code / 100;
  if ((first == 3) != wants_3yz && first < 4 && mail_ != nullptr) {
    return lose("it answered " + std::to_string(reply.code) + ", which is no answer to that");
  }
  switch (command) {
    case Command::rset:
      if (!reply.is_positive()) return lose("it refused RSET");
      needs_reset_ = false;
      return;
    case Command::mail:
      heard_ = true;
      if (reply.is_positive()) needs_reset_ = true;
      if (!reply.is_positive()) settle(MailStage::mail, reply);
      return;
    case Command::rcpt:
      if (!reply.is_positive() && mail_ != nullptr) settle(MailStage::rcpt, reply);
      return;
    case Command::data:
      return on_data(reply);
    case Command::body:
      return on_body(reply);
    case Command::blank:
      needs_reset_ = false;
      return;
  }
}

void Dialogue::on_data(const Reply& reply) {
  if (reply.code / 100 == 3) {
    // Pipelined, DATA may be granted although the recipient was not: the server now waits for a mail, and gets none
    // (RFC 2920 section 3.1).
    return send(mail_ != nullptr ? Command::body : Command::blank);
  }
  if (mail_ != nullptr) settle(MailStage::data, reply);
}

void Dialogue::on_body(const Reply& reply) {
  const bool in_step = dot_written_;
  if (!in_step && reply.is_positive()) return lose("it accepted a mail whose end it had not seen");
  needs_reset_ = false;
  ++messages_;
  settle(MailStage::body, reply);
  // A refusal before the whole mail was written leaves the server somewhere in the middle of it.
  if (!in_step) close();
}

}  // namespace crier::channels::smtp
