#include "channels/smtp/smtp_adapter.h"

#include <utility>

#include "channels/registry.h"
#include "channels/smtp/classify.h"
#include "render/mail.h"

namespace crier::channels::smtp {
namespace {

class MailExchange final : public Exchange {
 public:
  MailExchange(MailSubmission submission, std::string message_id)
      : submission_(std::move(submission)), message_id_(std::move(message_id)) {}

  Step start() override { return std::move(submission_); }

  Step on_reply(Reply reply) override {
    core::Outcome outcome = classify(std::get<MailReply>(reply));
    if (outcome.kind == core::OutcomeKind::delivered) outcome.remote_id = message_id_;
    return outcome;
  }

 private:
  MailSubmission submission_;
  std::string message_id_;
};

render::MailThread thread_of(const Job& job, const MailAddress& from, const std::string& to) {
  render::MailThread thread;
  thread.incident = job.incident;
  thread.incident_name = job.incident_name;
  thread.update = job.update;
  thread.previous_update = job.previous_update;
  thread.recipient = to;
  thread.domain = from.domain;
  return thread;
}

}  // namespace

SmtpAdapter::SmtpAdapter(const Settings& settings) : from_(parse_address(settings.from_address)) {}

Result<std::unique_ptr<Exchange>> SmtpAdapter::open(Job job, const std::string& /*channel_state*/) const {
  if (!from_) return Error{ErrorKind::config, "the channel's `from` cannot be used: " + from_.error().text};
  const Result<MailAddress> to = parse_address(job.to);
  if (!to) return to.error();

  // At the drill's one address the mails to many recipients stay many, each in its own thread.
  const std::string whose = job.meant_for.empty() ? to->text() : job.meant_for;
  const render::MailIds ids = render::mail_ids(thread_of(job, *from_, whose));
  render::MailSlots slots;
  slots.to_address = to->text();
  slots.to_name = std::move(job.name);
  slots.date = job.now;
  slots.message_id = ids.message_id;
  slots.in_reply_to = ids.in_reply_to;
  slots.references = ids.references;
  Result<std::string> mail = render::compose_mail(job.message->payload, slots);
  if (!mail) return mail.error();

  MailSubmission submission;
  submission.from = from_->text();
  submission.to = to->text();
  submission.data = std::move(*mail);
  submission.smtputf8 = from_->smtputf8 || to->smtputf8;
  submission.envelope_id = std::move(job.idempotency_key);
  std::unique_ptr<Exchange> exchange = std::make_unique<MailExchange>(std::move(submission), ids.message_id);
  return exchange;
}

std::shared_ptr<const Adapter> make_adapter(const Settings& settings) { return std::make_shared<const SmtpAdapter>(settings); }

}  // namespace crier::channels::smtp
