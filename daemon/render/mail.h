#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace crier::render {

/// What differs between the mails of one message (rules H4). Header values must be ready for the wire but for `to_name`.
struct MailSlots {
  std::string to_address;                                  ///< the one recipient; not ASCII only in a transaction that takes SMTPUTF8
  std::string to_name;                                     ///< any text; encoded here (RFC 2047), line breaks and controls become blanks
  UtcTime date{};                                          ///< of this attempt
  std::string message_id;                                  ///< with its angle brackets, as in mail_ids()
  std::string in_reply_to;                                 ///< "" = no such header
  std::string references;                                  ///< identifiers separated by blanks, "" = no such header
  std::vector<std::pair<std::string, std::string>> extra;  ///< further headers, e.g. List-Unsubscribe
};

/// One recipient's mail: the slots' headers, then `payload` (Message::payload of the mail form: constant header lines, a
/// blank line, the body; 7 bit, CRLF). Not yet dot-stuffed. Costs a few microseconds; no MIME is parsed or built.
/// Errors: invalid (an address or header that would break out of its line).
[[nodiscard]] Result<std::string> compose_mail(std::string_view payload, const MailSlots& slots);

/// What the identifiers of one delivery's mail are computed from: the same in every attempt.
struct MailThread {
  std::int64_t incident = 0;  ///< internal id …
  std::string incident_name;  ///< … and KEY or KEY~2, so that a new store that counts from 1 again makes other ids
  int update = 0;
  int previous_update = 0;  ///< the update this audience was told before; 0 = none
  std::string recipient;    ///< what names the recipient, e.g. its address; only a hash of it is shown
  std::string domain;       ///< of the sender's address
};

struct MailIds {
  std::string message_id;
  std::string in_reply_to;  ///< the previous update's mail to this recipient, "" for the first
  std::string references;   ///< the incident's virtual root (a mail that never was), then the previous one
};

[[nodiscard]] MailIds mail_ids(const MailThread& thread);

/// The domain of an address ("status@example.com"); "localhost" if there is none.
[[nodiscard]] std::string mail_domain(std::string_view address);

/// Everything constant in the mails of one message.
struct MailContent {
  std::string from;      ///< "Example Status <status@example.com>" or an address
  std::string reply_to;  ///< the same, or ""
  std::string subject;
  std::string text;
  std::string html;      ///< "" = a text mail without alternative
  std::string audience;  ///< for List-Id
  std::string incident;  ///< KEY or KEY~2
  int update = 0;
};

/// The payload for compose_mail. The boundary is made of the content, so the same content gives the same bytes.
[[nodiscard]] std::string mail_payload(const MailContent& content);

/// The payload with another subject, text and HTML ("" = none); its other constant headers stay.
[[nodiscard]] std::string mail_payload_with(std::string_view payload, const std::string& subject, const std::string& text,
                                            const std::string& html);

}  // namespace crier::render
