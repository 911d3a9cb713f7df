#include "render/renderer.h"

#include "render/mail.h"
#include "render/post_split.h"
#include "render/slack.h"
#include "render/template.h"
#include "render/webhook.h"
#include "render/wording.h"

namespace crier::render {
namespace {

using core::Message;

/// Fills the parts of one message and remembers the first failure, so that the forms below read as lists of parts.
class Filling {
 public:
  Filling(const Templates& templates, std::string_view form, const Subject& subject)
      : templates_(templates), form_(form), subject_(subject), values_(values_of(subject, templates.phrases())) {}

  std::string part(std::string_view name) { return part(name, occasion_of(subject_.update)); }

  std::string part(std::string_view name, std::string_view occasion) {
    const Template* wanted = templates_.find(subject_.channel, occasion, subject_.language, name);
    if (wanted == nullptr) wanted = templates_.find(form_, occasion, subject_.language, name);
    if (wanted == nullptr) return "";
    auto filled = wanted->fill(values_);
    if (filled) return std::move(*filled);
    if (!failure_) failure_ = filled.error();
    return "";
  }

  [[nodiscard]] Result<Message> end(Message message) const {
    if (failure_) return *failure_;
    message.language = subject_.language;
    return message;
  }

  [[nodiscard]] const std::string& phrase(std::string_view key) const { return templates_.phrases().text(subject_.language, key); }

 private:
  const Templates& templates_;
  std::string_view form_;
  const Subject& subject_;
  Values values_;
  std::optional<Error> failure_;
};

Result<Message> render_mail(const Templates& templates, const Subject& subject) {
  Filling filling(templates, "mail", subject);
  Message message;
  message.subject = filling.part("subject");
  message.text = filling.part("text");
  message.html = filling.part("html");
  const std::string name = core::incident_name(subject.incident.key, subject.incident.occurrence);
  message.payload = mail_payload({subject.mail_from, subject.mail_reply_to, message.subject, message.text, message.html,
                                  subject.audience.name, name, subject.update.number});
  return filling.end(std::move(message));
}

Result<Message> render_x(const Templates& templates, const Subject& subject) {
  Filling filling(templates, "x", subject);
  Message message;
  message.text = filling.part("post");
  message.parts = split_posts(message.text, kPostLimit, clock_utc(subject.update.at));
  return filling.end(std::move(message));
}

Result<Message> render_slack(const Templates& templates, const Subject& subject) {
  Filling filling(templates, "slack", subject);
  const SlackText post{filling.part("subject"), filling.part("mrkdwn"), filling.part("context")};
  const SlackText root{filling.part("subject", "root"), filling.part("mrkdwn", "root"), filling.part("context", "root")};
  Message message;
  message.subject = post.title;
  message.text = post.body;
  message.payload = slack_payload(post, root, filling.phrase("shortened"));
  return filling.end(std::move(message));
}

Message render_webhook(const Subject& subject) {
  Message message;
  message.language = subject.language;
  const std::string& summary = subject.update.event.summary;
  message.text = summary.empty() ? subject.update.title : summary;  // for those who look: a receiver gets the payload
  message.payload = webhook_payload(subject);
  return message;
}

}  // namespace

Result<Message> render(const Templates& templates, Form form, const Subject& subject) {
  switch (form) {
    case Form::mail:
      return render_mail(templates, subject);
    case Form::x:
      return render_x(templates, subject);
    case Form::slack:
      return render_slack(templates, subject);
    case Form::webhook:
      return render_webhook(subject);
  }
  return Error{ErrorKind::internal, "there is no such form"};
}

}  // namespace crier::render
