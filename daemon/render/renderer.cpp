#include "render/renderer.h"

#include <algorithm>
#include <array>

#include "render/clock_wording.h"
#include "render/exercise.h"
#include "render/mail.h"
#include "render/post_split.h"
#include "render/slack.h"
#include "render/template.h"
#include "render/webhook.h"
#include "render/wording.h"

namespace crier::render {
namespace {

using core::Message;

/// What puts something right, is for operators, or is said by the clock must say so: the form's own words for it come before a channel's
/// for updates of any kind.
bool must_be_named(std::string_view occasion) {
  constexpr std::array<std::string_view, 9> kNamed{"correct",      "retract",     "corrected", "operators",  "reminder",
                                                   "office-close", "office-open", "holding",   "maintenance"};
  return std::find(kNamed.begin(), kNamed.end(), occasion) != kNamed.end();
}

/// Fills the parts of one message and remembers the first failure, so that the forms below read as lists of parts.
class Filling {
 public:
  Filling(const Templates& templates, std::string_view form, const Subject& subject)
      : templates_(templates), form_(form), subject_(subject), values_(values_of(subject, templates.phrases())) {}

  std::string part(std::string_view name) { return part(name, is_to_operators() ? "operators" : occasion_of(subject_.update)); }

  std::string part(std::string_view name, std::string_view occasion) {
    const Template* wanted = find(name, occasion);
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
  [[nodiscard]] bool is_to_operators() const { return subject_.incident.is_operators(); }
  [[nodiscard]] const Template* find(std::string_view name, std::string_view occasion) const {
    for (const bool exactly : {true, false}) {
      if (exactly && !must_be_named(occasion)) continue;
      for (const std::string_view channel : {std::string_view(subject_.channel), form_}) {
        if (const Template* wanted = templates_.find(channel, occasion, subject_.language, name, exactly)) return wanted;
      }
    }
    return nullptr;
  }

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
  const std::string name = subject.incident.name();
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
  std::optional<SlackText> corrected;
  if (subject.update.event.corrects)
    corrected.emplace(
        SlackText{filling.part("subject", "corrected"), filling.part("mrkdwn", "corrected"), filling.part("context", "corrected")});
  Message message;
  message.subject = post.title;
  message.text = post.body;
  message.payload = slack_payload(post, root, corrected, filling.phrase("shortened"));
  return filling.end(std::move(message));
}

Message render_webhook(const Templates& templates, const Subject& subject) {
  Message message;
  message.language = subject.language;
  const Words words = quoted(subject, templates.phrases()).words;
  message.text = words.summary.empty() ? words.title : words.summary;  // for those who look: a receiver gets the payload
  message.payload = webhook_payload(subject, templates.phrases());
  return message;
}

/// For channels whose services differ too much for a form of their own: each takes what it can show.
Result<Message> render_letter(const Templates& templates, const Subject& subject) {
  Filling filling(templates, "mail", subject);
  Message message;
  message.subject = filling.part("subject");
  message.text = filling.part("text");
  message.html = filling.part("html");
  Filling shorter(templates, "x", subject);
  message.parts = {shorter.part("post")};
  message.payload = update_data(subject, templates.phrases());
  auto all = filling.end(std::move(message));
  return all ? shorter.end(std::move(*all)) : all;
}

Result<Message> render_form(const Templates& templates, Form form, const Subject& subject) {
  switch (form) {
    case Form::mail:
      return render_mail(templates, subject);
    case Form::x:
      return render_x(templates, subject);
    case Form::slack:
      return render_slack(templates, subject);
    case Form::webhook:
      return render_webhook(templates, subject);
    case Form::letter:
      return render_letter(templates, subject);
  }
  return Error{ErrorKind::internal, "there is no such form"};
}

}  // namespace

Result<Message> render(const Templates& templates, Form form, const Subject& subject) {
  auto message = render_form(templates, form, subject);
  if (message && subject.incident.exercise) return marked(*message, form, std::string(kExercise));
  return message;
}

}  // namespace crier::render
