#include "channels/smtp/classify.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "channels/smtp/reply.h"

namespace crier::channels::smtp {
namespace {

using core::Outcome;
using core::OutcomeKind;
using core::Scope;

constexpr std::size_t kMaxText = 500;

bool is_too_big(int code, const std::optional<EnhancedCode>& enhanced) {
  if (code == 552) return true;
  return enhanced && ((enhanced->subject == 3 && enhanced->detail == 4) || (enhanced->subject == 2 && enhanced->detail == 3));
}

/// Storage and routing trouble of the server (x.3.y, x.4.y).
bool is_trouble(int code, const std::optional<EnhancedCode>& enhanced) {
  if (!enhanced) return code == 452;
  return enhanced->subject == 3 || enhanced->subject == 4;
}

Scope scope_of(MailStage stage, int code, const std::optional<EnhancedCode>& enhanced) {
  switch (stage) {
    case MailStage::connect:
    case MailStage::greeting:
      return Scope::destination;
    case MailStage::hello:
    case MailStage::starttls:
    case MailStage::auth:
      return Scope::channel;
    case MailStage::mail:
      if (is_too_big(code, enhanced)) return Scope::message;
      return is_trouble(code, enhanced) ? Scope::destination : Scope::channel;
    case MailStage::rcpt:
      return Scope::recipient;
    case MailStage::data:
    case MailStage::body:
      return Scope::message;
  }
  return Scope::destination;
}

/// The address is gone for good: codes of protocols.md 5.3's list. Some hosts say 5.1.1 when they mean "you send too much";
/// that is about us, so such a text suppresses nobody.
bool is_gone(const std::optional<EnhancedCode>& enhanced, std::string_view text) {
  if (!enhanced || enhanced->type != 5 || enhanced->subject != 1) return false;
  const int detail = enhanced->detail;
  if (detail != 1 && detail != 3 && detail != 6 && detail != 10) return false;
  return to_lower_ascii(text).find("too many") == std::string::npos;
}

Outcome of_broken(const MailReply& reply) {
  Outcome outcome;
  outcome.reply = timeline_text(reply.error);
  outcome.scope = Scope::destination;
  switch (reply.broken) {
    case Broken::maybe_accepted:
      outcome.scope = Scope::message;
      outcome.maybe_accepted = true;
      break;
    case Broken::forbidden:
      outcome.kind = OutcomeKind::rejected;
      outcome.scope = Scope::recipient;
      break;
    case Broken::not_sent:
    case Broken::no:
      break;
  }
  return outcome;
}

}  // namespace

core::Outcome classify(const MailReply& reply) {
  if (reply.broken != Broken::no) return of_broken(reply);
  Outcome outcome;
  outcome.reply = timeline_text(std::to_string(reply.code) + " " + reply.text);
  const std::optional<EnhancedCode> enhanced = enhanced_code(reply.text);
  outcome.scope = scope_of(reply.stage, reply.code, enhanced);
  const int first = reply.code / 100;
  if (first == 2 && reply.stage == MailStage::body) {
    outcome.kind = OutcomeKind::delivered;
    outcome.scope = Scope::recipient;
  } else if (reply.code == 421) {
    outcome.scope = Scope::destination;
    outcome.congested = true;
  } else if (first == 5 && (reply.stage == MailStage::auth || reply.code == 530)) {
    outcome.kind = OutcomeKind::rejected;
    outcome.scope = Scope::channel;
    outcome.credentials = true;
  } else if (first == 5 && reply.stage != MailStage::greeting && reply.stage != MailStage::connect) {
    outcome.kind = OutcomeKind::rejected;
    outcome.suppress = reply.stage == MailStage::rcpt && is_gone(enhanced, reply.text);
  }
  return outcome;
}

std::string timeline_text(std::string_view text) {
  std::string line(text);
  if (!is_utf8(line)) {
    for (char& c : line) {
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
  }
  line = escape_control(line);
  if (line.size() > kMaxText) {
    std::size_t end = kMaxText;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80) --end;
    line.resize(end);
  }
  return line;
}

}  // namespace crier::channels::smtp
