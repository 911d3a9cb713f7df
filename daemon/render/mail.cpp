#include "render/mail.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "render/mail_header.h"

namespace crier::render {
namespace {

constexpr std::size_t kHashDigits = 20;  // 80 bits: no two recipients of one incident meet by chance

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F && c != ':'; });
}

bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(name).append(": ").append(value).append("\r\n");
}

/// One identifier a line, so that a thread's headers stay short lines.
void append_references(std::string& out, std::string_view references) {
  if (references.empty()) return;
  out += "References:";
  std::string_view separator = " ";
  for (const auto id : split(references, ' ')) {
    if (id.empty()) continue;
    out.append(separator).append(id);
    separator = "\r\n ";
  }
  out += "\r\n";
}

std::string hash(const MailThread& thread, std::string_view recipient) {
  std::string text = std::to_string(thread.incident);
  text.append("\n").append(thread.incident_name).append("\n").append(recipient);
  return to_hex(sha256(text)).substr(0, kHashDigits);
}

}  // namespace

Result<std::string> compose_mail(std::string_view payload, const MailSlots& slots) {
  if (!is_header_address(slots.to_address)) {
    return Error{ErrorKind::invalid, "the recipient's address cannot stand in a mail header: correct it"};
  }
  bool sound = is_header_value(slots.message_id) && is_header_value(slots.in_reply_to) && is_header_value(slots.references);
  for (const auto& [name, value] : slots.extra) sound = sound && is_header_name(name) && is_header_value(value);
  if (!sound) return Error{ErrorKind::invalid, "a mail header holds a line break or control character: correct what it is made of"};

  std::string mail;
  mail.reserve(payload.size() + 768);
  append_header(mail, "Date", format_rfc5322(slots.date));
  append_mailbox_header(mail, "To", slots.to_name, slots.to_address);
  append_header(mail, "Message-ID", slots.message_id);
  append_header(mail, "In-Reply-To", slots.in_reply_to);
  append_references(mail, slots.references);
  for (const auto& [name, value] : slots.extra) append_header(mail, name, value);
  mail += payload;
  return mail;
}

MailIds mail_ids(const MailThread& thread) {
  const std::string incident = "<i" + std::to_string(thread.incident) + ".";
  const std::string end = "@" + thread.domain + ">";
  const std::string recipient = "." + hash(thread, thread.recipient) + end;
  const auto mail_of = [&](int update) { return incident + "u" + std::to_string(update) + recipient; };

  MailIds ids;
  ids.message_id = mail_of(thread.update);
  ids.references = incident + hash(thread, "") + end;
  if (thread.previous_update > 0) {
    ids.in_reply_to = mail_of(thread.previous_update);
    ids.references += " " + ids.in_reply_to;
  }
  return ids;
}

std::string mail_domain(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at + 1 == address.size()) return "localhost";
  return std::string(address.substr(at + 1));
}

}  // namespace crier::render
